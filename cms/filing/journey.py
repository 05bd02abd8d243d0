"""Leading a visitor through a pack's form: which pages, what each asks, and what has been answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict

from cms.blocks.quotes import PortalLine
from cms.filing.forms import pack_form
from cms.filing.rules import (
    CHECK_STEP,
    NAMED_STEP,
    DraftState,
    asks_identity,
    file_fields,
    is_named,
    page_codes,
)
from policies.engine.pack import FieldSpec, Requirement
from policies.forms import PackForm, is_asked


@dataclass(frozen=True, slots=True)
class Journey:
    """A draft seen through its line of business at one moment."""

    line: PortalLine
    state: DraftState
    today: date
    form: PackForm
    """All fields of the pack's form, bound to what was typed; files apart."""
    asked: Mapping[str, tuple[str, ...]]
    """By the pack's steps, the fields that are asked, given the answers so far."""
    pages: tuple[str, ...]

    @property
    def values(self) -> dict[str, Any]:
        """The answers as plain values, of fields that are asked; blank ones are left out."""
        asked = {name for names in self.asked.values() for name in names}
        return {name: value for name, value in self.form.clean_values().items() if name in asked}

    def problems(self, page: str) -> dict[str, list[str]]:
        """What is missing or wrong on a page, by field."""
        if page == NAMED_STEP:
            return {} if self.state.is_named is not None else {"named": []}
        names = self.asked.get(page, ())
        found = {name: [str(e) for e in self.form.errors[name]] for name in names if name in self.form.errors}
        return found | {name: [] for name in missing_files(self.line, self.state, names)}

    @property
    def first_problem(self) -> str | None:
        """The first page that lacks something; None where the filing can be sent."""
        return next((page for page in self.pages if page != CHECK_STEP and self.problems(page)), None)

    def after(self, page: str) -> str:
        """The page that follows; the check page where ``page`` is no longer asked."""
        following = self.pages[self.pages.index(page) + 1 :] if page in self.pages else ()
        return following[0] if following else CHECK_STEP

    def before(self, page: str) -> str | None:
        """The page before; None before the first."""
        place = self.pages.index(page) if page in self.pages else 0
        return self.pages[place - 1] if place else None

    def spec(self, name: str) -> FieldSpec:
        return self.line.pack.fields[name]


def read_journey(*, line: PortalLine, state: DraftState, now: datetime) -> Journey:
    """See what a draft holds. One pass of validation over everything typed, then the pack's conditions."""
    steps = line.pack.forms[line.spec.form].steps
    names = list(dict.fromkeys(name for step in steps.values() for name in step.fields))
    named = is_named(state, line.spec)
    today = now.astimezone(ZoneInfo(line.pack.zone)).date()
    form = pack_form(line=line, names=names, typed=state.values, named=named, today=today)
    form.full_clean()
    given = {**dict.fromkeys(line.pack.fields), **form.clean_values()}
    asked = {
        code: tuple(n for n in step.fields if is_asked(line.pack.fields[n], values=given, named=named))
        for code, step in steps.items()
    }
    return Journey(line, state, today, form, asked, page_codes(line.pack, line.spec, asked))


def page_form(*, journey: Journey, page: str, is_bound: bool) -> PackForm:
    """The form of one page, filled with what was typed; bound where its mistakes shall show."""
    return pack_form(
        line=journey.line,
        names=journey.asked[page],
        typed=journey.state.values,
        named=is_named(journey.state, journey.line.spec),
        today=journey.today,
        earlier=journey.values,
        is_bound=is_bound,
    )


def missing_files(line: PortalLine, state: DraftState, names: Sequence[str]) -> tuple[str, ...]:
    """File fields that the pack insists on and that hold none."""
    wanted = (name for name in file_fields(line.pack, names))
    return tuple(
        name
        for name in wanted
        if line.pack.fields[name].required is Requirement.HARD and not state.files_of(name)
    )


def typed_values(*, names: Sequence[str], posted: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """What was typed into these fields, with the parts of fields that have several inputs."""
    typed: dict[str, list[str]] = {name: [] for name in names}
    for key in posted:
        if any(key == name or key.startswith(f"{name}_") for name in names):
            typed[key] = [value.replace("\x00", "") for value in posted.getlist(key)]
    return typed


def unseen(journey: Journey, page: str, shown: str | None) -> tuple[str, ...]:
    """Fields that an answer on this very page brought up, so that the page as posted did not have them."""
    seen = set((shown or "").split())
    return (
        tuple(name for name in journey.asked.get(page, ()) if name not in seen) if shown is not None else ()
    )


def needs_identity_first(journey: Journey, page: str) -> bool:
    """Whether the filer has to say first if a name is given: later pages depend on it."""
    if (
        not asks_identity(journey.line.spec)
        or journey.state.is_named is not None
        or NAMED_STEP not in journey.pages
    ):
        return False
    return page not in journey.pages or journey.pages.index(page) > journey.pages.index(NAMED_STEP)

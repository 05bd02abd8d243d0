"""What the pages of a filing show, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.blocks.quotes import PortalLine
from cms.filing.addresses import address_of
from cms.filing.journey import Journey
from cms.filing.rules import CHECK_STEP, NAMED_STEP
from policies.engine.pack import FieldKind, FieldSpec
from ui.pieces import SummaryRow

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Progress:
    """Which page of how many; the check page is the last."""

    place: int
    total: int


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """A page's answers on the check page."""

    title: str
    rows: tuple[SummaryRow, ...]


def progress(journey: Journey, page: str) -> Progress:
    return Progress(place=journey.pages.index(page) + 1, total=len(journey.pages))


def back_address(journey: Journey, page: str, *, to_check: bool) -> str:
    """Where 'back' leads: the check page, the page before, or the start."""
    if to_check:
        return address_of(journey.line.code, CHECK_STEP)
    before = journey.before(page)
    return address_of(journey.line.code, before) if before else f"/file/{journey.line.code}/"


def answer_groups(journey: Journey) -> tuple[AnswerGroup, ...]:
    """The answers page by page, each with the way to change it."""
    return tuple(_group(journey, page) for page in journey.pages if page != CHECK_STEP)


def _group(journey: Journey, page: str) -> AnswerGroup:
    code = journey.line.code
    url = address_of(code, page, for_change=True)
    if page == NAMED_STEP:
        answer = _("留下姓名（实名）") if journey.state.is_named else _("不留姓名（匿名）")
        return AnswerGroup(_("是否留下姓名"), (SummaryRow(_("您的选择"), answer, url),))
    language = get_language() or ""
    title = journey.line.pack.forms[journey.line.spec.form].steps[page].title.in_language(language)
    rows = (SummaryRow(label, value, url) for label, value in _rows(journey, page, language))
    return AnswerGroup(title, tuple(rows))


def _rows(journey: Journey, page: str, language: str) -> Iterator[tuple[str, str]]:
    for name in journey.asked[page]:
        spec = journey.spec(name)
        label = spec.label.in_language(language)
        if spec.kind is FieldKind.FILES:
            notes = journey.state.files_of(name)
            yield label, "\n".join(f"{n.name}（{filesizeformat(n.size)}）" for n in notes) or NOTHING
        else:
            yield label, shown_value(spec, journey.form.cleaned_data.get(name), language)


def shown_value(spec: FieldSpec, value: Any, language: str) -> str:
    """An answer in words."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return "、".join(_choice(spec, str(one), language) for one in value)
    if isinstance(value, datetime):
        return date_format(value, "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, int | float | Decimal):
        return number_format(value)
    return _choice(spec, str(value), language)


def _choice(spec: FieldSpec, value: str, language: str) -> str:
    return spec.choices[value].in_language(language) if value in spec.choices else value


def mixed_explanations(lines: tuple[PortalLine, ...], language: str) -> tuple[str, ...]:
    """What each rulebook says of a filing that touches two lines of business (P4)."""
    packs = {line.pack.id: line.pack for line in lines}
    return tuple(dict.fromkeys(pack.mixed.explanation.in_language(language) for pack in packs.values()))

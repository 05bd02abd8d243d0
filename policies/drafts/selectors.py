"""Reading drafts, versions and what happened to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from policies.access import held_roles
from policies.drafts import foundations
from policies.drafts.rules import Tree, overlaid, said_paths
from policies.engine.findings import Finding, Severity
from policies.engine.lint import lint
from policies.engine.pack import Pack
from policies.loading import Composed
from policies.models import (
    AdoptedPolicy,
    Binding,
    Draft,
    DraftRevision,
    DraftState,
    PolicyEvent,
    PolicySource,
)
from policies.selectors import calendar_table
from policies.sources import KeyPath, PackError, Problem, read_text

__all__ = [
    "Checked", "Draft", "DraftState", "Standing", "UnknownDraft", "check", "composed", "draft_by_id", "events",
    "history", "open_drafts", "own_differences", "revisions", "trees",
]  # fmt: skip


class UnknownDraft(LookupError):
    """Raised for the id of no draft of this organisation."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as far as it goes: the pack where it can be read, else what keeps it from that."""

    composed: Composed | None
    problems: tuple[Problem, ...]
    """What keeps the text from being a pack, with lines."""
    findings: tuple[tuple[Finding, Problem], ...]
    """What the checks find in the pack, each with its place."""

    @property
    def pack(self) -> Pack | None:
        return self.composed.pack if self.composed else None

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps it from being published as far as the checks go."""
        return self.composed is not None and not any(
            finding.severity is Severity.ERROR for finding, _place in self.findings
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """One version in the history: when it governed which lines, and who brought it."""

    policy_id: int
    pack_id: str
    version: int
    digest: str
    adopted_at: datetime
    governs: tuple[tuple[str, datetime, datetime | None], ...]
    """Line of business, from, until."""
    source: PolicySource | None

    def is_in_force(self, at: datetime) -> bool:
        return any(since <= at and (until is None or at < until) for _line, since, until in self.governs)

    def is_scheduled(self, at: datetime) -> bool:
        return any(since > at and (until is None or until > since) for _line, since, until in self.governs)


def draft_by_id(public_id: UUID) -> Draft:
    """The draft with this public id. Raises UnknownDraft."""
    found = Draft.objects.select_related("base", "policy").filter(public_id=public_id).first()
    if found is None:
        raise UnknownDraft(public_id)
    return found


def open_drafts() -> tuple[Draft, ...]:
    """Drafts that are still worked at or wait for approval, the latest change first."""
    states = [DraftState.EDITING, DraftState.PROPOSED]
    return tuple(Draft.objects.select_related("base").filter(state__in=states).order_by("-updated_at", "-id"))


def composed(draft: Draft) -> Composed:
    """The draft as a pack. Raises PackError."""
    return foundations.composed(draft)


def check(draft: Draft, text: str | None = None, *, now: datetime) -> Checked:
    """All that is wrong with a draft, or with another text for it that is not saved yet.

    Duties that nobody in the organisation holds are among it, and years for which the calendar is not out yet.
    """
    try:
        whole = foundations.composed_text(draft, draft.text if text is None else text)
    except PackError as error:
        return Checked(None, error.problems, ())
    pack = whole.pack
    findings = lint(
        pack,
        holders=held_roles(),
        calendar=calendar_table(pack.calendar),
        day=now.astimezone(ZoneInfo(pack.zone)).date(),
    )
    return Checked(whole, (), tuple((finding, whole.place(finding.path)) for finding in findings))


def trees(draft: Draft) -> tuple[Tree, Tree, Tree]:
    """What it extends, its differences, and both together; the text need not make a valid pack yet."""
    base, own = json.loads(draft.base_tree), read_text(draft.text, f"{draft.pack_id}.yaml").values
    return base, own, overlaid(base, own)


def own_differences(draft: Draft) -> tuple[KeyPath, ...]:
    """The paths at which the draft differs from what it extends."""
    return tuple(said_paths(foundations.without_own(trees(draft)[1])))


def revisions(draft: Draft) -> tuple[DraftRevision, ...]:
    """Every text that the draft has had, the latest first."""
    return tuple(draft.revisions.order_by("-number"))


def events(*, draft: Draft | None = None, limit: int = 200) -> tuple[PolicyEvent, ...]:
    """What happened to one draft or to all rules, the latest first."""
    rows = PolicyEvent.objects.select_related("draft", "policy")
    if draft is not None:
        rows = rows.filter(draft=draft)
    return tuple(rows.order_by("-id")[:limit])


def history() -> tuple[Standing, ...]:
    """Every rulebook ever adopted, the latest first, with the times at which it governs."""
    governs: dict[int, list[tuple[str, datetime, datetime | None]]] = {}
    for binding in Binding.objects.order_by("in_force_from", "id"):
        governs.setdefault(binding.policy_id, []).append(
            (binding.business_type, binding.in_force_from, binding.retired_at)
        )
    return tuple(
        Standing(
            policy_id=row.pk,
            pack_id=row.pack_id,
            version=row.version,
            digest=row.digest,
            adopted_at=row.adopted_at,
            governs=tuple(governs.get(row.pk, ())),
            source=getattr(row, "source", None),
        )
        for row in AdoptedPolicy.objects.select_related("source").order_by("-id")
    )

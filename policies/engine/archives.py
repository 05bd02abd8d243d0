"""Files: their volumes and owners, by when they are complete, how long they are kept (P42, T35, R7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due
from policies.engine.governing import governing
from policies.engine.pack import FileOwner, FilePart, Label, Pack


@dataclass(frozen=True, slots=True)
class VolumePlan:
    """One volume: who keeps it, what lies in it, which papers are still missing."""

    code: str
    label: Label
    owner: FileOwner
    part: FilePart
    contents: tuple[Label, ...]
    missing: tuple[str, ...]
    see_also: tuple[str, ...]
    """The volumes of other owners, to which it refers (T35)."""


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """What is filed, by when, and from when on it may be disposed of."""

    volumes: tuple[VolumePlan, ...]
    due: Due | None
    filed_at: datetime | None
    dispose_after: Due | None
    """None: for ever, or no term was entered. Nothing is disposed of then (R7)."""
    permanent: bool
    may_be_held: bool
    cites: tuple[str, ...]

    def may_dispose(self, *, now: datetime, on_hold: bool) -> bool:
        """Whether the file may be disposed of: its term is over and nobody holds it back."""
        held = on_hold and self.may_be_held
        return not held and self.dispose_after is not None and now > self.dispose_after.due_at


def archive_plan(
    *, pack: Pack, facts: CaseFacts, calendar: CalendarTable, issued: Collection[str] = ()
) -> ArchivePlan | None:
    """How the case is filed (P42); ``issued`` are the papers of the case. None: the pack does not say."""
    rule = governing(pack, facts.business_type, lambda rules: rules.archive)
    if rule is None:
        return None
    closed_at, kept_from = facts.first(*rule.since), facts.first(*rule.retention.since)
    due = dispose = None
    if closed_at is not None and rule.within is not None:
        due = due_after(span=rule.within, since=closed_at, pack=pack, calendar=calendar)
    if kept_from is not None and rule.retention.span is not None and not rule.retention.permanent:
        dispose = due_after(span=rule.retention.span, since=kept_from, pack=pack, calendar=calendar)
    volumes = tuple(
        VolumePlan(
            code=code,
            label=volume.label,
            owner=volume.owner,
            part=volume.part,
            contents=volume.contents,
            missing=tuple(letter for letter in volume.letters if letter not in issued),
            see_also=tuple(other for other, its in rule.volumes.items() if its.owner is not volume.owner),
        )
        for code, volume in rule.volumes.items()
    )
    return ArchivePlan(
        volumes=volumes,
        due=due,
        filed_at=facts.first(*rule.filed),
        dispose_after=dispose,
        permanent=rule.retention.permanent,
        may_be_held=rule.legal_hold,
        cites=rule.cites,
    )

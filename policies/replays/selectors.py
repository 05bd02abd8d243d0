"""How far replays are, and the lists of what they found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.paging import BadCursor, Page, decode_cursor, encode_cursor
from policies.engine.replay_summary import Finding, Summary
from policies.models import ReplayFinding, ReplayJob, ReplayState

PAGE_SIZE = 30


class UnknownReplay(LookupError):
    """Raised for the id of no replay of this organisation."""


@dataclass(frozen=True, slots=True)
class ReplayStatus:
    """A replay as a page shows it."""

    public_id: UUID
    draft_id: int | None
    revision: int | None
    pack_id: str
    version: int
    digest: str
    lines: tuple[str, ...]
    since: datetime | None
    state: ReplayState
    total: int | None
    """None until the first slice has counted."""
    done: int
    summary: Summary
    listed: Mapping[str, int]
    """How many cases each list holds; the summary says how many there are."""
    asked_by: int | None
    asked_at: datetime
    ended_at: datetime | None

    @property
    def is_running(self) -> bool:
        return self.state is ReplayState.RUNNING

    @property
    def percent(self) -> int:
        """How far it is; 0 until it is known how many cases there are."""
        if self.total is None:
            return 0
        return min(100, 100 * self.done // self.total) if self.total else 100


@dataclass(frozen=True, slots=True)
class FoundCase:
    """One case on a list."""

    case: UUID
    number: str
    business_type: str
    received_at: datetime
    told: Mapping[str, Any]
    """Codes: what ``replay_summary.told`` keeps."""


def job(public_id: UUID | str) -> ReplayStatus:
    """One replay.

    Raises:
        UnknownReplay: when there is none.
    """
    row = ReplayJob.objects.defer("body").filter(public_id=public_id).first()
    if row is None:
        raise UnknownReplay(str(public_id))
    return _status(row)


def jobs(*, draft_id: int | None = None) -> list[ReplayStatus]:
    """The replays that are kept, of one draft where given, the latest first."""
    rows = ReplayJob.objects.defer("body").order_by("-id")
    return [_status(row) for row in (rows if draft_id is None else rows.filter(draft_id=draft_id))]


def found_cases(*, job: UUID | str, kind: Finding, cursor: str | None = None) -> Page[FoundCase]:
    """A page of one list, in the order of receipt as far as the cases were numbered in it.

    Raises:
        BadCursor: for a cursor that was not made here.
    """
    rows = ReplayFinding.objects.filter(job__public_id=job, kind=kind.value).order_by("id")
    if cursor is not None:
        (last,) = decode_cursor(cursor, length=1)
        if not isinstance(last, int):
            raise BadCursor(cursor)
        rows = rows.filter(id__gt=last)
    found = list(rows[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    following = encode_cursor(shown[-1].pk) if len(found) > PAGE_SIZE else None
    return Page(rows=[_found(row) for row in shown], next_cursor=following)


def late_list(*, job: UUID | str, cursor: str | None = None) -> Page[FoundCase]:
    """The cases that would have been late, and were not. Raises BadCursor."""
    return found_cases(job=job, kind=Finding.LATE, cursor=cursor)


def _found(row: ReplayFinding) -> FoundCase:
    return FoundCase(row.case, row.number, row.business_type, row.received_at, row.told)


def _status(row: ReplayJob) -> ReplayStatus:
    return ReplayStatus(
        public_id=row.public_id,
        draft_id=row.draft_id,
        revision=row.revision,
        pack_id=row.pack_id,
        version=row.version,
        digest=row.digest,
        lines=tuple(row.lines),
        since=row.since,
        state=ReplayState(row.state),
        total=row.total,
        done=row.done,
        summary=Summary.from_json(row.summary),
        listed=row.listed,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )

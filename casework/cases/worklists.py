"""The officer's worklists: what burns first. Each list is one index scan, paged by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet

from casework.cases import access
from casework.cases.models import Case
from casework.organisation.rules import Hat, Officer
from kernel.paging import BadCursor, Page, decode_cursor, encode_cursor

PAGE_SIZE = 30
SOON = timedelta(days=3)
COUNT_CAP = 1000
"""Counts stop here: nobody acts on the difference between 1,000 and 30,000, and counting them costs."""


class Worklist(StrEnum):
    """A named list of cases."""

    MINE = "mine"
    UNIT = "unit"
    UNASSIGNED = "unassigned"
    SOON = "soon"
    OVERDUE = "overdue"
    ALL = "all"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases a list holds; ``is_capped`` when there are more than were counted."""

    number: int
    is_capped: bool


def worklist(
    *, officer: Officer, which: Worklist, now: datetime, cursor: str | None = None, business_type: str = ""
) -> Page[Case]:
    """A page of a list: what is due first comes first; what has no due time comes last.

    Raises:
        BadCursor: for a cursor that was not made here.
    """
    if which is Worklist.FINISHED:
        return _finished(officer, cursor, business_type)
    parts = [_narrow(part, business_type) for part in _parts(officer, which, now)]
    allowed = (access.visible(officer), access.not_excluded(officer))
    after = _read_cursor(cursor)
    found: dict[int, Case] = {}
    for part in parts:
        found |= {case.pk: case for case in _slice(part.filter(*allowed), after)}
    rows = sorted(found.values(), key=_sort_key)[: PAGE_SIZE + 1]
    return _page(rows, lambda case: encode_cursor(case.due_at.isoformat() if case.due_at else None, case.pk))


def counts(*, officer: Officer, now: datetime) -> dict[Worklist, Count]:
    """How many open cases each list holds, each count stopped at ``COUNT_CAP``."""
    lists = (Worklist.MINE, Worklist.UNIT, Worklist.UNASSIGNED, Worklist.SOON, Worklist.OVERDUE)
    return {which: _count(officer, which, now) for which in lists}


def _count(officer: Officer, which: Worklist, now: datetime) -> Count:
    allowed = (access.visible(officer), access.not_excluded(officer))
    parts = [part.filter(*allowed).order_by()[: COUNT_CAP + 1] for part in _parts(officer, which, now)]
    if len(parts) == 1:
        number = parts[0].count()
    else:
        number = len({pk for part in parts for pk in part.values_list("pk", flat=True)})
    return Count(number=min(number, COUNT_CAP), is_capped=number > COUNT_CAP)


def _parts(officer: Officer, which: Worklist, now: datetime) -> Sequence[QuerySet[Case]]:
    """A list as the union of scans that each have their index."""
    still_open = Case.objects.filter(is_final=False)
    if which is Worklist.MINE:
        return [part for hat in officer.worn for part in _waiting_for(hat, still_open)]
    if which is Worklist.UNIT:
        return [still_open.filter(unit_id__in=officer.unit_ids)]
    if which is Worklist.UNASSIGNED:
        return [still_open.filter(handler__isnull=True)]
    if which is Worklist.SOON:
        return [still_open.filter(due_at__gt=now, due_at__lte=now + SOON)]
    if which is Worklist.OVERDUE:
        return [still_open.filter(due_at__lte=now)]
    return [still_open]


def _waiting_for(hat: Hat, still_open: QuerySet[Case]) -> Sequence[QuerySet[Case]]:
    """What waits for these duties: in the person's hands, at organisation-wide desks, at the units' desks."""
    reach = access.reach(hat.roles)
    turn_of_unit = Q(desk__in=reach.unit_desks) | Q(desk__in=reach.free_desks, handler__isnull=True)
    return (
        still_open.filter(handler_id=hat.user_id),
        still_open.filter(desk__in=reach.desks),
        still_open.filter(turn_of_unit, unit_id__in=hat.unit_ids),
    )


def _narrow(cases: QuerySet[Case], business_type: str) -> QuerySet[Case]:
    return cases.filter(business_type=business_type) if business_type else cases


def _slice(cases: QuerySet[Case], after: tuple[datetime | None, int] | None) -> Iterable[Case]:
    if after is not None:
        due_at, pk = after
        later = Q(due_at__isnull=True, pk__gt=pk) if due_at is None else (
            Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at__isnull=True)
        )  # fmt: skip
        cases = cases.filter(later)
    ordered = cases.order_by(F("due_at").asc(nulls_last=True), "pk")
    return ordered.select_related("unit", "handler")[: PAGE_SIZE + 1]


def _sort_key(case: Case) -> tuple[bool, float, int]:
    return (case.due_at is None, case.due_at.timestamp() if case.due_at else 0.0, case.pk)


def _read_cursor(cursor: str | None) -> tuple[datetime | None, int] | None:
    if not cursor:
        return None
    at, pk = decode_cursor(cursor, length=2)
    if not isinstance(pk, int) or not (at is None or isinstance(at, str)):
        raise BadCursor(cursor)
    return (_moment(at) if at else None, pk)


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise BadCursor(written) from error
    if moment.tzinfo is None:
        raise BadCursor(written)
    return moment


def _finished(officer: Officer, cursor: str | None, business_type: str) -> Page[Case]:
    cases = _narrow(Case.objects.filter(is_final=True), business_type).filter(
        access.visible(officer), access.not_excluded(officer)
    )
    after = _read_cursor(cursor)
    if after is not None:
        at, pk = after
        if at is None:
            raise BadCursor(cursor)
        cases = cases.filter(Q(received_at__lt=at) | Q(received_at=at, pk__gt=pk))
    ordered = cases.order_by("-received_at", "pk").select_related("unit", "handler")
    return _page(list(ordered[: PAGE_SIZE + 1]), lambda c: encode_cursor(c.received_at.isoformat(), c.pk))


def _page(rows: Sequence[Case], cursor_of: Any) -> Page[Case]:
    more = len(rows) > PAGE_SIZE
    shown = rows[:PAGE_SIZE]
    return Page(rows=shown, next_cursor=cursor_of(shown[-1]) if more else None)

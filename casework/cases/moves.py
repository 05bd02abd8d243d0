"""A calendar changes: every open clock is counted anew, batch by batch, and each that moves leaves a trace.

A run belongs to one organisation and goes on by its own alarm, so that a batch is one short transaction and
progress can be seen. A trial counts the same way and changes nothing but its own list.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.cases import recomputing
from casework.cases.models import ClockRun, MovedClock
from casework.cases.recomputing import BATCH, Recount, Tables
from kernel import alarms
from policies import selectors as policies
from policies.almanac import own as own_days
from policies.almanac import selectors as almanac
from policies.almanac import services as calendars
from policies.engine.calendar import CalendarTable
from policies.models import OwnCalendarTable
from policies.shared.models import CalendarRun

logger = logging.getLogger(__name__)

ALARM = "clock-run"


@transaction.atomic
def begin_national(*, run: CalendarRun, now: datetime) -> ClockRun:
    """The present organisation's part of a country's run; asked twice, it begins once."""
    part, is_new = ClockRun.objects.get_or_create(
        national=run.public_id,
        defaults={
            "calendar": run.code,
            "before": run.before_version,
            "version": run.version,
            "is_trial": run.version is None,
            "draft_revision": run.draft_revision,
            "total": recomputing.count_open(policy_ids=_policies_of(run.code)),
            "started_at": now,
        },
    )
    if is_new:
        _go_on(part, now)
        _report(part)
    return part


@transaction.atomic
def begin_own(*, own: OwnCalendarTable, now: datetime) -> ClockRun:
    """Count by the organisation's own days: those just published, or a draft to see what it would move."""
    is_trial = own.published_at is None
    run = ClockRun.objects.create(
        before=own.version - 1,
        version=None if is_trial else own.version,
        is_trial=is_trial,
        draft_revision=own.revision if is_trial else None,
        total=recomputing.count_open(),
        started_at=now,
    )
    _go_on(run, now if is_trial else now + calendars.SETTLE)
    return run


def publish_own(*, revision: int, by: int, now: datetime) -> ClockRun:
    """Put the organisation's own days in force and count all its open clocks anew. Raises DraftMoved."""
    with transaction.atomic():
        return begin_own(own=own_days.publish_own(revision=revision, by=by, now=now), now=now)


def on_run(ringing: alarms.Ringing) -> None:
    """Count the next batch of a run, and set the next look where there is more."""
    run = ClockRun.objects.select_for_update().filter(public_id=ringing.subject, finished_at=None).first()
    if run is None:
        return
    codes = _policies_of(run.calendar) if run.calendar else None
    tables = _tables(run)
    cases = (
        recomputing.open_cases(after=run.last_case, policy_ids=codes, lock=not run.is_trial)
        if tables is not None
        else []
    )
    if cases and tables is not None:
        recounts = recomputing.recount(cases, tables=tables, now=ringing.now)
        _take_in(run, recounts, ringing.now)
        run.last_case = cases[-1].pk
    run.done += len(cases)
    run.total = max(run.total, run.done)
    if len(cases) < BATCH:
        run.finished_at, run.total = ringing.now, run.done
        logger.info("clocks counted anew: %d cases, %d clocks moved", run.done, run.moved)
    else:
        _go_on(run, ringing.now)
    run.save()
    _report(run)


def _take_in(run: ClockRun, recounts: Sequence[Recount], now: datetime) -> None:
    """Write what a batch brought: nothing but the list where the run is a trial."""
    if not run.is_trial:
        recomputing.put_right(recounts, now=now, cause=_cause(run))
    moved = [(one.case, move) for one in recounts for move in one.moved]
    MovedClock.objects.bulk_create(
        MovedClock(
            run=run,
            case=case,
            clock=move.clock,
            is_legal=move.is_legal,
            before_at=move.before_at,
            after_at=move.after_at,
            was_provisional=move.was_provisional,
            is_provisional=move.is_provisional,
        )
        for case, move in moved
    )
    run.moved += sum(move.before_at != move.after_at for _, move in moved)
    run.firmed += sum(move.is_firm_now for _, move in moved)


def _cause(run: ClockRun) -> dict[str, object]:
    """What the trace says of the calendar: its code (empty for own days), and the versions."""
    return {"calendar": run.calendar, "calendar_before": run.before, "calendar_version": run.version}


def _tables(run: ClockRun) -> Tables | None:
    """By what the run counts; None where what it was to try has been changed or published meanwhile."""
    if not run.is_trial:
        almanac.forget_calendars()
        return policies.calendar_table
    try:
        return _tables_on_trial(run)
    except almanac.NoDraft:
        return None


def _tables_on_trial(run: ClockRun) -> Tables:
    if run.calendar:
        draft = almanac.draft_of(run.calendar)
        if draft.revision != run.draft_revision:
            raise almanac.NoDraft(run.calendar)
        table = almanac.table_on_trial(run.calendar)
        return lambda code: table if code == run.calendar else policies.calendar_table(code)
    own = almanac.own_draft()
    if own is None or own.revision != run.draft_revision:
        raise almanac.NoDraft("own")
    tables: dict[str, CalendarTable] = {}

    def table_of(code: str) -> CalendarTable:
        if code not in tables:
            tables[code] = almanac.table_on_trial(code, own=own)
        return tables[code]

    return table_of


def _policies_of(code: str) -> list[int]:
    """The adopted rulebooks that count by a calendar."""
    return [version.id for version in policies.adopted_versions() if version.pack.calendar == code]


def _go_on(run: ClockRun, at: datetime) -> None:
    alarms.arm(alarms=[alarms.NewAlarm(kind=ALARM, subject=run.public_id, at=at)])


def _report(run: ClockRun) -> None:
    if run.national is not None:
        calendars.report_share(
            run=run.national,
            total=run.total,
            done=run.done,
            moved=run.moved,
            firmed=run.firmed,
            finished_at=run.finished_at,
        )


def runs() -> list[ClockRun]:
    """What was counted anew for good, the latest first."""
    return list(ClockRun.objects.filter(is_trial=False).order_by("-id")[:20])


def trial_of(own: OwnCalendarTable) -> ClockRun | None:
    """What was found out about this very revision of the draft of the own days."""
    found = ClockRun.objects.filter(is_trial=True, national=None, draft_revision=own.revision)
    return found.filter(before=own.version - 1, started_at__gte=own.updated_at).order_by("-id").first()


def run_by_id(public_id: UUID) -> ClockRun | None:
    """A run of this organisation; the trials of the operators are none of its pages."""
    found = ClockRun.objects.filter(public_id=public_id)
    return found.exclude(is_trial=True, national__isnull=False).first()


PAGE = 50


def moved_clocks(run: ClockRun, *, after: int = 0) -> list[MovedClock]:
    """The next page of the clocks that a run moved, in the order of their cases, and one row more if there is one."""
    found = MovedClock.objects.filter(run=run, pk__gt=after).select_related("case")
    return list(found.defer("case__narrative", "case__data_key").order_by("id")[: PAGE + 1])

"""A calendar's run goes out to the organisations that count by it: each gets an alarm of its own.

Nobody walks all organisations: a run names those whose rulebooks use the calendar (hints in public), and is
handed over to some at a time by an alarm of the organisation in which it was started.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.cases import moves
from kernel import alarms, tenancy
from kernel.shared.directory import UnknownTenant, tenant_by_schema
from policies import selectors as policies
from policies.almanac import selectors as almanac
from policies.almanac import services as calendars
from policies.shared.models import CalendarRun

AT_ONCE = 50
"""How many organisations one ring tells."""


def on_run_waiting(ringing: alarms.Ringing) -> None:
    """The alarm's handler: tell the next organisations, and come again while there are more."""
    run = almanac.run_by_id(ringing.subject)
    if run is not None and hand_over(run=run, now=ringing.now) == AT_ONCE:
        again = alarms.NewAlarm(kind=ringing.kind, subject=ringing.subject, at=ringing.now)
        alarms.arm(alarms=[again])


def hand_over(*, run: CalendarRun, now: datetime) -> int:
    """Tell some organisations of a run; returns how many were looked at."""
    with transaction.atomic():
        shares = almanac.waiting_shares(run, limit=AT_ONCE)
        for share in shares:
            try:
                tenant_by_schema(share.schema)
            except UnknownTenant:
                calendars.drop_share(share=share)
                continue
            with tenancy.in_schema(share.schema):
                moves.begin_national(run=run, now=now)
            calendars.handed_over(share=share)
    return len(shares)


def hand_over_all(*, now: datetime) -> None:
    """Tell everybody of the runs that wait, for commands: there no alarm rings."""
    for run in almanac.waiting_runs():
        while hand_over(run=run, now=now) == AT_ONCE:
            pass


def note_uses() -> None:
    """Repair the present organisation's hints of the calendars that its rulebooks count by."""
    calendars.note_uses(codes={version.pack.calendar for version in policies.adopted_versions()})

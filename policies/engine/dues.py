"""When a span is over that is no clock of the pack: windows, answers, terms (P12 to P43)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from policies.engine.calendar import CalendarTable
from policies.engine.clocks import due_at
from policies.engine.facts import Due
from policies.engine.pack import BusinessHours, Pack, Roll, Span
from policies.engine.spans import Interval


def due_after(
    *,
    span: Span,
    since: datetime,
    pack: Pack,
    calendar: CalendarTable,
    roll: Roll = Roll.NONE,
    pauses: Sequence[Interval] = (),
    explain: bool = False,
) -> Due:
    """When ``span`` is over, counted from something that the organisation or a party did at ``since``."""
    return due_at(
        span=span,
        roll=roll,
        started_at=since,
        calendar=calendar,
        zone=pack.zone,
        hours=_round_the_clock(pack.hours),
        pauses=pauses,
        explain=explain,
    )


@lru_cache(maxsize=64)
def _round_the_clock(hours: BusinessHours) -> BusinessHours:
    """Office hours without a cut-off, which is for arrivals alone (P26)."""
    return hours if hours.cut_off is None else hours.model_copy(update={"cut_off": None})

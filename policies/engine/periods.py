"""Periods of appraisal and statistics, and when a report about one is due (P39, P40)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from policies.engine.calendar import ONE_DAY, CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import Due
from policies.engine.pack import Audience, Pack, Period
from policies.engine.spans import months_after

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}
_MARKS = {Period.QUARTER: "Q", Period.HALF_YEAR: "H"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period: from ``first`` to ``last``, both included."""

    cadence: Period
    first: date
    last: date

    @property
    def code(self) -> str:
        """2026, 2026-H1, 2026-Q3 or 2026-07."""
        if self.cadence is Period.YEAR:
            return f"{self.first.year}"
        if self.cadence is Period.MONTH:
            return f"{self.first:%Y-%m}"
        number = (self.first.month - 1) // _MONTHS[self.cadence] + 1
        return f"{self.first.year}-{_MARKS[self.cadence]}{number}"


def period_of(*, cadence: Period, day: date) -> Stretch:
    """The period in which ``day`` lies."""
    length = _MONTHS[cadence]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Stretch(cadence, first, months_after(first, length) - ONE_DAY)


def periods_between(*, cadence: Period, since: date, until: date) -> Iterator[Stretch]:
    """The periods that ended after ``since`` and not after ``until``, oldest first."""
    stretch = period_of(cadence=cadence, day=since)
    while stretch.last <= until:
        yield stretch
        stretch = period_of(cadence=cadence, day=stretch.last + ONE_DAY)


def report_due(*, pack: Pack, report: str, stretch: Stretch, calendar: CalendarTable) -> Due | None:
    """By when the report about a period is made; None where the pack sets no time."""
    span = pack.reports[report].due
    if span is None:
        return None
    last_moment = datetime.combine(stretch.last, time(23, 59, 59), tzinfo=ZoneInfo(pack.zone))
    return due_after(span=span, since=last_moment, pack=pack, calendar=calendar)


def is_published(*, pack: Pack, report: str, cases: int) -> bool:
    """Whether a report of so many cases is open to the public (P40, DISP 1.10A)."""
    rule = pack.reports[report]
    return Audience.PUBLIC in rule.publicity and cases >= (rule.publish_from or 0)


def shown_figure(*, pack: Pack, report: str, figure: int) -> int | None:
    """A figure as the report shows it: None where it is so small that it would point at somebody."""
    return figure if figure == 0 or figure >= pack.reports[report].smallest_cell else None

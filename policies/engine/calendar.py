"""Working days as data (R10): the days of one country, each of a kind, and the years that are published.

China is why weekdays do not suffice: the yearly notice turns weekdays into rest (调休) and weekends into
work (调休上班), and only thirteen of the free days are statutory (法定节假日). A year that is not in
``published`` is counted by its weekends and by the exceptions that are known, and whoever counts is told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from policies.engine.pack import BusinessHours, Label

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """What a day is; only a statutory day rolls under 令121 art. 45, hence two kinds of free weekday."""

    WORKING = "working"
    WEEKEND = "weekend"
    STATUTORY = "statutory"
    """法定节假日: one of the thirteen days in China, a bank holiday elsewhere."""
    ADJUSTED_REST = "adjusted-rest"
    """调休: free by the yearly notice alone."""
    MAKE_UP = "make-up"
    """调休上班: a weekend day that is worked."""
    LOCAL_HOLIDAY = "local-holiday"
    """地方法定假日: free by a regional rule that the organisation cites; no national table has it."""
    OWN_CLOSED = "own-closed"
    """The organisation's own closed day; no law knows it (``own_calendar``)."""
    OWN_WORKED = "own-worked"
    """A day on which the organisation works though nobody has to."""


_WORKED = frozenset({DayKind.WORKING, DayKind.MAKE_UP, DayKind.OWN_WORKED})
NATIONAL = frozenset(
    {DayKind.WORKING, DayKind.WEEKEND, DayKind.STATUTORY, DayKind.ADJUSTED_REST, DayKind.MAKE_UP}
)
"""The kinds that a country's table knows."""
BY_SCHEDULE = frozenset({DayKind.MAKE_UP})
"""Kinds that only a year's published schedule gives; days off, substitute ones too, follow from the law before."""


@dataclass(frozen=True)
class CalendarTable:
    """One version of one calendar. ``days`` holds exceptions; otherwise Monday to Friday are worked."""

    code: str
    version: int
    days: Mapping[date, DayKind]
    published: frozenset[int]
    names: Mapping[date, Label] = field(default_factory=dict)
    """What a day is called; explanations name the statutory ones (劳动节), and do well without."""
    asides: Mapping[date, Label] = field(default_factory=dict)
    """What explanations add to a day: an organisation's own day that this count passes over."""
    hours: BusinessHours | None = None
    """An organisation's own office hours, in place of the pack's."""
    internal: CalendarTable | None = None
    """What the organisation's own targets count by, where it has days or hours of its own."""
    told: dict[int, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What explanations say of a day, by its ordinal; kept by whoever tells (``explanation``)."""
    _is_working: dict[date, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _worked: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def counting(self, *, legal: bool) -> CalendarTable:
        """The table by which a clock counts: a legal one by the law's days alone (``own_calendar``)."""
        return self if legal or self.internal is None else self.internal

    def kind(self, day: date) -> DayKind:
        """The kind of ``day``: its exception, else weekend or working by the weekday."""
        exception = self.days.get(day)
        if exception is not None:
            return exception
        return DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKING

    def is_working(self, day: date) -> bool:
        """Whether the offices work on ``day``."""
        known = self._is_working.get(day)
        if known is None:
            known = self._is_working[day] = self.kind(day) in _WORKED
        return known

    def is_provisional(self, day: date) -> bool:
        """Whether the schedule of the year of ``day`` is still unpublished."""
        return day.year not in self.published

    def are_provisional(self, first: date, last: date) -> bool:
        """Whether any year from that of ``first`` to that of ``last`` is unpublished."""
        if first.year == last.year:
            return first.year not in self.published
        return any(year not in self.published for year in range(first.year, last.year + 1))

    def nth_working_after(self, day: date, count: int) -> date:
        """The ``count``-th working day strictly after ``day``; ``count`` is at least 1."""
        year, left = day.year, count
        worked = self._worked_in(year)
        position = bisect_right(worked, day.toordinal())
        while position + left > len(worked):
            left -= len(worked) - position
            year, position = year + 1, 0
            worked = self._worked_in(year)
        return date.fromordinal(worked[position + left - 1])

    def working_between(self, after: date, until: date) -> int:
        """How many working days lie after ``after`` and not after ``until``."""
        if until <= after:
            return 0
        total = -bisect_right(self._worked_in(after.year), after.toordinal())
        for year in range(after.year, until.year):
            total += len(self._worked_in(year))
        return total + bisect_right(self._worked_in(until.year), until.toordinal())

    def _worked_in(self, year: int) -> tuple[int, ...]:
        """The ordinals of the working days of ``year``, computed once per table and year."""
        worked = self._worked.get(year)
        if worked is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            worked = tuple(o for o in range(first, last + 1) if self.is_working(date.fromordinal(o)))
            self._worked[year] = worked
        return worked

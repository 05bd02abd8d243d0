"""The arithmetic of time limits: spans, pauses and rolls over days and hours. It knows no pack.

Three decisions carry the rest (regulations.md section 5):

* The day on which a day-based span starts does not count, and the span ends when its last day ends.
* A day counts unless the clock stands paused when the day ends. So a pause that does not reach midnight
  moves no day-based clock, one over n midnights moves it by n days, and a paused clock is never late.
* Hours are elapsed time and never roll; only the overlap with a pause moves them.

Results carry the pack zone's offset of their own moment as a fixed offset: they print as local time, and
subtracting two of them across a change to summer time is still exact.

The values here are named tuples: one date makes several of them, and a replay computes a million dates.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from policies.engine.calendar import ONE_DAY, CalendarTable, DayKind
from policies.engine.pack import BusinessHours, DayEnd, Roll, Span, Unit

LAST_SECOND = time(23, 59, 59)
SHORTEST_MONTH = 28
DAY_UNITS = frozenset({Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR})
ROLLING_UNITS = DAY_UNITS - {Unit.WORKING_DAY}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_DAYS = {Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}
_FAR_AWAY = datetime.max.replace(tzinfo=UTC)


class Interval(NamedTuple):
    """A stretch of time in which a clock did not count: from ``start_at``, up to ``stop_at``."""

    start_at: datetime
    stop_at: datetime


class PausedDays(NamedTuple):
    """Days that do not count: from ``first`` up to the day before ``resumed``."""

    first: date
    resumed: date


class Terms(NamedTuple):
    """What a span is counted against."""

    calendar: CalendarTable
    zone: str
    hours: BusinessHours
    pauses: tuple[Interval, ...]
    """Disjoint and in order, as ``merged`` gives them."""
    paused_days: tuple[PausedDays, ...]
    first_day_counts: bool = False
    ends: DayEnd = DayEnd.MIDNIGHT


class Cursor(NamedTuple):
    """How far a clock has come: a moment, and the day that counts as its day."""

    moment: datetime
    day: date


def merged(pauses: Sequence[Interval]) -> tuple[Interval, ...]:
    """``pauses`` as disjoint intervals in order; touching ones become one, empty and reversed ones vanish."""
    result: list[Interval] = []
    for pause in sorted(pauses, key=lambda interval: interval.start_at):
        if pause.stop_at <= pause.start_at:
            continue
        if result and pause.start_at <= result[-1].stop_at:
            last = result[-1]
            result[-1] = Interval(last.start_at, max(last.stop_at, pause.stop_at))
        else:
            result.append(pause)
    return tuple(result)


def paused_days(pauses: Sequence[Interval], zone: str) -> tuple[PausedDays, ...]:
    """The days at whose end the clock stood paused, as disjoint ranges in order; ``pauses`` are merged."""
    place = ZoneInfo(zone)
    result: list[PausedDays] = []
    for pause in pauses:
        first, resumed = pause.start_at.astimezone(place).date(), pause.stop_at.astimezone(place).date()
        if first == resumed:
            continue
        if result and result[-1].resumed == first:
            result[-1] = PausedDays(result[-1].first, resumed)
        else:
            result.append(PausedDays(first, resumed))
    return tuple(result)


def in_zone(moment: datetime, zone: str) -> datetime:
    """``moment`` with the offset that the clocks of ``zone`` show at it."""
    place = ZoneInfo(zone)
    offset = moment.utcoffset() if moment.tzinfo is place else moment.astimezone(place).utcoffset()
    return moment.astimezone(_fixed(offset or timedelta()))


@lru_cache(maxsize=256)
def _fixed(offset: timedelta) -> timezone:
    return timezone(offset)


@lru_cache(maxsize=8192)
def end_of_day(day: date, zone: str) -> datetime:
    """23:59:59 of ``day``; where the clocks go back at midnight, the later of the two."""
    return in_zone(datetime.combine(day, LAST_SECOND, tzinfo=ZoneInfo(zone)).replace(fold=1), zone)


def close_of(day: date, terms: Terms) -> datetime:
    """When the last day of a day-based span is over: its last second, or the end of office hours."""
    if terms.ends is DayEnd.MIDNIGHT:
        return end_of_day(day, terms.zone)
    return in_zone(datetime.combine(day, terms.hours.closes, tzinfo=ZoneInfo(terms.zone)), terms.zone)


def first_cursor(span: Span, started_at: datetime, terms: Terms) -> Cursor:
    """Where a span begins to count: its day of arrival, or the day before where that day is day 1 already."""
    if terms.hours.cut_off is None:
        day = started_at.astimezone(ZoneInfo(terms.zone)).date()
    else:
        day = arrival_day(started_at, terms.zone, terms.hours)[0]
    if terms.first_day_counts and span.amount and span.unit in DAY_UNITS:
        day -= ONE_DAY
    return Cursor(started_at, day)


def arrival_day(started_at: datetime, zone: str, hours: BusinessHours) -> tuple[date, bool]:
    """The day on which a day-based span starts, and whether the cut-off made it the next one (P26)."""
    local = started_at.astimezone(ZoneInfo(zone))
    if hours.cut_off is not None and local.time() > hours.cut_off:
        return local.date() + ONE_DAY, True
    return local.date(), False


def months_after(day: date, count: int) -> date:
    """The same date ``count`` months later, or that month's end where it has no such date (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    number = day.day if day.day <= SHORTEST_MONTH else min(day.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, number)


def days_in(span: Span, after: date) -> int:
    """How many days a day-based span counts when the day after ``after`` is the first."""
    months = _MONTHS.get(span.unit)
    if months is not None:
        return (months_after(after, span.amount * months) - after).days
    return span.amount * _DAYS.get(span.unit, 1)


def nth_day(*, after: date, count: int, working: bool, terms: Terms) -> date:
    """The ``count``-th day after ``after`` that counts: not paused, and worked where ``working``."""
    position, left = after, count
    for paused in terms.paused_days:
        if left == 0 or _ahead(position, left, working, terms.calendar) < paused.first:
            break
        left -= _between(position, paused.first - ONE_DAY, working, terms.calendar)
        position = max(position, paused.resumed - ONE_DAY)
    return _ahead(position, left, working, terms.calendar) if left else after


def _ahead(position: date, count: int, working: bool, calendar: CalendarTable) -> date:
    return calendar.nth_working_after(position, count) if working else position + timedelta(days=count)


def _between(after: date, until: date, working: bool, calendar: CalendarTable) -> int:
    return calendar.working_between(after, until) if working else max(0, (until - after).days)


def resumption(day: date, terms: Terms) -> date | None:
    """The day on which counting goes on again, where ``day`` is a paused day."""
    for paused in terms.paused_days:
        if paused.first <= day < paused.resumed:
            return paused.resumed
    return None


def rolls(day: date, roll: Roll, calendar: CalendarTable) -> bool:
    """Whether a span that ends on ``day`` ends later under ``roll``."""
    if roll is Roll.STATUTORY_HOLIDAY:
        return calendar.kind(day) is DayKind.STATUTORY
    return roll is Roll.NON_WORKING_DAY and not calendar.is_working(day)


def settled(day: date, roll: Roll, terms: Terms) -> date:
    """The first day from ``day`` on at which a span may end: neither rolled over nor paused."""
    while True:
        resumed = resumption(day, terms)
        if resumed is not None:
            day = resumed
        elif rolls(day, roll, terms.calendar):
            day += ONE_DAY
        else:
            return day


def running(since: datetime, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """The stretches from ``since`` on that no pause covers; the last of them has no end in practice."""
    for pause in pauses:
        if pause.start_at > since:
            yield Interval(since, pause.start_at)
        since = max(since, pause.stop_at)
    yield Interval(since, _FAR_AWAY)


def opening(day: date, terms: Terms) -> Interval:
    """The office hours of ``day`` in the pack's zone."""
    known = _openings_of(terms)
    office = known.get(day)
    if office is None:
        place, hours = ZoneInfo(terms.zone), (terms.hours.opens, terms.hours.closes)
        first, last = (datetime.combine(day, at, tzinfo=place).astimezone(UTC) for at in hours)
        office = known[day] = Interval(first, last)
    return office


_openings: dict[tuple[time, time, str], dict[date, Interval]] = {}
"""Office hours by day, kept because the same days come again and again: some hundred a year."""


def _openings_of(terms: Terms) -> dict[date, Interval]:
    key = (terms.hours.opens, terms.hours.closes, terms.zone)
    known = _openings.get(key)
    return known if known is not None else _openings.setdefault(key, {})


def open_hours(since: datetime, terms: Terms) -> Iterator[tuple[date, Interval]]:
    """The stretches of office hours on working days from ``since`` on, without the pauses."""
    day = since.astimezone(ZoneInfo(terms.zone)).date()
    while True:
        if terms.calendar.is_working(day):
            office = opening(day, terms)
            if not terms.pauses:
                if since < office.stop_at:
                    yield day, Interval(max(since, office.start_at), office.stop_at)
                day += ONE_DAY
                continue
            for stretch in running(max(since, office.start_at), terms.pauses):
                stop_at = min(stretch.stop_at, office.stop_at)
                if stretch.start_at < stop_at:
                    yield day, Interval(stretch.start_at, stop_at)
        day += ONE_DAY


def used_up(left: timedelta, stretches: Iterator[Interval]) -> datetime:
    """The moment at which ``left`` of running time is used up."""
    for stretch in stretches:
        length = stretch.stop_at - stretch.start_at
        if left <= length:
            return stretch.start_at + left
        left -= length
    raise AssertionError("the last stretch has no end")  # pragma: no cover -- every iterator here is endless


def _office_end(left: timedelta, since: datetime, terms: Terms) -> datetime:
    """As ``used_up`` of ``open_hours``, for a clock without a pause: most are, and this is three times as fast."""
    day, is_working = since.astimezone(ZoneInfo(terms.zone)).date(), terms.calendar.is_working
    known = _openings_of(terms)
    while True:
        if is_working(day):
            start_at, stop_at = known.get(day) or opening(day, terms)
            start_at = max(start_at, since)
            if start_at < stop_at:
                if left <= stop_at - start_at:
                    return start_at + left
                left -= stop_at - start_at
        day += ONE_DAY


def advance(span: Span, cursor: Cursor, terms: Terms) -> Cursor:
    """Where the clock stands after ``span``, before any roll."""
    if span.unit in DAY_UNITS:
        working = span.unit is Unit.WORKING_DAY
        day = nth_day(after=cursor.day, count=days_in(span, cursor.day), working=working, terms=terms)
        if terms.paused_days:
            day = settled(day, Roll.NONE, terms)
        return Cursor(close_of(day, terms), day)
    if span.unit is Unit.IMMEDIATE:
        return cursor
    length, since = timedelta(hours=span.amount), cursor.moment.astimezone(UTC)
    if span.unit is Unit.HOUR:
        moment = used_up(length, running(since, terms.pauses)) if terms.pauses else since + length
    elif terms.pauses:
        moment = used_up(length, (stretch for _, stretch in open_hours(since, terms)))
    else:
        moment = _office_end(length, since, terms)
    local = in_zone(moment, terms.zone)
    return Cursor(local, local.date())


def is_unsure(span: Span, cursor: Cursor, reached: Cursor, calendar: CalendarTable) -> bool:
    """Whether ``span`` counted days of a year whose schedule may still turn out otherwise (R15)."""
    if span.unit is Unit.WORKING_DAY:
        return reached.day > cursor.day and calendar.are_provisional(cursor.day + ONE_DAY, reached.day)
    return span.unit is Unit.BUSINESS_HOUR and calendar.are_provisional(cursor.day, reached.day)

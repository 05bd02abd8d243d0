"""How a date was computed, told day by day in both languages.

The telling walks the days itself instead of repeating the arithmetic's jumps, so that a test can hold the two
against each other: the last counted day of the telling is the literal end.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from policies.engine.calendar import ONE_DAY, CalendarTable, DayKind
from policies.engine.facts import Step
from policies.engine.pack import Label, Roll, Span, Unit
from policies.engine.spans import (
    DAY_UNITS,
    Cursor,
    Terms,
    advance,
    arrival_day,
    close_of,
    first_cursor,
    in_zone,
    nth_day,
    open_hours,
    resumption,
    rolls,
    settled,
)
from policies.engine.wording import span_text, text

START_OF_DAYS = text("起算当日不计，次日为第 1 日", "The first day is not counted; the next is day 1")
START_OF_WORKING_DAYS = text(
    "起算当日不计，其后首个工作日为第 1 日", "The first day is not counted; the next working day is day 1"
)
START_ON_FIRST_DAY = text("起算当日即计入", "The first day counts")
START_OF_SAME_DAY = text("起算当日", "The day on which it starts")
START_OF_HOURS = text("自此刻起连续计算，昼夜不停", "Counted from this moment on, round the clock")
START_OF_BUSINESS_HOURS = text("自此刻起，只计工作时间", "From this moment on, office hours count")
START_AT_ONCE = text("应当立即办理", "To be done at once")
CALENDAR_DAY = text("自然日，计入", "Calendar day, counted")
PAUSED = text("中止计时，不计", "The clock is paused, not counted")
UNSURE_WORKING = text(
    "当年放假安排尚未公布，暂按工作日计入",
    "This year's holidays are not published yet; counted as a working day for now",
)
UNSURE_FREE = text(
    "周末，不计（当年放假安排尚未公布）", "Weekend, not counted (this year's holidays are not published yet)"
)
_RESUMED = text("恢复计时当日", "The day on which the clock runs again")
END = text("期限届满", "The time limit ends")
_WORDS = {
    DayKind.WORKING: text("工作日，计入", "Working day, counted"),
    DayKind.MAKE_UP: text("调休上班，计入", "Make-up working day, counted"),
    DayKind.WEEKEND: text("周末，不计", "Weekend, not counted"),
    DayKind.STATUTORY: text("法定节假日，不计", "Statutory holiday, not counted"),
    DayKind.ADJUSTED_REST: text("调休放假，不计", "Day off by the holiday schedule, not counted"),
    DayKind.LOCAL_HOLIDAY: text("地方法定假日，不计", "Regional holiday, not counted"),
    DayKind.OWN_CLOSED: text("本机构休息日，不计", "The organisation's own closed day, not counted"),
    DayKind.OWN_WORKED: text("本机构加班日，计入", "The organisation's own working day, counted"),
}
_UNSURE = {DayKind.WORKING: UNSURE_WORKING, DayKind.WEEKEND: UNSURE_FREE}
_ROLLED = {
    DayKind.STATUTORY: text("法定节假日，顺延", "Statutory holiday, moved on"),
    DayKind.ADJUSTED_REST: text("调休放假，顺延", "Day off by the holiday schedule, moved on"),
    DayKind.WEEKEND: text("周末，顺延", "Weekend, moved on"),
    DayKind.LOCAL_HOLIDAY: text("地方法定假日，顺延", "Regional holiday, moved on"),
    DayKind.OWN_CLOSED: text("本机构休息日，顺延", "The organisation's own closed day, moved on"),
}
_HAS_NAME = frozenset({DayKind.STATUTORY, DayKind.LOCAL_HOLIDAY, DayKind.OWN_CLOSED, DayKind.OWN_WORKED})


def explained(
    *, spans: tuple[Span, ...], roll: Roll | None, started_at: datetime, terms: Terms
) -> tuple[Step, ...]:
    """Every step from the start to the end; ``roll`` is None where the last unit does not roll."""
    return tuple(_told(spans, roll, started_at, terms))


def _told(spans: tuple[Span, ...], roll: Roll | None, started_at: datetime, terms: Terms) -> Iterator[Step]:
    day, is_late = arrival_day(started_at, terms.zone, terms.hours)
    cursor = first_cursor(spans[0], started_at, terms)
    yield Step(_stamp(started_at, terms.zone), None, _start_text(spans[0], terms))
    if is_late and spans[0].unit in DAY_UNITS:
        yield Step(day.isoformat(), None, _cut_off_text(f"{terms.hours.cut_off:%H:%M}"))
    for number, span in enumerate(spans):
        if number:
            yield Step(_stamp(cursor.moment, terms.zone), None, _extension_text(span.amount, span.unit))
        reached = advance(span, cursor, terms)
        if span.unit is not Unit.IMMEDIATE:
            yield from _WALKS[span.unit](span, cursor, reached, terms)
        cursor = reached
    if roll is None:
        yield Step(_stamp(cursor.moment, terms.zone), None, END)
        return
    end = yield from _rolled(cursor.day, roll, terms)
    yield Step(close_of(end, terms).isoformat(), None, END)


def _start_text(span: Span, terms: Terms) -> Label:
    if span.unit is Unit.HOUR:
        return START_OF_HOURS
    if span.unit is Unit.BUSINESS_HOUR:
        return START_OF_BUSINESS_HOURS
    if span.unit is Unit.IMMEDIATE:
        return START_AT_ONCE
    if span.amount == 0:
        return START_OF_SAME_DAY
    if terms.first_day_counts:
        return START_ON_FIRST_DAY
    return START_OF_WORKING_DAYS if span.unit is Unit.WORKING_DAY else START_OF_DAYS


def _walk_days(span: Span, cursor: Cursor, reached: Cursor, terms: Terms) -> Iterator[Step]:
    """One step per day, counted or not."""
    working, counted, calendar, paused = span.unit is Unit.WORKING_DAY, 0, terms.calendar, terms.paused_days
    for ordinal in range(cursor.day.toordinal() + 1, reached.day.toordinal() + 1):
        is_working, told = calendar.told.get(ordinal) or _day_told(ordinal, calendar)
        if paused and resumption(date.fromordinal(ordinal), terms) is not None:
            yield Step(told.on, None, PAUSED)
        elif working and not is_working:
            yield told
        elif span.amount:
            counted += 1
            yield Step(told.on, counted, told.why if working else CALENDAR_DAY)
        else:
            yield Step(told.on, None, _RESUMED)


def _day_told(ordinal: int, calendar: CalendarTable) -> tuple[bool, Step]:
    """Whether a day is worked, and what is said of it; made once per table, because days come again and again."""
    day = date.fromordinal(ordinal)
    told = calendar.is_working(day), Step(day.isoformat(), None, _day_text(day, calendar))
    calendar.told[ordinal] = told
    return told


def _walk_weeks(span: Span, cursor: Cursor, reached: Cursor, terms: Terms) -> Iterator[Step]:
    """One step per week, and one for every pause on the way."""
    yield from _pauses_between(cursor.day, reached.day, terms)
    for number in range(1, span.amount + 1):
        day = nth_day(after=cursor.day, count=7 * number, working=False, terms=terms)
        yield Step(settled(day, Roll.NONE, terms).isoformat(), number, _week_text(number))


def _walk_months(span: Span, cursor: Cursor, reached: Cursor, terms: Terms) -> Iterator[Step]:
    """One step: the same date so many months or years later, or the end of a shorter month."""
    pauses = tuple(_pauses_between(cursor.day, reached.day, terms))
    yield from pauses
    has_date = reached.day.day == cursor.day.day
    yield Step(
        reached.day.isoformat(), span.amount, _months_text(span.amount, span.unit, bool(pauses), has_date)
    )


def _pauses_between(after: date, until: date, terms: Terms) -> Iterator[Step]:
    for paused in terms.paused_days:
        first, resumed = max(paused.first, after + ONE_DAY), min(paused.resumed, until)
        days = (resumed - first).days
        if days > 0:
            why = text(f"中止计时 {days} 日，不计", f"The clock is paused for {days} days, not counted")
            yield Step(first.isoformat(), None, why)


def _walk_hours(span: Span, cursor: Cursor, reached: Cursor, terms: Terms) -> Iterator[Step]:
    """One step for the hours, and one for every pause on the way."""
    for pause in terms.pauses:
        if pause.stop_at > cursor.moment and pause.start_at < reached.moment:
            until = in_zone(pause.stop_at, terms.zone)
            why = text(
                f"中止计时至 {until:%Y-%m-%d %H:%M}，不计",
                f"The clock is paused until {until:%Y-%m-%d %H:%M}, not counted",
            )
            yield Step(_stamp(pause.start_at, terms.zone), None, why)
    yield Step(_stamp(reached.moment, terms.zone), span.amount, _hours_text(span.amount, span.unit))


def _walk_business_hours(_span: Span, cursor: Cursor, reached: Cursor, terms: Terms) -> Iterator[Step]:
    """One step per stretch of office hours with the whole hours so far, and one per day without any."""
    used, day = timedelta(), cursor.day
    for worked, stretch in open_hours(cursor.moment, terms):  # pragma: no branch -- it has no end
        while day < worked:
            if not terms.calendar.is_working(day):
                yield Step(day.isoformat(), None, _day_text(day, terms.calendar))
            day += ONE_DAY
        stop_at = min(stretch.stop_at, reached.moment)
        used += stop_at - stretch.start_at
        start, stop = in_zone(stretch.start_at, terms.zone), in_zone(stop_at, terms.zone)
        why = _office_text(start.hour, start.minute, stop.hour, stop.minute)
        yield Step(worked.isoformat(), int(used / timedelta(hours=1)), why)
        if stop_at == reached.moment:
            return


def _rolled(day: date, roll: Roll, terms: Terms) -> Generator[Step, None, date]:
    """One step per day over which the end moves on; returns the day on which it stays."""
    while True:
        resumed = resumption(day, terms)
        if resumed is not None:
            yield Step(day.isoformat(), None, PAUSED)
            day = resumed
        elif rolls(day, roll, terms.calendar):
            kind = terms.calendar.kind(day)
            why = _named(_ROLLED[kind], kind, day, terms.calendar)
            yield Step(day.isoformat(), None, why)
            day += ONE_DAY
        else:
            return day


_WALKS = {
    Unit.CALENDAR_DAY: _walk_days,
    Unit.WORKING_DAY: _walk_days,
    Unit.WEEK: _walk_weeks,
    Unit.MONTH: _walk_months,
    Unit.YEAR: _walk_months,
    Unit.HOUR: _walk_hours,
    Unit.BUSINESS_HOUR: _walk_business_hours,
}


def _stamp(moment: datetime, zone: str) -> str:
    return in_zone(moment, zone).isoformat(timespec="seconds")


def _day_text(day: date, calendar: CalendarTable) -> Label:
    kind, aside = calendar.kind(day), calendar.asides.get(day)
    is_unsure = kind in _UNSURE and calendar.is_provisional(day)
    told = _UNSURE[kind] if is_unsure else _named(_WORDS[kind], kind, day, calendar)
    return told if aside is None else text(f"{told.zh_hans}（{aside.zh_hans}）", f"{told.en} ({aside.en})")


def _named(words: Label, kind: DayKind, day: date, calendar: CalendarTable) -> Label:
    """劳动节法定节假日，不计 / Labour Day: statutory holiday, not counted. Other days need no name."""
    name = calendar.names.get(day) if kind in _HAS_NAME else None
    if name is None:
        return words
    return text(f"{name.zh_hans}{words.zh_hans}", f"{name.en}: {words.en[0].lower()}{words.en[1:]}")


@lru_cache(maxsize=512)
def _week_text(number: int) -> Label:
    return text(f"第 {number} 周届满", f"Week {number} ends")


@lru_cache(maxsize=256)
def _hours_text(amount: int, unit: Unit) -> Label:
    words = span_text(amount, unit)
    return text(f"满 {words.zh_hans}", f"{words.en} are over")


@lru_cache(maxsize=256)
def _months_text(amount: int, unit: Unit, is_paused: bool, has_date: bool) -> Label:
    words = span_text(amount, unit)
    if is_paused:
        return text(f"满 {words.zh_hans}，并按中止天数顺延", f"{words.en}, and the paused days on top")
    if has_date:
        return text(f"满 {words.zh_hans}，对应日", f"{words.en} later, the same date")
    return text(
        f"满 {words.zh_hans}，当月无对应日，为月末日", f"{words.en} later; no such date, so the month's end"
    )


@lru_cache(maxsize=4096)
def _office_text(hour: int, minute: int, until_hour: int, until_minute: int) -> Label:
    stretch = (f"{hour:02}:{minute:02}", f"{until_hour:02}:{until_minute:02}")
    return text("工作时间 {} 至 {}，计入".format(*stretch), "Office hours {} to {}, counted".format(*stretch))


@lru_cache(maxsize=256)
def _extension_text(amount: int, unit: Unit) -> Label:
    words = span_text(amount, unit)
    return text(f"经批准延长 {words.zh_hans}", f"Extended by {words.en} with approval")


@lru_cache(maxsize=64)
def _cut_off_text(cut_off: str) -> Label:
    return text(f"晚于 {cut_off} 到达，按次日到达计", f"Arrived after {cut_off}; counts as the next day's")

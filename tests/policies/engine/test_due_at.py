"""Dated cases with the reason for each row; the worked cases of regulations.md section 15 are all here."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from policies.engine.calendar import CalendarTable, DayKind
from policies.engine.clocks import Interval, due_at
from policies.engine.facts import Due
from policies.engine.pack import BusinessHours, Roll, Span, Unit
from tests.policies.engine.china import CHINA, ZONE, at

pytestmark = pytest.mark.unit

HOUR, OPEN_HOUR, DAY, WORKING = Unit.HOUR, Unit.BUSINESS_HOUR, Unit.CALENDAR_DAY, Unit.WORKING_DAY
WEEK, MONTH, YEAR, AT_ONCE = Unit.WEEK, Unit.MONTH, Unit.YEAR, Unit.IMMEDIATE


def due(start: str, amount: int, unit: Unit, **terms: Any) -> Due:
    settings: dict[str, Any] = {
        "roll": Roll.NONE,
        "calendar": CHINA,
        "zone": ZONE,
        "hours": BusinessHours(),
    }
    settings |= terms
    return due_at(span=Span(amount=amount, unit=unit), started_at=at(start), **settings)


def ends(moment: str) -> datetime:
    """The end of a day, or the very moment."""
    return at(moment) if " " in moment else at(f"{moment} 23:59:59")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end", "reason"),
    [
        # regulations.md section 15, first table
        ("2026-02-13 10:00", 1, WORKING, "2026-02-14", "a make-up Saturday counts"),
        ("2026-04-30 10:00", 7, WORKING, "2026-05-13", "Labour Day block, then make-up Saturday 05-09"),
        ("2026-09-30 10:00", 3, WORKING, "2026-10-10", "National Day block; make-up Saturday is day 3"),
        ("2026-12-21 10:00", 15, WORKING, "2027-01-11", "8 in 2026 and 7 in 2027"),
        # working days
        ("2026-05-06 00:00", 1, WORKING, "2026-05-07", "the first moment of a day belongs to it"),
        ("2026-05-06 23:59", 1, WORKING, "2026-05-07", "so does the last"),
        ("2026-05-08 10:00", 2, WORKING, "2026-05-11", "Saturday 05-09 is worked, Sunday is not"),
        ("2026-05-10 10:00", 1, WORKING, "2026-05-11", "received on a Sunday: Monday is day 1"),
        ("2026-05-06 10:00", 0, WORKING, "2026-05-06", "no days: by the end of the same day"),
        # calendar days
        ("2026-04-15 10:00", 60, DAY, "2026-06-14", "60日 of 令121 from its first day"),
        ("2026-08-02 10:00", 60, DAY, "2026-10-01", "ends on a holiday; nothing rolls by itself"),
        ("2026-03-01 10:00", 15, DAY, "2026-03-16", "bank: weekends count"),
        ("2026-03-01 10:00", 0, DAY, "2026-03-01", "withdrawal: the same day"),
        # weeks, months, years
        ("2026-04-30 16:00", 8, WEEK, "2026-06-25", "FCA's 8 weeks: the same weekday"),
        ("2026-01-31 09:00", 1, MONTH, "2026-02-28", "no 31 February: the month's end"),
        ("2026-08-31 09:00", 6, MONTH, "2027-02-28", "over the year's end"),
        ("2026-02-28 09:00", 1, MONTH, "2026-03-28", "the same date, not the month's end"),
        ("2028-02-29 09:00", 1, YEAR, "2029-02-28", "a leap day has no date in the next year"),
        ("2028-02-29 09:00", 4, YEAR, "2032-02-29", "and has one four years later"),
        ("2027-02-28 09:00", 1, YEAR, "2028-02-28", "the day before a leap day stays what it is"),
        ("2026-12-31 09:00", 2, MONTH, "2027-02-28", "December to February"),
        # hours
        ("2026-04-30 16:00", 24, HOUR, "2026-05-01 16:00", "24 hours run through Labour Day"),
        ("2026-10-01 08:30", 48, HOUR, "2026-10-03 08:30", "48 hours inside a holiday do not roll"),
        ("2026-04-30 16:00", 0, HOUR, "2026-04-30 16:00", "no hours"),
        # office hours, 9 to 17
        ("2026-04-30 16:00", 1, OPEN_HOUR, "2026-04-30 17:00", "used up as the office closes"),
        ("2026-04-30 16:00", 2, OPEN_HOUR, "2026-05-06 10:00", "goes on after the holiday"),
        ("2026-05-08 16:00", 9, OPEN_HOUR, "2026-05-09 17:00", "a make-up Saturday has office hours"),
        ("2026-05-09 18:00", 4, OPEN_HOUR, "2026-05-11 13:00", "after closing: from the next opening"),
        ("2026-05-06 07:00", 4, OPEN_HOUR, "2026-05-06 13:00", "before opening: from the opening"),
        ("2026-05-10 12:00", 1, OPEN_HOUR, "2026-05-11 10:00", "on a Sunday: from Monday's opening"),
        # at once
        ("2026-10-01 08:30", 0, AT_ONCE, "2026-10-01 08:30", "the very moment"),
    ],
)
def test_due_at_ends(start: str, amount: int, unit: Unit, end: str, reason: str) -> None:
    result = due(start, amount, unit)

    assert (result.due_at, result.literal_at) == (ends(end), ends(end)), reason


@pytest.mark.parametrize(
    ("start", "amount", "unit", "roll", "end", "literal", "reason"),
    [
        ("2026-04-15 10:00", 60, DAY, Roll.NONE, "2026-06-14", "2026-06-14", "Sunday stays"),
        (
            "2026-04-15 10:00",
            60,
            DAY,
            Roll.STATUTORY_HOLIDAY,
            "2026-06-14",
            "2026-06-14",
            "Sunday is no 法定节假日",
        ),
        ("2026-04-15 10:00", 60, DAY, Roll.NON_WORKING_DAY, "2026-06-15", "2026-06-14", "Sunday is free"),
        ("2026-08-02 10:00", 60, DAY, Roll.NONE, "2026-10-01", "2026-10-01", "National Day stays"),
        (
            "2026-08-02 10:00",
            60,
            DAY,
            Roll.STATUTORY_HOLIDAY,
            "2026-10-04",
            "2026-10-01",
            "past the three days",
        ),
        ("2026-08-02 10:00", 60, DAY, Roll.NON_WORKING_DAY, "2026-10-08", "2026-10-01", "past the block"),
        ("2026-09-01 10:00", 1, MONTH, Roll.STATUTORY_HOLIDAY, "2026-10-04", "2026-10-01", "months roll too"),
        ("2026-09-03 10:00", 4, WEEK, Roll.NON_WORKING_DAY, "2026-10-08", "2026-10-01", "weeks roll too"),
        ("2025-10-01 10:00", 1, YEAR, Roll.NON_WORKING_DAY, "2026-10-08", "2026-10-01", "years roll too"),
        (
            "2026-04-25 10:00",
            14,
            DAY,
            Roll.NON_WORKING_DAY,
            "2026-05-09",
            "2026-05-09",
            "a make-up Saturday does not",
        ),
        (
            "2026-09-30 10:00",
            24,
            HOUR,
            Roll.NON_WORKING_DAY,
            "2026-10-01 10:00",
            "2026-10-01 10:00",
            "hours never roll",
        ),
        (
            "2026-10-01 10:00",
            0,
            WORKING,
            Roll.NON_WORKING_DAY,
            "2026-10-01",
            "2026-10-01",
            "nor working days",
        ),
    ],
)
def test_due_at_rolls_and_keeps_the_literal_date(
    start: str, amount: int, unit: Unit, roll: Roll, end: str, literal: str, reason: str
) -> None:
    result = due(start, amount, unit, roll=roll)

    assert (result.due_at, result.literal_at) == (ends(end), ends(literal)), reason


@pytest.mark.parametrize(
    ("start", "amount", "unit", "roll", "provisional", "reason"),
    [
        ("2026-12-21 10:00", 8, WORKING, Roll.NONE, False, "the eighth day is the last of 2026"),
        ("2026-12-21 10:00", 9, WORKING, Roll.NONE, True, "the ninth is in 2027"),
        ("2026-12-31 10:00", 1, WORKING, Roll.NONE, True, "every counted day is in 2027"),
        ("2026-12-31 10:00", 0, WORKING, Roll.NONE, False, "nothing was counted"),
        ("2027-01-04 10:00", 0, WORKING, Roll.NONE, False, "nothing was counted, though in 2027"),
        ("2026-12-31 16:00", 2, OPEN_HOUR, Roll.NONE, True, "the second hour is in 2027"),
        ("2026-12-31 16:00", 1, OPEN_HOUR, Roll.NONE, False, "the first is not"),
        ("2026-12-21 10:00", 15, DAY, Roll.NONE, False, "calendar days are what they are"),
        ("2026-12-21 10:00", 15, DAY, Roll.STATUTORY_HOLIDAY, True, "whether 01-05 rolls is not known yet"),
        ("2026-12-20 10:00", 11, DAY, Roll.NON_WORKING_DAY, False, "12-31 is a working day for sure"),
        ("2026-12-31 10:00", 24, HOUR, Roll.NONE, False, "hours need no calendar"),
        ("2026-12-31 10:00", 0, AT_ONCE, Roll.NONE, False, "nor does at once"),
    ],
)
def test_due_at_is_provisional_where_an_unpublished_year_decides(
    start: str, amount: int, unit: Unit, roll: Roll, provisional: bool, reason: str
) -> None:
    assert due(start, amount, unit, roll=roll).provisional is provisional, reason


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end", "reason"),
    [
        ("2026-05-06 17:00", 1, WORKING, "2026-05-07", "at the cut-off it is still today's"),
        ("2026-05-06 17:01", 1, WORKING, "2026-05-08", "after it, tomorrow's"),
        ("2026-05-08 17:01", 1, WORKING, "2026-05-11", "Friday evening counts as the make-up Saturday's"),
        ("2026-05-09 17:01", 1, WORKING, "2026-05-11", "Saturday evening counts as Sunday's"),
        ("2026-05-06 17:01", 15, DAY, "2026-05-22", "calendar days too"),
        ("2026-05-06 17:01", 24, HOUR, "2026-05-07 17:01", "hours run at once"),
    ],
)
def test_due_at_takes_a_late_arrival_as_the_next_days(
    start: str, amount: int, unit: Unit, end: str, reason: str
) -> None:
    hours = BusinessHours(cut_off=time(17))

    assert due(start, amount, unit, hours=hours).due_at == ends(end), reason


def pause(start: str, stop: str) -> Interval:
    return Interval(at(f"2026-{start}"), at(f"2026-{stop}"))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "pauses", "end", "reason"),
    [
        (
            "2026-03-02 10:00",
            10,
            DAY,
            ["03-04 09:00/03-07 11:00"],
            "2026-03-15",
            "three midnights, three days",
        ),
        ("2026-03-02 10:00", 10, DAY, ["03-04 09:00/03-04 18:00"], "2026-03-12", "no midnight, no day"),
        ("2026-03-02 10:00", 10, DAY, ["03-04 00:00/03-05 00:00"], "2026-03-13", "one whole day"),
        ("2026-03-02 10:00", 10, DAY, ["02-01 09:00/03-01 09:00"], "2026-03-12", "over before the start"),
        (
            "2026-03-02 10:00",
            10,
            DAY,
            ["02-01 09:00/03-05 09:00"],
            "2026-03-14",
            "only what is after the start",
        ),
        (
            "2026-03-02 10:00",
            10,
            DAY,
            ["03-12 09:00/03-14 09:00"],
            "2026-03-14",
            "on the last day: due the day it resumes",
        ),
        (
            "2026-03-02 10:00",
            10,
            DAY,
            ["03-13 09:00/03-20 09:00"],
            "2026-03-12",
            "after the end it is too late",
        ),
        (
            "2026-03-02 10:00",
            10,
            DAY,
            ["03-04 09:00/03-05 09:00", "03-08 09:00/03-10 09:00"],
            "2026-03-15",
            "two pauses add up",
        ),
        (
            "2026-03-02 10:00",
            10,
            DAY,
            ["03-04 09:00/03-05 09:00", "03-05 18:00/03-06 09:00"],
            "2026-03-14",
            "two pauses one after the other's last day",
        ),
        (
            "2026-03-02 10:00",
            10,
            DAY,
            ["03-04 09:00/03-08 09:00", "03-05 09:00/03-06 09:00"],
            "2026-03-16",
            "one inside the other counts once",
        ),
        ("2026-03-02 10:00", 10, DAY, ["03-06 09:00/03-05 09:00"], "2026-03-12", "backwards is nothing"),
        (
            "2026-04-27 10:00",
            7,
            WORKING,
            ["04-30 09:00/05-06 09:00"],
            "2026-05-11",
            "of the paused days only 04-30 was worked",
        ),
        (
            "2026-04-27 10:00",
            7,
            WORKING,
            ["05-01 09:00/05-05 09:00"],
            "2026-05-09",
            "a pause inside the holiday moves nothing",
        ),
        ("2026-03-02 10:00", 0, DAY, ["03-02 11:00/03-04 09:00"], "2026-03-04", "the same day, paused"),
        ("2026-03-02 10:00", 2, WEEK, ["03-04 09:00/03-07 11:00"], "2026-03-19", "weeks move by days"),
        ("2026-01-31 10:00", 1, MONTH, ["02-10 09:00/02-12 11:00"], "2026-03-02", "28 days and two more"),
        (
            "2026-03-02 10:00",
            24,
            HOUR,
            ["03-02 12:00/03-02 15:30"],
            "2026-03-03 13:30",
            "hours move by the pause",
        ),
        (
            "2026-03-02 10:00",
            24,
            HOUR,
            ["03-02 08:00/03-02 11:00"],
            "2026-03-03 11:00",
            "paused at the start",
        ),
        (
            "2026-03-02 10:00",
            24,
            HOUR,
            ["03-03 10:00/03-05 11:00"],
            "2026-03-03 10:00",
            "over as the pause begins",
        ),
        (
            "2026-03-02 16:00",
            4,
            OPEN_HOUR,
            ["03-02 16:30/03-03 10:00"],
            "2026-03-03 13:30",
            "30 minutes, then 3½ hours",
        ),
        (
            "2026-03-02 16:00",
            4,
            OPEN_HOUR,
            ["03-03 10:00/03-03 11:00"],
            "2026-03-03 13:00",
            "a gap within the office hours",
        ),
        (
            "2026-03-02 16:00",
            4,
            OPEN_HOUR,
            ["03-02 18:00/03-03 08:00"],
            "2026-03-03 12:00",
            "a pause at night moves nothing",
        ),
    ],
)
def test_due_at_moves_by_pauses(
    start: str, amount: int, unit: Unit, pauses: list[str], end: str, reason: str
) -> None:
    intervals = [pause(*one.split("/")) for one in pauses]

    assert due(start, amount, unit, pauses=intervals).due_at == ends(end), reason


def test_due_at_does_not_end_on_a_paused_day_after_a_roll() -> None:
    # Literal end 10-01, a holiday; the clock is paused from 10-02 until 10-12.
    paused = [pause("10-02 09:00", "10-12 09:00")]

    result = due("2026-08-02 10:00", 60, DAY, roll=Roll.STATUTORY_HOLIDAY, pauses=paused)

    assert (result.due_at, result.literal_at) == (ends("2026-10-12"), ends("2026-10-01"))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "extensions", "end", "reason"),
    [
        ("2026-03-02 10:00", 15, WORKING, [(15, WORKING)], "2026-04-14", "15 + 15 working days are 30"),
        ("2026-03-02 10:00", 30, DAY, [(30, DAY)], "2026-05-01", "30 + 30 days are 60 from receipt"),
        ("2026-03-02 10:00", 30, DAY, [(30, DAY), (30, DAY)], "2026-05-31", "twice"),
        ("2026-03-02 10:00", 3, MONTH, [(3, MONTH)], "2026-09-02", "three months and three more"),
        ("2026-03-02 10:00", 24, HOUR, [(24, HOUR)], "2026-03-04 10:00", "hours go on from the moment"),
        ("2026-03-02 10:00", 24, HOUR, [(2, WORKING)], "2026-03-05", "days go on from the moment's day"),
        (
            "2026-03-02 10:00",
            2,
            WORKING,
            [(24, HOUR)],
            "2026-03-05 23:59:59",
            "hours go on from the day's end",
        ),
        ("2026-03-02 10:00", 0, AT_ONCE, [(1, WORKING)], "2026-03-03", "at once, and a day more"),
    ],
)
def test_due_at_appends_extensions(
    start: str, amount: int, unit: Unit, extensions: list[tuple[int, Unit]], end: str, reason: str
) -> None:
    spans = [Span(amount=more, unit=kind) for more, kind in extensions]

    assert due(start, amount, unit, extensions=spans).due_at == ends(end), reason


def test_due_at_extends_from_the_literal_end_and_rolls_once() -> None:
    # 60日 end on 10-01 and would roll to 10-04; the 30 more run from 10-01.
    result = due(
        "2026-08-02 10:00", 60, DAY, roll=Roll.STATUTORY_HOLIDAY, extensions=[Span(amount=30, unit=DAY)]
    )

    assert (result.due_at, result.literal_at) == (ends("2026-10-31"), ends("2026-10-31"))


def test_due_at_is_provisional_where_only_the_extension_reaches_an_unpublished_year() -> None:
    result = due("2026-12-10 10:00", 15, WORKING, extensions=[Span(amount=15, unit=WORKING)])

    assert result.provisional


LONDON = CalendarTable(
    "GB", 1, {date(2026, 4, 3): DayKind.STATUTORY, date(2026, 4, 6): DayKind.STATUTORY}, frozenset({2026})
)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end", "reason"),
    [
        (
            "2026-03-28T12:00",
            24,
            HOUR,
            "2026-03-29T13:00+01:00",
            "clocks go forward: 24 hours are an hour later",
        ),
        ("2026-10-24T12:00", 24, HOUR, "2026-10-25T11:00+00:00", "clocks go back: an hour earlier"),
        ("2026-03-28T12:00", 1, DAY, "2026-03-29T23:59:59+01:00", "a day of 23 hours is a day"),
        ("2026-03-27T12:00", 1, WORKING, "2026-03-30T23:59:59+01:00", "over the weekend of the change"),
        ("2026-03-27T16:00", 2, OPEN_HOUR, "2026-03-30T10:00+01:00", "office hours are local"),
        ("2026-04-02T12:00", 3, WORKING, "2026-04-09T23:59:59+01:00", "Good Friday and Easter Monday"),
        ("2026-03-01T12:00", 8, WEEK, "2026-04-26T23:59:59+01:00", "8 weeks into summer time"),
    ],
)
def test_due_at_keeps_local_days_over_a_change_of_the_clocks(
    start: str, amount: int, unit: Unit, end: str, reason: str
) -> None:
    started_at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Europe/London"))

    result = due_at(
        span=Span(amount=amount, unit=unit),
        roll=Roll.NONE,
        started_at=started_at,
        calendar=LONDON,
        zone="Europe/London",
        hours=BusinessHours(),
    )

    assert result.due_at == datetime.fromisoformat(end), reason
    assert result.due_at.isoformat() == datetime.fromisoformat(end).isoformat(), reason


def test_due_at_takes_the_later_end_of_a_day_that_ends_twice() -> None:
    # On 2020-03-22 the clocks of Paraguay went back at midnight, so 23:59:59 of the 21st came twice.
    started_at = datetime(2020, 3, 20, 12, tzinfo=ZoneInfo("America/Asuncion"))

    result = due_at(
        span=Span(amount=1, unit=DAY),
        roll=Roll.NONE,
        started_at=started_at,
        calendar=CHINA,
        zone="America/Asuncion",
        hours=BusinessHours(),
    )

    assert result.due_at.isoformat() == "2020-03-21T23:59:59-04:00"


def test_due_at_is_the_same_for_one_moment_written_in_two_zones() -> None:
    local, utc = at("2026-05-06 07:30"), at("2026-05-06 07:30").astimezone(UTC)
    terms: dict[str, Any] = {
        "span": Span(amount=1, unit=WORKING),
        "roll": Roll.NONE,
        "calendar": CHINA,
        "zone": ZONE,
        "hours": BusinessHours(),
        "explain": False,
    }

    assert due_at(started_at=local, **terms) == due_at(started_at=utc, **terms)


def test_due_at_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_at(
            span=Span(amount=1, unit=WORKING),
            roll=Roll.NONE,
            started_at=at("2026-05-06 10:00").replace(tzinfo=None),
            calendar=CHINA,
            zone=ZONE,
            hours=BusinessHours(),
        )


def test_due_at_leaves_the_explanation_out_when_asked() -> None:
    told, silent = due("2026-04-30 10:00", 7, WORKING), due("2026-04-30 10:00", 7, WORKING, explain=False)

    assert silent.explanation == ()
    assert (told.due_at, told.literal_at) == (silent.due_at, silent.literal_at)


def test_due_at_is_never_before_the_moment_of_looking_while_paused() -> None:
    started, stopped = at("2026-03-02 10:00"), at("2026-03-12 10:00")
    for hours in range(0, 24 * 30, 5):
        now = stopped + timedelta(hours=hours)
        result = due("2026-03-02 10:00", 10, DAY, pauses=[Interval(stopped, now)])
        assert result.due_at >= now, f"started {started}, paused {stopped}, looked at {now}"

"""'How was this date computed', line by line, as officers and citizens read it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from policies.engine.calendar import CalendarTable, DayKind
from policies.engine.clocks import Interval, due_at
from policies.engine.pack import BusinessHours, Roll, Span, Unit
from policies.engine.wording import text
from tests.policies.engine.china import CHINA, ZONE, at

pytestmark = pytest.mark.unit


def told(start: str, amount: int, unit: Unit, **terms: Any) -> list[tuple[str, int | None, str]]:
    settings: dict[str, Any] = {"roll": Roll.NONE, "calendar": CHINA, "zone": ZONE, "hours": BusinessHours()}
    settings |= terms
    result = due_at(span=Span(amount=amount, unit=unit), started_at=at(start), **settings)
    return [(step.on, step.counted, step.why.zh_hans) for step in result.explanation]


def test_explanation_tells_working_days_one_by_one() -> None:
    assert told("2026-04-30 10:00", 4, Unit.WORKING_DAY) == [
        ("2026-04-30T10:00:00+08:00", None, "起算当日不计，其后首个工作日为第 1 日"),
        ("2026-05-01", None, "劳动节法定节假日，不计"),
        ("2026-05-02", None, "劳动节法定节假日，不计"),
        ("2026-05-03", None, "调休放假，不计"),
        ("2026-05-04", None, "调休放假，不计"),
        ("2026-05-05", None, "调休放假，不计"),
        ("2026-05-06", 1, "工作日，计入"),
        ("2026-05-07", 2, "工作日，计入"),
        ("2026-05-08", 3, "工作日，计入"),
        ("2026-05-09", 4, "调休上班，计入"),
        ("2026-05-09T23:59:59+08:00", None, "期限届满"),
    ]


def test_explanation_speaks_english_too() -> None:
    result = due_at(
        span=Span(amount=1, unit=Unit.WORKING_DAY),
        roll=Roll.NONE,
        started_at=at("2026-04-30 10:00"),
        calendar=CHINA,
        zone=ZONE,
        hours=BusinessHours(),
    )

    assert [step.why.en for step in result.explanation] == [
        "The first day is not counted; the next working day is day 1",
        "Labour Day: statutory holiday, not counted",
        "Labour Day: statutory holiday, not counted",
        "Day off by the holiday schedule, not counted",
        "Day off by the holiday schedule, not counted",
        "Day off by the holiday schedule, not counted",
        "Working day, counted",
        "The time limit ends",
    ]


def test_explanation_does_without_the_names_of_holidays() -> None:
    nameless = CalendarTable("CN", 1, CHINA.days, CHINA.published)

    assert told("2026-06-18 10:00", 1, Unit.CALENDAR_DAY, roll=Roll.STATUTORY_HOLIDAY, calendar=nameless) == [
        ("2026-06-18T10:00:00+08:00", None, "起算当日不计，次日为第 1 日"),
        ("2026-06-19", 1, "自然日，计入"),
        ("2026-06-19", None, "法定节假日，顺延"),
        ("2026-06-20T23:59:59+08:00", None, "期限届满"),
    ]


def test_explanation_names_statutory_days_only() -> None:
    adjusted, make_up = date(2026, 5, 5), date(2026, 5, 9)
    names = {**CHINA.names, adjusted: text("调休", "Day off"), make_up: text("调休上班", "Make-up day")}
    table = CalendarTable("CN", 1, CHINA.days, CHINA.published, names)

    assert told("2026-04-30 10:00", 4, Unit.WORKING_DAY, calendar=table) == told(
        "2026-04-30 10:00", 4, Unit.WORKING_DAY
    )


def test_explanation_says_that_a_year_is_not_published() -> None:
    assert told("2026-12-31 10:00", 2, Unit.WORKING_DAY) == [
        ("2026-12-31T10:00:00+08:00", None, "起算当日不计，其后首个工作日为第 1 日"),
        ("2027-01-01", 1, "当年放假安排尚未公布，暂按工作日计入"),
        ("2027-01-02", None, "周末，不计（当年放假安排尚未公布）"),
        ("2027-01-03", None, "周末，不计（当年放假安排尚未公布）"),
        ("2027-01-04", 2, "当年放假安排尚未公布，暂按工作日计入"),
        ("2027-01-04T23:59:59+08:00", None, "期限届满"),
    ]


def test_explanation_knows_a_holiday_of_a_year_that_is_not_published() -> None:
    days = {**CHINA.days, date(2027, 1, 1): DayKind.STATUTORY}
    table = CalendarTable("CN", 1, days, CHINA.published)

    assert told("2026-12-31 10:00", 1, Unit.WORKING_DAY, calendar=table)[1:-1] == [
        ("2027-01-01", None, "法定节假日，不计"),
        ("2027-01-02", None, "周末，不计（当年放假安排尚未公布）"),
        ("2027-01-03", None, "周末，不计（当年放假安排尚未公布）"),
        ("2027-01-04", 1, "当年放假安排尚未公布，暂按工作日计入"),
    ]


def test_explanation_tells_the_cut_off_the_pause_and_the_roll() -> None:
    pauses = [Interval(at("2026-09-26 09:00"), at("2026-09-28 09:00"))]

    lines = told(
        "2026-09-24 18:30",
        4,
        Unit.CALENDAR_DAY,
        roll=Roll.NON_WORKING_DAY,
        hours=BusinessHours(cut_off=time(17, 30)),
        pauses=pauses,
    )

    assert lines == [
        ("2026-09-24T18:30:00+08:00", None, "起算当日不计，次日为第 1 日"),
        ("2026-09-25", None, "晚于 17:30 到达，按次日到达计"),
        ("2026-09-26", None, "中止计时，不计"),
        ("2026-09-27", None, "中止计时，不计"),
        ("2026-09-28", 1, "自然日，计入"),
        ("2026-09-29", 2, "自然日，计入"),
        ("2026-09-30", 3, "自然日，计入"),
        ("2026-10-01", 4, "自然日，计入"),
        ("2026-10-01", None, "国庆节法定节假日，顺延"),
        ("2026-10-02", None, "国庆节法定节假日，顺延"),
        ("2026-10-03", None, "国庆节法定节假日，顺延"),
        ("2026-10-04", None, "调休放假，顺延"),
        ("2026-10-05", None, "调休放假，顺延"),
        ("2026-10-06", None, "调休放假，顺延"),
        ("2026-10-07", None, "调休放假，顺延"),
        ("2026-10-08T23:59:59+08:00", None, "期限届满"),
    ]


def test_explanation_tells_a_pause_inside_the_roll() -> None:
    pauses = [Interval(at("2026-10-02 09:00"), at("2026-10-12 09:00"))]

    lines = told("2026-09-30 10:00", 1, Unit.CALENDAR_DAY, roll=Roll.STATUTORY_HOLIDAY, pauses=pauses)

    assert lines[-3:] == [
        ("2026-10-01", None, "国庆节法定节假日，顺延"),
        ("2026-10-02", None, "中止计时，不计"),
        ("2026-10-12T23:59:59+08:00", None, "期限届满"),
    ]


def test_explanation_tells_a_rolled_weekend() -> None:
    lines = told("2026-06-12 10:00", 1, Unit.CALENDAR_DAY, roll=Roll.NON_WORKING_DAY)

    assert lines[-3:] == [
        ("2026-06-13", None, "周末，顺延"),
        ("2026-06-14", None, "周末，顺延"),
        ("2026-06-15T23:59:59+08:00", None, "期限届满"),
    ]


def test_explanation_tells_an_extension() -> None:
    lines = told("2026-05-11 10:00", 1, Unit.WORKING_DAY, extensions=[Span(amount=2, unit=Unit.WORKING_DAY)])

    assert lines == [
        ("2026-05-11T10:00:00+08:00", None, "起算当日不计，其后首个工作日为第 1 日"),
        ("2026-05-12", 1, "工作日，计入"),
        ("2026-05-12T23:59:59+08:00", None, "经批准延长 2 个工作日"),
        ("2026-05-13", 1, "工作日，计入"),
        ("2026-05-14", 2, "工作日，计入"),
        ("2026-05-14T23:59:59+08:00", None, "期限届满"),
    ]


@pytest.mark.parametrize(
    ("amount", "unit", "pauses", "expected", "reason"),
    [
        (
            24,
            Unit.HOUR,
            [("2026-05-06 20:00", "2026-05-06 22:30")],
            [
                ("2026-05-06T16:00:00+08:00", None, "自此刻起连续计算，昼夜不停"),
                ("2026-05-06T20:00:00+08:00", None, "中止计时至 2026-05-06 22:30，不计"),
                ("2026-05-07T18:30:00+08:00", 24, "满 24 小时"),
                ("2026-05-07T18:30:00+08:00", None, "期限届满"),
            ],
            "hours and the pause among them",
        ),
        (
            24,
            Unit.HOUR,
            [("2026-05-06 08:00", "2026-05-06 09:00"), ("2026-05-08 20:00", "2026-05-08 22:30")],
            [
                ("2026-05-06T16:00:00+08:00", None, "自此刻起连续计算，昼夜不停"),
                ("2026-05-07T16:00:00+08:00", 24, "满 24 小时"),
                ("2026-05-07T16:00:00+08:00", None, "期限届满"),
            ],
            "pauses before and after concern nobody",
        ),
        (
            10,
            Unit.BUSINESS_HOUR,
            [],
            [
                ("2026-05-06T16:00:00+08:00", None, "自此刻起，只计工作时间"),
                ("2026-05-06", 1, "工作时间 16:00 至 17:00，计入"),
                ("2026-05-07", 9, "工作时间 09:00 至 17:00，计入"),
                ("2026-05-08", 10, "工作时间 09:00 至 10:00，计入"),
                ("2026-05-08T10:00:00+08:00", None, "期限届满"),
            ],
            "office hours, a line per day",
        ),
        (
            2,
            Unit.WEEK,
            [("2026-05-10 08:00", "2026-05-12 09:00")],
            [
                ("2026-05-06T16:00:00+08:00", None, "起算当日不计，次日为第 1 日"),
                ("2026-05-10", None, "中止计时 2 日，不计"),
                ("2026-05-15", 1, "第 1 周届满"),
                ("2026-05-22", 2, "第 2 周届满"),
                ("2026-05-22T23:59:59+08:00", None, "期限届满"),
            ],
            "weeks and a pause of two days",
        ),
        (
            3,
            Unit.MONTH,
            [],
            [
                ("2026-05-06T16:00:00+08:00", None, "起算当日不计，次日为第 1 日"),
                ("2026-08-06", 3, "满 3 个月，对应日"),
                ("2026-08-06T23:59:59+08:00", None, "期限届满"),
            ],
            "months in one step",
        ),
        (
            1,
            Unit.MONTH,
            [("2026-05-10 08:00", "2026-05-12 09:00"), ("2026-08-10 08:00", "2026-08-12 09:00")],
            [
                ("2026-05-06T16:00:00+08:00", None, "起算当日不计，次日为第 1 日"),
                ("2026-05-10", None, "中止计时 2 日，不计"),
                ("2026-06-08", 1, "满 1 个月，并按中止天数顺延"),
                ("2026-06-08T23:59:59+08:00", None, "期限届满"),
            ],
            "a month and two paused days",
        ),
        (
            0,
            Unit.IMMEDIATE,
            [],
            [
                ("2026-05-06T16:00:00+08:00", None, "应当立即办理"),
                ("2026-05-06T16:00:00+08:00", None, "期限届满"),
            ],
            "at once",
        ),
        (
            0,
            Unit.CALENDAR_DAY,
            [("2026-05-06 18:00", "2026-05-08 09:00")],
            [
                ("2026-05-06T16:00:00+08:00", None, "起算当日"),
                ("2026-05-07", None, "中止计时，不计"),
                ("2026-05-08", None, "恢复计时当日"),
                ("2026-05-08T23:59:59+08:00", None, "期限届满"),
            ],
            "the same day, but paused over night",
        ),
    ],
)
def test_explanation_of_each_unit(
    amount: int,
    unit: Unit,
    pauses: list[tuple[str, str]],
    expected: list[tuple[str, int | None, str]],
    reason: str,
) -> None:
    intervals = [Interval(at(start), at(stop)) for start, stop in pauses]

    assert told("2026-05-06 16:00", amount, unit, pauses=intervals) == expected, reason


def test_explanation_of_office_hours_tells_the_free_days_between() -> None:
    assert told("2026-06-18 16:00", 2, Unit.BUSINESS_HOUR) == [
        ("2026-06-18T16:00:00+08:00", None, "自此刻起，只计工作时间"),
        ("2026-06-18", 1, "工作时间 16:00 至 17:00，计入"),
        ("2026-06-19", None, "端午节法定节假日，不计"),
        ("2026-06-20", None, "调休放假，不计"),
        ("2026-06-21", None, "调休放假，不计"),
        ("2026-06-22", 2, "工作时间 09:00 至 10:00，计入"),
        ("2026-06-22T10:00:00+08:00", None, "期限届满"),
    ]


def test_explanation_of_a_month_without_the_date_names_the_months_end() -> None:
    assert told("2026-01-31 10:00", 1, Unit.MONTH)[1] == (
        "2026-02-28",
        1,
        "满 1 个月，当月无对应日，为月末日",
    )

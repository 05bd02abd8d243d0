from __future__ import annotations

from datetime import date, timedelta

import pytest

from policies.engine.calendar import CalendarTable, DayKind
from tests.policies.engine.china import CHINA, china_2026

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("day", "kind", "reason"),
    [
        ("2026-05-01", DayKind.STATUTORY, "one of the thirteen days"),
        ("2026-05-02", DayKind.STATUTORY, "a statutory day that is a Saturday"),
        ("2026-05-05", DayKind.ADJUSTED_REST, "a Tuesday off by the notice alone"),
        ("2026-05-09", DayKind.MAKE_UP, "a Saturday that is worked"),
        ("2026-05-10", DayKind.WEEKEND, "an ordinary Sunday"),
        ("2026-05-06", DayKind.WORKING, "an ordinary Wednesday"),
        ("2027-05-01", DayKind.WEEKEND, "unpublished: Saturday by the weekday"),
        ("2027-05-03", DayKind.WORKING, "unpublished: Monday by the weekday"),
    ],
)
def test_kind_reads_the_table_and_then_the_weekday(day: str, kind: DayKind, reason: str) -> None:
    assert CHINA.kind(date.fromisoformat(day)) is kind, reason


def test_year_2026_has_248_working_and_13_statutory_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]

    assert sum(CHINA.is_working(day) for day in days) == 248
    assert sum(CHINA.kind(day) is DayKind.STATUTORY for day in days) == 13


@pytest.mark.parametrize(
    ("first", "last", "provisional"),
    [
        ("2026-12-01", "2026-12-31", False),
        ("2026-12-31", "2027-01-01", True),
        ("2025-12-31", "2026-01-01", True),
        ("2027-03-01", "2027-03-01", True),
    ],
)
def test_are_provisional_asks_every_year_on_the_way(first: str, last: str, provisional: bool) -> None:
    table = china_2026()

    assert table.are_provisional(date.fromisoformat(first), date.fromisoformat(last)) is provisional


def test_is_provisional_asks_the_year_of_the_day() -> None:
    assert not CHINA.is_provisional(date(2026, 12, 31))
    assert CHINA.is_provisional(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("after", "count", "expected"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-12-30", 1, "2026-12-31"),
        ("2026-12-31", 1, "2027-01-01"),
        ("2026-01-01", 248, "2026-12-31"),
        ("2026-01-01", 249, "2027-01-01"),
        ("2026-01-01", 248 + 261 + 1, "2028-01-03"),
    ],
)
def test_nth_working_after_jumps_to_the_same_day_as_walking(after: str, count: int, expected: str) -> None:
    start = date.fromisoformat(after)
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= CHINA.is_working(day)

    assert CHINA.nth_working_after(start, count) == date.fromisoformat(expected)
    assert day == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        ("2026-04-30", "2026-05-13", 7),
        ("2026-04-30", "2026-05-05", 0),
        ("2026-04-30", "2026-04-30", 0),
        ("2026-05-13", "2026-04-30", 0),
        ("2026-12-21", "2027-01-11", 15),
        ("2025-12-31", "2028-01-03", 248 + 261 + 1),
    ],
)
def test_working_between_counts_after_the_first_and_up_to_the_last(
    after: str, until: str, expected: int
) -> None:
    assert CHINA.working_between(date.fromisoformat(after), date.fromisoformat(until)) == expected


def test_tables_are_equal_by_their_data_and_not_by_what_they_computed() -> None:
    fresh, used = china_2026(), china_2026()
    used.nth_working_after(date(2026, 1, 1), 300)

    assert fresh == used
    assert CalendarTable("CN", 2, fresh.days, fresh.published, fresh.names) != fresh

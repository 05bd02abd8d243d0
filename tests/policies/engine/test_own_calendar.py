"""An organisation's own days: internal targets feel them, a deadline of the law does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.calendar import CalendarTable, DayKind
from policies.engine.clocks import due_at
from policies.engine.own_calendar import OwnCalendar, OwnDay, with_own
from policies.engine.pack import BusinessHours, Roll, Span, Unit
from policies.engine.wording import text
from tests.policies.engine.china import china_2026

CHINA = china_2026()
NAME = text("局庆", "Anniversary")
HOURS = BusinessHours(opens=time(9), closes=time(17))


def own(*days: tuple[str, DayKind], hours: BusinessHours | None = None, basis: str = "") -> OwnCalendar:
    return OwnCalendar(
        version=1, days={date.fromisoformat(d): OwnDay(kind, NAME, basis) for d, kind in days}, hours=hours
    )


def due(table: CalendarTable, amount: int = 5) -> date:
    """``amount`` working days from Monday 2026-07-06."""
    found = due_at(
        span=Span(amount=amount, unit=Unit.WORKING_DAY),
        roll=Roll.NONE,
        started_at=datetime(2026, 7, 6, 2, tzinfo=UTC),
        calendar=table,
        zone="Asia/Shanghai",
        hours=HOURS,
    )
    return found.due_at.date()


@pytest.mark.parametrize(
    ("day", "kind", "legal", "internal", "why"),
    [
        (
            "2026-07-08",
            DayKind.OWN_CLOSED,
            "2026-07-13",
            "2026-07-14",
            "a closed day gives the law no more time",
        ),
        (
            "2026-07-11",
            DayKind.OWN_WORKED,
            "2026-07-13",
            "2026-07-11",
            "a worked Saturday takes none from it",
        ),
        ("2026-07-08", DayKind.LOCAL_HOLIDAY, "2026-07-14", "2026-07-14", "a regional rule is law"),
        (
            "2026-07-11",
            DayKind.OWN_CLOSED,
            "2026-07-13",
            "2026-07-13",
            "closed on a Saturday changes nothing",
        ),
        (
            "2026-07-09",
            DayKind.OWN_WORKED,
            "2026-07-13",
            "2026-07-13",
            "worked on a Thursday changes nothing",
        ),
        (
            "2026-07-11",
            DayKind.LOCAL_HOLIDAY,
            "2026-07-13",
            "2026-07-13",
            "a holiday on a Saturday changes nothing",
        ),
    ],
)
def test_own_day_counts_for_whom_it_may(day: str, kind: DayKind, legal: str, internal: str, why: str) -> None:
    table = with_own(CHINA, own((day, kind)))

    assert due(table.counting(legal=True)).isoformat() == legal, why
    assert due(table.counting(legal=False)).isoformat() == internal, why


def test_explanation_says_what_an_own_day_is_and_why_the_law_passes_it_over() -> None:
    table = with_own(
        CHINA, own(("2026-07-08", DayKind.OWN_CLOSED), ("2026-07-09", DayKind.LOCAL_HOLIDAY), basis="某条例")
    )

    def told(legal: bool) -> list[tuple[str, int | None, str, str]]:
        found = due_at(
            span=Span(amount=3, unit=Unit.WORKING_DAY),
            roll=Roll.NONE,
            started_at=datetime(2026, 7, 6, 2, tzinfo=UTC),
            calendar=table.counting(legal=legal),
            zone="Asia/Shanghai",
            hours=HOURS,
        )
        return [
            (s.on, s.counted, s.why.zh_hans, s.why.en)
            for s in found.explanation
            if s.on in {"2026-07-08", "2026-07-09"}
        ]

    assert told(True) == [
        (
            "2026-07-08",
            2,
            "工作日，计入（本机构当日休息，但法定期限照常计算）",
            "Working day, counted (closed by the organisation's own choice; a legal time limit runs on)",
        ),
        (
            "2026-07-09",
            None,
            "局庆（某条例）地方法定假日，不计",
            "Anniversary (某条例): regional holiday, not counted",
        ),
    ]
    assert told(False)[0] == (
        "2026-07-08",
        None,
        "局庆（某条例）本机构休息日，不计",
        "Anniversary (某条例): the organisation's own closed day, not counted",
    )


def test_regional_holiday_rolls_where_non_working_days_do_and_never_as_a_statutory_day() -> None:
    table = with_own(CHINA, own(("2026-07-08", DayKind.LOCAL_HOLIDAY)))

    def end(roll: Roll) -> date:
        return due_at(
            span=Span(amount=2, unit=Unit.CALENDAR_DAY), roll=roll, started_at=datetime(2026, 7, 6, 2, tzinfo=UTC),
            calendar=table, zone="Asia/Shanghai", hours=HOURS,
        ).due_at.date()  # fmt: skip

    assert [end(roll) for roll in (Roll.NON_WORKING_DAY, Roll.STATUTORY_HOLIDAY)] == [
        date(2026, 7, 9),
        date(2026, 7, 8),
    ]


def test_own_hours_are_for_internal_targets() -> None:
    table = with_own(CHINA, own(hours=HOURS))

    assert (table.counting(legal=True).hours, table.counting(legal=False).hours) == (None, HOURS)


def test_own_day_of_a_national_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-07-08"):
        with_own(CHINA, own(("2026-07-08", DayKind.STATUTORY)))


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)
CHOSEN = st.lists(st.tuples(DAYS, st.sampled_from([DayKind.OWN_CLOSED, DayKind.OWN_WORKED])), max_size=20)


@given(days=CHOSEN, amount=st.integers(1, 60))
def test_days_of_ones_own_choice_never_move_a_deadline_of_the_law(days: list, amount: int) -> None:
    table = with_own(CHINA, own(*dict(days).items()))

    assert due(table.counting(legal=True), amount) == due(CHINA, amount)


@given(days=st.lists(DAYS, max_size=20), amount=st.integers(1, 60))
def test_closed_days_never_end_an_internal_target_earlier(days: list[str], amount: int) -> None:
    table = with_own(CHINA, own(*((day, DayKind.OWN_CLOSED) for day in days)))

    assert due(table.counting(legal=False), amount) >= due(CHINA, amount)


def test_national_table_is_left_as_it_was() -> None:
    before = replace(CHINA)

    with_own(CHINA, own(("2026-07-08", DayKind.OWN_CLOSED)))

    assert before == CHINA

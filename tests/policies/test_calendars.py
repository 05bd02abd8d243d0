"""The committed calendar of China against the State Council's notices, and files that are refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from policies.calendars import (
    UnknownCalendar,
    china_from_package,
    read_calendar,
    shipped_calendar,
    table_of,
)
from policies.engine.calendar import DayKind
from policies.sources import PackError
from tests.policies.engine.china import CHINA

FOLDER = Path(__file__).parents[2] / "policies" / "calendars"


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [day for i in range(366) if (day := first + timedelta(days=i)).year == year]


def test_2026_is_as_the_notice_of_2025_has_it() -> None:
    """Every day of the year, against the notice as it is written out in the engine's tests."""
    table = shipped_calendar("CN")

    differing = [day for day in days_of(2026) if table.is_working(day) != CHINA.is_working(day)]
    statutory = {day for day in days_of(2026) if table.kind(day) is DayKind.STATUTORY}

    assert differing == []
    assert statutory == {day for day in days_of(2026) if CHINA.kind(day) is DayKind.STATUTORY}


@pytest.mark.parametrize(
    ("year", "working", "statutory"), [(2024, 251, 11), (2025, 248, 13), (2026, 248, 13)]
)
def test_year_has_its_working_and_its_statutory_days(year: int, working: int, statutory: int) -> None:
    table = shipped_calendar("CN")
    days = days_of(year)

    assert sum(table.is_working(day) for day in days) == working
    assert sum(table.kind(day) is DayKind.STATUTORY for day in days) == statutory


@pytest.mark.parametrize(("day", "provisional"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_year_whose_schedule_is_not_published_is_provisional(day: date, provisional: bool) -> None:
    assert shipped_calendar("CN").is_provisional(day) is provisional


def test_committed_file_is_what_the_package_seeds() -> None:
    """So that an edit by hand is a decision: it changes this test, and the file's version."""
    lines = list(china_from_package(range(2020, 2029), range(2020, 2027)))

    committed = (FOLDER / "cn.yaml").read_text().splitlines()
    assert [line for line in lines if line not in committed] == []


def test_unknown_calendar_is_refused() -> None:
    with pytest.raises(UnknownCalendar):
        shipped_calendar("XX")


@pytest.mark.parametrize("code", ["../packs/bank", "", "C.N"])
def test_code_is_never_a_path(code: str) -> None:
    with pytest.raises(UnknownCalendar):
        shipped_calendar(code)


HEAD = "code: XX\nversion: 2\nsource: a\npublished: [2026]\ndays:\n"
WRONG = [
    ("no kind", HEAD + "  2026-01-01: [holiday, 甲, A]\n", 6),
    ("no date", HEAD + "  2026-02-30: [statutory, 甲, A]\n", 6),
    ("no list", HEAD + "  2026-01-01: 5\n", 6),
    ("no days", "code: XX\nversion: 2\nsource: a\npublished: [2026]\n", 1),
    ("a version in words", "code: XX\nversion: two\nsource: a\npublished: []\ndays: {}\n", 2),
]


@pytest.mark.parametrize(("text", "line"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_calendar_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "xx.yaml"
    path.write_text(text)

    with pytest.raises(PackError) as refused:
        read_calendar(path)

    assert refused.value.line == line


def test_calendar_file_becomes_the_engines_table(tmp_path: Path) -> None:
    path = tmp_path / "xx.yaml"
    path.write_text(HEAD + "  2026-01-01: [statutory, 元旦, New Year]\n  2026-01-04: [make-up]\n")

    table = table_of(read_calendar(path))

    assert (table.code, table.version, table.published) == ("XX", 2, frozenset({2026}))
    assert table.days == {date(2026, 1, 1): DayKind.STATUTORY, date(2026, 1, 4): DayKind.MAKE_UP}
    assert {day: name.en for day, name in table.names.items()} == {date(2026, 1, 1): "New Year"}

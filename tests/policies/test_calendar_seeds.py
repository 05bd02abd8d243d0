"""The calendars whose days off follow from law alone, against their statutes and against the package."""

from __future__ import annotations

from datetime import date

import pytest

from policies.calendar_seeds import SEEDS, YEARS, lines_from_package
from policies.calendars import FOLDER, shipped_calendar

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("code", sorted(SEEDS))
def test_committed_file_is_what_the_package_seeds(code: str) -> None:
    """So that an edit by hand is a decision: it changes this test, and the file's version."""
    committed = (FOLDER / f"{code.lower()}.yaml").read_text().splitlines()

    assert committed == list(lines_from_package(code))


@pytest.mark.parametrize("code", sorted(SEEDS))
def test_years_fixed_by_law_are_published_and_the_next_is_not(code: str) -> None:
    table = shipped_calendar(code)

    assert table.published == frozenset(YEARS)
    assert table.is_provisional(date(2029, 1, 2)) is True


@pytest.mark.parametrize(
    ("code", "day", "working", "reason"),
    [
        ("GB", "2026-12-25", False, "Christmas Day"),
        ("GB", "2026-12-28", False, "Boxing Day falls on a Saturday; Monday is its substitute"),
        ("GB", "2026-12-29", True, "the day after"),
        ("GB", "2026-04-06", False, "Easter Monday, a bank holiday in England and Wales"),
        ("GB", "2026-03-17", True, "St Patrick's Day is one in Northern Ireland only"),
        ("US", "2026-07-03", False, "Independence Day falls on a Saturday; observed on Friday"),
        ("US", "2026-11-26", False, "the fourth Thursday of November"),
        ("US", "2026-11-27", True, "the Friday after is no federal holiday"),
        ("US", "2026-04-03", True, "Good Friday is no federal holiday"),
        ("EU", "2026-05-01", False, "TARGET closes on 1 May"),
        ("EU", "2026-05-25", True, "Whit Monday is national, not common"),
    ],
)
def test_day_is_as_its_statute_has_it(code: str, day: str, working: bool, reason: str) -> None:
    assert shipped_calendar(code).is_working(date.fromisoformat(day)) is working, reason

"""Calendars in the database: installed once, corrected by a new version, never overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from policies import selectors, services
from policies.calendars import shipped_calendar, shipped_calendars
from policies.engine.calendar import DayKind
from policies.shared.models import CalendarTable

pytestmark = pytest.mark.db

NOW = datetime.fromisoformat("2026-11-24T09:00:00+08:00")


@pytest.fixture(autouse=True)
def empty(db: None) -> None:
    CalendarTable.objects.all().delete()
    selectors.forget()


def test_calendars_are_installed_once() -> None:
    first = services.install_calendars(now=NOW)
    second = services.install_calendars(now=NOW)

    assert (first, second) == (len(shipped_calendars()), 0)
    assert list(CalendarTable.objects.values_list("code", "version")) == [
        ("CN", 1),
        ("EU", 1),
        ("GB", 1),
        ("US", 1),
    ]


def test_installed_calendar_is_the_shipped_one() -> None:
    services.install_calendars(now=NOW)

    assert selectors.calendar_table("CN") == shipped_calendar("CN")


def test_without_a_row_the_shipped_calendar_serves() -> None:
    assert selectors.calendar_table("CN") == shipped_calendar("CN")


def test_new_version_takes_over_and_the_old_one_stays() -> None:
    services.install_calendars(now=NOW)
    shipped = shipped_calendars()[0]
    notice = replace(
        shipped,
        version=2,
        years=(*shipped.years, 2027),
        days={**shipped.days, "2027-02-10": ["adjusted-rest", "调休", "Day off"]},
    )

    services.import_calendar(calendar=notice, now=NOW)
    selectors.forget()

    table = selectors.calendar_table("CN")
    assert (table.version, table.is_provisional(date(2027, 2, 10))) == (2, False)
    assert table.kind(date(2027, 2, 10)) is DayKind.ADJUSTED_REST
    assert sorted(CalendarTable.objects.filter(code="CN").values_list("version", flat=True)) == [1, 2]


def test_published_version_is_never_overwritten() -> None:
    services.install_calendars(now=NOW)
    forged = replace(shipped_calendars()[0], days={})

    was_new = services.import_calendar(calendar=forged, now=NOW)

    assert was_new is False
    assert CalendarTable.objects.get(code="CN").days == shipped_calendars()[0].days

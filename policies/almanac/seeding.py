"""What law alone gives of a year, from the ``holidays`` package: a start that an operator checks and completes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policies.calendar_seeds import SEEDS, days_from_package
from policies.calendars import china_days
from policies.engine.calendar import DayKind


def seeded(code: str, year: int) -> dict[str, list[str]]:
    """The days of ``year`` as the package has them; of a country that we have not prepared under its own names."""
    return {day.isoformat(): [kind, chinese, english] for day, kind, chinese, english in _days(code, year)}


def statutory(code: str, year: int) -> dict[str, list[str]]:
    """Only the days that are free by law itself; which days are moved is for the yearly notice to say."""
    return {day: entry for day, entry in seeded(code, year).items() if entry[0] == DayKind.STATUTORY}


def _days(code: str, year: int) -> Iterator[tuple[date, str, str, str]]:
    years = range(year, year + 1)
    if code == "CN":
        yield from china_days(years)
    elif code in SEEDS:
        for day, chinese, english in days_from_package(SEEDS[code], years):
            yield day, DayKind.STATUTORY.value, chinese, english
    else:
        import holidays  # only seeding reads the package

        if code in holidays.list_supported_countries():
            for day, name in sorted(holidays.country_holidays(code, years=years).items()):
                if day.year == year:
                    yield day, DayKind.STATUTORY.value, str(name), str(name)

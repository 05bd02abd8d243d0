"""Working calendars as committed data: the files in ``calendars/``, read without any database.

``holidays`` seeds a file once, for a person to check; nothing reads that package when the product runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from policies.engine.calendar import BY_SCHEDULE, NATIONAL, CalendarTable, DayKind
from policies.engine.wording import text
from policies.sources import PackError, Problem, Source, read_source

FOLDER = Path(__file__).resolve().parent / "calendars"
_SATURDAY = 5
_ENGLISH = {
    "Labor Day": "Labour Day",
    "Chinese New Year": "Spring Festival",
    "Chinese New Year's Eve": "Spring Festival Eve",
    "Chinese New Year Extended Holiday": "Spring Festival, prolonged",
    "Mid-Autumn Festival; National Day": "Mid-Autumn Festival and National Day",
    "Tomb-Sweeping Day": "Qingming",
}
"""How we call a holiday where the package says it otherwise."""


class UnknownCalendar(LookupError):
    """Raised for a calendar code that there is no table for."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar as its file has it."""

    code: str
    version: int
    source: str
    years: tuple[int, ...]
    days: dict[str, list[str]]
    """ISO date to [kind, Chinese name, English name]."""


@lru_cache(maxsize=16)
def shipped_calendar(code: str) -> CalendarTable:
    """The table that comes with the product. Raises UnknownCalendar."""
    path = FOLDER / f"{code.lower()}.yaml"
    if not code.isalpha() or not path.exists():
        raise UnknownCalendar(code)
    return table_of(read_calendar(path))


def shipped_calendars() -> tuple[CalendarFile, ...]:
    """Every calendar that comes with the product."""
    return tuple(read_calendar(path) for path in sorted(FOLDER.glob("*.yaml")))


def read_calendar(path: Path) -> CalendarFile:
    """A calendar file. Raises PackError with file and line."""
    source = read_source(path)
    values = source.values
    for key, kind in (("code", str), ("version", int), ("source", str), ("published", list), ("days", dict)):
        if not isinstance(values.get(key), kind):
            raise _error(source, path, (key,), f"{key!r} is missing or no {kind.__name__}")
    days = {day: _entry(source, path, day, entry) for day, entry in values["days"].items()}
    for day, entry in days.items():
        if entry[0] in BY_SCHEDULE and date.fromisoformat(day).year not in values["published"]:
            raise _error(source, path, ("days", day), f"the schedule of {day[:4]} is not among 'published'")
    return CalendarFile(values["code"], values["version"], values["source"], tuple(values["published"]), days)


def table_of(file: CalendarFile) -> CalendarTable:
    """The engine's table."""
    return table_from_rows(code=file.code, version=file.version, years=file.years, days=file.days)


def table_from_rows(
    *, code: str, version: int, years: tuple[int, ...] | list[int], days: Mapping[str, list[str]]
) -> CalendarTable:
    """The engine's table from plain JSON values."""
    return CalendarTable(
        code=code,
        version=version,
        days={date.fromisoformat(day): DayKind(entry[0]) for day, entry in days.items()},
        published=frozenset(years),
        names={
            date.fromisoformat(day): text(entry[1], entry[2]) for day, entry in days.items() if len(entry) > 2
        },
    )


def china_from_package(years: range, published: range) -> Iterator[str]:
    """The lines of ``cn.yaml`` for ``years``, seeded from the ``holidays`` package for somebody to check."""
    yield f"published: [{', '.join(str(year) for year in published)}]"
    yield "days:"
    yield from (_line(*entry) for entry in china_days(years))


def china_days(years: range) -> Iterator[tuple[date, str, str, str]]:
    """China's exceptions as the package knows them: the day, its kind, and its name in both languages."""
    import holidays  # only seeding reads the package

    chinese, english = (
        holidays.country_holidays("CN", years=years, language=lang) for lang in ("zh_CN", "en_US")
    )
    for day in _days(years):
        if day in chinese:
            name = str(chinese[day])
            is_rest = any(word in name for word in ("休息日", "补假", "延长"))
            name_en = str(english[day]).split(" (")[0]
            yield (
                day,
                "adjusted-rest" if is_rest else "statutory",
                _short(name),
                _ENGLISH.get(name_en, name_en),
            )
        elif day.weekday() >= _SATURDAY and chinese.is_working_day(day):
            yield day, "make-up", "调休上班", "Make-up working day"


def _days(years: range) -> Iterator[date]:
    day = date(years.start, 1, 1)
    while day.year < years.stop:
        yield day
        day += timedelta(days=1)


def _short(name: str) -> str:
    return (
        name.replace("（补假）", "补假")
        .replace("; ", "、")
        .split("（")[0]
        .split(" (")[0]
        .replace("休息日", "调休")
    )


def _line(day: date, kind: str, chinese: str, english: str) -> str:
    return f'  {day.isoformat()}: [{kind}, {chinese}, "{english}"]'


def _entry(source: Source, path: Path, day: str, entry: Any) -> list[str]:
    try:
        date.fromisoformat(day)
        if DayKind(entry[0]) not in NATIONAL:
            raise ValueError(entry[0])
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise _error(source, path, ("days", day), f"{day}: {entry!r} is no [kind, names]") from error
    return [str(part) for part in entry]


def _error(source: Source, path: Path, key: tuple[str, ...], reason: str) -> PackError:
    place = source.place(key)
    return PackError(Problem(place.file or path.name, place.line, ".".join(key), reason))

"""The Chinese year 2026 as the State Council published it on 2025-11-04 (regulations.md section 15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from policies.engine.calendar import ONE_DAY, CalendarTable, DayKind
from policies.engine.wording import text

ZONE = "Asia/Shanghai"
BEIJING = timezone(timedelta(hours=8))

_STATUTORY = (
    ("元旦", "New Year", "01-01", "01-01"),
    ("春节", "Spring Festival", "02-16", "02-19"),
    ("清明节", "Qingming", "04-05", "04-05"),
    ("劳动节", "Labour Day", "05-01", "05-02"),
    ("端午节", "Dragon Boat Festival", "06-19", "06-19"),
    ("中秋节", "Mid-Autumn Festival", "09-25", "09-25"),
    ("国庆节", "National Day", "10-01", "10-03"),
)
_BLOCKS = (
    ("01-01", "01-03"),
    ("02-15", "02-23"),
    ("04-04", "04-06"),
    ("05-01", "05-05"),
    ("06-19", "06-21"),
    ("09-25", "09-27"),
    ("10-01", "10-07"),
)
_MAKE_UP = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


def _days(first: str, last: str) -> Iterator[date]:
    day, end = date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")
    while day <= end:
        yield day
        day += ONE_DAY


def china_2026() -> CalendarTable:
    """2026 whole, 2027 unpublished; the statutory days carry their names."""
    days = {day: DayKind.ADJUSTED_REST for first, last in _BLOCKS for day in _days(first, last)}
    days |= {day: DayKind.STATUTORY for _, _, first, last in _STATUTORY for day in _days(first, last)}
    days |= {date.fromisoformat(f"2026-{day}"): DayKind.MAKE_UP for day in _MAKE_UP}
    names = {day: text(zh, en) for zh, en, first, last in _STATUTORY for day in _days(first, last)}
    return CalendarTable("CN", 1, days, frozenset({2026}), names)


CHINA = china_2026()


def at(moment: str) -> datetime:
    """A moment in Beijing: ``2026-04-30 10:00``."""
    return datetime.fromisoformat(moment).replace(tzinfo=BEIJING)

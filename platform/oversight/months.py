"""Months as the first of their days. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FREEZE_AFTER = timedelta(days=3)
"""How long after a month's end late events still count for it."""


def month_of(moment: datetime, *, zone: str) -> date:
    """The month in which ``moment`` lies by the clocks of ``zone``."""
    return moment.astimezone(ZoneInfo(zone)).date().replace(day=1)


def next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The months from that of ``first`` to that of ``last``, both included."""
    months = []
    month = first.replace(day=1)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return tuple(months)


def is_over(month: date, *, now: datetime, zone: str) -> bool:
    """Whether the month's figures are to be frozen."""
    end = datetime.combine(next_month(month), time(0), tzinfo=ZoneInfo(zone))
    return now >= end + FREEZE_AFTER

"""What only the organisation and its calendar can tell: duties that nobody holds, years without a schedule."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from policies.engine.calendar import CalendarTable
from policies.engine.clocks import due_at
from policies.engine.findings import Finding, warning
from policies.engine.pack import ClockRule, Pack


def lint_holders(pack: Pack, holders: Collection[str]) -> Iterator[Finding]:
    """Roles that nobody holds and nobody deputises for; whatever waits for them would wait for ever."""
    for code, role in pack.roles.items():
        if code not in holders and not any(deputy in holders for deputy in role.deputies):
            yield warning(
                f"roles.{code}",
                f"没有人担任“{role.label.zh_hans}”",
                f"Nobody holds the duty “{role.label.en}”",
            )


def lint_calendar(pack: Pack, calendar: CalendarTable, day: date) -> Iterator[Finding]:
    """The years without a published schedule into which a clock that starts on ``day`` runs (R15)."""
    since = datetime.combine(day, time(12), tzinfo=ZoneInfo(pack.zone))
    waiting: dict[int, list[str]] = {}
    for code, rule in pack.clocks.items():
        for year in _unpublished(rule, pack, calendar, since):
            waiting.setdefault(year, []).append(code)
    for year, codes in sorted(waiting.items()):
        named = f"{', '.join(codes[:3])}{' …' if len(codes) > 3 else ''}"
        yield warning(
            "calendar",
            f"{calendar.code} 日历还没有 {year} 年；从 {day} 起算的时限会是暂定的：{named}",
            f"The calendar {calendar.code} lacks {year}; clocks that start on {day} are provisional: {named}",
        )


def _unpublished(rule: ClockRule, pack: Pack, calendar: CalendarTable, since: datetime) -> set[int]:
    years: set[int] = set()
    for span in (rule.span, *rule.tiers.values()):
        due = due_at(
            span=span,
            roll=rule.roll,
            started_at=since,
            calendar=calendar,
            zone=pack.zone,
            hours=pack.hours,
            explain=False,
        )
        if due.provisional:
            years.update(range(since.year, due.due_at.year + 1))
    return years - calendar.published

"""What makes a calendar sound, and what one version of it changes against another. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policies.engine.calendar import BY_SCHEDULE, NATIONAL, CalendarTable, DayKind
from policies.engine.own_calendar import OWN_KINDS
from policies.engine.pack import Label
from policies.engine.wording import text

Days = Mapping[str, Sequence[str]]
"""ISO date to [kind, Chinese name, English name]; own days have the rule behind them as a fourth part."""

FIRST_YEAR, LAST_YEAR = 1990, 2100
MAX_DAYS = 4000
_SATURDAY = 5

KIND_LABELS: dict[DayKind, Label] = {
    DayKind.WORKING: text("工作日", "Working day"),
    DayKind.WEEKEND: text("周末", "Weekend"),
    DayKind.STATUTORY: text("法定节假日", "Statutory holiday"),
    DayKind.ADJUSTED_REST: text("调休放假", "Day off by the schedule"),
    DayKind.MAKE_UP: text("调休上班", "Make-up working day"),
    DayKind.LOCAL_HOLIDAY: text("地方法定假日", "Regional holiday"),
    DayKind.OWN_CLOSED: text("本机构休息", "Own closed day"),
    DayKind.OWN_WORKED: text("本机构加班", "Own working day"),
}

CALENDAR_LABELS: dict[str, Label] = {
    "CN": text("中国大陆", "Mainland China"),
    "GB": text("英格兰和威尔士", "England and Wales"),
    "US": text("美国联邦", "United States, federal"),
    "EU": text("欧元区（TARGET）", "Euro area (TARGET)"),
}


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """One thing that is wrong with a calendar: where, and why. ``line`` is 0 where there are no lines."""

    reason: Label
    line: int = 0
    day: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason.en}" if self.line else self.reason.en


class CalendarRefused(ValueError):
    """Raised for a calendar that cannot be: nothing of it was kept."""

    def __init__(self, *problems: CalendarProblem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that is of another kind, or called otherwise, in the later table."""

    day: date
    before: DayKind
    after: DayKind
    name: Label | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What a version changes."""

    days: tuple[DayChange, ...]
    years_added: tuple[int, ...]
    years_dropped: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.days or self.years_added or self.years_dropped)


def differences(before: CalendarTable, after: CalendarTable) -> Differences:
    """Which days and published years differ, in order."""
    candidates = sorted({*before.days, *after.days})
    days = tuple(
        DayChange(day, before.kind(day), after.kind(day), after.names.get(day))
        for day in candidates
        if before.kind(day) is not after.kind(day) or before.names.get(day) != after.names.get(day)
    )
    return Differences(
        days=days,
        years_added=tuple(sorted(after.published - before.published)),
        years_dropped=tuple(sorted(before.published - after.published)),
    )


def label_of(code: str) -> Label:
    """What a calendar is called; one that we have no name for is called by its code."""
    return CALENDAR_LABELS.get(code, text(code, code))


def problems_of(*, years: Sequence[int], days: Days) -> Iterator[CalendarProblem]:
    """Whatever keeps a country's table from being published."""
    if not years:
        yield CalendarProblem(text("没有任何一年已公布放假安排", "No year has a published schedule"))
    for year in years:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            yield CalendarProblem(text(f"{year} 不是合理的年份", f"{year} is no sensible year"))
    if len(days) > MAX_DAYS:
        yield CalendarProblem(text("日子太多，不像日历", "Too many days for a calendar"))
        return
    for iso, entry in days.items():
        reason = day_reason(iso, entry[0] if entry else "", years)
        if reason is not None:
            yield CalendarProblem(reason, day=iso)


def day_reason(iso: str, kind: str, years: Sequence[int]) -> Label | None:
    """Why a day cannot stand in a country's table, or None."""
    day = parsed_day(iso)
    if day is None:
        return text(f"{iso} 不是日期，请写成 2027-02-05 的样子", f"{iso} is no date like 2027-02-05")
    if kind not in {known.value for known in NATIONAL}:
        return unknown_kind(kind)
    if kind in BY_SCHEDULE and day.year not in years:
        return text(
            f"{day.year} 年的放假安排没有列为已公布，{iso} 不能是调休上班",
            f"The schedule of {day.year} is not among the published years, so {iso} cannot be a make-up day",
        )
    if kind == DayKind.MAKE_UP and day.weekday() < _SATURDAY:
        return text(f"{iso} 不是周末，不会是调休上班", f"{iso} is no weekend day, so no make-up working day")
    return None


def unknown_kind(kind: str) -> Label:
    """The refusal of a kind that there is not, with those that there are."""
    known = [one for one in DayKind if one in NATIONAL]
    return text(
        f"“{kind}”不是日子的类别；可以用：{'、'.join(KIND_LABELS[one].zh_hans for one in known)}",
        f"{kind!r} is no kind of day; there are: {', '.join(known)}",
    )


def parsed_day(iso: str) -> date | None:
    """The date, or None for what is none."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def own_reason(iso: str, kind: str, basis: str) -> Label | None:
    """Why a day cannot be an organisation's own, or None."""
    day = parsed_day(iso)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return text(f"{iso} 不是日期，请写成 2027-02-05 的样子", f"{iso} is no date like 2027-02-05")
    if kind not in OWN_KINDS:
        return text(f"“{kind}”不是机构可以规定的类别", f"{kind!r} is no kind that an organisation can give")
    if kind == DayKind.LOCAL_HOLIDAY and not basis.strip():
        return text(
            "地方法定假日会改变法定期限，请写明依据的规定",
            "A regional holiday changes legal time limits; name the rule that makes it one",
        )
    return None


def days_of_year(days: Days, year: int) -> dict[str, list[str]]:
    """The entries of one year, in order."""
    return {iso: list(entry) for iso, entry in sorted(days.items()) if iso.startswith(f"{year}-")}


def all_days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)

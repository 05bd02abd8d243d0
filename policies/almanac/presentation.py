"""A year as twelve small months that one looks at rather than reads, and versions as lines of tables."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from policies.almanac.rules import KIND_LABELS, CalendarProblem, DayChange, Days
from policies.engine.calendar import CalendarTable, DayKind
from policies.engine.wording import text
from ui import dates, words

WEEKDAYS = tuple(
    zip(
        dates.WEEKDAYS,
        (
            pgettext_lazy("weekday", "一"),
            pgettext_lazy("weekday", "二"),
            pgettext_lazy("weekday", "三"),
            pgettext_lazy("weekday", "四"),
            pgettext_lazy("weekday", "五"),
            pgettext_lazy("weekday", "六"),
            pgettext_lazy("weekday", "日"),
        ),
        strict=True,
    )
)
"""The name of a day of the week, and what stands above its column."""

COLUMNS = (gettext_lazy("日期"), gettext_lazy("星期"), gettext_lazy("原来"), gettext_lazy("改为"))
"""The columns of ``change_rows``."""

LEGEND = (
    DayKind.STATUTORY,
    DayKind.ADJUSTED_REST,
    DayKind.MAKE_UP,
    DayKind.WEEKEND,
    DayKind.WORKING,
)
OWN_LEGEND = (*LEGEND, DayKind.LOCAL_HOLIDAY, DayKind.OWN_CLOSED, DayKind.OWN_WORKED)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a small month."""

    number: int
    kind: str
    mark: str
    """One character that says what the colour says; empty for ordinary days."""
    told: str
    """The day in full, for whoever does not see the colour."""
    url: str
    is_changed: bool
    is_chosen: bool
    is_ordinary: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A small month: rows of seven days from Monday on, with gaps."""

    name: str
    weeks: Sequence[Sequence[Cell | None]]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    kind: str
    mark: str
    label: str


def mark_of(kind: DayKind) -> str:
    """The character of a kind."""
    return {
        DayKind.STATUTORY: pgettext("day mark", "节"),
        DayKind.ADJUSTED_REST: pgettext("day mark", "休"),
        DayKind.MAKE_UP: pgettext("day mark", "班"),
        DayKind.LOCAL_HOLIDAY: pgettext("day mark", "地"),
        DayKind.OWN_CLOSED: pgettext("day mark", "停"),
        DayKind.OWN_WORKED: pgettext("day mark", "加"),
    }.get(kind, "")


def legend(kinds: Sequence[DayKind] = LEGEND) -> list[LegendEntry]:
    """What the colours mean."""
    return [LegendEntry(kind.value, mark_of(kind), words.say(KIND_LABELS[kind])) for kind in kinds]


def months(
    year: int,
    table: CalendarTable,
    *,
    against: CalendarTable | None = None,
    url: Callable[[date], str] | None = None,
    chosen: date | None = None,
) -> list[Month]:
    """The year in ``table``; days that are otherwise in ``against`` are marked, ``url`` leads to a day's form."""
    sheets = Calendar()
    return [
        Month(
            name=date_format(date(year, month, 1), "F"),
            weeks=[
                [
                    _cell(date(year, month, number), table, against, url, chosen) if number else None
                    for number in week
                ]
                for week in sheets.monthdayscalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(
    day: date,
    table: CalendarTable,
    against: CalendarTable | None,
    url: Callable[[date], str] | None,
    chosen: date | None,
) -> Cell:
    kind = table.kind(day)
    return Cell(
        number=day.day,
        kind=kind.value,
        mark=mark_of(kind),
        told=told(day, table),
        url=url(day) if url is not None else "",
        is_changed=against is not None and against.kind(day) is not kind,
        is_chosen=day == chosen,
        is_ordinary=day not in table.days,
    )


def told(day: date, table: CalendarTable) -> str:
    """2月5日 周五，法定节假日：农历除夕"""
    kind, name = table.kind(day), table.names.get(day)
    said = _("%(day)s %(weekday)s，%(kind)s") % {
        "day": date_format(day, "MONTH_DAY_FORMAT"),
        "weekday": WEEKDAYS[day.weekday()][0],
        "kind": words.say(KIND_LABELS[kind]),
    }
    label = words.say(name) if name is not None and day in table.days else ""
    return _("%(day)s：%(name)s") % {"day": said, "name": label} if label else said


def change_rows(changes: Sequence[DayChange]) -> list[tuple[str, str, str, str]]:
    """Which days change, as the rows of a table."""
    return [
        (
            date_format(change.day, "DATE_FORMAT"),
            str(WEEKDAYS[change.day.weekday()][0]),
            words.say(KIND_LABELS[change.before]),
            _kind_and_name(change),
        )
        for change in changes
    ]


def _kind_and_name(change: DayChange) -> str:
    kind = words.say(KIND_LABELS[change.after])
    name = words.say(change.name) if change.name is not None else kind
    return str(kind) if name == kind else f"{kind} · {name}"


def problem_lines(problems: Sequence[CalendarProblem]) -> list[str]:
    """What is wrong, each with its line where there are lines."""
    return [
        _("第 %(line)d 行：%(reason)s") % {"line": one.line, "reason": words.say(one.reason)}
        if one.line
        else words.say(one.reason)
        for one in problems
    ]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A day of the organisation's own, as a line of its list."""

    iso: str
    told: str
    kind: str
    name: str
    basis: str


def own_rows(days: Days) -> list[OwnRow]:
    """The organisation's own days, the latest first."""
    return [
        OwnRow(
            iso=iso,
            told=date_format(date.fromisoformat(iso), "DATE_FORMAT"),
            kind=words.say(KIND_LABELS[DayKind(entry[0])]),
            name=words.say(text(entry[1], entry[2])),
            basis=entry[3] if len(entry) > 3 else "",
        )
        for iso, entry in sorted(days.items(), reverse=True)
    ]

"""An organisation's own days and hours over its country's table.

Decided (issue 3, R6, R10): a deadline of the law is counted in the law's days. 工作日 in a statute is the
nation's, so a day on which one office closes must not give it more time against the filer (that would be a
promise below the baseline, R6), and a Saturday on which it works must not take a day from a filer's own time
limit, nor make a breach that the law does not know. Therefore:

* A legal clock counts the national table, with the holidays that a *regional rule* adds to it (三月三 in
  Guangxi, a member state's own holidays in the EU); such a day names its rule, and explanations print it.
* A closed day, an extra working day and the office hours of the organisation's own count for its internal
  targets alone. The explanation of a legal clock says beside such a day that it was passed over, and why.
* A regional holiday rolls a deadline where non-working days do, never where only the national statutory days
  do (R10: the thirteen days).
* Whether a year is published is the national table's to say; own days make no date firm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from policies.engine.calendar import CalendarTable, DayKind
from policies.engine.pack import BusinessHours, Label
from policies.engine.wording import text

OWN_KINDS = (DayKind.LOCAL_HOLIDAY, DayKind.OWN_CLOSED, DayKind.OWN_WORKED)

_ASIDES = {
    DayKind.OWN_CLOSED: text(
        "本机构当日休息，但法定期限照常计算",
        "closed by the organisation's own choice; a legal time limit runs on",
    ),
    DayKind.OWN_WORKED: text(
        "本机构当日加班，但法定期限不因此提前",
        "worked by the organisation's own choice; a legal time limit does not end earlier",
    ),
}


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that is other than the national table says."""

    kind: DayKind
    """One of ``OWN_KINDS``."""
    name: Label
    basis: str = ""
    """The rule that makes it a holiday; a local holiday has one."""


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """One version of an organisation's own days and office hours."""

    version: int
    days: Mapping[date, OwnDay] = field(default_factory=dict)
    hours: BusinessHours | None = None


def with_own(table: CalendarTable, own: OwnCalendar) -> CalendarTable:
    """The national ``table`` for the clocks of one organisation: legal ones by it, internal ones by ``internal``.

    Raises ValueError for a day of a kind that is the nation's to give.
    """
    strange = [day for day, one in own.days.items() if one.kind not in OWN_KINDS]
    if strange:
        raise ValueError(f"{strange[0]} is of a kind that no organisation can give")
    by_law = {day: one for day, one in own.days.items() if one.kind is DayKind.LOCAL_HOLIDAY}
    passed = {day: _ASIDES[one.kind] for day, one in own.days.items() if _is_felt(table, day, one)}
    internal = replace(_with_days(table, own.days), hours=own.hours)
    return replace(_with_days(table, by_law), asides=passed, internal=internal)


def _is_felt(table: CalendarTable, day: date, one: OwnDay) -> bool:
    """Whether an own day changes what the law's count says of it."""
    return one.kind in _ASIDES and table.is_working(day) is (one.kind is DayKind.OWN_CLOSED)


def _with_days(table: CalendarTable, own: Mapping[date, OwnDay]) -> CalendarTable:
    """``own`` over the table; a closed day or local holiday on a day that is free anyway changes nothing."""
    felt = {
        day: one for day, one in own.items() if table.is_working(day) is not (one.kind is DayKind.OWN_WORKED)
    }
    return replace(
        table,
        days={**table.days, **{day: one.kind for day, one in felt.items()}},
        names={**table.names, **{day: _named(one) for day, one in felt.items()}},
    )


def _named(one: OwnDay) -> Label:
    if not one.basis:
        return one.name
    return text(f"{one.name.zh_hans}（{one.basis}）", f"{one.name.en} ({one.basis})")

"""Exact tallies from the facts: what a release starts from, and what nobody is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Aggregate, Count, F, FloatField, Q

from oversight import labels
from oversight.shared.models import CaseFact, Jurisdiction
from oversight.tables import NOTHING, Table, Tally

Split = tuple[str, str]
"""A pack and a code of it; two empty texts where a table does not split."""

WHOLE: Split = ("", "")

_COLUMNS = {
    Table.TOTAL: (),
    Table.ORGANISATION: ("tenant",),
    Table.BUSINESS_TYPE: ("tenant", "pack", "business_type"),
    Table.TIER: ("tenant", "pack", "tier"),
}


class LineKey(NamedTuple):
    """A line of a table: its cells add up to something that is known."""

    table: Table
    period: date
    tenant: UUID | None


Lines = dict[LineKey, dict[Split, Tally]]


class Median(Aggregate):
    """PostgreSQL's continuous median."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def exact_lines(*, members: Sequence[Jurisdiction], months: Sequence[date]) -> Lines:
    """The lines of all tables over these organisations in these months, zeros and all.

    Eight queries, whatever the number of organisations, months and cases.
    """
    lines: Lines = defaultdict(dict)
    for table, columns in _COLUMNS.items():
        for row in _received(members, months, columns):
            line, split = _place(table, row, columns)
            lines[line][split] = Tally(received=row["n"])
        for row in _closed(members, months, columns):
            line, split = _place(table, row, columns)
            lines[line][split] = _with_closed(lines[line].get(split, NOTHING), row)
    _fill(lines, members, months)
    return dict(lines)


def _received(members: Sequence[Jurisdiction], months: Sequence[date], columns: tuple[str, ...]) -> Any:
    facts = CaseFact.objects.filter(_seen(members, "received_month"), received_month__in=months)
    return facts.values(*columns, month=F("received_month")).annotate(n=Count("id"))


def _closed(members: Sequence[Jurisdiction], months: Sequence[date], columns: tuple[str, ...]) -> Any:
    facts = CaseFact.objects.filter(_seen(members, "closed_month"), closed_month__in=months)
    return facts.values(*columns, month=F("closed_month")).annotate(
        n=Count("id"),
        judged=Count("on_time"),
        kept=Count("id", filter=Q(on_time=True)),
        median=Median("handling_days"),
    )


def _seen(members: Sequence[Jurisdiction], column: str) -> Q:
    """Facts of the members, of each from the month on that the regulator sees."""
    by_start: dict[date, list[UUID]] = defaultdict(list)
    for member in members:
        by_start[member.since].append(member.tenant)
    seen = Q(pk__in=())
    for since, tenants in by_start.items():
        seen |= Q(**{"tenant__in": tenants, f"{column}__gte": since})
    return seen


def _place(table: Table, row: dict[str, Any], columns: tuple[str, ...]) -> tuple[LineKey, Split]:
    split = (row["pack"], row[columns[-1]]) if len(columns) > 1 else WHOLE
    return LineKey(table, row["month"], row.get("tenant")), split


def _with_closed(tally: Tally, row: dict[str, Any]) -> Tally:
    median = Decimal(str(row["median"])) if row["median"] is not None else None
    return Tally(tally.received, row["n"], row["judged"], row["kept"], median)


def _fill(lines: Lines, members: Sequence[Jurisdiction], months: Sequence[date]) -> None:
    """Add the cells in which nothing happened: which cells there are must not depend on who filed."""
    for month in months:
        lines[LineKey(Table.TOTAL, month, None)].setdefault(WHOLE, NOTHING)
        for member in members:
            if member.since <= month:
                lines[LineKey(Table.ORGANISATION, month, member.tenant)].setdefault(WHOLE, NOTHING)
    for line, cells in lines.items():
        for pack in {pack for pack, _code in cells}:
            for code in _codes_of(line.table, pack):
                cells.setdefault((pack, code), NOTHING)
    for line in [line for line, cells in lines.items() if _has_no_tiers(line, cells)]:
        del lines[line]


def _codes_of(table: Table, pack: str) -> tuple[str, ...]:
    """All codes into which a table splits what is filed under a pack."""
    if table is Table.BUSINESS_TYPE:
        return labels.business_types(pack)
    return labels.tiers(pack) if table is Table.TIER else ()


def _has_no_tiers(line: LineKey, cells: dict[Split, Tally]) -> bool:
    return line.table is Table.TIER and all(code == "" for _pack, code in cells)

"""The overview as values for its template: which tables, which rows, which drawings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from oversight import labels
from oversight.metrics import (
    CLOSED,
    LIVE_CLOSED,
    LIVE_STANDING,
    LIVE_TOTAL,
    MEDIAN_DAYS,
    ON_TIME,
    RECEIVED,
    Metric,
)
from oversight.selectors import Live, Organisation, Released
from oversight.tables import Table
from oversight.wording import Figure, figures_of, month_name, split_name
from ui.pieces import Bar

COLUMNS: tuple[Metric, ...] = (RECEIVED, CLOSED, ON_TIME, MEDIAN_DAYS)
SPLITS_SHOWN = 12
"""Of more organisations than these the splits are shown one organisation at a time."""
MONTHS_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    names: tuple[str, ...]
    figures: tuple[Figure, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """A released table: names on the left, the four figures on the right, and what can be drawn of them."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    def bars(self, column: int) -> tuple[Bar, ...]:
        """One figure of each row, as bars; a sum would dwarf its parts and is left out."""
        return tuple(_bar(row, row.figures[column]) for row in self.rows if not row.is_sum)

    @property
    def received_bars(self) -> tuple[Bar, ...]:
        return self.bars(0)

    @property
    def on_time_bars(self) -> tuple[Bar, ...]:
        return self.bars(2)


@dataclass(frozen=True, slots=True)
class LiveRow:
    """An organisation's live totals, each beside its definition."""

    tenant: UUID
    name: str
    numbers: tuple[tuple[Metric, int], ...]
    updated_at: datetime | None


def live_rows(rows: Sequence[Live], *, language: str) -> tuple[LiveRow, ...]:
    return tuple(
        LiveRow(row.organisation.tenant, row.organisation.name(language), _numbers([row]), row.updated_at)
        for row in rows
    )


def live_sum(rows: Sequence[Live]) -> tuple[tuple[Metric, int], ...]:
    """All organisations together, as far as heard."""
    return _numbers(rows)


def _numbers(rows: Sequence[Live]) -> tuple[tuple[Metric, int], ...]:
    opened, closed = sum(row.opened for row in rows), sum(row.closed for row in rows)
    return ((LIVE_TOTAL, opened), (LIVE_CLOSED, closed), (LIVE_STANDING, opened - closed))


def month_tables(
    cells: Sequence[Released], *, members: Sequence[Organisation], chosen: Organisation | None, language: str
) -> tuple[FiguresTable, ...]:
    """The tables of one month: by organisation, and the splits where they are not too many."""
    names = {member.tenant: member.name(language) for member in members}
    wanted = {chosen.tenant} if chosen is not None else set(names)
    tables = [_by_organisation(cells, names, wanted, with_sum=chosen is None)]
    if len(wanted) <= SPLITS_SHOWN:
        tables += [
            _by_split(cells, table, names, wanted, language) for table in (Table.BUSINESS_TYPE, Table.TIER)
        ]
    return tuple(table for table in tables if table.rows)


def _by_organisation(
    cells: Iterable[Released], names: dict[UUID, str], wanted: set[UUID], *, with_sum: bool
) -> FiguresTable:
    found = {cell.tenant: cell for cell in cells if cell.table in (Table.ORGANISATION, Table.TOTAL)}
    rows = [Row((name,), figures_of(found[t])) for t, name in names.items() if t in wanted and t in found]
    if with_sum and None in found:
        rows.append(Row((_("全部机构"),), figures_of(found[None]), is_sum=True))
    return FiguresTable("by-organisation", _("按机构"), (_("机构"),), tuple(rows))


def _by_split(
    cells: Iterable[Released], table: Table, names: dict[UUID, str], wanted: set[UUID], language: str
) -> FiguresTable:
    titles = {
        Table.BUSINESS_TYPE: ("by-business-type", _("按业务类型"), _("业务类型")),
        Table.TIER: ("by-tier", _("按等级"), _("等级")),
    }
    place, title, head = titles[table]
    of_table = sorted((cell for cell in cells if cell.table is table), key=_pack_order)
    rows = [
        Row((name, split_name(cell, language=language)), figures_of(cell))
        for tenant, name in names.items()
        if tenant in wanted
        for cell in of_table
        if cell.tenant == tenant
    ]
    return FiguresTable(place, title, (_("机构"), head), tuple(rows))


def _pack_order(cell: Released) -> tuple[str, int, str]:
    """The order in which the pack lists its codes; what it does not list comes last."""
    codes = labels.business_types if cell.table is Table.BUSINESS_TYPE else labels.tiers
    listed = codes(cell.pack)
    return cell.pack, listed.index(cell.code) if cell.code in listed else len(listed), cell.code


def course_table(course: Sequence[Released]) -> FiguresTable:
    """The latest twelve months of one organisation or of all, the oldest first."""
    months = [Row((_month(row),), figures_of(row)) for row in reversed(course[:MONTHS_DRAWN])]
    return FiguresTable("by-month", _("按月份"), (_("月份"),), tuple(months))


def _month(row: Released) -> str:
    month: date = row.period
    return month_name(month) if row.is_final else _("%s（进行中）") % month_name(month)


def _bar(row: Row, figure: Figure) -> Bar:
    return Bar(label=" · ".join(row.names), value=figure.value, shown=figure.text)

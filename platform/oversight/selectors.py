"""What a regulator's pages read: released cells and live totals, never a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from oversight.shared.models import Jurisdiction, LiveTotal, ReleasedCell
from oversight.tables import Cell, Table


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation under a regulator's eyes."""

    tenant: UUID
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_zh


@dataclass(frozen=True, slots=True)
class Live:
    """An organisation's totals as of its last event."""

    organisation: Organisation
    opened: int = 0
    closed: int = 0
    last_event_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """A released cell with its place."""

    table: Table
    period: date
    tenant: UUID | None
    pack: str
    code: str
    cell: Cell
    is_final: bool
    released_at: datetime


def organisations(*, regulator: UUID) -> tuple[Organisation, ...]:
    """The organisations of a jurisdiction, in the order in which they came under it."""
    rows = Jurisdiction.objects.filter(regulator=regulator).order_by("id")
    return tuple(Organisation(row.tenant, row.tenant_name_zh, row.tenant_name_en) for row in rows)


def live_totals(*, members: Sequence[Organisation]) -> tuple[Live, ...]:
    """Each member's totals; zeros for one of which nothing was heard yet."""
    known = LiveTotal.objects.in_bulk([member.tenant for member in members])
    return tuple(_live(member, known.get(member.tenant)) for member in members)


def _live(member: Organisation, row: LiveTotal | None) -> Live:
    if row is None:
        return Live(member)
    return Live(member, row.opened, row.closed, row.last_event_at, row.updated_at)


def course(*, regulator: UUID, tenant: UUID | None) -> tuple[Released, ...]:
    """All released months of one organisation (None: of all together), the latest first."""
    table = Table.TOTAL if tenant is None else Table.ORGANISATION
    rows = ReleasedCell.objects.filter(regulator=regulator, table=table, tenant=tenant)
    return tuple(_released(row) for row in rows.order_by("-period"))


def month_cells(*, regulator: UUID, period: date, members: Sequence[Organisation]) -> tuple[Released, ...]:
    """The released cells of a month, of these organisations and of all together."""
    tenants = {member.tenant for member in members}
    rows = ReleasedCell.objects.filter(regulator=regulator, period=period).order_by("pack", "id")
    return tuple(_released(row) for row in rows if row.tenant is None or row.tenant in tenants)


def _released(row: ReleasedCell) -> Released:
    return Released(
        table=Table(row.table),
        period=row.period,
        tenant=row.tenant,
        pack=row.pack,
        code=row.code,
        cell=Cell(row.received, row.closed, row.on_time_percent, row.median_days),
        is_final=row.is_final,
        released_at=row.released_at,
    )

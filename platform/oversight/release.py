"""The nightly release of a regulator's figures: runs as an alarm in the regulator's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kernel import alarms, tenancy
from kernel.alarms import NewAlarm, Ringing
from kernel.tenancy import TenantRef
from oversight.figures import WHOLE, LineKey, Lines, Split, exact_lines
from oversight.months import is_over, month_of, months_between
from oversight.shared.models import Jurisdiction, LineStep, ReleasedCell, ReleasedPeriod
from oversight.suppression import THRESHOLD, Step
from oversight.tables import Cell, OpenLine, Table, closed_line, closed_organisations, open_line

RELEASE = "release"
DAY = timedelta(days=1)


def on_release(ringing: Ringing) -> None:
    """Release, and ring again at the same time of the next day that is still to come."""
    release_figures(regulator=tenancy.current(), now=ringing.now)
    days = max(1, (ringing.now - ringing.at) // DAY + 1)
    alarms.arm(alarms=[NewAlarm(kind=RELEASE, subject=ringing.subject, at=ringing.at + days * DAY)])


def release_figures(*, regulator: TenantRef, now: datetime) -> None:
    """Close the months that are over and state the open one, for all organisations of a jurisdiction.

    A month is closed once, ``months.FREEZE_AFTER`` after its end, and never again; so organisations and their
    past must stand in the jurisdiction and in the facts before the first release that closes those months.
    """
    with transaction.atomic():
        members = list(
            Jurisdiction.objects.select_for_update().filter(regulator=regulator.uuid).order_by("id")
        )
        if not members:
            return
        months = _months_to_release(regulator, min(m.since for m in members), now)
        over = [month for month in months if is_over(month, now=now, zone=regulator.zone)]
        lines = exact_lines(members=members, months=months)
        said = _said(regulator.uuid, months)
        _close(regulator.uuid, over, lines, said, now)
        _state(regulator.uuid, {k: c for k, c in lines.items() if k.period not in over}, said, now)


def _months_to_release(regulator: TenantRef, since: date, now: datetime) -> list[date]:
    closed = set(ReleasedPeriod.objects.filter(regulator=regulator.uuid).values_list("period", flat=True))
    present = month_of(now, zone=regulator.zone)
    return [month for month in months_between(since, present) if month not in closed]


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of open months, by line."""

    cells: Mapping[LineKey, Mapping[Split, Cell]]
    totals: Mapping[LineKey, tuple[int, int]]

    def steps(self, line: LineKey) -> tuple[Step, Step] | None:
        """The last statements about a line: received, closed."""
        if line not in self.totals:
            return None
        cells = self.cells.get(line, {})
        received, closed = self.totals[line]
        return (
            Step({split: cell.received or 0 for split, cell in cells.items()}, received),
            Step({split: cell.closed or 0 for split, cell in cells.items()}, closed),
        )


def _said(regulator: UUID, months: list[date]) -> _Said:
    cells: dict[LineKey, dict[Split, Cell]] = defaultdict(dict)
    for row in ReleasedCell.objects.filter(regulator=regulator, period__in=months):
        line = LineKey(Table(row.table), row.period, row.tenant)
        cells[line][row.pack, row.code] = Cell(row.received, row.closed, row.on_time_percent, row.median_days)
    steps = LineStep.objects.filter(regulator=regulator, period__in=months)
    totals = {LineKey(Table(s.table), s.period, s.tenant): (s.received, s.closed) for s in steps}
    return _Said(cells, totals)


def _close(regulator: UUID, months: list[date], lines: Lines, said: _Said, now: datetime) -> None:
    """Suppress these months once and freeze them; what was said while they were open gives way."""
    ReleasedCell.objects.filter(regulator=regulator, period__in=months).delete()
    LineStep.objects.filter(regulator=regulator, period__in=months).delete()
    ReleasedCell.objects.bulk_create(
        row
        for month in months
        for line, cells in _closed_cells(month, lines, said).items()
        for row in _rows(regulator, line, cells, is_final=True, now=now)
    )
    ReleasedPeriod.objects.bulk_create(
        ReleasedPeriod(regulator=regulator, period=month, closed_at=now) for month in months
    )


def _closed_cells(month: date, lines: Lines, said: _Said) -> dict[LineKey, Mapping[Split, Cell]]:
    of_month = {line: cells for line, cells in lines.items() if line.period == month}
    organisations = {
        line.tenant: cells[WHOLE] for line, cells in of_month.items() if line.table is Table.ORGANISATION
    }
    whole = LineKey(Table.TOTAL, month, None)
    total, parents = closed_organisations(organisations, total=of_month.pop(whole)[WHOLE])
    released: dict[LineKey, Mapping[Split, Cell]] = {whole: {WHOLE: total}}
    for line, cells in of_month.items():
        parent = parents[line.tenant]
        is_whole = line.table is Table.ORGANISATION
        released[line] = (
            {WHOLE: parent} if is_whole else closed_line(cells, parent=parent, last=said.cells.get(line))
        )
    return released


def _state(regulator: UUID, lines: Lines, said: _Said, now: datetime) -> None:
    """Say of the open month what may be said; lines that do not move are not touched."""
    stated: dict[LineKey, OpenLine[Split]] = {}
    for line, cells in lines.items():
        before = said.steps(line)
        received, closed = before or (None, None)
        found = open_line(cells, received=received, closed=closed, last=said.cells.get(line, {}))
        if _is_worth_saying(line, found, before):
            stated[line] = found
    _write(regulator, stated, now)


def _is_worth_saying(line: LineKey, stated: OpenLine[Split], before: tuple[Step, Step] | None) -> bool:
    """Whether a line moved; and of a split, whether it may be mentioned at all: it must not tell of a first
    few."""
    if before is not None:
        return (stated.received.total, stated.closed.total) != (before[0].total, before[1].total)
    is_split = line.table in (Table.BUSINESS_TYPE, Table.TIER)
    return not is_split or max(stated.received.total, stated.closed.total) >= THRESHOLD


def _write(regulator: UUID, stated: Mapping[LineKey, OpenLine[Split]], now: datetime) -> None:
    ReleasedCell.objects.bulk_create(
        (
            row
            for line, found in stated.items()
            for row in _rows(regulator, line, found.cells, is_final=False, now=now)
        ),
        update_conflicts=True,
        unique_fields=["regulator", "table", "period", "tenant", "pack", "code"],
        update_fields=["received", "closed", "on_time_percent", "median_days", "is_final", "released_at"],
    )
    LineStep.objects.bulk_create(
        (
            LineStep(
                regulator=regulator,
                table=line.table,
                period=line.period,
                tenant=line.tenant,
                received=found.received.total,
                closed=found.closed.total,
            )
            for line, found in stated.items()
        ),
        update_conflicts=True,
        unique_fields=["regulator", "table", "period", "tenant"],
        update_fields=["received", "closed"],
    )


def _rows(
    regulator: UUID, line: LineKey, cells: Mapping[Split, Cell], *, is_final: bool, now: datetime
) -> list[ReleasedCell]:
    return [
        ReleasedCell(
            regulator=regulator,
            table=line.table,
            period=line.period,
            tenant=line.tenant,
            pack=pack,
            code=code,
            received=cell.received,
            closed=cell.closed,
            on_time_percent=cell.on_time_percent,
            median_days=cell.median_days,
            is_final=is_final,
            released_at=now,
        )
        for (pack, code), cell in sorted(cells.items())
    ]

"""From exact tallies to what a release says: pure. The list of tables is fixed; nothing is tabulated on
request."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from oversight.suppression import THRESHOLD, Step, advance, hidden_in_line, is_small, sum_gives_away


class Table(StrEnum):
    """The tables on offer, each by month. Adding one changes what can be subtracted from what: see
    suppression."""

    TOTAL = "TOTAL"
    """All organisations of the jurisdiction."""
    ORGANISATION = "ORGANISATION"
    BUSINESS_TYPE = "BUSINESS_TYPE"
    """Organisation by business type; the codes belong to a pack and are never added across packs (R4)."""
    TIER = "TIER"
    """Organisation by tier, likewise."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Exact figures of one cell, before anything is hidden."""

    received: int = 0
    closed: int = 0
    judged: int = 0
    """Closed cases of which it is known whether they kept their legal time limits."""
    on_time: int = 0
    median_days: Decimal | None = None


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one cell. None is 'not shown'. In an open period the counts are 'at least'."""

    received: int | None = None
    closed: int | None = None
    on_time_percent: int | None = None
    median_days: Decimal | None = None


Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class OpenLine(Generic[Key]):
    """What is said of an open period's line, and the steps from which the next statement is made."""

    cells: Mapping[Key, Cell]
    received: Step
    closed: Step


def closed_organisations(line: Mapping[Key, Tally], *, total: Tally) -> tuple[Cell, dict[Key, Cell]]:
    """A closed period's sum over all organisations, and each of them.

    Only small organisations are hidden. Where they could be computed from the sum, the sum is hidden: another
    organisation would take all its splits along.
    """
    received = [tally.received for tally in line.values()]
    closed = [tally.closed for tally in line.values()]
    cells = {
        k: _cell(t, hide_received=is_small(t.received), hide_closed=is_small(t.closed))
        for k, t in line.items()
    }
    return _cell(total, hide_received=sum_gives_away(received), hide_closed=sum_gives_away(closed)), cells


def closed_line(
    line: Mapping[Key, Tally], *, parent: Cell, last: Mapping[Key, Cell] | None = None
) -> dict[Key, Cell]:
    """A closed period's line beneath ``parent``. A count that the parent does not show, its parts do not
    either.

    ``last`` is what was said while the period was open: it is known, and taken into account.
    """
    said = last or {}
    received = _hidden(
        {key: t.received for key, t in line.items()},
        parent.received,
        {k: c.received or 0 for k, c in said.items()},
    )
    closed = _hidden(
        {key: t.closed for key, t in line.items()}, parent.closed, {k: c.closed or 0 for k, c in said.items()}
    )
    return {
        key: _cell(t, hide_received=key in received, hide_closed=key in closed) for key, t in line.items()
    }


def _hidden(counts: Mapping[Key, int], parent: int | None, floors: Mapping[Key, int]) -> frozenset[Key]:
    return frozenset(counts) if parent is None else hidden_in_line(counts, floors=floors)


def _cell(tally: Tally, *, hide_received: bool, hide_closed: bool) -> Cell:
    return Cell(
        received=None if hide_received else tally.received,
        closed=None if hide_closed else tally.closed,
        on_time_percent=None if hide_closed else on_time_percent(tally),
        median_days=None if hide_closed else median_days(tally),
    )


def open_line(
    line: Mapping[Key, Tally], *, received: Step | None, closed: Step | None, last: Mapping[Key, Cell]
) -> OpenLine[Key]:
    """An open period's line after the last statement about it (``received``, ``closed``, ``last``).

    Share and median are stated of a line of one cell only, and anew only when five or more cases were closed
    since: of a split they would tell the exact counts, so there they wait for the period to close.
    """
    next_received = advance(before=received, counts={key: t.received for key, t in line.items()})
    next_closed = advance(before=closed, counts={key: t.closed for key, t in line.items()})
    moved = closed is None or next_closed.total != closed.total
    cells: dict[Key, Cell] = {}
    for key, tally in line.items():
        before = last.get(key, Cell())
        fresh = tally if moved else None
        is_split = len(line) > 1 or next_closed.floors[key] < THRESHOLD
        cells[key] = Cell(
            received=next_received.floors[key],
            closed=next_closed.floors[key],
            on_time_percent=None if is_split else on_time_percent(fresh) if fresh else before.on_time_percent,
            median_days=None if is_split else median_days(fresh) if fresh else before.median_days,
        )
    return OpenLine(cells, next_received, next_closed)


def on_time_percent(tally: Tally) -> int | None:
    """Closed cases that kept every legal time limit, of those judged, in whole per cent; None under the
    threshold."""
    if tally.judged < THRESHOLD:
        return None
    return int((Decimal(100 * tally.on_time) / tally.judged).quantize(Decimal(1), ROUND_HALF_UP))


def median_days(tally: Tally) -> Decimal | None:
    """The median handling time in days to the tenth; None under the threshold."""
    if tally.closed < THRESHOLD or tally.median_days is None:
        return None
    return tally.median_days.quantize(Decimal("0.1"), ROUND_HALF_UP)

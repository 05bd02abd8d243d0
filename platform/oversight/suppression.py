"""Statistical disclosure control: what of a table of counts may be shown. Pure.

The threat. A reader adds and subtracts what is published, over time, to learn of a split (by business type,
by tier) with fewer than ``THRESHOLD`` filings in it. An organisation's own total is no secret: it moves on
the page with each filing, so each split is protected *as if the exact total of its organisation and month
were known*.

Why a line is enough. The published margins form a tree: all organisations > organisation > split. No margin
runs across it (no sum of a business type over organisations, none of a split over months), so an addition
can only run along one line: the children of one node, with their sum. Whoever offers another margin must
replace this module by one that audits the whole system of equations.

Two rules for two kinds of period.

- A *closed* period is suppressed once: a count from 1 to 4 is hidden, and others with it until each hidden
  one may have ``SLACK`` values beside its own (``hidden_in_line``), what was said while the period was open
  being known too. A zero concerns nobody and is shown, unless it is needed to hide another. Hidden
  small counts and hidden large ones look alike. Among organisations the sum gives way, not another
  organisation.
- An *open* period says 'at least n' with n in steps of five, and keeps at least ``THRESHOLD`` filings of
  the line unattributed (``advance``). So each split may have got all of those or none, and a line that
  moves only when five or more filings came never tells of which kind a single one was.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

THRESHOLD = 5
"""The smallest count, and the smallest base of a share or a median, that is shown."""

SLACK = 6
"""How many values beside the true one each hidden count of a line must be able to have."""

Key = TypeVar("Key", bound=Hashable)


def is_small(count: int) -> bool:
    """Whether a count concerns somebody, and so few that they might be told."""
    return 0 < count < THRESHOLD


def hidden_in_line(counts: Mapping[Key, int], *, floors: Mapping[Key, int] | None = None) -> frozenset[Key]:
    """Which cells of a line must not be shown where the line's sum is known.

    Each small count is hidden, and with them the smallest larger ones: one size at least, always whole
    sizes, until each hidden cell may have ``SLACK`` values beside its own. So not even somebody who knows
    this rule can tell which of the hidden are the small ones. Where the line is too small for that, all of
    it is hidden, zeros too. A line of one cell is its own sum and has nothing to be told apart. ``floors``
    is what was said of each cell before: at least so many.
    """
    hidden = {key for key, count in counts.items() if is_small(count)}
    if not hidden or len(counts) == 1:
        return frozenset(hidden)
    for size in sorted({count for count in counts.values() if count >= THRESHOLD}):
        hidden.update(key for key, count in counts.items() if count == size)
        if _have_slack(hidden, counts, floors or {}):
            return frozenset(hidden)
    return frozenset(counts)


def _have_slack(hidden: Collection[Key], counts: Mapping[Key, int], floors: Mapping[Key, int]) -> bool:
    """Whether hidden cells, none of them 0, their sum known, have ``SLACK`` values beside their own."""
    least = sum(max(1, floors.get(key, 0)) for key in hidden)
    return sum(counts[key] for key in hidden) - least >= SLACK


def sum_gives_away(counts: Collection[int]) -> bool:
    """Whether a known sum would tell small counts, were all others shown and just the small ones hidden.

    Several small ones cover each other where each, being 1 to 4, may still have two values beside its own.
    """
    small = [count for count in counts if is_small(count)]
    return bool(small) and not len(small) + 2 <= sum(small) <= (THRESHOLD - 1) * len(small) - 2


@dataclass(frozen=True, slots=True)
class Step:
    """What an open period's line says: at least so many in each cell; and the line's sum when it last
    moved."""

    floors: Mapping[Any, int]
    total: int


def advance(*, before: Step | None, counts: Mapping[Key, int]) -> Step:
    """The next statement about an open period's line, given the last one.

    It stays as it was until the line's sum has moved by ``THRESHOLD``. Then floors rise in fives (and fall in
    fives where a correction took filings away), the cell with most behind it first, as long as ``THRESHOLD``
    filings stay unattributed. A line of one cell keeps none back: its count is the sum.
    """
    total = sum(counts.values())
    if before is not None and abs(total - before.total) < THRESHOLD:
        return Step({key: before.floors.get(key, 0) for key in counts}, before.total)
    kept_back = 0 if len(counts) == 1 else THRESHOLD
    last = before.floors if before is not None else {}
    floors = {key: min(last.get(key, 0), count - count % THRESHOLD) for key, count in counts.items()}
    _lower(floors, total - kept_back)
    _raise(floors, counts, total - kept_back)
    return Step(floors, total)


def _lower(floors: dict[Key, int], most: int) -> None:
    """Take fives from the highest floors until together they say at most ``most``."""
    while sum(floors.values()) > max(most, 0):
        highest = max(floors, key=lambda k: (floors[k], _order(k)))
        floors[highest] -= THRESHOLD


def _raise(floors: dict[Key, int], counts: Mapping[Key, int], most: int) -> None:
    """Add fives where most filings stand behind a floor, as long as together they say at most ``most``."""
    spoken = sum(floors.values())
    while spoken + THRESHOLD <= most:
        behind = max(floors, key=lambda k: (counts[k] - floors[k], _order(k)))
        if counts[behind] - floors[behind] < THRESHOLD:
            return
        floors[behind] += THRESHOLD
        spoken += THRESHOLD


def _order(key: Hashable) -> str:
    """A stable tie-break, so that a rebuild gives the same bytes."""
    return str(key)

"""What the components draw, as plain values. A template may pass anything with the same attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the plain steps of a case. ``state`` is ``done``, ``current`` or ``todo``."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A fact with its name; ``url`` leads to where it is changed."""

    label: str
    value: object
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened. ``url`` leads to what came of it (a letter, a file)."""

    at: datetime
    title: str
    who: str = ""
    text: str = ""
    tone: str = ""
    icon: str = ""
    url: str = ""
    url_text: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; ``shown`` replaces the number where it may not be told (``少于 5``)."""

    label: str
    value: float | None
    shown: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ReckoningStep:
    """One line of 'how was this date computed'."""

    on: str
    why: str
    counted: int | None = None


def steps(labels: Sequence[str], *, current: int, notes: Sequence[str] = ()) -> tuple[Step, ...]:
    """The stage list with ``current`` (from 0) under way; ``current == len(labels)`` means all are done."""
    notes = (*notes, *[""] * (len(labels) - len(notes)))
    states = ("done", "current", "todo")
    return tuple(
        Step(label, states[(place >= current) + (place > current)], notes[place])
        for place, label in enumerate(labels)
    )

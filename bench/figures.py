"""A measured figure beside its floor and its goals; the table, the JSON file and the page of the documentation."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Floor:
    """What the machine does at best: the same work without the product."""

    what: str
    value: float


@dataclass(frozen=True, slots=True)
class Goal:
    """What the product promises itself."""

    text: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. ``share`` is how the figure stands to its floor, in words."""

    code: str
    title: str
    value: float
    unit: str
    floor: Floor | None = None
    share: str = ""
    goals: tuple[Goal, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def at_least(value: float, wanted: float, unit: str) -> Goal:
    return Goal(f"≥ {number(wanted)} {unit}", value >= wanted)


def at_most(value: float, wanted: float, unit: str) -> Goal:
    return Goal(f"≤ {number(wanted)} {unit}", value <= wanted)


def percent_of_floor(value: float, floor: Floor) -> str:
    return f"{100 * value / floor.value:.1f} %" if floor.value else ""


def times_floor(value: float, floor: Floor) -> str:
    return f"{value / floor.value:.1f} ×" if floor.value else ""


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def number(value: float) -> str:
    """Three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


HEAD = ("figure", "measured", "floor", "to the floor", "goal", "")


def table(figures: Iterable[Figure]) -> str:
    """The figures as text columns."""
    rows = [HEAD, *(_cells(figure, lambda met: "✓" if met else "✗") for figure in figures)]
    widths = [max(_width(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = [
        "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def markdown(figures: Iterable[Figure]) -> str:
    """The figures as a table of a page."""
    rows = [HEAD, tuple("---" for _ in HEAD)]
    rows += [_cells(figure, lambda met: "reached" if met else "**missed**") for figure in figures]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def as_json(figures: Iterable[Figure], about: Mapping[str, Any]) -> str:
    """The figures with all details, for machines."""
    kept = {"about": dict(about), "figures": [asdict(figure) for figure in figures]}
    return json.dumps(kept, ensure_ascii=False, indent=1, default=str) + "\n"


def from_json(text: str) -> tuple[list[Figure], dict[str, Any]]:
    """What ``as_json`` wrote."""
    kept = json.loads(text)
    return [_figure(data) for data in kept["figures"]], kept["about"]


def replace_generated(page: Path, text: str) -> None:
    """Put ``text`` between the page's two marks.

    Raises:
        ValueError: where the page has no such marks.
    """
    before, begin, rest = page.read_text().partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no generated part")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}")


BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def _figure(data: dict[str, Any]) -> Figure:
    floor = Floor(**data["floor"]) if data["floor"] else None
    return Figure(**{**data, "floor": floor, "goals": tuple(Goal(**goal) for goal in data["goals"])})


def _cells(figure: Figure, mark: Callable[[bool], str]) -> tuple[str, ...]:
    floor = f"{number(figure.floor.value)} ({figure.floor.what})" if figure.floor else "–"
    return (
        figure.title,
        f"{number(figure.value)} {figure.unit}",
        floor,
        figure.share or "–",
        "; ".join(goal.text for goal in figure.goals) or "–",
        " ".join(mark(goal.is_met) for goal in figure.goals),
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

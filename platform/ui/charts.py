"""The geometry of the small drawings. Pure; colours come from classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ui.pieces import Bar

GAPS = frozenset({"", "—", "-", "< 5", "少于 5"})
"""What stands where a number is missing or may not be told."""
_NUMBER = re.compile(r"^[-+]?[\d,]+(\.\d+)?%?$")
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 120.0, 32.0, 3.0


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its length in percent of the longest one."""

    bar: Bar
    percent: float

    @property
    def width(self) -> str:
        """For the drawing: with a point whatever the language."""
        return f"{self.percent:g}"


def draw_bars(bars: Sequence[Bar], *, full: float = 0) -> tuple[DrawnBar, ...]:
    """``full`` is the value that fills the width (100 for shares); without one the longest bar does."""
    longest = full or max((bar.value or 0 for bar in bars), default=0) or 1
    return tuple(DrawnBar(bar, round(100 * (bar.value or 0) / longest, 2)) for bar in bars)


def is_numeric(cells: Iterable[object]) -> bool:
    """Whether a column holds numbers or shares and so stands to the right; gaps do not count."""
    texts = [str(cell) for cell in cells]
    return any(map(_NUMBER.match, texts)) and all(_NUMBER.match(text) or text in GAPS for text in texts)


def spark_points(values: Sequence[float]) -> str:
    """The ``points`` of a polyline over ``values``, oldest first."""
    if not values:
        return ""
    low, high = min(values), max(values)
    rise = (high - low) or 1
    across = (SPARK_WIDTH - 2 * SPARK_EDGE) / max(len(values) - 1, 1)
    up = SPARK_HEIGHT - 2 * SPARK_EDGE
    return " ".join(
        f"{SPARK_EDGE + place * across:.1f},{SPARK_HEIGHT - SPARK_EDGE - (value - low) / rise * up:.1f}"
        for place, value in enumerate(values)
    )

"""Heavy type from a regular font.

An official paper's head and title are set in a heavy face (小标宋). The font wheel holds regular weights
only, and neither Pango nor PDF makes them bolder. So text in one of two inks is stroked as well as filled:
text render mode 2, with a line as wide as a share of the type size. It stays text, and no second font is
embedded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

HEAVY_RED = "#d7000f"
HEAVY_BLACK = "#000001"
"""A black that the eye takes for black, so that a stylesheet can ask for heavy type by colour alone."""

_STROKE = 0.028
"""Width of the stroke as a share of the type size."""


def embolden(_document: Any, pdf: Any) -> None:
    """A WeasyPrint finisher: stroke the text in heavy ink on every page."""
    from pydyf import Stream  # type: ignore[import-untyped]  # pydyf has no types

    inks = tuple(_operands(ink) for ink in (HEAVY_RED, HEAVY_BLACK))
    for part in pdf.objects:
        if isinstance(part, Stream):
            part.stream = list(_stroked(part.stream, inks))


def _stroked(operators: list[Any], inks: tuple[tuple[float, ...], ...]) -> Iterator[Any]:
    ink: bytes = b""
    is_heavy = is_open = False
    for operator in operators:
        if isinstance(operator, bytes) and operator.endswith(b" rg"):
            ink = operator[:-3]
            is_heavy = _near(ink, inks)
        if operator == b"BT" and is_heavy:
            is_open = True
            yield b"q"
        yield operator
        if is_open and isinstance(operator, bytes) and operator.endswith(b" Tf"):
            width = float(operator.split()[-2]) * _STROKE
            yield b"%b RG %.3f w 2 Tr" % (ink, width)
        if operator == b"ET" and is_open:
            is_open = False
            yield b"Q"


def _near(ink: bytes, inks: tuple[tuple[float, ...], ...]) -> bool:
    values = tuple(float(value) for value in ink.split())
    return any(all(abs(a - b) < 0.002 for a, b in zip(values, heavy, strict=True)) for heavy in inks)


def _operands(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))

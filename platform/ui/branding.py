"""From one brand colour to tokens that people can read. Pure.

Lightness is moved in OKLCH, where equal steps look equal and the hue stays what the organisation chose.
WCAG 2.2, success criterion 1.4.3: text has a contrast of 4.5 or more against what lies under it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

READABLE = 4.5
DEFAULT_COLOUR = "#1d4e89"
WHITE, INK = "#ffffff", "#101216"
LIGHT_SURFACES = ("#ffffff", "#f6f6f4", "#efefec")
"""Card, page and subtle of the light theme in tokens.css, lightest first."""
DARK_SURFACES = ("#131518", "#1a1d21", "#23272d")
"""Page, card and subtle of the dark theme in tokens.css, darkest first."""
BRIGHT = 0.80
"""OKLCH lightness from which a fill keeps its colour and carries dark text instead of white."""
_HEX = re.compile(r"^#?([0-9a-f]{3}|[0-9a-f]{6})$", re.IGNORECASE)


class BadColour(ValueError):
    """Raised for a text that is no colour of three or six hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Oklch:
    lightness: float
    chroma: float
    hue: float
    """Radians."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The brand's custom properties in one theme, as hexadecimal colours."""

    brand: str
    on_brand: str
    brand_strong: str
    brand_text: str
    brand_soft: str
    on_brand_soft: str
    brand_line: str


@dataclass(frozen=True, slots=True)
class Palette:
    light: Tokens
    dark: Tokens

    @property
    def fill(self) -> str:
        return self.light.brand


def normalise(colour: str) -> str:
    """``colour`` as ``#rrggbb`` in small letters.

    Raises:
        BadColour: for anything but three or six hexadecimal digits.
    """
    found = _HEX.match(colour.strip())
    if found is None:
        raise BadColour(colour)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def palette(brand_hex: str) -> Palette:
    """Tokens for both themes; every text in them is readable on its ground.

    Raises:
        BadColour: for a text that is no colour.
    """
    brand = to_oklch(normalise(brand_hex))
    return Palette(light=_light(brand), dark=_dark(brand))


def is_adjusted(brand_hex: str) -> bool:
    """Whether the fill on screen differs from the colour that was asked for, so that people can read it."""
    return palette(brand_hex).fill != normalise(brand_hex)


def as_css(colours: Palette) -> str:
    """The stylesheet that is served as ``/brand.css``."""
    return (
        f"@layer brand {{\n:root {{ {_properties(colours.light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_properties(colours.dark)} }} }}\n"
        f"@media print {{ :root {{ {_properties(colours.light)} }} }}\n}}\n"
    )


def to_oklch(colour: str) -> Oklch:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def to_hex(colour: Oklch) -> str:
    """The nearest colour that a screen can show: chroma gives way, lightness and hue stay."""
    chroma = colour.chroma
    while chroma > 0:
        channels = _to_linear(Oklch(colour.lightness, chroma, colour.hue))
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return _encode(channels)
        chroma -= 0.004
    return _encode(_to_linear(Oklch(colour.lightness, 0, colour.hue)))


def _light(brand: Oklch) -> Tokens:
    if brand.lightness >= BRIGHT:
        fill, on_brand = to_hex(brand), INK
        strong = to_hex(_at(brand, min(0.98, brand.lightness + 0.04)))
    else:
        fill, on_brand = _readable(brand, on=(WHITE,), step=-0.01), WHITE
        strong = to_hex(_at(brand, max(0.0, to_oklch(fill).lightness - 0.07)))
    soft = to_hex(Oklch(0.962, min(brand.chroma * 0.25, 0.018), brand.hue))
    return Tokens(
        brand=fill,
        on_brand=on_brand,
        brand_strong=strong,
        brand_text=_readable(brand, on=(*LIGHT_SURFACES, soft), step=-0.01),
        brand_soft=soft,
        on_brand_soft=_readable(_at(brand, min(brand.lightness, 0.42)), on=(soft,), step=-0.01),
        brand_line=to_hex(Oklch(0.84, min(brand.chroma * 0.5, 0.06), brand.hue)),
    )


def _dark(brand: Oklch) -> Tokens:
    if brand.lightness >= BRIGHT:
        fill, on_brand = to_hex(brand), INK
        strong = to_hex(_at(brand, min(0.98, brand.lightness + 0.04)))
    else:
        fill, on_brand = _readable(_at(brand, max(brand.lightness, 0.48)), on=(WHITE,), step=-0.01), WHITE
        strong = to_hex(_at(brand, to_oklch(fill).lightness - 0.06))
    soft = to_hex(Oklch(0.28, min(brand.chroma * 0.3, 0.035), brand.hue))
    return Tokens(
        brand=fill,
        on_brand=on_brand,
        brand_strong=strong,
        brand_text=_readable(_at(brand, max(brand.lightness, 0.74)), on=(*DARK_SURFACES, soft), step=0.01),
        brand_soft=soft,
        on_brand_soft=_readable(_at(brand, max(brand.lightness, 0.86)), on=(soft,), step=0.01),
        brand_line=to_hex(Oklch(0.42, min(brand.chroma * 0.6, 0.07), brand.hue)),
    )


def _readable(colour: Oklch, *, on: Iterable[str], step: float) -> str:
    """``colour`` moved by ``step`` in lightness until it can be read on every ground; else black or white."""
    grounds = tuple(on)
    lightness = colour.lightness
    while 0.0 < lightness < 1.0:
        candidate = to_hex(_at(colour, lightness))
        if all(contrast(candidate, ground) >= READABLE for ground in grounds):
            return candidate
        lightness += step
    return "#000000" if step < 0 else WHITE


def _at(colour: Oklch, lightness: float) -> Oklch:
    return Oklch(lightness, colour.chroma, colour.hue)


def _properties(tokens: Tokens) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in asdict(tokens).items())


def _channels(colour: str) -> tuple[float, float, float]:
    digits = normalise(colour)[1:]
    return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(colour)
    )
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(colour: Oklch) -> tuple[float, float, float]:
    a, b = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encode(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, channel)))):02x}" for channel in channels)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055

"""The fonts of the papers: which files there are, and which characters they can draw.

Order: the font wheel, else what fontconfig knows as Noto CJK (apt fonts-noto-cjk), else only ``FONT_DIR``.
Whatever lies in ``FONT_DIR`` is also a fallback for single characters: an organisation whose people bear
rare names (𠮷, 𬎆) puts a font there that has them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

_SYSTEM = {
    "serif": (Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"), "Noto Serif CJK SC"),
    "sans": (Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), "Noto Sans CJK SC"),
}
_SC_IN_COLLECTION = 2
"""Where the simplified Chinese face stands in the Noto CJK collections (JP, KR, SC, TC, HK)."""


class CannotPrint(RuntimeError):
    """This machine cannot print papers; the message says what to install."""


class NoFonts(CannotPrint):
    """Raised where there is no Chinese font at all; says what to install."""


class MissingGlyph(ValueError):
    """Raised for text with characters that no font of the papers has; they would print as boxes."""

    def __init__(self, characters: str) -> None:
        named = ", ".join(f"{character} U+{ord(character):04X}" for character in characters)
        super().__init__(f"no font has {named}")
        self.characters = characters


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and the family name under which the stylesheet calls it."""

    family: str
    path: Path
    is_installed: bool = False
    """Known to fontconfig by its family name already: it needs no @font-face."""


@dataclass(frozen=True, slots=True)
class FontSet:
    """The faces of one process, found once."""

    serif: tuple[Face, ...]
    sans: tuple[Face, ...]

    @property
    def faces(self) -> tuple[Face, ...]:
        return tuple(dict.fromkeys((*self.serif, *self.sans)))


@lru_cache(maxsize=1)
def font_set() -> FontSet:
    """The fonts of this machine.

    Raises:
        NoFonts: when there is none.
    """
    extra = _extra_faces()
    serif = (*_base_faces("serif"), *extra)
    sans = (*_base_faces("sans"), *extra)
    if not serif:
        raise NoFonts("no Chinese font: pip install pylopdf-fonts-zh-cn, or apt-get install fonts-noto-cjk")
    return FontSet(serif=serif, sans=sans or serif)


def require_glyphs(texts: Iterable[str]) -> None:
    """See that the fonts have every character of ``texts``.

    Raises:
        MissingGlyph: naming the characters that they lack, in order of their first appearance.
    """
    known = _covered()
    wanted = dict.fromkeys("".join(texts))
    missing = "".join(c for c in wanted if ord(c) not in known and unicodedata.category(c)[0] not in "CZ")
    if missing:
        raise MissingGlyph(missing)


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """Code points that the papers' text font, or a fallback of it, has."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for face in font_set().serif:
        number = _SC_IN_COLLECTION if face.is_installed else 0
        with TTFont(face.path, lazy=True, fontNumber=number) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def _base_faces(style: str) -> tuple[Face, ...]:
    wheel = _wheel_font(style)
    if wheel is not None:
        return (Face(family=f"Paper {style.title()}", path=wheel),)
    path, family = _SYSTEM[style]
    return (Face(family=family, path=path, is_installed=True),) if path.exists() else ()


def _wheel_font(style: str) -> Path | None:
    try:
        import pylopdf_fonts_zh_cn as wheel
    except ImportError:
        return None
    path: Path = wheel.serif_path() if style == "serif" else wheel.sans_path()
    return path if path.exists() else None


def _extra_faces() -> tuple[Face, ...]:
    folder = getattr(settings, "FONT_DIR", None)
    if not folder:
        return ()
    files = sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in {".otf", ".ttf"})
    return tuple(Face(family=f"Paper Extra {i}", path=path) for i, path in enumerate(files))

"""The printer: a paper becomes a PDF, by WeasyPrint, with no network and no font but ours.

PDF/A-2a is asked for (tagged, archival, every font embedded, text extractable). No validator has seen the
result: the conformance is WeasyPrint's claim, of which the tests check tags, language, metadata, output
intent and fonts.
"""

from __future__ import annotations

import gc
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template import Context, Engine

from casework.correspondence.fonts import (
    CannotPrint,
    Face,
    MissingGlyph,
    NoFonts,
    font_set,
    require_glyphs,
)
from casework.correspondence.heavy_type import HEAVY_BLACK, HEAVY_RED, embolden
from casework.correspondence.packing import pack
from casework.correspondence.papers import Form, Paper
from casework.correspondence.subsetting import subset_in_one_pass

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

__all__ = ["CannotPrint", "MissingGlyph", "NoFonts", "PrinterMissing", "render_html", "render_pdf"]

VARIANT = "pdf/a-2a"
_INTENT = "papers"
_ROOM = Path(__file__).resolve().parents[1]
_STYLESHEET = _ROOM / "static" / "casework" / "letters" / "letters.css"
_ONE_AT_A_TIME = threading.Lock()
"""Pango's font map is one per process and not safe in two threads."""


class PrinterMissing(CannotPrint):
    """Raised where the system libraries of WeasyPrint are missing; says what to install."""


@dataclass(frozen=True, slots=True)
class _Press:
    """What is made once for each process: stylesheet, fonts, templates."""

    stylesheet: CSS
    fonts: FontConfiguration
    colours: Any
    """The sRGB profile of the output intent that PDF/A asks for, parsed once."""
    fetch: Any


def render_pdf(paper: Paper) -> bytes:
    """The paper as PDF.

    Raises:
        MissingGlyph: when a character of the paper would print as a box.
        NoFonts: when there is no Chinese font.
        PrinterMissing: when pango is not installed.
    """
    require_glyphs(paper.texts())
    html = render_html(paper)
    with _ONE_AT_A_TIME, _no_collecting():
        press = _press()
        from weasyprint import HTML

        document = HTML(string=html, base_url=None, url_fetcher=press.fetch)
        pdf: bytes = document.write_pdf(
            stylesheets=[press.stylesheet],
            font_config=press.fonts,
            color_profiles={_INTENT: press.colours},
            output_intent=_INTENT,
            pdf_variant=VARIANT,
            finisher=_finish,
        )
    return pdf


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Boxes are made by ten thousands and live until the paper is printed. Looking for dead ones meanwhile is
    a fifth of the time in a process with all of Django. They are collected afterwards as always."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _finish(document: Any, pdf: Any) -> None:
    embolden(document, pdf)
    pack(pdf)


def render_html(paper: Paper) -> str:
    """The paper as the HTML that is printed."""
    name = "form" if isinstance(paper.content, Form) else "notice"
    template = _engine().get_template(f"casework/letters/{name}.html")
    return str(template.render(Context({"paper": paper, "content": paper.content})))


@lru_cache(maxsize=1)
def _engine() -> Engine:
    """Templates of papers alone: no context processor, no request, and the same in every process."""
    return Engine(dirs=[str(_ROOM / "templates")], autoescape=True)


@lru_cache(maxsize=1)
def _press() -> _Press:
    faces = font_set()
    try:
        from weasyprint import CSS
        from weasyprint.css import ColorProfile
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PrinterMissing(
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error

    allowed = {face.path.as_uri() for face in faces.faces}

    class OursOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        """Fetches the papers' fonts and nothing else in the world."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url not in allowed and not url.startswith("data:"):
                raise ValueError(f"a paper fetches nothing from outside: {url}")
            return super().fetch(url, headers)

    subset_in_one_pass()
    fetch = OursOnly(allowed_protocols=["file", "data"])
    fonts = FontConfiguration()
    sheet = _font_rules(faces.faces) + _properties(faces.serif, faces.sans) + _STYLESHEET.read_text()
    icc = io.BytesIO((resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    colours = ColorProfile(icc, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    stylesheet = CSS(string=sheet, font_config=fonts, url_fetcher=fetch)
    return _Press(stylesheet=stylesheet, fonts=fonts, colours=colours, fetch=fetch)


def _font_rules(faces: tuple[Face, ...]) -> str:
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; src: url("{face.path.as_uri()}"); }}\n'
        for face in faces
        if not face.is_installed
    )


def _properties(serif: tuple[Face, ...], sans: tuple[Face, ...]) -> str:
    """What the stylesheet cannot say itself: font families, the two heavy inks, and columns by per cent."""
    columns = "".join(f".share-{n} {{ width: {n}% }}\n" for n in range(1, 101))
    return columns + (
        f"html {{ --serif: {_families(serif)}; --sans: {_families(sans)};"
        f" --heavy-red: {HEAVY_RED}; --heavy-black: {HEAVY_BLACK}; }}\n"
    )


def _families(faces: tuple[Face, ...]) -> str:
    return ", ".join(f'"{face.family}"' for face in faces)

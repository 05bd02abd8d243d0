"""The papers' font cut down to the glyphs of one paper, in one pass.

WeasyPrint cuts a font twice: the second pass drops the empty glyphs behind the last one used. In an OpenType
font with CFF outlines the first pass has dropped them already, and the second costs 10 ms for the same bytes
(a test holds the two against each other). Other fonts, such as one in ``FONT_DIR``, are left to WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

_CFF = b"OTTO"
_UNUSED = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ")
"""Tables that say nothing in a PDF, where the glyphs are chosen and placed already."""


def subset_in_one_pass() -> None:
    """Have WeasyPrint cut fonts with CFF outlines in one pass, in this process; else it takes its own way."""
    from weasyprint.pdf.fonts import Font

    method = getattr(Font, "_harfbuzz_subset", None)
    if method is not None and not hasattr(method, "__wrapped__"):
        Font._harfbuzz_subset = _in_one_pass(method)


def _in_one_pass(in_two_passes: Callable[..., None]) -> Callable[..., None]:
    @wraps(in_two_passes)
    def subset(font: Any, glyphs: Collection[int], hinting: bool) -> None:
        content = None if font.file_content[:4] != _CFF else _cut(font, glyphs, hinting)
        if content:
            font.file_content = content
        else:
            in_two_passes(font, glyphs, hinting)

    return subset


def _cut(font: Any, glyphs: Collection[int], hinting: bool) -> bytes | None:
    """The bytes of the smaller font; None where HarfBuzz cannot."""
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
    from weasyprint.text.fonts import get_hb_object_data

    def fill(into: Any, numbers: Collection[int]) -> None:
        kept = sorted(numbers)
        harfbuzz.hb_set_add_sorted_array(into, ffi.new("hb_codepoint_t[]", kept), len(kept))

    wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    fill(harfbuzz_subset.hb_subset_input_glyph_set(wanted), glyphs)
    tables = harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    fill(tables, [harfbuzz.hb_tag_from_string(name, -1) for name in _UNUSED])
    harfbuzz_subset.hb_subset_input_set_flags(wanted, _flags(harfbuzz_subset, font, hinting))
    face = harfbuzz_subset.hb_subset_or_fail(font.hb_face, wanted)
    if not face:
        return None
    content: bytes | None = get_hb_object_data(ffi.gc(face, harfbuzz.hb_face_destroy))
    return content


def _flags(lib: Any, font: Any, hinting: bool) -> int:
    flags: int = (
        lib.HB_SUBSET_FLAGS_RETAIN_GIDS
        | lib.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
        | lib.HB_SUBSET_FLAGS_DESUBROUTINIZE
    )
    if not hinting:
        flags |= lib.HB_SUBSET_FLAGS_NO_HINTING
    if font.missing:
        flags |= lib.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    return flags

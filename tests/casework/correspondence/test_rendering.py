"""The PDF: extractable, embedded, tagged, closed to the outside, and never a box."""

from __future__ import annotations

import gc
import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.test import override_settings

from casework.correspondence import fonts, rendering
from casework.correspondence.composition import TEMPLATES
from casework.correspondence.fonts import MissingGlyph
from casework.correspondence.rendering import render_html, render_pdf
from tests.casework.correspondence.papers_of import FILER, MATTER, paper


def _text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_text_of_every_paper_is_extractable(template):
    made = paper(template)

    text = _text(render_pdf(made))

    wanted = [made.title, made.organisation, *(field.value for field in made.fields())]
    if hasattr(made.content, "paragraphs"):
        wanted += [made.content.addressee, *made.content.paragraphs]
    assert [part for part in wanted if "".join(part.split()) not in text] == []


def test_every_font_is_embedded_as_a_subset():
    document = pikepdf.open(io.BytesIO(render_pdf(paper("receipt"))))

    descriptors = [
        o
        for o in document.objects
        if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
    ]

    assert sorted(str(d.FontName).partition("+")[2] for d in descriptors) == ["Paper-Sans", "Paper-Serif"]
    assert [len(str(d.FontName).partition("+")[0]) for d in descriptors] == [7, 7]
    assert ["/FontFile3" in d for d in descriptors] == [True, True]


@pytest.mark.parametrize("template", ["receipt", "intake-record"])
def test_font_cut_in_one_pass_is_the_font_cut_in_two(template, monkeypatch):
    from weasyprint.pdf.fonts import Font

    made = paper(template)
    once = render_pdf(made)
    monkeypatch.setattr(Font, "_harfbuzz_subset", Font._harfbuzz_subset.__wrapped__)
    twice = render_pdf(made)

    assert once == twice


def test_document_is_tagged_and_says_its_title_language_author_and_archival_claim():
    pdf = render_pdf(paper("acceptance-notice"))

    document = pikepdf.open(io.BytesIO(pdf))
    with document.open_metadata() as metadata:
        found = (metadata["pdfaid:part"], metadata["pdfaid:conformance"])
    assert found == ("2", "A")
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "zh-Hans"
    assert str(document.docinfo.Title) == "文书标题 甲质监投诉〔2026〕17号"
    assert str(document.docinfo.Author) == "甲县质量技术监督局"
    assert "/OutputIntents" in document.Root


def test_every_stream_is_deflated_and_the_document_bears_an_identifier():
    document = pikepdf.open(io.BytesIO(render_pdf(paper("intake-record", audience="file"))))

    streams = [o for o in document.objects if isinstance(o, pikepdf.Stream)]

    assert [str(stream.get("/Filter")) for stream in streams] == ["/FlateDecode"] * len(streams)
    assert len(streams) >= 5
    assert [len(bytes(part)) for part in document.trailer.ID] == [32, 32]
    assert document.check_pdf_syntax() == []


def test_paper_printed_again_is_the_same_file():
    made = paper("reply")

    assert render_pdf(made) == render_pdf(made)


@pytest.mark.parametrize("is_on", [True, False])
def test_printing_leaves_the_collection_of_garbage_as_it_was(is_on, monkeypatch):
    made = paper("reply")
    during: list[bool] = []
    finish = rendering.embolden
    monkeypatch.setattr(rendering, "embolden", lambda *args: (during.append(gc.isenabled()), finish(*args)))
    if not is_on:
        gc.disable()

    try:
        render_pdf(made)
        found = gc.isenabled()
    finally:
        gc.enable()

    assert (during, found) == ([False], is_on)


def test_metadata_says_nothing_of_the_filer():
    pdf = render_pdf(paper("reply"))

    document = pikepdf.open(io.BytesIO(pdf))
    said = str(dict(document.docinfo)) + document.Root.Metadata.read_bytes().decode()
    assert FILER.name not in said
    assert "SS2026-000017" in said


@pytest.mark.parametrize(
    ("characters", "name"),
    [("𠮷", "𠮷田"), ("𬎆", "王𬎆"), ("𠮷𬎆", "𠮷𬎆𠮷")],
)
def test_character_that_no_font_has_is_an_error_and_never_a_box(characters, name):
    made = paper("reply", matter=replace(MATTER, filer=replace(FILER, name=name)))

    with pytest.raises(MissingGlyph) as error:
        render_pdf(made)

    assert error.value.characters == characters


def test_pictograph_is_printed_by_its_code_point():
    made = paper("intake-record", audience="file", matter=replace(MATTER, narrative="太气人了😡"))

    assert "太气人了〔图符U+1F621〕" in _text(render_pdf(made))


def test_font_of_the_operator_fills_what_the_wheel_lacks(tmp_path):
    from fontTools.fontBuilder import FontBuilder

    _tiny_font(FontBuilder, tmp_path / "rare.ttf")
    made = paper("reply", matter=replace(MATTER, filer=replace(FILER, name="𠮷")))

    with override_settings(FONT_DIR=tmp_path):
        _forget()
        text = _text(render_pdf(made))
    _forget()

    assert "𠮷：" in text


def _tiny_font(builder: type, path: Path) -> None:
    """A font with one glyph, U+20BB7, drawn as a square."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 800), (800, 800), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    glyph = pen.glyph()
    font = builder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "u20BB7"])
    font.setupCharacterMap({0x20BB7: "u20BB7"})
    font.setupGlyf({".notdef": glyph, "u20BB7": glyph})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "u20BB7": (1000, 0)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Rare", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(path)


def _forget() -> None:
    fonts.font_set.cache_clear()
    fonts._covered.cache_clear()
    rendering._press.cache_clear()


def test_long_matter_runs_over_and_repeats_number_and_title_on_each_page():
    made = paper(
        "intake-record", audience="file", matter=replace(MATTER, narrative="内胆渗水，商家拒绝退换。" * 200)
    )

    pages = pypdf.PdfReader(io.BytesIO(render_pdf(made))).pages

    assert len(pages) == 3
    heads = ["".join(page.extract_text().split()) for page in pages]
    assert ["编号：甲质监投诉〔2026〕17号" in head for head in heads] == [True, True, True]
    assert ["续页" in head for head in heads] == [False, True, True]


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_paper_of_ordinary_length_is_one_page(template):
    pdf = render_pdf(paper(template, audience="filer"))

    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_page_is_a4():
    page = pypdf.PdfReader(io.BytesIO(render_pdf(paper("reply")))).pages[0]

    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]


def test_what_was_typed_is_text_and_never_markup():
    hostile = '<img src="http://intruder.example/x.png"><script>alert(1)</script>'

    html = render_html(paper("reply", matter=replace(MATTER, body=hostile)))

    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_printer_fetches_nothing_but_its_own_fonts():
    render_pdf(paper("reply"))
    fetch = rendering._press().fetch

    for address in ("http://intruder.example/x.png", "https://intruder.example/", "file:///etc/passwd"):
        with pytest.raises(ValueError, match="fetches nothing from outside"):
            fetch.fetch(address)


def test_head_and_title_are_stroked_to_look_heavy_and_the_body_is_not():
    document = pikepdf.open(io.BytesIO(render_pdf(paper("acceptance-notice"))))

    operators = [str(o.operator) for o in pikepdf.parse_content_stream(document.pages[0])]
    modes = [
        o.operands[0] for o in pikepdf.parse_content_stream(document.pages[0]) if str(o.operator) == "Tr"
    ]

    assert [int(mode) for mode in modes] == [2, 2]
    assert operators.count("BT") > 10

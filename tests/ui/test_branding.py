"""The colours of an organisation, and the tokens of the house, can be read."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import branding
from ui.branding import DARK_SURFACES, LIGHT_SURFACES, READABLE, BadColour, Tokens, contrast, palette

TOKENS = Path(branding.__file__).parent / "static/ui/css/tokens.css"
TONES = ("red", "amber", "green", "blue", "violet", "grey")


@pytest.mark.parametrize(
    ("one", "other", "expected", "reason"),
    [
        ("#000000", "#ffffff", 21.0, "the widest there is"),
        ("#777777", "#777777", 1.0, "a colour on itself"),
        (
            "#767676",
            "#ffffff",
            4.54,
            "the lightest grey that is readable on white, from the WCAG's own notes",
        ),
        ("#ffffff", "#767676", 4.54, "the order does not matter"),
        ("#f00", "#fff", 4.0, "three digits mean six"),
    ],
)
def test_contrast_is_the_ratio_of_wcag(one: str, other: str, expected: float, reason: str) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005), reason


@given(st.integers(0, 0xFFFFFF))
def test_palette_is_readable_for_every_colour(number: int) -> None:
    colours = palette(f"#{number:06x}")

    for tokens, surfaces in ((colours.light, LIGHT_SURFACES), (colours.dark, DARK_SURFACES)):
        assert min(_ratios(tokens, surfaces)) >= READABLE


def test_palette_keeps_a_colour_that_carries_white_text() -> None:
    assert palette("#9b2c1f").light.brand == "#9b2c1f"


def test_palette_keeps_a_bright_colour_and_puts_dark_text_on_it() -> None:
    light = palette("#ffd400").light

    assert (light.brand, light.on_brand) == ("#ffd400", branding.INK)


def test_palette_darkens_what_is_too_pale_for_white_text() -> None:
    assert branding.is_adjusted("#e8743b") is True
    assert branding.is_adjusted("#1d4e89") is False


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "#gggggg", "#1d4e89;}", "url(x)"])
def test_normalise_refuses_what_is_no_colour(text: str) -> None:
    with pytest.raises(BadColour):
        branding.normalise(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("#ABC", "#aabbcc"), ("1D4E89", "#1d4e89"), (" #1d4e89 ", "#1d4e89")]
)
def test_normalise_writes_six_small_digits(text: str, expected: str) -> None:
    assert branding.normalise(text) == expected


def test_stylesheet_holds_both_themes_in_the_brand_layer() -> None:
    colours = palette("#9b2c1f")

    sheet = branding.as_css(colours)

    assert sheet.startswith("@layer brand {")
    assert sheet.count(f"--brand: {colours.light.brand};") == 2  # on screen and in print
    assert sheet.count(f"--brand: {colours.dark.brand};") == 1


def test_tokens_of_the_house_are_the_palette_of_its_colour() -> None:
    colours = palette(branding.DEFAULT_COLOUR)

    for theme, tokens in zip(_themes(), (colours.light, colours.dark), strict=True):
        expected = {name.replace("_", "-"): value for name, value in asdict(tokens).items()}
        assert {name: theme[name] for name in expected} == expected


@pytest.mark.parametrize("which", [0, 1], ids=["light", "dark"])
def test_tokens_of_the_house_are_readable(which: int) -> None:
    theme = _themes()[which]

    grounds = [theme["page"], theme["card"], theme["subtle"]]
    pairs = [(theme[ink], ground) for ink in ("ink", "ink-2", "ink-3", *TONES) for ground in grounds]
    pairs += [(theme[tone], theme[f"{tone}-soft"]) for tone in TONES]
    pairs += [(theme["on-danger"], theme["danger"]), (theme["on-danger"], theme["danger-strong"])]
    assert [pair for pair in pairs if contrast(*pair) < READABLE] == []


@pytest.mark.parametrize("which", [0, 1], ids=["light", "dark"])
def test_edges_of_controls_and_the_focus_can_be_seen(which: int) -> None:
    theme = _themes()[which]

    edges = [(theme[name], theme["card"]) for name in ("line-strong", "focus", "danger")]
    assert [pair for pair in edges if contrast(*pair) < 3] == []


def test_surfaces_in_the_rules_are_those_of_the_stylesheet() -> None:
    light, dark = _themes()

    assert (light["card"], light["page"], light["subtle"]) == LIGHT_SURFACES
    assert (dark["page"], dark["card"], dark["subtle"]) == DARK_SURFACES


def _ratios(tokens: Tokens, surfaces: tuple[str, ...]) -> list[float]:
    on_grounds = [contrast(tokens.brand_text, surface) for surface in (*surfaces, tokens.brand_soft)]
    on_fills = [contrast(tokens.on_brand, fill) for fill in (tokens.brand, tokens.brand_strong)]
    return [*on_grounds, *on_fills, contrast(tokens.on_brand_soft, tokens.brand_soft)]


def _themes() -> tuple[dict[str, str], dict[str, str]]:
    sheet = TOKENS.read_text(encoding="utf-8")
    light, rest = sheet.split("@media (prefers-color-scheme: dark)", 1)
    dark = rest.split("@media print", 1)[0]
    first, second = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark))
    return first, {**first, **second}

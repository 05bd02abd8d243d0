"""An organisation's face: kept in its own schema, checked, and served under addresses that keep."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from kernel import tenancy
from kernel.tenancy import TenantRef
from ui import selectors
from ui.branding import as_css, palette
from ui.models import Branding
from ui.services import LOGO_MAX_SIDE, BrandingRefused, Face, clean_logo, save_branding

FACE = Face(name_zh="甲县局", name_en="Alpha Bureau", short_zh="甲局", colour="#9B2C1F", phone="12365")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def picture(kind: str, *, size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#9b2c1f").save(out, format=kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_clean_logo_keeps_the_format(kind: str, media_type: str) -> None:
    content, found = clean_logo(picture(kind))

    assert (found, Image.open(io.BytesIO(content)).format) == (media_type, kind)


def test_clean_logo_keeps_nothing_but_pixels() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"

    content, _ = clean_logo(picture("JPEG", exif=exif) + b"<script>")

    assert dict(Image.open(io.BytesIO(content)).getexif()) == {}
    assert b"script" not in content


def test_clean_logo_makes_large_pictures_smaller() -> None:
    content, _ = clean_logo(picture("PNG", size=(2000, 1000)))

    assert Image.open(io.BytesIO(content)).size == (LOGO_MAX_SIDE, LOGO_MAX_SIDE // 2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SVG, "a document that can carry scripts"),
        (picture("GIF"), "a format that nobody asked for"),
        (b"", "nothing"),
        (picture("PNG")[:60], "a file cut short"),
        (picture("PNG") + b"0" * (2 * 1024 * 1024), "too many bytes"),
        (picture("PNG", size=(6000, 5000)), "too many pixels"),
    ],
)
def test_clean_logo_refuses(content: bytes, reason: str) -> None:
    with pytest.raises(BrandingRefused) as refused:
        clean_logo(content)

    assert refused.value.field == "logo", reason


def test_saved_face_is_what_pages_wear(alpha: TenantRef) -> None:
    saved = save_branding(face=replace(FACE, name_zh="  甲县局 "))

    worn = selectors.current_branding()
    assert (worn.name_zh, worn.colour, worn.version, worn.initial) == (
        "甲县局",
        "#9b2c1f",
        saved.version,
        "甲",
    )
    assert Branding.objects.count() == 1


def test_saving_again_changes_the_row_and_the_version(alpha: TenantRef) -> None:
    first = save_branding(face=FACE)

    second = save_branding(face=replace(FACE, phone="12315"))

    assert first.version != second.version
    assert selectors.current_branding().phone == "12315"
    assert Branding.objects.count() == 1


def test_saving_tells_when_the_colour_is_shown_darker(alpha: TenantRef) -> None:
    assert save_branding(face=replace(FACE, colour="#e8743b")).colour_adjusted is True
    assert save_branding(face=FACE).colour_adjusted is False


def test_a_bad_colour_is_refused_and_the_face_stays(alpha: TenantRef) -> None:
    save_branding(face=FACE)

    with pytest.raises(BrandingRefused) as refused:
        save_branding(face=replace(FACE, colour="red", phone="1"))

    assert refused.value.field == "colour"
    assert selectors.current_branding().phone == "12365"


def test_logo_stays_unless_another_or_none_is_given(alpha: TenantRef) -> None:
    save_branding(face=replace(FACE, logo=picture("PNG")))

    save_branding(face=FACE)
    kept = selectors.current_branding().has_logo
    save_branding(face=replace(FACE, logo=b""))

    assert (kept, selectors.current_branding().has_logo) == (True, False)


def test_an_organisation_without_a_row_wears_its_name(alpha: TenantRef) -> None:
    Branding.objects.all().delete()

    worn = selectors.current_branding()

    assert (worn.name_zh, worn.version) == (alpha.name_zh, selectors.NO_VERSION)


def test_faces_do_not_cross_organisations(alpha: TenantRef, beta: TenantRef) -> None:
    with tenancy.in_schema(alpha.schema):
        save_branding(face=FACE)
        selectors.current_branding()

    assert selectors.current_branding().name_zh == beta.name_zh


def test_pages_of_nobody_wear_the_product(db: None) -> None:
    assert selectors.current_branding() == selectors.PRODUCT


def test_brand_css_is_the_palette_and_may_be_kept_under_its_version(
    alpha: TenantRef, client_for: Callable[[TenantRef], Any]
) -> None:
    version = save_branding(face=FACE).version

    named = client_for(alpha).get(f"/brand.css?v={version}")
    unnamed = client_for(alpha).get("/brand.css?v=old")

    assert named.content.decode() == as_css(palette("#9b2c1f"))
    assert named["Content-Type"] == "text/css; charset=utf-8"
    assert named["Cache-Control"] == "public, max-age=31536000, immutable"
    assert unnamed["Cache-Control"] == "public, max-age=60"


def test_brand_css_is_not_sent_twice(alpha: TenantRef, client_for: Callable[[TenantRef], Any]) -> None:
    save_branding(face=FACE)
    client = client_for(alpha)

    again = client.get("/brand.css", headers={"if-none-match": client.get("/brand.css")["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_logo_is_served_as_it_was_cleaned(alpha: TenantRef, client_for: Callable[[TenantRef], Any]) -> None:
    client = client_for(alpha)
    save_branding(face=FACE)
    without = client.get("/brand-logo/")

    save_branding(face=replace(FACE, logo=picture("PNG")))
    with_logo = client.get("/brand-logo/")

    assert without.status_code == 404
    assert (with_logo["Content-Type"], with_logo.content) == ("image/png", clean_logo(picture("PNG"))[0])

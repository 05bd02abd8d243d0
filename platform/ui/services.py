"""Writing an organisation's face."""

from __future__ import annotations

import io
import secrets
import warnings
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, UnidentifiedImageError

from kernel import tenancy
from ui import selectors
from ui.branding import BadColour, is_adjusted, normalise
from ui.models import Branding

LOGO_MAX_BYTES = 2 * 1024 * 1024
LOGO_MAX_SIDE = 512
"""Pixels; larger logos are made smaller."""
LOGO_MAX_PIXELS = 24_000_000
UNREADABLE = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning,
)  # fmt: skip
"""What Pillow raises for a file that is no picture, or one made to choke on."""
LOGO_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class BrandingRefused(ValueError):
    """Raised for a face that cannot be shown; ``field`` names what to change and ``reason`` says why."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Face:
    """What an organisation says of itself. ``logo``: None keeps the present one, empty bytes take it away."""

    name_zh: str
    name_en: str
    short_zh: str
    colour: str
    phone: str = ""
    address_zh: str = ""
    address_en: str = ""
    postcode: str = ""
    hours_zh: str = ""
    hours_en: str = ""
    intro_zh: str = ""
    intro_en: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class SavedFace:
    version: str
    colour_adjusted: bool
    """True where the colour is shown darker than asked for, so that white text on it can be read."""


def save_branding(*, face: Face) -> SavedFace:
    """Keep ``face`` as the present organisation's only one.

    Raises:
        BrandingRefused: for a text that is no colour, or a logo that is no PNG, JPEG or WebP picture.
    """
    colour = _checked_colour(face.colour)
    values: dict[str, object] = {
        name: getattr(face, name).strip()
        for name in (
            "name_zh", "name_en", "short_zh", "phone", "address_zh", "address_en", "postcode",
            "hours_zh", "hours_en", "intro_zh", "intro_en",
        )
    }  # fmt: skip
    values |= {"colour": colour, "version": secrets.token_hex(6)}
    if face.logo is not None:
        values["logo"], values["logo_type"] = clean_logo(face.logo) if face.logo else (b"", "")
    Branding.objects.update_or_create(pk=1, defaults=values)
    selectors.forget(tenancy.schema_name())
    return SavedFace(version=str(values["version"]), colour_adjusted=is_adjusted(colour))


def clean_logo(content: bytes) -> tuple[bytes, str]:
    """The picture drawn anew, so that nothing but its pixels is kept, and its media type.

    Raises:
        BrandingRefused: for anything but a PNG, JPEG or WebP picture of reasonable size; SVG is refused,
            because it is a document that can carry scripts.
    """
    if len(content) > LOGO_MAX_BYTES:
        raise BrandingRefused("logo", _("图片超过 2 MB，请换一张小一些的。"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=tuple(LOGO_FORMATS))
            kind = str(picture.format)
            if picture.width * picture.height > LOGO_MAX_PIXELS:
                raise BrandingRefused("logo", _("图片的尺寸过大，请缩小后再上传。"))
            _load_whole(picture)
    except BrandingRefused:
        raise
    except UNREADABLE as error:
        raise BrandingRefused("logo", _("标志只能是 PNG、JPEG 或 WebP 图片。")) from error
    return _redrawn(picture, kind), LOGO_FORMATS[kind]


def _load_whole(picture: Image.Image) -> None:
    """Read all pixels. A file cut short is refused, although WeasyPrint lets the whole process read such files."""
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _redrawn(picture: Image.Image, kind: str) -> bytes:
    clear = Image.new("RGB" if kind == "JPEG" else "RGBA", picture.size)
    clear.paste(picture.convert(clear.mode))
    clear.thumbnail((LOGO_MAX_SIDE, LOGO_MAX_SIDE))
    out = io.BytesIO()
    clear.save(out, format=kind)
    return out.getvalue()


def _checked_colour(colour: str) -> str:
    try:
        return normalise(colour)
    except BadColour as error:
        raise BrandingRefused("colour", _("颜色请写成 # 加六位十六进制数，例如 #1d4e89。")) from error

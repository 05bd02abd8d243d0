"""The branding that the present page wears."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.utils.translation import get_language

from kernel import monotonic, tenancy
from ui.branding import DEFAULT_COLOUR
from ui.models import Branding

KEEP_SECONDS = 10.0
NO_VERSION = "0"


@dataclass(frozen=True, slots=True)
class CurrentBranding:
    """An organisation's face as a plain value; the properties speak the reader's language."""

    name_zh: str
    name_en: str
    short_zh: str
    colour: str = DEFAULT_COLOUR
    has_logo: bool = False
    phone: str = ""
    address_zh: str = ""
    address_en: str = ""
    postcode: str = ""
    hours_zh: str = ""
    hours_en: str = ""
    intro_zh: str = ""
    intro_en: str = ""
    version: str = NO_VERSION

    @property
    def name(self) -> str:
        return _spoken(self.name_zh, self.name_en)

    @property
    def other_name(self) -> str:
        """The name in the language that the page is not in; empty where it would only repeat itself."""
        other = self.name_zh if _is_english() else self.name_en
        return "" if other == self.name else other

    @property
    def other_language(self) -> str:
        return "zh-Hans" if _is_english() else "en"

    @property
    def address(self) -> str:
        return _spoken(self.address_zh, self.address_en)

    @property
    def hours(self) -> str:
        return _spoken(self.hours_zh, self.hours_en)

    @property
    def intro(self) -> str:
        return _spoken(self.intro_zh, self.intro_en)

    @property
    def initial(self) -> str:
        """The character in the drawn seal."""
        word = self.short_zh or self.name_zh
        return next((letter for letter in word if "\u4e00" <= letter <= "\u9fff"), word[:1])


PRODUCT = CurrentBranding(name_zh="登闻", name_en="Dengwen", short_zh="登闻")
"""The face of pages that belong to no organisation."""

_FIELDS = (
    "name_zh", "name_en", "short_zh", "colour", "phone", "address_zh", "address_en", "postcode",
    "hours_zh", "hours_en", "intro_zh", "intro_en", "version",
)  # fmt: skip
_lock = threading.Lock()
_kept: dict[str, tuple[float, CurrentBranding]] = {}


def current_branding() -> CurrentBranding:
    """The present organisation's face, remembered by this process for a few seconds."""
    schema = tenancy.schema_name()
    if schema == tenancy.PUBLIC:
        return PRODUCT
    kept = _kept.get(schema)
    if kept is not None and monotonic.seconds() - kept[0] < KEEP_SECONDS:
        return kept[1]
    branding = _read()
    with _lock:
        _kept[schema] = (monotonic.seconds(), branding)
    return branding


def forget(schema: str | None = None) -> None:
    """Drop what this process remembers of ``schema``, or of all."""
    with _lock:
        if schema is None:
            _kept.clear()
        else:
            _kept.pop(schema, None)


def current_logo() -> tuple[bytes, str] | None:
    """The logo's bytes and media type, or None where the organisation has not given one."""
    row = Branding.objects.filter(pk=1).values_list("logo", "logo_type").first()
    if row is None or not row[1]:
        return None
    return bytes(row[0]), row[1]


def _read() -> CurrentBranding:
    row = Branding.objects.filter(pk=1).values(*_FIELDS, "logo_type").first()
    if row is None:
        tenant = tenancy.current()
        return CurrentBranding(name_zh=tenant.name_zh, name_en=tenant.name_en, short_zh=tenant.name_zh[:4])
    has_logo = bool(row.pop("logo_type"))
    return CurrentBranding(**row, has_logo=has_logo)


def _spoken(zh: str, en: str) -> str:
    return (en or zh) if _is_english() else (zh or en)


def _is_english() -> bool:
    return (get_language() or "").startswith("en")

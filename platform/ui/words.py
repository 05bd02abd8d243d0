"""Small drawings of single values, each as safe HTML: what the tags of ``{% load ui %}`` are made of."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import lucide
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, gettext

from ui import dates
from ui.selectors import CurrentBranding

DUE_ICONS = {
    "overdue": "flame",
    "soon": "hourglass",
    "met": "check",
    "missed": "clock-alert",
    "paused": "pause",
}
AVATAR_TONES = 5
NOTHING = SafeString("")
SEAL = (
    "M7 1.5 41.5 1a5.5 5.5 0 0 1 5.4 5.6L46.4 41a5.6 5.6 0 0 1-5.5 5.6L6.6 47"
    "A5.7 5.7 0 0 1 1 41.3L1.6 7A5.5 5.5 0 0 1 7 1.5Z"
)
"""A square that a hand has cut: the ground of the drawn mark."""


def _language() -> str:
    return get_language() or "zh-hans"


def say(label: Any) -> Any:
    """A label in the reader's language; whatever is no label stays what it is."""
    if hasattr(label, "in_language"):
        return label.in_language(_language())
    if isinstance(label, dict):
        return label.get("en" if _language().startswith("en") else "zh-hans", "")
    return label


@lru_cache(maxsize=256)
def icon(name: str, size: int | None = None) -> SafeString:
    """A lucide icon. The package's own tag is not used: it renders attribute values as templates."""
    attributes = {"class": "icon", "aria-hidden": "true", "focusable": "false"}
    return mark_safe(lucide._render_icon(name, size, **attributes))  # noqa: S308 -- from the package's file


def brand_css_url(brand: CurrentBranding) -> str:
    return f"{reverse('brand_css')}?{urlencode({'v': brand.version})}"


def org_mark(brand: CurrentBranding) -> SafeString:
    """The logo, or a seal with the organisation's character; silent, because the name stands beside it."""
    if brand.has_logo:
        source = f"{reverse('brand_logo')}?{urlencode({'v': brand.version})}"
        return format_html('<img class="mark" src="{}" alt="" width="44" height="44">', source)
    return format_html(
        '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<path class="mark__ground" d="{}"/>'
        '<rect class="mark__frame" x="5.5" y="5.5" width="37" height="37" rx="2.5"/>'
        '<text class="mark__word" x="24" y="33.6">{}</text></svg>',
        SEAL,
        brand.initial,
    )


def when(at: datetime, now: datetime | None = None, zone: str = "") -> SafeString:
    text = dates.weekday_date(at, zone=zone or get_current_timezone_name(), language=_language(), now=now)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), text)


def due(
    due_at: datetime,
    now: datetime,
    met_at: datetime | None = None,
    paused: bool = False,
    provisional: bool = False,
    zone: str = "",
) -> SafeString:
    """A due date: how long is left in words, and the date with its weekday. Colour only repeats the words."""
    stands = dates.standing(due_at=due_at, now=now, met_at=met_at, paused=paused)
    drawn = icon(DUE_ICONS[stands.urgency]) if stands.urgency in DUE_ICONS else NOTHING
    mark = (
        format_html(
            '<span class="due__provisional" title="{}">{}</span>',
            gettext("计入了放假安排尚未公布的年份，公布后可能变动"),
            gettext("暂定"),
        )
        if provisional
        else NOTHING
    )
    return format_html(
        '<span class="due due--{}"><span class="due__left">{}{}</span>'
        '<span class="due__at">{}</span>{}</span>',
        stands.urgency.value, drawn, stands.words, when(due_at, now, zone), mark,
    )  # fmt: skip


def tag(text: Any, tone: str = "grey") -> SafeString:
    return format_html('<span class="tag tag--{}">{}</span>', tone, say(text))


def count(number: int, tone: str = "") -> SafeString:
    toned = f" count--{tone}" if tone and number else ""
    return format_html('<span class="count{}">{}</span>', toned, number)


def masked(text: str) -> SafeString:
    """A value that this viewer may not see whole; ``text`` is what is left of it."""
    said = gettext("已隐去：")
    return format_html(
        '<span class="masked">{}<span class="vh">{}</span>{}</span>', icon("eye-off"), said, text
    )


def avatar(name: str) -> SafeString:
    tone = sum(map(ord, name)) % AVATAR_TONES
    return format_html('<span class="avatar avatar--{}" aria-hidden="true">{}</span>', tone, name[:1].upper())


def person(name: str) -> SafeString:
    """The initial and the name."""
    return format_html('<span class="person">{}{}</span>', avatar(name), name)


def copyable(text: str) -> SafeString:
    """A code that people write down; the button appears where the browser can copy."""
    return format_html(
        '<span class="copyable"><code>{}</code><button type="button" class="button button--secondary" hidden '
        'data-copy="{}" data-copied="{}">{}{}</button></span>',
        text, text, gettext("已复制"), icon("copy"), gettext("复制"),
    )  # fmt: skip

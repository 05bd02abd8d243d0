"""Two languages on the portal's pages: ``{% load portal %}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def bilingual(value: Mapping[str, Any], name: str = "") -> SafeString:
    """The text of a block with ``zh`` and ``en`` (or ``<name>_zh`` and so on) in the reader's language.

    Where there is no English text the Chinese one stands, marked as Chinese for those who listen.
    """
    prefix = f"{name}_" if name else ""
    zh, en = value[f"{prefix}zh"], value[f"{prefix}en"]
    if not (get_language() or "").startswith("en"):
        return conditional_escape(zh)
    return conditional_escape(en) if en else format_html('<span lang="zh-Hans">{}</span>', zh)


@register.simple_tag
def either(zh: str, en: str) -> str:
    """Of two texts the one in the reader's language, or the one that there is."""
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)

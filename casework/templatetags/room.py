"""What the templates of the organisation room need beyond the components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(values: Mapping[str, Any], key: str) -> Any:
    """The value of a key, or nothing."""
    return values.get(key, ())

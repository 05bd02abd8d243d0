"""``{% load oversight %}``: what the tables' template needs beside ``ui``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def beside(values: Sequence[Any], heads: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each value of a row with the head of its column."""
    return list(zip(heads, values, strict=True))

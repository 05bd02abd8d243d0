"""The context processor that gives every template ``brand``."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ui.selectors import current_branding


def branding(_request: HttpRequest) -> dict[str, object]:
    """``brand``, read only where a template uses it."""
    return {"brand": SimpleLazyObject(current_branding)}

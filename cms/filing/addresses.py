"""Addresses of the pages of a filing."""

from __future__ import annotations

from django.urls import reverse

from cms.filing.rules import CHECK_STEP, NAMED_STEP

BACK_TO_CHECK = "?back=check"
"""Marks a page that was opened from the check page and returns to it."""


def address_of(business: str, page: str, *, for_change: bool = False) -> str:
    """Where a page of a filing is. ``for_change``: it leads back to the check page."""
    names = {NAMED_STEP: "file_named", CHECK_STEP: "file_check"}
    if page in names:
        found = reverse(names[page], kwargs={"business": business})
    else:
        found = reverse("file_step", kwargs={"business": business, "step": page})
    return found + (BACK_TO_CHECK if for_change and page != CHECK_STEP else "")

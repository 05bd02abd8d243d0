"""The base of every page: two languages, no slug that hides the product, one look at the rulebooks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.blocks.quotes import history_packs, portal_lines
from kernel import clock

RESERVED_SLUGS = frozenset(
    {
        "account",
        "api",
        "brand-logo",
        "brand.css",
        "cms",
        "desk",
        "file",
        "files",
        "health",
        "i18n",
        "language",
        "static",
        "track",
        "verify",
    }
)
"""First parts of an address that belong to the product; a page there could never be reached."""

TOP_DEPTH = 3
"""Depth of a page right below a portal's home (root 1, home 2)."""


class PortalPage(Page):  # type: ignore[misc]  # Wagtail has no types
    """A page in Chinese that may carry an English title."""

    title_en = models.CharField(_("英文标题"), max_length=255, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("title_en")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuses a slug that the product itself answers."""
        super().clean()
        if (self.depth or TOP_DEPTH) == TOP_DEPTH and self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("这个网址归系统使用，请换一个。")})

    @property
    def heading(self) -> str:
        """The title in the reader's language, Chinese where there is no English one."""
        in_english = (get_language() or "").startswith("en") and self.title_en
        return str(self.title_en if in_english else self.title)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the lines of business that the public may file in, for the blocks that quote them."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        now = clock.now()
        lines = portal_lines(now=now)
        return {**context, "now": now, "lines": lines, "history": history_packs(lines)}

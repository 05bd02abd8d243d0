from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.blocks.fields import BodyField
from cms.pages.models import PortalPage


class GuideIndexPage(PortalPage):
    """The list of guides."""

    template = "cms/guide_index.html"
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GuidePage"]

    class Meta:
        verbose_name = _("办事指南栏目")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        guides = GuidePage.objects.live().child_of(self).order_by("path")
        return {**context, "guides": list(guides)}


class GuidePage(PortalPage):
    """One guide. What it says of scope, conditions and time limits it quotes from the rulebook in force."""

    summary = models.CharField(_("一句话简介"), max_length=200, blank=True)
    summary_en = models.CharField(_("一句话简介（英文）"), max_length=300, blank=True)
    body = BodyField(verbose_name=_("正文"), blank=True)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("summary_en"),
        FieldPanel("body"),
    ]
    template = "cms/guide.html"
    parent_page_types = ["cms.GuideIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("办事指南")

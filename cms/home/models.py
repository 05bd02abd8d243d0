from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.notices.models import NoticePage
from cms.pages.models import PortalPage

NOTICES_SHOWN = 3


class HomePage(PortalPage):
    """What one can file here, what is new, and how to reach a person."""

    lead = models.TextField(_("开头的话"), max_length=300, blank=True)
    lead_en = models.TextField(_("开头的话（英文）"), max_length=600, blank=True)
    urgent = models.TextField(_("紧急情况提示"), max_length=200, blank=True)
    urgent_en = models.TextField(_("紧急情况提示（英文）"), max_length=400, blank=True)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("lead_en"),
        FieldPanel("urgent"),
        FieldPanel("urgent_en"),
    ]
    template = "cms/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.GuideIndexPage", "cms.NoticeIndexPage"]

    class Meta:
        verbose_name = _("首页")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        notices = NoticePage.objects.live().descendant_of(self).order_by("-published_on", "-pk")
        guides = self.get_descendants().live().filter(depth=4, content_type__model="guidepage").specific()
        return {**context, "notices": list(notices[:NOTICES_SHOWN]), "guides": list(guides)}

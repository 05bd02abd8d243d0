from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.blocks.fields import BodyField
from cms.pages.models import PortalPage

PER_PAGE = 20


class NoticeIndexPage(PortalPage):
    """The notices, newest first."""

    template = "cms/notice_index.html"
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NoticePage"]

    class Meta:
        verbose_name = _("通知公告栏目")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        notices = NoticePage.objects.live().child_of(self).order_by("-published_on", "-pk")
        return {**context, "notices": Paginator(notices, PER_PAGE).get_page(request.GET.get("p"))}


class NoticePage(PortalPage):
    """One notice."""

    published_on = models.DateField(_("发布日期"))
    body = BodyField(verbose_name=_("正文"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("published_on"), FieldPanel("body")]
    template = "cms/notice.html"
    parent_page_types = ["cms.NoticeIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("通知公告")

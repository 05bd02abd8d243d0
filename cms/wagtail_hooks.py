"""The editor of the portal: what an organisation cannot do without is not taken away by a slip."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from cms.home.models import HomePage

NOT_FOR_EDITORS = frozenset({"reports", "help"})
"""Entries of Wagtail's own menu that speak to developers, in English."""


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]  # Wagtail has no types
def way_back() -> MenuItem:
    """From the editor back to the desk."""
    return MenuItem(gettext_lazy("回到工作台"), "/desk/", name="desk", icon_name="arrow-left", order=10)


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]  # Wagtail has no types
def keep_to_the_portal(_request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """An admin edits pages here, and nothing else."""
    menu_items[:] = [item for item in menu_items if item.name not in NOT_FOR_EDITORS]


@hooks.register("before_delete_page")  # type: ignore[untyped-decorator]  # Wagtail has no types
def keep_home_from_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A portal without its front page is no portal."""
    return _kept(request, page)


@hooks.register("before_unpublish_page")  # type: ignore[untyped-decorator]  # Wagtail has no types
def keep_home_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """As for deletion."""
    return _kept(request, page)


def _kept(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not isinstance(page.specific, HomePage):
        return None
    messages.error(request, _("首页不能删除，也不能取消发布。可以修改它的内容。"))
    return redirect("wagtailadmin_pages:edit", page.pk)

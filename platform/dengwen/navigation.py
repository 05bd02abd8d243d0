"""Where one can go from here, for the templates of every room: the roof knows all addresses, no room does."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kernel import tenancy
from ui.navigation import NavItem

REGULATOR = "regulator"
OPERATOR = "operator"
DESK = ("/desk/", "/account/")


def navigation(request: HttpRequest) -> dict[str, object]:
    """The context processor: made only where a template draws it."""
    return {"navigation": SimpleLazyObject(lambda: _links(request))}


def _links(request: HttpRequest) -> tuple[NavItem, ...]:
    if tenancy.schema_name() == tenancy.PUBLIC:
        return ()
    user = getattr(request, "user", None)
    is_signed_in = user is not None and user.is_authenticated
    if is_signed_in and request.path.startswith(DESK):
        return _desk(request)
    return _portal(request)


def _portal(request: HttpRequest) -> tuple[NavItem, ...]:
    return (
        _item(request, _("首页"), "/", is_front=True),
        _item(request, _("提交诉求"), reverse("file")),
        _item(request, _("查询进度"), reverse("track")),
        _item(request, _("办事指南"), "/guides/"),
        _item(request, _("通知公告"), "/notices/"),
    )


def _desk(request: HttpRequest) -> tuple[NavItem, ...]:
    """The organisation's pages beside the worklists, which casework supplies with its own pages."""
    links = [_item(request, _("工作台"), reverse("desk"), icon="inbox", is_front=True)]
    if tenancy.current().kind == REGULATOR:
        links.append(_item(request, _("监管看板"), reverse("oversight:overview"), icon="chart-column"))
    if getattr(request.user, "is_admin", False):
        if tenancy.current().kind == OPERATOR:
            links.append(_item(request, _("工作日历"), reverse("calendars:list"), icon="calendar-days"))
        links.append(_item(request, _("规则"), reverse("studio:overview"), icon="scroll-text"))
        links.append(_item(request, _("机构管理"), reverse("organisation"), icon="building-2"))
        links.append(_item(request, _("门户内容"), reverse("wagtailadmin_home"), icon="newspaper"))
    return tuple(links)


def _item(request: HttpRequest, label: str, url: str, *, icon: str = "", is_front: bool = False) -> NavItem:
    """A link; the front pages count as 'here' only themselves, all others with what lies below them."""
    is_below = not is_front and request.path.startswith(url)
    return NavItem(label=label, url=url, icon=icon, is_here=is_below or request.path == url)

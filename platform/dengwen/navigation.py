"""Where one can go from here, for the templates of every room: the roof knows all addresses, no room does."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kernel import tenancy
from ui.navigation import NavGroup, Navigation, NavItem, Viewer

REGULATOR = "regulator"


def navigation(request: HttpRequest) -> dict[str, object]:
    """The context processor: made only where a template draws it."""
    return {"navigation": SimpleLazyObject(lambda: _navigation(request))}


def _navigation(request: HttpRequest) -> Navigation:
    if tenancy.schema_name() == tenancy.PUBLIC:
        return Navigation()
    user = getattr(request, "user", None)
    is_signed_in = user is not None and user.is_authenticated
    return Navigation(
        portal=_portal(request),
        desk=_desk(request) if is_signed_in else (),
        viewer=Viewer(name=str(user)) if is_signed_in else None,
        sign_in_url=reverse("account_login"),
        sign_out_url=reverse("account_logout"),
    )


def _portal(request: HttpRequest) -> tuple[NavItem, ...]:
    return (
        _item(request, _("首页"), "/"),
        _item(request, _("提交诉求"), "/file/"),
        _item(request, _("查询进度"), "/track/"),
    )


def _desk(request: HttpRequest) -> tuple[NavGroup, ...]:
    groups = [NavGroup(_("办理"), (_item(request, _("我的案件"), "/desk/", icon="inbox"),))]
    if tenancy.current().kind == REGULATOR:
        oversight = _item(request, _("监管看板"), "/desk/oversight/", icon="chart-column")
        groups.append(NavGroup(_("监管"), (oversight,)))
    if getattr(request.user, "is_admin", False):
        organisation = _item(request, _("机构管理"), "/desk/organisation/", icon="building-2")
        groups.append(NavGroup(_("管理"), (organisation,)))
    return tuple(groups)


def _item(request: HttpRequest, label: str, url: str, icon: str = "") -> NavItem:
    inside = url not in {"/", "/desk/"} and request.path.startswith(url)
    return NavItem(label=label, url=url, icon=icon, is_current=inside or request.path == url)

"""Where one can go from here, as plain values for the templates of every room."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel import tenancy

REGULATOR = "regulator"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu; ``is_here`` when the present page lies under it."""

    label: Promise | str
    url: str
    icon: str
    is_here: bool


def navigation(request: HttpRequest) -> dict[str, tuple[Link, ...]]:
    """The context processor: the portal's menu for the public, the desk's for people of the organisation."""
    if tenancy.schema_name() == tenancy.PUBLIC:
        return {"navigation": ()}
    is_desk = request.path.startswith(("/desk/", "/account/"))
    return {"navigation": _desk(request) if is_desk else _portal(request)}


def _portal(request: HttpRequest) -> tuple[Link, ...]:
    return (
        _link(request, _("首页"), "/", "house"),
        _link(request, _("提交诉求"), "/file/", "file-pen-line"),
        _link(request, _("查询进度"), "/track/", "search"),
    )


def _desk(request: HttpRequest) -> tuple[Link, ...]:
    if not request.user.is_authenticated:
        return ()
    links = [_link(request, _("工作台"), "/desk/", "inbox")]
    if tenancy.current().kind == REGULATOR:
        links.append(_link(request, _("监管看板"), "/desk/oversight/", "chart-column"))
    if getattr(request.user, "is_admin", False):
        links.append(_link(request, _("机构管理"), "/desk/organisation/", "building-2"))
    return tuple(links)


def _link(request: HttpRequest, label: Promise | str, url: str, icon: str) -> Link:
    is_here = request.path == url or (url not in {"/", "/desk/"} and request.path.startswith(url))
    return Link(label=label, url=url, icon=icon, is_here=is_here)

"""Building a portal for a new organisation, within the transaction that creates it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Group
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.guides.models import GuideIndexPage, GuidePage
from cms.home.models import HomePage
from cms.notices.models import NoticeIndexPage, NoticePage
from cms.pages.models import PortalPage
from cms.starter import Starter, StarterGuide, StarterNotice, starter
from policies.engine.pack import Pack

HTTP_PORT = 80
EDITORS = "Moderators"

P = TypeVar("P", bound=PortalPage)


def build_portal(
    *, name_zh: str, name_en: str, host: str, port: int | None = None, packs: Sequence[Pack], now: datetime
) -> Site:
    """Make the site, the home page, the guides and the first notice, all live.

    Args:
        port: what stands in the address after the host; from the settings where it is None.
        packs: what the organisation works by; the first one's zone dates the notice.
    """
    with disable_reference_index_auto_update():  # these pages refer to nothing
        home = _pages(starter(), name_zh, name_en, packs, now)
    return _site(home, name_zh, host, port)


def _pages(pages: Starter, name_zh: str, name_en: str, packs: Sequence[Pack], now: datetime) -> HomePage:
    home = _home(pages, name_zh, name_en, now)
    index = GuideIndexPage(slug="guides", title="办事指南", title_en="Guides")
    guides = home.add_child(instance=_live(index, now))
    for guide in pages.guides:
        guides.add_child(instance=_guide(guide, now))
    board = NoticeIndexPage(slug="notices", title="通知公告", title_en="Notices")
    notices = home.add_child(instance=_live(board, now))
    opened_on = now.astimezone(ZoneInfo(packs[0].zone if packs else settings.TIME_ZONE)).date()
    notices.add_child(instance=_opening(pages.notice, name_zh, name_en, opened_on, now))
    return home


def editors_group() -> Group:
    """The group whose members edit and publish the portal's pages. Wagtail's own migration makes it."""
    return Group.objects.get(name=EDITORS)


def _home(pages: Starter, name_zh: str, name_en: str, now: datetime) -> HomePage:
    """Wagtail's migration leaves a welcome page; the portal's home takes its place."""
    Site.objects.all().delete()
    root = Page.objects.get(depth=1)
    Page.objects.filter(depth=2).delete()
    root.refresh_from_db()
    home = HomePage(slug="home", title=name_zh, title_en=name_en, **pages.home)
    made: HomePage = root.add_child(instance=_live(home, now))
    return made


def _guide(guide: StarterGuide, now: datetime) -> GuidePage:
    fields = {name: getattr(guide, name) for name in ("slug", "title", "title_en", "summary", "summary_en")}
    return _live(GuidePage(**fields, body=json.dumps(guide.body)), now)


def _opening(notice: StarterNotice, name_zh: str, name_en: str, opened_on: date, now: datetime) -> NoticePage:
    named = (
        json.dumps(notice.body).replace("{name_zh}", _quoted(name_zh)).replace("{name_en}", _quoted(name_en))
    )
    page = NoticePage(
        slug="portal-open", title=notice.title, title_en=notice.title_en, published_on=opened_on, body=named
    )
    return _live(page, now)


def _quoted(name: str) -> str:
    """A name as it may stand in HTML inside JSON."""
    return json.dumps(escape(name))[1:-1]


def _live(page: P, now: datetime) -> P:
    page.live = True
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
    return page


def _site(home: HomePage, name_zh: str, host: str, port: int | None) -> Site:
    known = port or int(settings.PUBLIC_PORT or HTTP_PORT)
    return Site.objects.create(
        hostname=host, port=known, site_name=name_zh, root_page=home, is_default_site=True
    )

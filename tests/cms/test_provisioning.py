"""A new organisation's portal."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, Site

from cms.pages.models import RESERVED_SLUGS
from cms.provisioning import build_portal
from kernel import clock
from kernel.tenancy import TenantRef

pytestmark = pytest.mark.db


def test_portal_of_a_new_organisation_is_live_under_its_host(alpha: TenantRef) -> None:
    pages = Page.objects.filter(depth__gte=2).order_by("path")

    found = [(page.url_path, page.live) for page in pages]

    assert found == [
        ("/home/", True),
        ("/home/guides/", True),
        ("/home/guides/scope/", True),
        ("/home/guides/before-you-file/", True),
        ("/home/guides/questions/", True),
        ("/home/notices/", True),
        ("/home/notices/portal-open/", True),
    ]
    assert [(site.hostname, site.is_default_site) for site in Site.objects.all()] == [
        ("alpha.localhost", True)
    ]


def test_portal_tree_stays_whole_when_built(alpha: TenantRef) -> None:
    problems = Page.find_problems()

    assert [list(kind) for kind in problems] == [[], [], [], [], []]


def test_an_organisation_name_cannot_bring_markup_into_its_notice(alpha: TenantRef) -> None:
    name = '<b>"甲"</b>'

    build_portal(name_zh=name, name_en="Gamma", host="gamma.localhost", packs=[], now=clock.now())

    notice = Page.objects.get(slug="portal-open").specific
    assert notice.body[0].value["zh"].source.startswith("<p>&lt;b&gt;&quot;甲&quot;&lt;/b&gt;网上受理门户")


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_page_cannot_hide_a_part_of_the_product(alpha: TenantRef, slug: str) -> None:
    home = Page.objects.get(depth=2).specific
    page = type(home.get_children().first().specific)(title="x", slug=slug)

    with pytest.raises(ValidationError) as refused:
        home.add_child(instance=page)

    assert list(refused.value.message_dict) == ["slug"]

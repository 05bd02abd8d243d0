"""Editing the portal in Wagtail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page

from cms.home.models import HomePage
from kernel.tenancy import TenantRef
from tests.conftest import TenantClient

pytestmark = pytest.mark.db


@pytest.fixture
def editor(alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]) -> TenantClient:
    """Alpha's admin, who may edit the portal."""
    return client_for(alpha).sign_in_admin()


def test_editor_opens_a_guide_with_the_lines_of_business_to_quote(editor: TenantClient) -> None:
    guide = Page.objects.get(slug="scope")

    page = editor.get(f"/cms/pages/{guide.pk}/edit/")

    assert page.status_code == 200
    assert "fraud-report" in page.content.decode()


def test_somebody_who_may_not_edit_is_kept_out(
    alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]
) -> None:
    user = get_user_model().objects.create_user("clerk@alpha.example", name="文员", name_key="wenyuan")

    answer = client_for(alpha).sign_in(user).get("/cms/pages/")

    assert answer.status_code == 302


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_front_page_stays_whatever_an_editor_clicks(editor: TenantClient, act: str) -> None:
    home = Page.objects.get(depth=2)

    editor.post(f"/cms/pages/{home.pk}/{act}/")

    assert HomePage.objects.live().filter(pk=home.pk).exists()


def test_notice_that_an_editor_publishes_stands_on_the_front_page(
    editor: TenantClient, alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]
) -> None:
    board = Page.objects.get(slug="notices")
    typed = {
        "title": "端午节放假期间照常受理",
        "title_en": "",
        "published_on": "2026-06-18",
        "slug": "holiday",
        "body-count": "0",
        "action-publish": "1",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }

    editor.post(f"/cms/pages/add/cms/noticepage/{board.pk}/", typed)

    assert "端午节放假期间照常受理" in client_for(alpha).get("/").content.decode()

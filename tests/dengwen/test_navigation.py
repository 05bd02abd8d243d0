"""Where one can go: the public sees the portal's pages, people of the organisation what their duties open."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from accounts.services import create_person
from dengwen.navigation import navigation
from kernel import clock, tenancy
from kernel.shared import directory
from tenants.models import Tenant


def _urls(path: str, user: Any = None) -> list[str]:
    return [item.url for item in _items(path, user)]


def _items(path: str, user: Any = None) -> list[Any]:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return list(navigation(request)["navigation"])


@pytest.fixture
def admin(alpha) -> Any:
    return get_user_model().objects.get(is_admin=True)


@pytest.fixture
def clerk(alpha) -> Any:
    return create_person(email="clerk@alpha.example", name="文员", now=clock.now())


def test_public_sees_the_portal(alpha) -> None:
    assert _urls("/") == ["/", "/file/", "/track/", "/guides/", "/notices/"]


def test_somebody_signed_in_sees_the_portal_on_its_pages(clerk) -> None:
    assert _urls("/file/", clerk) == _urls("/file/")


def test_clerk_sees_no_organisation_room(clerk) -> None:
    assert _urls("/desk/", clerk) == ["/desk/"]


def test_admin_sees_the_organisation_room_and_the_editor(admin) -> None:
    assert _urls("/desk/", admin) == ["/desk/", "/desk/policy/", "/desk/organisation/", "/cms/"]


def test_regulator_sees_its_figures(alpha, clerk) -> None:
    Tenant.objects.filter(uuid=alpha.uuid).update(kind="regulator")
    directory.forget()

    assert _urls("/desk/", clerk) == ["/desk/", "/desk/oversight/"]


def test_operators_admin_sees_the_calendars(alpha, admin) -> None:
    Tenant.objects.filter(uuid=alpha.uuid).update(kind="operator")
    directory.forget()

    assert "/desk/calendars/" in _urls("/desk/", admin)


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", ["/"]),
        ("/file/quality-complaint/matter/", ["/file/"]),  # what lies below counts
        ("/about/", []),  # the home page is not 'here' everywhere
    ],
)
def test_present_page_is_marked(alpha, path, here) -> None:
    assert [item.url for item in _items(path) if item.is_here] == here


def test_labels_are_complete_in_english(admin) -> None:
    with translation.override("en"):
        labels = [item.label for item in (*_items("/"), *_items("/desk/", admin))]

    assert [label for label in labels if not str(label).isascii()] == []


def test_public_schema_leads_nowhere(db) -> None:
    with tenancy.in_schema(tenancy.PUBLIC):
        assert _urls("/") == []

"""Browsers of alpha's staff, and what stands on a page that they get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from kernel.tenancy import TenantRef
from tests.conftest import TenantClient
from tests.factories.people import Team

Browser = Callable[[str], TenantClient]


@pytest.fixture
def signed_in(alpha: TenantRef, team: Team, client_for: Callable[[TenantRef], TenantClient]) -> Browser:
    """``signed_in("receiver")`` is the signed-in browser of the person with this duty."""
    return lambda role: client_for(alpha).sign_in(team.user(role))


@pytest.fixture
def visitor(alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]) -> TenantClient:
    """Somebody on alpha's host who is not signed in."""
    return client_for(alpha)


@pytest.fixture
def admin(alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]) -> TenantClient:
    """The browser of alpha's first admin."""
    return client_for(alpha).sign_in_admin()


def page(response: Any) -> BeautifulSoup:
    """The page of a response."""
    return BeautifulSoup(response.content, "html.parser")


def messages(response: Any) -> list[str]:
    """What the page says was done, or not."""
    return [told.get_text(" ", strip=True) for told in page(response).select(".messages .banner__body")]


def errors(response: Any) -> dict[str, str]:
    """The message beside each field, by field name."""
    found = page(response).select(".field--error")
    return {
        tag["id"].removeprefix("field-"): tag.select_one(".field__error div")
        .find(string=True, recursive=False)
        .strip()
        for tag in found
    }


def typed(response: Any, name: str) -> str:
    """What stands in a control."""
    control = page(response).select_one(f'[name="{name}"]')
    if control.name == "select":
        chosen = control.select_one("option[selected]")
        return chosen["value"] if chosen else ""
    return control.get_text() if control.name == "textarea" else control.get("value", "")

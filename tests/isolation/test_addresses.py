"""Every address of one organisation tried from another: what alpha has, beta cannot even tell from nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from casework.cases.models import Case, CaseEvent
from kernel import tenancy
from tests.isolation.conftest import SECRETS, Leak
from tests.isolation.routes import Route, routes

NOWHERE = UUID(int=0)

IDENTIFIERS: dict[str, Callable[[Leak], object]] = {
    "desk-case": lambda leak: leak.case,
    "desk-act": lambda leak: leak.case,
    "desk-identity": lambda leak: leak.case,
    "desk-evidence-add": lambda leak: leak.case,
    "desk-evidence": lambda leak: leak.evidence,
    "desk-letter": lambda leak: leak.letter,
    "organisation-person": lambda leak: leak.person,
    "organisation-clock-run": lambda leak: leak.clock_run,
    "invitation": lambda leak: leak.invitation,
    **dict.fromkeys(
        (f"studio:{name}" for name in (
            "draft", "undo", "redo", "discard", "lines", "edit", "new", "act", "yaml", "check", "changes", "dates",
            "preview", "replay", "propose", "decide", "merge",
        )),
        lambda leak: leak.draft,
    ),
}  # fmt: skip
"""Routes that take the identifier of a row, with alpha's. A new one must be placed here."""

WORDS = {
    "code": "CN",
    "year": 2026,
    "version": 1,
    "transition": "propose",
    "secret": "x" * 43,
    "business": "quality-complaint",
    "business_type": "quality-complaint",
    "which": "all",
    "step": "matter",
    "mark": "0" * 16,
    "entry": "clocks",
}
"""Parameters that name no row."""

ANSWERS = {
    "desk-identity": 405,
    **dict.fromkeys(("studio:undo", "studio:redo", "studio:discard", "studio:lines", "studio:act"), 405),
    "studio:decide": 302,
    "studio:merge": 302,
}
"""What an own row answers where that is no page: for forms only, or nothing to decide and to take in yet."""

ALL = routes()
BY_ID = [route for route in ALL if route.name in IDENTIFIERS]
OTHERS = [route for route in ALL if route.name not in IDENTIFIERS]


def _name(route: Route) -> str:
    return route.name


def _path(route: Route, identifier: object) -> str:
    values = {
        name: identifier if kind == "UUIDConverter" or name == "secret" else WORDS[name]
        for name, kind in route.parameters
    }
    return reverse(route.name, kwargs=values, urlconf="dengwen.urls.tenant")


def _same_page(content: bytes) -> str:
    """A page without what differs at every request or repeats the address."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|x-csrftoken[^}]+', "", content.decode())
    return re.sub(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/", "/ID/", page)


@pytest.mark.unit
def test_every_route_that_takes_an_identifier_is_tried_here() -> None:
    taking = {route.name for route in ALL if any(kind == "UUIDConverter" for _, kind in route.parameters)}

    assert taking - set(IDENTIFIERS) == set()
    assert set(IDENTIFIERS) - {route.name for route in ALL} == set()


@pytest.mark.unit
def test_every_parameter_has_a_value() -> None:
    names = {name for route in ALL for name, kind in route.parameters if kind != "UUIDConverter"}

    assert names - set(WORDS) == set()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", BY_ID, ids=_name)
def test_row_of_another_organisation_looks_like_none(almighty, leak, beta, client_for, route, method) -> None:
    browser = client_for(beta).sign_in(almighty)
    unknown = "y" * 43 if route.name == "invitation" else NOWHERE

    foreign = getattr(browser, method)(_path(route, IDENTIFIERS[route.name](leak)))
    missing = getattr(browser, method)(_path(route, unknown))

    assert foreign.status_code == missing.status_code
    assert _same_page(foreign.content).replace(leak.invitation, "y" * 43) == _same_page(missing.content)
    assert [secret for secret in SECRETS if secret in foreign.content.decode(errors="ignore")] == []


@pytest.mark.parametrize(
    "route", [r for r in BY_ID if r.name not in {"invitation", "desk-evidence-add"}], ids=_name
)
def test_own_row_is_shown_where_a_foreign_one_is_not(leak, alpha, client_for, route) -> None:
    """Without this the test above would pass for pages that show nothing to anybody."""
    with tenancy.in_schema(alpha.schema):
        admin = get_user_model().objects.get(is_admin=True)

    shown = client_for(alpha).sign_in(admin).get(_path(route, IDENTIFIERS[route.name](leak)))

    assert shown.status_code == ANSWERS.get(route.name, 200)


@pytest.mark.parametrize("route", OTHERS, ids=_name)
def test_page_of_another_organisation_shows_nothing_of_ours(almighty, leak, beta, client_for, route) -> None:
    response = client_for(beta).sign_in(almighty).get(_path(route, NOWHERE), {"q": leak.number})

    shown = response.content.decode(errors="ignore") if not response.streaming else ""
    assert response.status_code < 500
    assert [secret for secret in (*SECRETS, str(leak.case)) if secret in shown] == []


@pytest.mark.parametrize("route", ALL, ids=_name)
def test_desk_shows_nothing_to_strangers(leak, alpha, client_for, route) -> None:
    identifier = IDENTIFIERS[route.name](leak) if route.name in IDENTIFIERS else NOWHERE

    response = client_for(alpha).get(_path(route, identifier))

    shown = response.content.decode(errors="ignore") if not response.streaming else ""
    assert [secret for secret in (*SECRETS, str(leak.case)) if secret in shown] == []
    if _path(route, identifier).startswith("/desk/"):
        assert response.status_code in {302, 404, 405}


def test_session_of_one_organisation_is_none_in_another(almighty, alpha, beta, client_for) -> None:
    """The cookie is the browser's; the session row lies in beta's schema only."""
    signed_in = client_for(beta).sign_in(almighty)
    stranger = client_for(alpha)
    stranger.cookies = signed_in.cookies

    responses = [browser.get("/desk/list/all/").status_code for browser in (signed_in, stranger)]

    assert responses == [200, 302]


def test_tracking_code_of_one_organisation_opens_nothing_in_another(leak, alpha, beta, client_for) -> None:
    own, other = (client_for(tenant) for tenant in (alpha, beta))

    pages = [
        browser.post("/track/", {"code": leak.receipt.tracking_code}, follow=True).content.decode()
        for browser in (own, other)
    ]

    assert [leak.number in page for page in pages] == [True, False]


def test_trying_from_elsewhere_leaves_no_trace(almighty, leak, alpha, beta, client_for) -> None:
    browser = client_for(beta).sign_in(almighty)
    with tenancy.in_schema(alpha.schema):
        before = (Case.objects.get().state, CaseEvent.objects.count())

    for route in BY_ID:
        browser.post(_path(route, IDENTIFIERS[route.name](leak)))

    with tenancy.in_schema(alpha.schema):
        assert (Case.objects.get().state, CaseEvent.objects.count()) == before

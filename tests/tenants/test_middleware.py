"""From host to organisation. A host that is nobody's learns nothing, not even that others exist."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tenants import middleware
from tenants.models import Domain


@pytest.mark.parametrize(
    "host",
    [
        "nobody.localhost",
        "localhost",
        "127.0.0.1",
        "alpha.localhost.evil.example",
        "xalpha.localhost",
    ],
)
def test_unknown_host_gets_a_plain_404_that_names_nobody(alpha, beta, host) -> None:
    response = Client(headers={"host": host}).get("/health/")

    assert (response.status_code, response.content) == (404, b"404 Not Found\n")
    assert response.headers["Content-Type"] == "text/plain"


def test_malformed_host_gets_a_404(alpha) -> None:
    response = Client(headers={"host": "al pha.localhost"}).get("/health/")

    assert (response.status_code, response.content) == (404, b"")


def test_host_is_found_without_its_port_and_in_any_case(alpha) -> None:
    statuses = [
        Client(headers={"host": host}).get("/health/").status_code
        for host in ("alpha.localhost:8000", "ALPHA.localhost")
    ]

    assert statuses == [200, 200]


def test_known_host_is_asked_for_once(alpha, django_assert_num_queries) -> None:
    middleware.forget()
    find = middleware.TenantMiddleware(HttpResponse).get_tenant

    with django_assert_num_queries(2):  # the search path, the question
        found = [find(Domain, "alpha.localhost").schema_name for _ in range(3)]

    assert found == [alpha.schema] * 3

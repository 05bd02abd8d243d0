"""From host to organisation. A host that is nobody's learns nothing, not even that others exist."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel import tenancy
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


def _paths_set(connection) -> Callable[[str], int]:
    """Asks a host's health page and tells how often the search path was set for it."""

    def ask(host: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            Client(headers={"host": host}).get("/health/")
        return sum(query["sql"].startswith("SET search_path") for query in asked)

    return ask


def test_search_path_is_set_once_while_one_organisation_is_served(alpha, beta) -> None:
    ask = _paths_set(connection)
    ask("beta.localhost")
    ask("alpha.localhost")

    again = [ask("alpha.localhost"), ask("beta.localhost"), ask("beta.localhost"), ask("alpha.localhost")]

    assert again == [0, 1, 0, 1]


def test_search_path_is_right_after_a_rollback_took_it_back(alpha, beta) -> None:
    ask = _paths_set(connection)
    ask("alpha.localhost")

    with suppress(ZeroDivisionError), transaction.atomic():
        ask("beta.localhost")
        raise ZeroDivisionError
    ask("beta.localhost")

    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == (f"{beta.schema}, public",)


def test_search_path_is_set_again_after_work_elsewhere(alpha, beta) -> None:
    ask = _paths_set(connection)
    ask("alpha.localhost")

    with tenancy.in_schema(beta.schema):
        Domain.objects.exists()

    assert ask("alpha.localhost") == 1

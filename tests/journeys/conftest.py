"""A real server and a real browser. What a journey does is committed, in organisations that only journeys use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests.database import fresh_database
from tests.journeys.people import People
from tests.journeys.product import PORTAL_HOST, Product, running

HOST = PORTAL_HOST


@dataclass(frozen=True, slots=True)
class Served:
    """Where the product answers."""

    port: int

    def url(self, path: str, *, host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="package")
def running_product(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """The whole product on a database and a Valkey of its own, with organisations that only journeys use."""
    with (
        django_db_blocker.unblock(),
        fresh_database(of="_journeys"),
        running(tmp_path_factory.mktemp("journeys")) as product,
    ):
        yield product


@pytest.fixture(scope="package")
def signed_in() -> dict[tuple[str, str], Any]:
    """The cookies of those who signed in during this run."""
    return {}


@pytest.fixture(scope="package")
def served(running_product: Product) -> Served:
    """The address of the product, for the portal's own tests."""
    return Served(port=running_product.port)


@pytest.fixture
def people(
    browser: Browser, running_product: Product, signed_in: dict[tuple[str, str], Any]
) -> Iterator[People]:
    """Citizens and officers. Whatever a browser or a process complained of fails the test."""
    before = running_product.said()
    found = People(browser, running_product, signed_in)
    yield found
    found.close()
    assert found.expects_trouble or running_product.complaints(before) == []
    assert (found.complaints, found.foreign) == ([], [])


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A browser that prefers Chinese, as the public's do."""
    return {"locale": "zh-CN"}


@pytest.fixture(autouse=True)
def _impatient(request: pytest.FixtureRequest) -> None:
    """What is not there after ten seconds will not come."""
    if "page" in request.fixturenames:
        request.getfixturevalue("page").set_default_timeout(10_000)


@pytest.fixture
def foreign_requests(page: Page) -> list[str]:
    """Addresses outside the product that a page asked for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if ".localhost:" not in request.url and not request.url.startswith("data:"):
            asked.append(request.url)

    page.on("request", note)
    return asked


@pytest.fixture
def axe(page: Page) -> Callable[[], list[str]]:
    """What is inaccessible on the present page."""

    def violations() -> list[str]:
        found = Axe().run(page).response["violations"]
        return [f"{each['id']} {[node['target'] for node in each['nodes']]}" for each in found]

    return violations

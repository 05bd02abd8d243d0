"""A real server and a real browser. What a journey does is committed, in organisations that only journeys use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pylopdf_fonts_zh_cn
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Page, Request

from dengwen.provisioning import create_organisation
from kernel import clock
from tests.conftest import PASSWORD
from ui.branding import DEFAULT_COLOUR
from ui.services import Face

# The browser's event loop runs in the thread that also asks the database, one after the other.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = "/usr/bin/chromium"
HOST = "portal.localhost"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Requests are not logged (R41)."""


@dataclass(frozen=True, slots=True)
class Served:
    """Where the product answers."""

    port: int

    def url(self, path: str, *, host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="session")
def served(django_db_setup: None, django_db_blocker: Any) -> Iterator[Served]:
    """The whole product over HTTP, with an organisation of its own."""
    with django_db_blocker.unblock():
        create_organisation(
            name_zh="丙县质量技术监督局",
            name_en="Gamma County Quality Bureau",
            host=HOST,
            kind="authority",
            pack_ids=["demo-county-12365"],
            admin_email="admin@gamma.example",
            admin_name="高明",
            admin_password=PASSWORD,
            branding=Face(
                name_zh="丙县质量技术监督局",
                name_en="Gamma County Quality Bureau",
                short_zh="丙质监",
                colour=DEFAULT_COLOUR,
                phone="12365",
                hours_zh="工作日 8:30 至 17:30",
                hours_en="Working days, 8:30 to 17:30",
            ),
            now=clock.now(),
        )
        server = make_server(
            "127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet
        )
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Served(port=server.server_port)
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def browser_type_launch_args(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Debian's Chromium, with the fonts that the product brings."""
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    place = tmp_path_factory.mktemp("fonts")
    config = place / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><cachedir>{place}</cachedir></fontconfig>"
    )
    return {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
        "env": {**os.environ, "FONTCONFIG_FILE": str(config)},
    }


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

"""Two organisations, alpha (a county authority) and beta (a bank), made once by real provisioning.

A test that names the fixture ``alpha`` runs inside alpha's schema, in a transaction that is rolled back; of two
organisations the one named last is the present one. ``client_for(alpha)`` is a browser on alpha's host.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import HealthCheck, settings

from dengwen.machine.browser import ensure_chromium
from dengwen.provisioning import create_organisation
from kernel import clock, tenancy
from kernel.shared import directory
from kernel.tenancy import TenantRef
from policies import selectors as policies
from tenants import middleware
from tests.database import fresh_database
from ui import selectors as faces

# The browser's event loop runs in the thread that also asks the database, one after the other.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Property tests on a busy machine: nothing in them is timed, and no folder of examples is left behind.
settings.register_profile(
    "dengwen", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("dengwen")

PASSWORD = "correct horse battery 12365"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database, so that ``-m unit`` and ``-m db`` divide the tests; ``db`` asks for it."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("db"):
            item.add_marker(pytest.mark.django_db)
        elif names & {"db", "committed"} or item.get_closest_marker("django_db"):
            item.add_marker("db")
        elif not item.get_closest_marker("journey"):
            item.add_marker("unit")


@pytest.fixture(scope="session", autouse=True)
def _places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys and files of a run lie in a folder of their own."""
    place = tmp_path_factory.mktemp("dengwen")
    with override_settings(
        KEY_DIR=place / "keys",
        KEK_FILE=place / "kek",
        PEPPER_FILE=place / "pepper",
        MEDIA_ROOT=place / "media",
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A fresh copy of the template database in place of pytest-django's own, which knows one schema only."""
    with django_db_blocker.unblock(), fresh_database():
        yield


@pytest.fixture
def transactional_db() -> None:
    """Refused: it would empty the public schema, the register of organisations with it."""
    raise RuntimeError("use `committed`, and clean up what the test makes")


@pytest.fixture
def committed(organisations: TwoOrganisations, django_db_blocker: Any) -> Iterator[None]:
    """The database without a transaction around the test, which cleans up what it makes."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@dataclass(frozen=True, slots=True)
class TwoOrganisations:
    """Where alpha and beta live."""

    alpha: TenantRef
    beta: TenantRef


@pytest.fixture(scope="session")
def organisations(django_db_setup: None, django_db_blocker: Any) -> TwoOrganisations:
    """Alpha and beta, made once in a run and committed."""
    with django_db_blocker.unblock():
        alpha = create_organisation(
            name_zh="甲县质量技术监督局",
            name_en="Alpha County Quality Bureau",
            host="alpha.localhost",
            kind="authority",
            pack_ids=["demo-county-12365"],
            admin_email="admin@alpha.example",
            admin_name="安晓",
            admin_password=PASSWORD,
            region="130534",
            sector="quality",
            now=clock.now(),
        )
        beta = create_organisation(
            name_zh="乙银行",
            name_en="Beta Bank",
            host="beta.localhost",
            kind="bank",
            pack_ids=["bank-2020"],
            admin_email="admin@beta.example",
            admin_name="白露",
            admin_password=PASSWORD,
            sector="banking",
            now=clock.now(),
        )
        return TwoOrganisations(*(directory.tenant_by_uuid(each.uuid) for each in (alpha, beta)))


@pytest.fixture
def alpha(organisations: TwoOrganisations, db: None) -> Iterator[TenantRef]:
    """Inside alpha, an authority on the pack demo-county-12365."""
    with tenancy.in_schema(organisations.alpha.schema):
        yield organisations.alpha


@pytest.fixture
def beta(organisations: TwoOrganisations, db: None) -> Iterator[TenantRef]:
    """Inside beta, a bank on the pack bank-2020."""
    with tenancy.in_schema(organisations.beta.schema):
        yield organisations.beta


class TenantClient(Client):
    """A browser on one organisation's host. The test stays in the schema that it was in."""

    def __init__(self, tenant: TenantRef, **defaults: Any) -> None:
        super().__init__(headers={"host": tenant.host}, **defaults)
        self.tenant = tenant

    def request(self, **request: Any) -> Any:
        with _staying():
            return super().request(**request)

    def sign_in(self, user: Any) -> TenantClient:
        """Signed in as a user of this organisation, without the sign-in page."""
        with tenancy.in_schema(self.tenant.schema):
            self.force_login(user)
        return self

    def sign_in_admin(self) -> TenantClient:
        """Signed in as the organisation's first admin."""
        with tenancy.in_schema(self.tenant.schema):
            return self.sign_in(get_user_model().objects.get(is_admin=True))


@contextmanager
def _staying() -> Iterator[None]:
    """Whatever schema a request leaves behind, the test goes on in its own."""
    before = connection.tenant
    try:
        yield
    finally:
        connection.set_tenant(before)


@pytest.fixture
def client_for(db: None) -> Callable[[TenantRef], TenantClient]:
    """Makes browsers on an organisation's host."""
    return TenantClient


@pytest.fixture(scope="session")
def browser_type_launch_args(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The one browser of a run: this machine's Chromium, with the fonts that the product brings."""
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    place = tmp_path_factory.mktemp("fonts")
    config = place / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><cachedir>{place}</cachedir></fontconfig>"
    )
    return {
        "executable_path": str(ensure_chromium()),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
        "env": {**os.environ, "FONTCONFIG_FILE": str(config)},
    }


@pytest.fixture(autouse=True)
def _forgetful(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test finds what another one left in this process's memory."""
    forget_everything()
    translation.deactivate()
    yield
    if "organisations" in request.fixturenames:
        assert connection.schema_name == tenancy.PUBLIC, "a test left the connection in an organisation"


def forget_everything() -> None:
    """Empty the process's caches of organisations and of the rows that the last test rolled back."""
    cache.clear()
    directory.forget()
    middleware.forget()
    faces.forget()
    policies.forget()

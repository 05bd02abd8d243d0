"""The product as people meet it: granian, a worker, relay and sweeper as processes of their own.

They serve a copy of the template database and a Valkey of their own, under the role that may not change schemas.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import override_settings

from demo import build
from demo.organisations import BANK, COMPANY, COUNTY, OPS, REGULATOR, DemoOrganisation
from dengwen.machine import health, processes, product
from dengwen.machine.layout import SERVER_HOME, Layout
from dengwen.machine.processes import Child
from dengwen.machine.valkey import Valkey
from dengwen.provisioning import create_organisation
from kernel import clock, tenancy
from oversight.services import place_under
from tenants.models import Domain
from tests.conftest import PASSWORD
from ui.branding import DEFAULT_COLOUR
from ui.services import Face

ROOT = Path(__file__).resolve().parents[2]
PORTAL_HOST = "portal.localhost"
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
READY_SECONDS = 120
OVERSEEN = (COUNTY, BANK, COMPANY)


@dataclass(slots=True)
class Product:
    """The running processes, each of which a test may stop and start again."""

    port: int
    valkey: Valkey
    logs: Path
    environment: dict[str, str]
    host: str = PORTAL_HOST
    children: dict[str, Child] = field(default_factory=dict)

    def url(self, path: str, *, host: str = PORTAL_HOST) -> str:
        """An address as a browser asks for it."""
        return f"http://{host}:{self.port}{path}"

    def start(self, *names: str) -> None:
        """Start the named processes, or all."""
        for program in product.programs(port=self.port):
            if not names or program.name in names:
                self.children[program.name] = processes.start(
                    name=program.name,
                    command=program.command,
                    log=self.logs / f"{program.name}.log",
                    environment=self.environment,
                    cwd=ROOT,
                )

    def stop(self, *names: str) -> None:
        """Stop the named processes, or all: every one is asked, then waited for."""
        ended = [self.children.pop(name) for name in names or tuple(self.children)]
        for child in ended:
            if child.is_running:
                child.process.terminate()
        processes.stop_all(ended)

    def wait(self) -> None:
        """Until the web server answers."""
        processes.wait_until(
            lambda: health.answers(port=self.port, host=self.host),
            seconds=READY_SECONDS,
            child=self.children["web"],
        )

    def said(self) -> dict[str, int]:
        """How much each process has written so far."""
        return {path.stem: path.stat().st_size for path in sorted(self.logs.glob("*.log"))}

    def complaints(self, since: dict[str, int]) -> list[str]:
        """The tracebacks and errors that the processes wrote since then."""
        found = []
        for path in sorted(self.logs.glob("*.log")):
            fresh = path.read_bytes()[since.get(path.stem, 0) :].decode(errors="replace")
            if "Traceback" in fresh or "ERROR" in fresh:
                found.append(f"{path.stem}: {fresh[-3000:]}")
        return found


@contextmanager
def running(place: Path) -> Iterator[Product]:
    """Everything started and the organisations made; at the end all of it stopped, by its id."""
    with own_valkey(place) as valkey:
        port = free_port()
        told = environment(valkey=valkey.url, port=port)
        found = Product(port=port, valkey=valkey, logs=place, environment=told)
        found.start()
        try:
            make_organisations()
            found.wait()
            yield found
        finally:
            found.stop()


@contextmanager
def own_valkey(place: Path) -> Iterator[Valkey]:
    """A Valkey that nobody else uses, so that it may be stopped."""
    home = SERVER_HOME if os.geteuid() == 0 else None
    layout = Layout(root=place, profile="journeys", server_home=home)
    layout.prepare()
    valkey = Valkey(place=layout, fast=True)
    try:
        valkey.start()
        yield valkey
    finally:
        valkey.stop()
        remove(layout.data)


def remove(folder: Path) -> None:
    """Take away what a server left in its folder, and the folder of this run if it is empty then."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if not path.is_dir() else path.rmdir()
    folder.rmdir()
    if folder.is_relative_to(SERVER_HOME):
        folder.parent.rmdir()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(*, valkey: str, port: int) -> dict[str, str]:
    """What the processes are told: this run's database, keys and files; no word of being the owner."""
    name = connection.settings_dict["NAME"]
    return own_environment(port=port) | {
        "DATABASE_URL": _of_database(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": _of_database(os.environ["DATABASE_OWNER_URL"], name),
        "REDIS_URL": valkey,
        "DENGWEN_KEY_DIR": str(settings.KEY_DIR),
        "DENGWEN_KEK_FILE": str(settings.KEK_FILE),
        "DENGWEN_PEPPER_FILE": str(settings.PEPPER_FILE),
        "DENGWEN_MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }


def own_environment(*, port: int) -> dict[str, str]:
    """What every process of ours is told, wherever its database is."""
    own = {key: value for key, value in os.environ.items() if key != "DENGWEN_DB_ROLE"}
    return own | {
        "DENGWEN_BASE_DOMAIN": "localhost",
        "DENGWEN_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "dengwen.settings.dev",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
        "PYTHONUNBUFFERED": "1",
    }


def _of_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def make_organisations() -> None:
    """The demo's organisations with their people and no case, and one that only the portal's tests use."""
    now = clock.now()
    with override_settings(PASSWORD_HASHERS=ARGON2):
        for one in (*OVERSEEN, REGULATOR, OPS):
            build.build_organisation(one=one, create=_create, now=now)
        _create_portal(now)
    regulator = tenant_at(host_of(REGULATOR))
    for one in OVERSEEN:
        since = (now - build.HISTORY).date()
        with tenancy.in_schema(regulator.schema):
            place_under(regulator=regulator, tenant=tenant_at(host_of(one)), since=since)


def host_of(one: DemoOrganisation) -> str:
    """Where an organisation of the demo answers in this run."""
    return f"{one.slug}.localhost"


def tenant_at(host: str) -> tenancy.TenantRef:
    """The organisation of a host."""
    return tenancy.tenant_by_schema(Domain.objects.get(domain=host).tenant.schema_name)


def inside(host: str, ask: Callable[[], object]) -> object:
    """What is asked in the schema of a host's organisation."""
    with tenancy.in_schema(tenant_at(host).schema):
        return ask()


def uuid_of(one: DemoOrganisation) -> UUID:
    """By which the regulator's page names an organisation."""
    return tenant_at(host_of(one)).uuid


def _create(
    *, organisation: DemoOrganisation, host: str, admin_email: str, password: str, face: Face, since: datetime
) -> str:
    admin = next(person for person in organisation.people if person.is_admin)
    return create_organisation(
        name_zh=organisation.name_zh,
        name_en=organisation.name_en,
        host=host,
        kind=organisation.kind,
        pack_ids=organisation.packs,
        admin_email=admin_email,
        admin_name=admin.name,
        admin_password=password,
        region=organisation.region,
        sector=organisation.sector,
        branding=face,
        now=since,
    ).schema


def _create_portal(now: datetime) -> None:
    name_zh, name_en = "丙县质量技术监督局", "Gamma County Quality Bureau"
    create_organisation(
        name_zh=name_zh,
        name_en=name_en,
        host=PORTAL_HOST,
        kind="authority",
        pack_ids=["demo-county-12365"],
        admin_email="admin@gamma.example",
        admin_name="高明",
        admin_password=PASSWORD,
        branding=Face(
            name_zh=name_zh, name_en=name_en, short_zh="丙质监", colour=DEFAULT_COLOUR, phone="12365",
            hours_zh="工作日 8:30 至 17:30", hours_en="Working days, 8:30 to 17:30",
        ),
        now=now,
    )  # fmt: skip

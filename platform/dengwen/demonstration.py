"""``dengwen demo``: wires the demo to provisioning, to the event consumers and to the regulator's view."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from demo import build
from demo.organisations import JURISDICTION, ORGANISATIONS, REGULATOR, DemoOrganisation
from dengwen.provisioning import create_organisation
from dengwen.subscriptions import CONSUMERS
from kernel import clock, relay, tenancy
from oversight.release import release_figures
from oversight.services import place_under
from tenants.models import Domain
from ui.services import Face

AT_ONCE = 2
"""Organisations that are filled at the same time: as many as a small machine has cores."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``demo build``, ``demo fill`` and ``demo table``."""
    parser = subparsers.add_parser("demo", help="fill the demonstration organisations")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    building = verbs.add_parser("build", help="make what is missing of the demo")
    building.add_argument("--reset", action="store_true", help="the data folder was emptied: make everything")
    building.set_defaults(run=_build)
    filling = verbs.add_parser("fill", help="play one organisation's year")
    filling.add_argument("slug")
    filling.set_defaults(run=_fill)
    verbs.add_parser("table", help="addresses and sign-ins").set_defaults(run=_table)


def _build(_arguments: argparse.Namespace) -> int:
    now = clock.now()
    missing = [one for one in ORGANISATIONS if _schema_of(one) is None]
    for one in missing:
        build.build_organisation(one=one, create=_create, now=now)
        print(f"{one.name_zh} {build.host_of(one)}", flush=True)
    _fill_all([one for one in ORGANISATIONS if one.finished_cases])
    _open_eyes(now)
    print(f"{len(missing)} organisations made, {len(ORGANISATIONS) - len(missing)} were there", flush=True)
    return 0


def _create(
    *, organisation: DemoOrganisation, host: str, admin_email: str, password: str, face: Face, since: datetime
) -> str:
    admin = next(p for p in organisation.people if p.is_admin)
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


def _fill_all(organisations: list[DemoOrganisation]) -> None:
    waiting = iter([one.slug for one in organisations])
    running: list[subprocess.Popen[bytes]] = []
    for slug in _starting(waiting, running):
        command = [sys.executable, "-m", "dengwen.cli", "demo", "fill", slug]
        running.append(subprocess.Popen(command))  # noqa: S603 -- this very program
    if any(child.wait() for child in running):
        raise SystemExit("the demo could not be filled")


def _starting(waiting: Iterator[str], running: list[subprocess.Popen[bytes]]) -> Iterator[str]:
    """The next slug whenever fewer than ``AT_ONCE`` children run."""
    for slug in waiting:
        while sum(child.poll() is None for child in running) >= AT_ONCE:
            next(child for child in running if child.poll() is None).wait()
        yield slug


def _fill(arguments: argparse.Namespace) -> int:
    one = next(one for one in ORGANISATIONS if one.slug == arguments.slug)
    schema = _schema_of(one)
    if schema is None:
        raise SystemExit(f"{one.slug} does not exist yet")
    with tenancy.in_schema(schema):
        build.fill_organisation(one=one, now=clock.now(), progress=lambda text: print(text, flush=True))
        drained = relay.drain(consumers=CONSUMERS)
    print(f"{one.short_zh}: {drained} events", flush=True)
    return 0


def _open_eyes(now: datetime) -> None:
    """Put the demo's organisations under the regulator's eyes and publish the first figures."""
    schema = _schema_of(REGULATOR)
    if schema is None:
        return
    with tenancy.in_schema(schema):
        regulator = tenancy.current()
        for one in ORGANISATIONS:
            overseen = _schema_of(one)
            if one.slug in JURISDICTION and overseen is not None:
                place_under(
                    regulator=regulator,
                    tenant=tenancy.tenant_by_schema(overseen),
                    since=(now - build.HISTORY).date(),
                )
        release_figures(regulator=regulator, now=now)


def _schema_of(one: DemoOrganisation) -> str | None:
    domain = Domain.objects.select_related("tenant").filter(domain=build.host_of(one)).first()
    return domain.tenant.schema_name if domain else None


def _table(_arguments: argparse.Namespace) -> int:
    """Addresses first, then who signs in where; one password for all."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    for one in ORGANISATIONS:
        print(f"\n{one.name_zh}  {one.name_en}")
        print(
            f"  portal  http://{build.host_of(one)}{port}/        desk  http://{build.host_of(one)}{port}/desk/"
        )
        for person in (p for p in one.people if p.what_for):
            print(f"    {build.address_of(one, person.account):34}{person.name}  {person.what_for}")
    print(f"\nPassword of everybody: {build.demo_password()}")
    return 0

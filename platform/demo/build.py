"""Builds the demo: organisations, their people, and a year of filings."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction

from accounts.services import create_person, rename_person, user_by_address
from casework.organisation import services as organisation
from demo.organisations import DemoOrganisation, DemoPerson
from demo.simulation import Simulation
from kernel import tenancy
from ui.services import Face

HISTORY = timedelta(days=380)
"""How long the demo's organisations have been at work: a little more than the year that is simulated."""


class CreateOrganisation(Protocol):
    """What the roof provides: making an organisation, whole or not at all."""

    def __call__(
        self,
        *,
        organisation: DemoOrganisation,
        host: str,
        admin_email: str,
        password: str,
        face: Face,
        since: datetime,
    ) -> str:
        """The schema of the new organisation."""


def host_of(one: DemoOrganisation) -> str:
    """The organisation's host on this installation."""
    return f"{one.slug}.{settings.BASE_DOMAIN}"


def address_of(one: DemoOrganisation, account: str) -> str:
    """The sign-in address of somebody in the demo."""
    return f"{account}@{one.slug}.example.cn"


def demo_password() -> str:
    """One password for all people of this demo, made here and kept beside the demo's other state."""
    path = Path(settings.KEY_DIR).parent / "demo-password"
    if not path.exists():
        path.write_text(f"dengwen-{secrets.token_hex(4)}")
        path.chmod(0o600)
    return path.read_text().strip()


def build_organisation(*, one: DemoOrganisation, create: CreateOrganisation, now: datetime) -> str:
    """Make an organisation with its units and people, as if it had joined a good year ago. Returns its schema."""
    since = now - HISTORY
    admin = next(p for p in one.people if p.is_admin)
    password = demo_password()
    with transaction.atomic():
        schema = create(
            organisation=one,
            host=host_of(one),
            admin_email=address_of(one, admin.account),
            password=password,
            face=_face(one),
            since=since,
        )
        with tenancy.in_schema(schema):
            _staff(one, first=admin, password=password, since=since)
    return schema


def _face(one: DemoOrganisation) -> Face:
    return Face(
        name_zh=one.name_zh,
        name_en=one.name_en,
        short_zh=one.short_zh,
        colour=one.colour,
        phone=one.phone,
        address_zh=one.address_zh,
        address_en=one.address_en,
        hours_zh="工作日 9:00 至 17:00；网上随时可以提交",
        hours_en="9 am to 5 pm on working days; online at any time",
    )


def _staff(one: DemoOrganisation, *, first: DemoPerson, password: str, since: datetime) -> None:
    units = {
        name: organisation.create_unit(name=name).pk for name in dict.fromkeys(p.unit for p in one.people)
    }
    for person in one.people:
        address = address_of(one, person.account)
        if person is first:
            user_id = _admin(address, title=person.title)
        else:
            user_id = create_person(
                email=address,
                name=person.name,
                title=person.title,
                password=password,
                is_admin=person.is_admin,
                now=since,
            ).pk
        organisation.move_person(user_id=user_id, unit_id=units[person.unit], now=since)
        organisation.set_duties(user_id=user_id, roles=person.roles, now=since)


def _admin(address: str, *, title: str) -> int:
    """The first admin, whom provisioning made."""
    user = user_by_address(address)
    rename_person(user_id=user.pk, name=user.name, title=title)
    return int(user.pk)


def fill_organisation(*, one: DemoOrganisation, now: datetime, progress: Callable[[str], None]) -> None:
    """Play the year of an organisation in whose schema the caller stands; what is there already is kept."""
    there, still_open = Simulation.standing()
    simulation = Simulation(mix=one.mix, seed=zlib.crc32(one.slug.encode()) + there, today=now)
    for done in range(there, one.finished_cases):
        simulation.finished()
        if done % 20 == 0:
            progress(f"{one.short_zh} {done}/{one.finished_cases}")
    for _attempt in range(one.open_cases * 6):
        if still_open >= one.open_cases:
            break
        still_open += simulation.recent()
    progress(f"{one.short_zh} {one.finished_cases} finished, {still_open} open")

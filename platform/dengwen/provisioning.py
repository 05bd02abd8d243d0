"""An organisation comes into being: whole, or not at all."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, InterfaceError, transaction

import tenants.middleware
from accounts.services import create_person
from casework.organisation import services as organisation
from cms.provisioning import build_portal, editors_group
from kernel import alarms, keys, tenancy
from kernel.ids import new_public_id, new_schema_name
from kernel.shared import directory
from policies.engine.pack import Pack, TenantKind
from policies.loading import load_pack
from policies.services import adopt_pack
from policies.sources import PackError
from tenants import template
from tenants.models import Domain, Tenant, TenantStatus
from ui.branding import DEFAULT_COLOUR
from ui.services import BrandingRefused, Face, save_branding

WITHOUT_PACK = frozenset({TenantKind.REGULATOR, TenantKind.OPERATOR})
"""Kinds that may have no rulebook of their own: they watch, or run the platform."""

RESERVED_LABELS = frozenset({"www", "api", "mail", "static", "public", "admin"})
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

NIGHT = time(1, 0)
NIGHT_SECONDS = 4 * 3600
"""Nightly work of an organisation falls somewhere between 1 and 5 o'clock by its own clock."""


class CannotCreate(ValueError):
    """Raised for an order that cannot be carried out; ``field`` names what to change."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Created:
    """A new organisation that is ready to be used."""

    uuid: UUID
    schema: str
    host: str
    admin_id: int


@dataclass(frozen=True, slots=True)
class _Order:
    name_zh: str
    name_en: str
    host: str
    kind: TenantKind
    packs: tuple[Pack, ...]
    region: str
    sector: str
    face: Face


@dataclass(frozen=True, slots=True)
class _Admin:
    email: str
    name: str
    password: str | None


def create_organisation(
    *,
    name_zh: str,
    name_en: str,
    host: str,
    kind: str,
    pack_ids: Sequence[str],
    admin_email: str,
    admin_name: str,
    now: datetime,
    admin_password: str | None = None,
    region: str = "",
    sector: str = "",
    branding: Face | None = None,
) -> Created:
    """Make an organisation with its schema, keys, rulebooks, portal and first admin, in one transaction.

    The first admin holds every organisation-wide role of the packs, so that nothing that is filed lies unseen
    until people are invited. Without a password the admin cannot sign in until one is set.

    Raises:
        CannotCreate: for a host, kind, pack, name or address that cannot be; nothing is left behind.
        NoTemplate: when ``dengwen migrate`` did not run since the migrations changed.
    """
    face = branding or Face(name_zh=name_zh, name_en=name_en, short_zh=name_zh[:20], colour=DEFAULT_COLOUR)
    order = _Order(
        name_zh=_text("name_zh", name_zh, limit=80),
        name_en=_text("name_en", name_en, limit=120),
        host=_free_host(host),
        kind=_known_kind(kind),
        packs=_packs_for(_known_kind(kind), pack_ids),
        region=region,
        sector=sector,
        face=face,
    )
    admin = _checked_admin(_Admin(email=admin_email, name=admin_name, password=admin_password))
    uuid = new_public_id()
    try:
        with transaction.atomic():
            return _create(order, admin, uuid=uuid, now=now)
    except BaseException:
        _discard_keys(uuid)
        raise
    finally:
        directory.forget()
        tenants.middleware.forget()


def _create(order: _Order, admin: _Admin, *, uuid: UUID, now: datetime) -> Created:
    tenant = _register(order, uuid=uuid, now=now)
    digest = template.instantiate(schema=tenant.schema_name)
    with tenancy.in_schema(tenant.schema_name):
        _adopt(order, now=now)
        build_portal(
            name_zh=order.name_zh, name_en=order.name_en, host=order.host, packs=order.packs, now=now
        )
        admin_id = _appoint(admin, order.packs, now=now)
        _arm(order.kind, uuid=uuid, zone=ZoneInfo(tenant.zone), now=now)
    tenant.migrations_digest = digest
    tenant.status = TenantStatus.READY
    tenant.save(update_fields=["migrations_digest", "status"])
    return Created(uuid=uuid, schema=tenant.schema_name, host=order.host, admin_id=admin_id)


def _discard_keys(uuid: UUID) -> None:
    """Forget the keys of an organisation that did not come to be; where that cannot be known, keep them."""
    with suppress(DatabaseError, InterfaceError):
        if not Tenant.objects.filter(uuid=uuid).exists():
            keys.destroy_keys(uuid)


def _register(order: _Order, *, uuid: UUID, now: datetime) -> Tenant:
    tenant = Tenant(
        uuid=uuid,
        schema_name=new_schema_name(),
        name_zh=order.name_zh,
        name_en=order.name_en,
        kind=order.kind.value,
        region=order.region,
        sector=order.sector,
        sealing_key=keys.create_keys(uuid),
        zone=order.packs[0].zone if order.packs else settings.TIME_ZONE,
        created_at=now,
    )
    tenant.save()
    Domain.objects.create(domain=order.host, tenant=tenant, is_primary=True, is_platform=True)
    return tenant


def _adopt(order: _Order, *, now: datetime) -> None:
    """The organisation's rulebooks and its face."""
    try:
        for pack in order.packs:
            adopt_pack(pack_id=pack.id, now=now)
        save_branding(face=order.face)
    except PackError as error:
        raise CannotCreate("pack", str(error)) from error
    except BrandingRefused as error:
        raise CannotCreate(f"branding.{error.field}", str(error.reason)) from error


def _appoint(admin: _Admin, packs: Sequence[Pack], *, now: datetime) -> int:
    user = create_person(email=admin.email, name=admin.name, password=admin.password, is_admin=True, now=now)
    roles = {code for pack in packs for code, role in pack.roles.items() if role.scope == "organisation"}
    organisation.set_duties(user_id=user.pk, roles=roles, now=now)
    editors_group().user_set.add(user)
    return int(user.pk)


def _arm(kind: TenantKind, *, uuid: UUID, zone: ZoneInfo, now: datetime) -> None:
    """Set the organisation's periodic work, each at a moment of its own so that not all ring at once."""
    rounds = [
        alarms.NewAlarm(
            kind="housekeeping", subject=uuid, at=now + timedelta(seconds=secrets.randbelow(3600))
        ),
        alarms.NewAlarm(kind="clock-audit", subject=uuid, at=_in_the_night(zone, now)),
    ]
    if kind is TenantKind.REGULATOR:
        rounds.append(alarms.NewAlarm(kind="release", subject=uuid, at=_in_the_night(zone, now)))
    alarms.arm(alarms=rounds)


def _in_the_night(zone: ZoneInfo, now: datetime) -> datetime:
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    jitter = timedelta(seconds=secrets.randbelow(NIGHT_SECONDS))
    return datetime.combine(tomorrow, NIGHT, tzinfo=zone) + jitter


def _text(field: str, value: str, *, limit: int) -> str:
    text = value.strip()
    if not text or len(text) > limit:
        raise CannotCreate(field, f"must have 1 to {limit} characters")
    return text


def _known_kind(kind: str) -> TenantKind:
    try:
        return TenantKind(kind)
    except ValueError as error:
        raise CannotCreate("kind", f"{kind!r} is none of {', '.join(TenantKind)}") from error


def _packs_for(kind: TenantKind, pack_ids: Sequence[str]) -> tuple[Pack, ...]:
    if not pack_ids and kind not in WITHOUT_PACK:
        raise CannotCreate("pack", f"an organisation of kind {kind} needs a rulebook")
    try:
        packs = tuple(load_pack(pack_id) for pack_id in dict.fromkeys(pack_ids))
    except PackError as error:
        raise CannotCreate("pack", str(error)) from error
    for pack in packs:
        if kind not in pack.kinds:
            raise CannotCreate("pack", f"{pack.id} is for {', '.join(pack.kinds)}, not for {kind}")
    return packs


def _free_host(host: str) -> str:
    """A host name in lower case that is well formed, not reserved and nobody's yet."""
    name = host.strip().lower().rstrip(".")
    labels = name.split(".")
    if len(name) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise CannotCreate("host", f"{host!r} is not a host name such as bank.{settings.BASE_DOMAIN}")
    if labels[-1].isdigit():
        raise CannotCreate("host", f"{host!r} is an address, not a name")
    if labels[0] in RESERVED_LABELS or name == settings.BASE_DOMAIN:
        raise CannotCreate("host", f"{name} is reserved")
    if Domain.objects.filter(domain=name).exists():
        raise CannotCreate("host", f"{name} is taken")
    return name


def _checked_admin(admin: _Admin) -> _Admin:
    name = _text("admin_name", admin.name, limit=60)
    _must("admin_email", validate_email, admin.email)
    if admin.password is not None:
        _must("admin_password", validate_password, admin.password)
    return _Admin(email=admin.email, name=name, password=admin.password)


def _must(field: str, validate: Callable[[str], object], value: str) -> None:
    try:
        validate(value)
    except ValidationError as error:
        raise CannotCreate(field, " ".join(error.messages)) from error

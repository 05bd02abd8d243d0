"""Publishing a baseline, and saying whom a regulator's baselines bind. Both are rows of the public schema."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from kernel import tenancy
from policies.access import require_admin
from policies.loading import text_of
from policies.models import PolicyEvent, PolicyEventKind
from policies.selectors import policy_version
from policies.shared.models import Baseline, BaselineSubject

REGULATOR = "regulator"


class NotARegulator(ValueError):
    """Raised for an organisation that regulates nobody."""


def publish_baseline(*, actor_id: int, policy_id: int, now: datetime) -> Baseline:
    """Let an adopted rulebook of the present organisation, a regulator, be the least that its organisations
    promise.

    What they have in force stays; what they publish from now on is held against it.

    Raises:
        NotARegulator, NotAnAdmin, UnknownPolicy: where that cannot be.
    """
    regulator = _regulator()
    require_admin(actor_id)
    version = policy_version(policy_id)
    with transaction.atomic():
        number = _last(regulator, version.pack.id) + 1
        baseline = Baseline.objects.create(
            regulator=regulator,
            pack_id=version.pack.id,
            version=number,
            body=text_of(version.pack),
            published_at=now,
        )
        _record(version.pack.id, policy_id, version.digest, actor_id, now, f"v{number}")
    return baseline


def withdraw_baseline(*, actor_id: int, baseline_id: int, now: datetime) -> None:
    """End a baseline of the present organisation; nothing takes its place. Raises NotARegulator, NotAnAdmin."""
    regulator = _regulator()
    require_admin(actor_id)
    with transaction.atomic():
        row = Baseline.objects.select_for_update().get(pk=baseline_id, regulator=regulator)
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            row.save(update_fields=["withdrawn_at"])
            _record(row.pack_id, None, "", actor_id, now, f"v{row.version} ×")


def place_under(*, regulator: UUID, tenant: UUID, since: date) -> None:
    """Let a regulator's baselines bind what an organisation publishes from now on.

    ``since`` is the day from which the regulator watches it. Doing it again changes nothing.
    """
    BaselineSubject.objects.get_or_create(regulator=regulator, tenant=tenant, defaults={"since": since})


def _regulator() -> UUID:
    tenant = tenancy.current()
    if tenant.kind != REGULATOR:
        raise NotARegulator(tenant.name_zh)
    return tenant.uuid


def _last(regulator: UUID, pack_id: str) -> int:
    rows = Baseline.objects.filter(regulator=regulator, pack_id=pack_id)
    return int(rows.aggregate(last=Max("version"))["last"] or 0)


def _record(
    pack_id: str, policy_id: int | None, digest: str, actor_id: int, now: datetime, note: str
) -> None:
    PolicyEvent.objects.create(
        kind=PolicyEventKind.BASELINE,
        pack_id=pack_id,
        policy_id=policy_id,
        digest=digest,
        actor_id=actor_id,
        occurred_at=now,
        note=note,
    )

"""The writes of this room: facts from events, and who is under whose eyes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from kernel import tenancy
from kernel.models import OutboxEntry
from kernel.outbox import DeliveredEvent
from kernel.tenancy import TenantRef
from oversight.events import CaseChangedV1, UnreadableEventError, read_case_changed
from oversight.months import month_of
from oversight.shared.models import CaseFact, Jurisdiction, LiveTotal, ParkedEvent
from policies.baselines import services as baselines

REGULATOR = "regulator"
FRESH = timedelta(seconds=1)


class NotARegulatorError(ValueError):
    """Raised where figures are to be shown to an organisation that does not regulate."""


def take_in(*, event: DeliveredEvent, snapshot: CaseChangedV1, tenant: TenantRef, now: datetime) -> None:
    """Write the snapshot, unless a later one stands. The totals' row is touched last and for the shortest
    time."""
    values = _columns(snapshot, tenant=tenant, seq=event.seq, now=now)
    known = _lock(event)
    if known is None and _insert(event, values):
        _move(event, opened=1, closed=int(snapshot.closed_at is not None), now=now)
        return
    known = known or _lock(event)
    if known is None or known.last_seq >= event.seq:
        return
    before = known.closed_at is not None
    CaseFact.objects.filter(pk=known.pk).update(**values)
    _move(event, opened=0, closed=int(snapshot.closed_at is not None) - int(before), now=now)


def _lock(event: DeliveredEvent) -> CaseFact | None:
    return CaseFact.objects.select_for_update().filter(tenant=event.tenant, case=event.subject).first()


def _insert(event: DeliveredEvent, values: dict[str, Any]) -> bool:
    """False when another event of the same case was first; it has committed by then."""
    try:
        with transaction.atomic():
            CaseFact.objects.create(tenant=event.tenant, case=event.subject, **values)
    except IntegrityError:
        return False
    return True


def _columns(snapshot: CaseChangedV1, *, tenant: TenantRef, seq: int, now: datetime) -> dict[str, Any]:
    closed_at = snapshot.closed_at
    return {
        "last_seq": seq,
        "pack": snapshot.pack,
        "business_type": snapshot.business_type,
        "nature": snapshot.nature,
        "channel": snapshot.channel,
        "tier": snapshot.tier or "",
        "sector": tenant.sector,
        "region": tenant.region,
        "state": snapshot.state,
        "stage": snapshot.stage,
        "outcome": snapshot.outcome or "",
        "received_at": snapshot.received_at,
        "received_month": month_of(snapshot.received_at, zone=tenant.zone),
        "closed_at": closed_at,
        "closed_month": month_of(closed_at, zone=tenant.zone) if closed_at is not None else None,
        "is_final": snapshot.is_final,
        "on_time": snapshot.on_time if closed_at is not None else None,
        "handling_days": snapshot.handling_days,
        "updated_at": now,
    }


def _move(event: DeliveredEvent, *, opened: int, closed: int, now: datetime) -> None:
    """Add to the organisation's totals in one statement; every filing of the organisation meets at this
    row."""
    if not opened and not closed:
        _freshen(event, now)
        return
    table = LiveTotal._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS t "  # noqa: S608 -- our table
            "(tenant, opened, closed, last_event_at, updated_at) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (tenant) DO UPDATE SET opened = t.opened + excluded.opened, "
            "closed = t.closed + excluded.closed, updated_at = GREATEST(t.updated_at, excluded.updated_at), "
            "last_event_at = GREATEST(t.last_event_at, excluded.last_event_at)",
            [event.tenant, opened, closed, event.occurred_at, now],
        )


def _freshen(event: DeliveredEvent, now: datetime) -> None:
    """Where no total moves, the row is written once a second at most; an update that finds nothing locks
    nothing."""
    LiveTotal.objects.filter(tenant=event.tenant, updated_at__lt=now - FRESH).update(
        last_event_at=Greatest("last_event_at", Value(event.occurred_at)), updated_at=now
    )


def place_under(*, regulator: TenantRef, tenant: TenantRef, since: date) -> None:
    """Let ``regulator`` see the figures of ``tenant``, from the month of ``since`` on, and bind it by baselines.

    Months that are already closed for the regulator stay as they were released. Doing it again moves nothing
    but the organisation's names.

    Raises:
        NotARegulatorError: for an organisation of another kind, or one that would regulate itself.
    """
    if regulator.kind != REGULATOR or regulator.uuid == tenant.uuid:
        raise NotARegulatorError(regulator.name_zh)
    Jurisdiction.objects.update_or_create(
        regulator=regulator.uuid,
        tenant=tenant.uuid,
        defaults={"tenant_name_zh": tenant.name_zh, "tenant_name_en": tenant.name_en},
        create_defaults={
            "tenant_name_zh": tenant.name_zh,
            "tenant_name_en": tenant.name_en,
            "since": since.replace(day=1),
        },
    )
    baselines.place_under(regulator=regulator.uuid, tenant=tenant.uuid, since=since.replace(day=1))


def replay_parked(*, now: datetime) -> int:
    """Take in the present organisation's parked events that this release can read; returns how many."""
    tenant = tenancy.current()
    parked = ParkedEvent.objects.filter(tenant=tenant.uuid).order_by("seq")
    entries = OutboxEntry.objects.filter(
        event_id__in=list(parked.values_list("event_id", flat=True))
    ).order_by("seq")
    return sum(_replay(entry, tenant=tenant, now=now) for entry in entries)


def _replay(entry: OutboxEntry, *, tenant: TenantRef, now: datetime) -> bool:
    event = DeliveredEvent(
        id=entry.event_id,
        tenant=tenant.uuid,
        kind=entry.kind,
        version=entry.version,
        subject=entry.subject,
        seq=entry.seq,
        payload=entry.payload,
        occurred_at=entry.occurred_at,
    )
    try:
        snapshot = read_case_changed(event)
    except UnreadableEventError:
        return False
    take_in(event=event, snapshot=snapshot, tenant=tenant, now=now)
    ParkedEvent.objects.filter(event_id=event.id).delete()
    return True

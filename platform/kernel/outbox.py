"""Events that leave a room.

The writer appends in its own transaction, in its organisation's schema, and leaves a public hint; the relay
sends one message for each (event, consumer); a consumer runs once for each event, in the same schema.
Order is promised per subject only, by ``seq``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils.module_loading import import_string

from kernel import clock, rows, tenancy
from kernel.models import ConsumedEvent, OutboxEntry
from kernel.shared.models import OutboxHint


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be appended. The payload holds ids and codes, never personal data."""

    kind: str
    version: int
    subject: UUID
    seq: int
    payload: Mapping[str, Any]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveredEvent:
    """An event as a consumer gets it."""

    id: UUID
    tenant: UUID
    kind: str
    version: int
    subject: UUID
    seq: int
    payload: Mapping[str, Any]
    occurred_at: datetime


Consumer = Callable[[DeliveredEvent], None]


def append(*, events: Sequence[NewEvent]) -> None:
    """Append within the caller's transaction, which holds the subject's lock."""
    rows.insert(rows_of(events=events))


def rows_of(*, events: Sequence[NewEvent]) -> list[Model]:
    """The rows of ``append``, for a caller who writes them together with its own."""
    recorded_at = clock.now()
    entries = [
        OutboxEntry(
            kind=e.kind,
            version=e.version,
            subject=e.subject,
            seq=e.seq,
            payload=e.payload,
            occurred_at=e.occurred_at,
            recorded_at=recorded_at,
        )
        for e in events
    ]
    return [*entries, OutboxHint(schema=tenancy.schema_name())]


def oldest_unsent_at() -> datetime | None:
    """When the present organisation's oldest event that still waits for the relay was recorded."""
    unsent = OutboxEntry.objects.filter(sent_at__isnull=True).order_by("id")
    return unsent.values_list("recorded_at", flat=True).first()


def deliver(*, event_id: UUID, consumer: str) -> bool:
    """Run ``consumer`` (a dotted path) on an event of the present schema, once. False when it ran before."""
    return hand_over(entry=OutboxEntry.objects.get(event_id=event_id), consumer=consumer)


def hand_over(*, entry: OutboxEntry, consumer: str) -> bool:
    """``deliver`` for an entry that was read already."""
    function: Consumer = import_string(consumer)
    with transaction.atomic():
        if not _claim(entry.event_id, consumer):
            return False
        function(
            DeliveredEvent(
                id=entry.event_id,
                tenant=tenancy.current().uuid,
                kind=entry.kind,
                version=entry.version,
                subject=entry.subject,
                seq=entry.seq,
                payload=entry.payload,
                occurred_at=entry.occurred_at,
            )
        )
    return True


def _claim(event_id: UUID, consumer: str) -> bool:
    """Whether this delivery is the first; a second one waits for the first to commit and then loses."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ConsumedEvent._meta.db_table} (event_id, consumer, at) VALUES (%s, %s, %s) "  # noqa: S608 -- our table
            "ON CONFLICT DO NOTHING",
            [event_id, consumer, clock.now()],
        )
        return bool(cursor.rowcount)

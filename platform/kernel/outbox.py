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
        if not _claim([entry.event_id], consumer):
            return False
        function(_delivered(entry))
    return True


def hand_over_all(*, entries: Sequence[OutboxEntry], consumer: str) -> None:
    """``deliver`` for many entries, in their order, within the caller's transaction: all of them or none.

    A consumer to whom the newest event suffices gets the newest of each subject; the others count as taken in.
    """
    function: Consumer = import_string(consumer)
    claimed = _claim([entry.event_id for entry in entries], consumer)
    newest = {(entry.kind, entry.subject): entry.event_id for entry in entries}
    for entry in entries:
        is_superseded = newest[entry.kind, entry.subject] != entry.event_id and _wants_newest(function)
        if entry.event_id in claimed and not is_superseded:
            function(_delivered(entry))


def newest_suffices(function: Consumer) -> Consumer:
    """Marks a consumer that learns nothing from an event once a later one of the same subject stands."""
    function.wants_newest = True  # type: ignore[attr-defined]  # a mark on the function itself
    return function


def _wants_newest(function: Consumer) -> bool:
    return getattr(function, "wants_newest", False)


def _delivered(entry: OutboxEntry) -> DeliveredEvent:
    return DeliveredEvent(
        id=entry.event_id,
        tenant=tenancy.current().uuid,
        kind=entry.kind,
        version=entry.version,
        subject=entry.subject,
        seq=entry.seq,
        payload=entry.payload,
        occurred_at=entry.occurred_at,
    )


def _claim(event_ids: Sequence[UUID], consumer: str) -> set[UUID]:
    """The events whose first delivery this is; a second one waits for the first to commit and then loses."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ConsumedEvent._meta.db_table} (event_id, consumer, at) "
            "SELECT unnest(%s::uuid[]), %s, %s ON CONFLICT DO NOTHING RETURNING event_id",
            [list(event_ids), consumer, clock.now()],
        )
        return {event_id for (event_id,) in cursor.fetchall()}

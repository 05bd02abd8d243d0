"""The two loops that turn rows into messages: the relay for outbox entries, the sweeper for alarms.

Both look at public hints only, so their cost grows with what is due and not with how many organisations
there are. Both may run twice: rows are taken with SKIP LOCKED, and consumers run once per event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from kernel import alarms, clock, outbox, tenancy
from kernel.background import deliver_event, ring_alarm
from kernel.models import Alarm, ConsumedEvent, OutboxEntry
from kernel.shared.models import AlarmHint, OutboxHint

BATCH = 500
REPAIR_BATCH = 5_000
LOST_AFTER = timedelta(minutes=15)
"""A message that was sent this long ago and has not been consumed got lost with Valkey."""
GIVE_UP = timedelta(days=2)
RETRY_ALARM = timedelta(minutes=5)
"""An alarm that was sent and still stands after this long is sent again."""


def relay_once(*, consumers: Mapping[str, Sequence[str]], now: datetime) -> int:
    """Send what the hinted outboxes hold; returns how many messages were sent."""
    with transaction.atomic():
        hints = OutboxHint.objects.select_for_update(skip_locked=True).order_by("id")[:BATCH]
        taken = {hint.id: hint.schema for hint in hints}
        sent = sum(_send_outbox(schema, consumers, now) for schema in sorted(set(taken.values())))
        OutboxHint.objects.filter(id__in=taken).delete()
    return sent


def _send_outbox(schema: str, consumers: Mapping[str, Sequence[str]], now: datetime) -> int:
    if not _schema_exists(schema):
        return 0
    with tenancy.in_schema(schema), transaction.atomic():
        unsent = OutboxEntry.objects.select_for_update(skip_locked=True).filter(sent_at__isnull=True)
        entries = list(unsent.order_by("id")[:BATCH])
        messages = [(str(e.event_id), consumer) for e in entries for consumer in consumers.get(e.kind, ())]
        for event_id, consumer in messages:
            deliver_event.send(event_id=event_id, consumer=consumer)
        OutboxEntry.objects.filter(id__in=[e.id for e in entries]).update(sent_at=now)
        if len(entries) == BATCH:
            OutboxHint.objects.create(schema=schema)
    return len(messages)


def drain(*, consumers: Mapping[str, Sequence[str]]) -> int:
    """Hand the present organisation's unsent events to each consumer right here, in order; returns how many.

    For builds and restores, where nobody waits for a worker.
    """
    drained = 0
    while entries := list(OutboxEntry.objects.filter(sent_at__isnull=True).order_by("id")[:BATCH]):
        with transaction.atomic():
            for consumer in dict.fromkeys(c for entry in entries for c in consumers.get(entry.kind, ())):
                heard = [entry for entry in entries if consumer in consumers.get(entry.kind, ())]
                outbox.hand_over_all(entries=heard, consumer=consumer)
            OutboxEntry.objects.filter(id__in=[e.id for e in entries]).update(sent_at=clock.now())
        drained += len(entries)
    OutboxHint.objects.filter(schema=tenancy.schema_name()).delete()
    return drained


def sweep_once(*, handlers: Mapping[str, str], now: datetime) -> int:
    """Send the alarms that are due; returns how many."""
    sent = 0
    for schema in (
        AlarmHint.objects.filter(at__lte=now).order_by("at").values_list("schema", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            if (
                AlarmHint.objects.select_for_update(skip_locked=True)
                .filter(schema=schema, at__lte=now)
                .exists()
            ):
                sent += _send_alarms(schema, handlers, now)
    return sent


def _send_alarms(schema: str, handlers: Mapping[str, str], now: datetime) -> int:
    if not _schema_exists(schema):
        AlarmHint.objects.filter(schema=schema).delete()
        return 0
    with tenancy.in_schema(schema):
        due = list(Alarm.objects.filter(at__lte=now).order_by("at").values_list("id", "kind")[:BATCH])
        for alarm_id, kind in due:
            ring_alarm.send(alarm_id=alarm_id, handler=handlers[kind])
        later = Alarm.objects.filter(at__gt=now).order_by("at").values_list("at", flat=True).first()
    again = now + RETRY_ALARM if due else None
    upcoming = min((at for at in (later, again) if at is not None), default=None)
    if upcoming is None:
        AlarmHint.objects.filter(schema=schema).delete()
    else:
        AlarmHint.objects.filter(schema=schema).update(at=upcoming)
    return len(due)


def repair(*, consumers: Mapping[str, Sequence[str]], now: datetime, after: int) -> int:
    """Send again what got lost on the way: hints, and messages that vanished with Valkey.

    Looks at the present organisation's outbox from the entry ``after`` on and returns the entry up to which
    everything has arrived, so that the next round starts there. What did not arrive within ``GIVE_UP`` has
    failed at its consumer, not on the way, and is left to people.
    """
    alarms.repair_hint()
    if OutboxEntry.objects.filter(sent_at__isnull=True, recorded_at__lt=now - LOST_AFTER).exists():
        OutboxHint.objects.create(schema=tenancy.schema_name())
    sent = OutboxEntry.objects.filter(id__gt=after, sent_at__lt=now - LOST_AFTER).order_by("id")
    entries = list(sent.values_list("id", "event_id", "kind", "recorded_at")[:REPAIR_BATCH])
    arrived = set(
        ConsumedEvent.objects.filter(event_id__in=[entry[1] for entry in entries]).values_list(
            "event_id", "consumer"
        )
    )
    lost = [
        entry_id
        for entry_id, event_id, kind, recorded_at in entries
        if recorded_at > now - GIVE_UP and any((event_id, c) not in arrived for c in consumers.get(kind, ()))
    ]
    if lost:
        OutboxEntry.objects.filter(id__in=lost).update(sent_at=None)
        OutboxHint.objects.create(schema=tenancy.schema_name())
        return lost[0] - 1
    return entries[-1][0] if entries else after


def _schema_exists(schema: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None

"""Background work done at once, in the test's own transaction: what relay, sweeper and workers would do."""

from __future__ import annotations

from datetime import datetime

from django.utils.module_loading import import_string

from dengwen.subscriptions import ALARM_HANDLERS, CONSUMERS
from kernel import alarms, outbox
from kernel.models import Alarm, OutboxEntry


def deliver_events() -> int:
    """Hand every unsent event of the present organisation to all its consumers, also those that follow from it."""
    delivered = 0
    while entry := OutboxEntry.objects.filter(sent_at__isnull=True).order_by("id").first():
        for consumer in CONSUMERS.get(entry.kind, ()):
            delivered += outbox.deliver(event_id=entry.event_id, consumer=consumer)
        OutboxEntry.objects.filter(id=entry.id).update(sent_at=entry.recorded_at)
    return delivered


def ring_alarms(*, now: datetime) -> list[str]:
    """Run the handlers of the present organisation's alarms that are due; returns their kinds in order."""
    kinds = []
    for alarm in Alarm.objects.filter(at__lte=now).order_by("at", "id"):
        alarm.delete()
        ringing = alarms.Ringing(
            kind=alarm.kind, subject=alarm.subject, key=alarm.key, at=alarm.at, now=now, payload=alarm.payload
        )
        import_string(ALARM_HANDLERS[alarm.kind])(ringing)
        kinds.append(alarm.kind)
    return kinds

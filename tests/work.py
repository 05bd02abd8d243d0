"""Background work done at once, in the test's own transaction: what relay, sweeper and workers would do."""

from __future__ import annotations

from datetime import datetime

from django.utils.module_loading import import_string

from dengwen.subscriptions import ALARM_HANDLERS, CONSUMERS
from kernel import alarms
from kernel.models import Alarm
from kernel.relay import drain


def deliver_events() -> int:
    """Hand the present organisation's unsent events to all their consumers, also those that follow."""
    return drain(consumers=CONSUMERS)


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

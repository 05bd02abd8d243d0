"""Once an hour in each organisation: what got lost is sent again, what is over is thrown away."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session

from dengwen import calendars
from dengwen.subscriptions import CONSUMERS
from kernel import alarms, relay

EVERY = timedelta(hours=1)


def on_housekeeping(ringing: alarms.Ringing) -> None:
    """The alarm's handler; it sets the next round, which remembers how far the outbox was checked."""
    checked = relay.repair(consumers=CONSUMERS, now=ringing.now, after=int(ringing.payload.get("checked", 0)))
    calendars.note_uses()
    Session.objects.filter(expire_date__lt=ringing.now).delete()
    alarms.arm(
        alarms=[
            alarms.NewAlarm(
                kind=ringing.kind,
                subject=ringing.subject,
                at=ringing.now + EVERY,
                payload={"checked": checked},
            )
        ]
    )

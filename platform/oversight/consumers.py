"""Takes in what casework says of its cases. Runs in the organisation's schema, in the delivery's
transaction."""

from __future__ import annotations

from datetime import datetime

from kernel import clock, tenancy
from kernel.outbox import DeliveredEvent, newest_suffices
from oversight.events import UnreadableEventError, read_case_changed
from oversight.services import take_in
from oversight.shared.models import ParkedEvent


@newest_suffices
def on_case_changed(event: DeliveredEvent) -> None:
    """Bring the fact of a case and its organisation's totals up to an event.

    An event carries the whole snapshot, so a later one replaces all that came before it; one that comes
    after its successor is left aside, and one that comes twice changes nothing. One that cannot be read is
    parked.
    """
    now = clock.now()
    try:
        snapshot = read_case_changed(event)
    except UnreadableEventError as error:
        _park(event, str(error), now)
        return
    take_in(event=event, snapshot=snapshot, tenant=tenancy.current(), now=now)


def _park(event: DeliveredEvent, reason: str, now: datetime) -> None:
    ParkedEvent.objects.get_or_create(
        event_id=event.id,
        defaults={
            "tenant": event.tenant,
            "kind": event.kind,
            "version": event.version,
            "subject": event.subject,
            "seq": event.seq,
            "reason": reason[:300],
            "parked_at": now,
        },
    )

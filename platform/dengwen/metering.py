"""Carries events of casework to billing; neither room knows the other."""

from __future__ import annotations

from billing import metering
from kernel.outbox import DeliveredEvent


def on_case_changed(event: DeliveredEvent) -> None:
    """Count a case when it is opened: its first event."""
    if event.seq == 1:
        metering.record_usage(
            tenant=event.tenant,
            event_id=event.id,
            meter=metering.CASES_OPENED,
            used_on=event.occurred_at.date(),
        )

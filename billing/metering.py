"""Usage from events."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from billing.shared.models import UsageRecord

CASES_OPENED = "cases-opened"


def record_usage(*, tenant: UUID, event_id: UUID, meter: str, used_on: date, quantity: int = 1) -> None:
    """Count ``quantity`` of ``meter`` on a day, once per event however often it is delivered."""
    UsageRecord.objects.bulk_create(
        [UsageRecord(tenant=tenant, event_id=event_id, meter=meter, quantity=quantity, used_on=used_on)],
        ignore_conflicts=True,
    )

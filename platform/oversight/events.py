"""What this room reads of casework's events: its own frozen model of each version, nothing of casework."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from kernel.outbox import DeliveredEvent

CASE_CHANGED = "case.changed"
SECONDS_A_DAY = 86_400

Code = Annotated[str, StringConstraints(min_length=1, max_length=48)]


class CaseChangedV1(BaseModel):
    """A case's snapshot after a change, version 1. Codes only; keys that a reader does not need are
    ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    business_type: Code
    nature: Code
    channel: Code
    pack: Code
    tier: Code | None
    state: Code
    stage: Code
    unit: UUID | None
    received_at: AwareDatetime
    milestones: tuple[Code, ...]
    closed_at: AwareDatetime | None
    outcome: Code | None
    is_final: bool
    on_time: bool | None
    letters: tuple[Code, ...]
    number: str

    @property
    def handling_days(self) -> Decimal | None:
        """Days of 24 hours from receipt to closing, to the hundredth; None while the case is open."""
        return days_between(self.received_at, self.closed_at) if self.closed_at is not None else None


class UnreadableEventError(ValueError):
    """Raised for an event that this release of the product cannot read; it is parked, never dropped."""


def read_case_changed(event: DeliveredEvent) -> CaseChangedV1:
    """The snapshot in a ``case.changed`` event.

    Raises:
        UnreadableEventError: for a version that is not known here, or a payload that is not of its version.
    """
    if event.version != 1:
        raise UnreadableEventError(f"unknown version {event.version}")
    try:
        return CaseChangedV1.model_validate(event.payload)
    except ValidationError as error:
        places = ", ".join(sorted({".".join(map(str, e["loc"])) or "payload" for e in error.errors()}))
        raise UnreadableEventError(f"not version 1: {places}") from error


def days_between(start: datetime, end: datetime) -> Decimal:
    """Days of 24 hours between two moments, to the hundredth."""
    seconds = Decimal(str((end - start).total_seconds()))
    return (seconds / SECONDS_A_DAY).quantize(Decimal("0.01"))

"""The event by which other rooms learn of a case: codes only, one frozen model per version."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

KIND = "case.changed"


class CaseChanged(BaseModel):
    """A case as it stands after a change. It carries the whole snapshot, so a late event needs no history."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    number: str
    pack: str
    business_type: str
    nature: str
    channel: str
    tier: str | None
    state: str
    stage: str
    unit: UUID | None
    received_at: datetime
    closed_at: datetime | None
    outcome: str | None
    is_final: bool
    on_time: bool | None
    milestones: tuple[str, ...]
    letters: tuple[str, ...]

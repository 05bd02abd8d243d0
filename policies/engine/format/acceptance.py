"""Whether a filing is taken up: conditions, limitation, repeats, abuse (P13 to P16)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from policies.engine.format.base import Code, Expression, Label, PackModel
from policies.engine.format.time import Span


class Condition(PackModel):
    """A test for acceptance (P13). Without an expression an officer ticks it."""

    label: Label
    """The condition, as an officer ticks it."""
    expression: Expression | None = None
    """CEL that is true where it is met."""
    cites: tuple[str, ...] = ()


class Reason(PackModel):
    """A coded ground for declining, referring or returning (P13)."""

    label: Label
    expression: Expression | None = None
    """CEL that is true where the ground is met on the face of the filing, so that it can be suggested."""
    cites: tuple[str, ...] = ()


class AcceptanceOutcome(StrEnum):
    """What may be decided about a new filing (P13)."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REFER = "refer"
    GUIDE = "guide"


class Acceptance(PackModel):
    """Whether a decision on acceptance is taken, and which ones there are (P13, T16)."""

    decision: bool = True
    """False where receipt is acceptance (S3, S12a): nothing is decided and nothing can be declined."""
    outcomes: tuple[AcceptanceOutcome, ...] = (AcceptanceOutcome.ACCEPT, AcceptanceOutcome.DECLINE)
    """What may be decided."""
    tell_reason: bool = True
    """Whether the notice of a refusal says why, and which other routes are open (消保法 39)."""
    cites: tuple[str, ...] = ()


class Limitation(PackModel):
    """How long after the event a filing is still taken up (P14, 令121 art. 16(4))."""

    span: Span
    """How long after the event a filing is in time."""
    since: str
    """The field with the day on which the harm was known or should have been known."""
    reason: Code | None = None
    """The reason for declining a filing that comes too late."""
    unless: Expression | None = None
    """CEL: where it is true another law prevails, and nothing is too late."""
    cites: tuple[str, ...] = ()


class SameFact(StrEnum):
    """What becomes of a repeat by the same filer without anything new (P15)."""

    NOT_HANDLED = "not-handled"
    MERGED = "merged"
    NEW_CASE = "new-case"


class NewFact(StrEnum):
    """What becomes of a repeat with new facts (P15)."""

    MERGE_RESTART = "merge-restart"
    """The filings become one case, and its clocks start anew at the last receipt (令121 art. 35)."""
    MERGE = "merge"
    NEW_CASE = "new-case"


class DuplicateRule(PackModel):
    """What becomes of a filing that was made before (P15, 令121 art. 35)."""

    same_fact: SameFact = SameFact.MERGED
    """What becomes of a repeat by the same filer without anything new."""
    new_fact: NewFact = NewFact.MERGE
    """What becomes of a repeat with new facts."""
    restart: Code = "repeat-received"
    """The milestone of a repeat with new facts; clocks that start anew name it in ``restart``."""
    joint_from: int | None = Field(default=None, ge=2)
    """From how many different filers about one matter a joint case is offered (with consent, T36)."""
    reason: Code | None = None
    """The reason for not handling a repeat."""
    cites: tuple[str, ...] = ()


class AbuseFactor(PackModel):
    """One sign that the right to file is abused (P16, 令121 art. 17)."""

    label: Label
    """The sign."""
    expression: Expression | None = None
    """CEL that is true where the sign is there; without one, an officer ticks it."""
    weight: int = Field(default=1, ge=1, le=10)
    """How much it counts."""
    cites: tuple[str, ...] = ()


class AbuseConsequence(StrEnum):
    """What may follow from a false or malicious filing, mildest first (P16)."""

    NOTED = "noted"
    DECLINED = "declined"
    ENDED = "ended"
    LIABLE = "liable"
    """依法承担法律责任 (S1 第十一条, S8 一1)."""
    POLICE = "police"
    """移送公安 for fraud or extortion (令121 art. 42)."""


class AbuseRule(PackModel):
    """What follows from false and malicious filings (P16)."""

    warning: Label
    """What filers are told before they file."""
    factors: dict[Code, AbuseFactor] = {}
    suspect_from: int = Field(default=2, ge=1)
    """The sum of weights from which a filing is to be looked at for abuse. It never decides by itself."""
    consequences: tuple[AbuseConsequence, ...] = (AbuseConsequence.NOTED,)
    decided_by: str | None = None
    """The role that finds abuse; nobody else may."""
    police: Literal["never", "on-crime"] = "never"
    """Whether the matter is handed to the police where fraud or extortion shows."""
    reason: Code | None = None
    """The reason for declining or ending such a filing."""
    cites: tuple[str, ...] = ()

"""Plain values between the engine and its callers: what is known, what is asked, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from policies.engine.pack import Audience, FieldSpec, Label, Span, Stage, Verb


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened to a case at a moment, by its code in the pack (``received`` …)."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GrantedExtension:
    """An extension of one clock that the pack's approver granted."""

    clock: str
    at: datetime
    span: Span | None = None
    """How much was granted, where the rule is open-ended (适当延长); the rule's own span otherwise."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the workflow that somebody took, by the caller's key for the person."""

    step: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TierSet:
    """That a case was put into a tier (T6): the history that a re-tier keeps."""

    tier: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the engine may know of a case when it decides; never who filed it."""

    business_type: str
    state: str
    received_at: datetime
    tier: str | None = None
    named: bool = True
    channel: str = "web"
    wants_reply: bool = True
    milestones: tuple[Milestone, ...] = ()
    extensions: tuple[GrantedExtension, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    """Open field values of the filing, for conditions."""
    taken: tuple[Taken, ...] = ()
    """Who took which step, for steps that another person has to take (T31)."""
    tiers: tuple[TierSet, ...] = ()
    """The tiers that the case was put into, as they came."""

    def first(self, *kinds: str) -> datetime | None:
        """When the first milestone of any of ``kinds`` happened, or None."""
        return min((m.at for m in self.milestones if m.kind in kinds), default=None)


@dataclass(frozen=True, slots=True)
class Command:
    """What an officer wants to do: a transition of the pack, and what was typed."""

    transition: str
    roles: frozenset[str]
    """The roles that the officer holds in this case."""
    values: Mapping[str, Any] = field(default_factory=dict)
    actor: str | None = None
    """The person, by the same key as in ``CaseFacts.taken``."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in words, with the field it concerns (None: the whole action) and the rule it rests on."""

    code: str
    text: Label
    field: str | None = None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What follows from a lawful command."""

    verb: Verb
    to_state: str
    stage: Stage
    is_final: bool
    milestones: tuple[str, ...]
    changes: Mapping[str, Any]
    """Bound slots and their new values: ``case.tier``, ``case.unit``, ``case.handler``, ``letter.body`` …"""
    letters: tuple[str, ...]
    breaches: tuple[Label, ...]
    """Steps taken out of order, to be recorded (R16)."""
    cites: tuple[str, ...]
    told: tuple[str, ...] = ()
    """Roles that are told of it: what a tier demands at once (P17)."""
    informs: tuple[Audience, ...] = ()
    """Audiences that are told of it: of a tier that was set, of an extension and its reason."""


@dataclass(frozen=True, slots=True)
class Action:
    """A transition that is open to this officer now."""

    id: str
    verb: Verb
    label: Label
    hint: Label | None
    inputs: Mapping[str, FieldSpec]
    cites: tuple[str, ...]


class Step(NamedTuple):
    """One line of 'how was this date computed': the day or moment, whether and as what it counted."""

    on: str
    """ISO date or date-time in the pack's zone."""
    counted: int | None
    """The running count after this step; None where the step counts nothing."""
    why: Label


class Due(NamedTuple):
    """When a span ends. ``due_at`` is what binds; ``literal_at`` is the end before any roll."""

    due_at: datetime
    literal_at: datetime
    provisional: bool
    """True where a day was counted whose year's holiday schedule is not published yet (R15)."""
    explanation: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of one case at one moment."""

    id: str
    label: Label
    legal: bool
    actor: str
    started_at: datetime
    due: Due
    stopped_at: datetime | None
    paused_since: datetime | None
    warnings: tuple[datetime, ...]
    """Moments at the rule's shares of the time."""
    cites: tuple[str, ...]

    def is_breached(self, now: datetime) -> bool:
        """Whether the clock stopped, or is still running, after its due time."""
        return (self.stopped_at or now) > self.due.due_at

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

"""Why a step with a draft is refused. Each keeps the draft as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.engine.findings import Finding
from policies.engine.floors import Violation


class DraftRefused(Exception):
    """What all refusals have in common."""


@dataclass(eq=False)
class DraftMoved(DraftRefused):
    """Somebody else changed the draft meanwhile. Both texts are kept: theirs stands, ours is a kept text."""

    revision: int
    text: str
    """What stands."""
    updated_by: int | None
    kept_as: int | None
    """The number under which the refused text is kept."""


@dataclass(eq=False)
class WrongState(DraftRefused):
    """The step does not belong to where the draft stands (``EDITING``, ``PROPOSED``, …)."""

    state: str


class SamePerson(DraftRefused):
    """Nobody approves what they proposed."""


class NothingToUndo(DraftRefused):
    """There is no earlier text, or none that was undone."""


@dataclass(eq=False)
class NotSound(DraftRefused):
    """The checks found errors."""

    findings: tuple[Finding, ...]


@dataclass(eq=False)
class BelowBaseline(DraftRefused):
    """The draft promises less than a regulator asks."""

    violations: tuple[Violation, ...]


@dataclass(eq=False)
class Overtaken(DraftRefused):
    """Another version was published since the draft was begun; ``by`` is its id."""

    by: int | None


@dataclass(eq=False)
class TooEarly(DraftRefused):
    """A rulebook cannot take effect in the past."""

    effective_at: datetime


class NothingGoverned(DraftRefused):
    """The draft would govern no line of business."""

"""What is known of a case that has been, for looking at it again under another rulebook. Never who filed it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from policies.engine.facts import CaseFacts


class PastStep(NamedTuple):
    """A step that was taken, with the roles that whoever took it held at that moment."""

    transition: str
    at: datetime
    roles: frozenset[str]
    actor: str = ""
    """The person, by a key that tells persons apart; empty where nobody did it (a filer, the clock)."""


class CaseHistory(NamedTuple):
    """A case from its receipt on. Named tuples, because a replay makes a hundred thousand."""

    key: int
    """Grows from case to case, so that a reader can go on behind it."""
    case: UUID
    number: str
    policy: int
    """The adopted rulebook that governed it."""
    facts: CaseFacts
    """As it stands now."""
    steps: tuple[PastStep, ...]
    """In the order in which they were taken."""
    ended_at: datetime | None
    """When it was finished; None while it is open."""

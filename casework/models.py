"""The tables of the room, gathered from its nouns."""

from casework.cases.models import (
    Case,
    CaseClock,
    CaseEvent,
    CaseEventText,
    CaseExclusion,
    CaseLink,
    ClockRun,
    GrantedExtension,
    Milestone,
    MovedClock,
)
from casework.correspondence.models import Delivery, Letter, LetterSeries
from casework.evidence.models import EvidenceItem
from casework.intake.models import Submission
from casework.organisation.models import Deputy, Duty, Post, Unit
from casework.parties.models import Party

__all__ = [
    "Case", "CaseClock", "CaseEvent", "CaseEventText", "CaseExclusion", "CaseLink", "ClockRun", "Delivery", "Deputy",
    "Duty", "EvidenceItem", "GrantedExtension", "Letter", "LetterSeries", "Milestone", "MovedClock", "Party", "Post",
    "Submission", "Unit",
]  # fmt: skip

"""The engine's answers in a few words, for the records of whole rulebooks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.engine.facts import CaseFacts, Due, Milestone, Refusal
from policies.engine.pack import Pack
from tests.policies.clauses.story import Story

LATER = timedelta(days=120)


def line_of(story: Story) -> str:
    return story.facts.business_type


def milestones_of(story: Story) -> list[str]:
    steps = story.pack.workflows[story.line.workflow].transitions.values()
    return sorted({*story.line.receipt_milestones, *(kind for step in steps for kind in step.milestones)})


def everything(story: Story) -> CaseFacts:
    return happened(story, *milestones_of(story))


def happened(story: Story, *kinds: str) -> CaseFacts:
    added = tuple(Milestone(kind, story.now) for kind in kinds)
    return replace(story.facts, milestones=(*story.facts.milestones, *added))


def words(codes: Iterable[object]) -> str:
    return " ".join(str(code) for code in codes) or "-"


def refusals(refused: Iterable[Refusal]) -> str:
    return words(one.code + (f":{one.field}" if one.field else "") for one in refused)


def due_text(due: Due | None, pack: Pack) -> str:
    return "-" if due is None else moment_text(due.due_at, pack)


def moment_text(moment: datetime | None, pack: Pack) -> str:
    return "-" if moment is None else f"{moment.astimezone(ZoneInfo(pack.zone)):%F %H:%M}"

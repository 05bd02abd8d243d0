"""督办: which rung of the ladder is due, who may issue it, by when it is answered (P22, S12a 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, ClockState, Due
from policies.engine.governing import concerns
from policies.engine.pack import Label, Pack, SupervisionStep, SupervisionTrigger


@dataclass(frozen=True, slots=True)
class SupervisionDue:
    """One rung of the ladder that applies to a case."""

    code: str
    label: Label
    since: datetime
    """When the wait began: the end of the clock, or the milestone without result."""
    due_at: datetime
    is_due: bool
    issuers: tuple[str, ...]
    target: str | None
    told: tuple[str, ...]
    cites: tuple[str, ...]


def supervision_due(
    *, pack: Pack, facts: CaseFacts, states: Sequence[ClockState], calendar: CalendarTable, now: datetime
) -> tuple[SupervisionDue, ...]:
    """The rungs whose trigger was set off and that were not issued yet, in the order of the ladder.

    ``states`` are the clocks of the case at ``now``, as ``clock_states`` gives them.
    """
    return tuple(_due(pack, facts, states, calendar, now))


def answer_due(*, pack: Pack, step: str, issued_at: datetime, calendar: CalendarTable) -> Due | None:
    """By when whoever is pressed has to answer; None where the rule sets no time."""
    span = pack.supervision[step].answer_within
    return None if span is None else due_after(span=span, since=issued_at, pack=pack, calendar=calendar)


def _due(
    pack: Pack, facts: CaseFacts, states: Sequence[ClockState], calendar: CalendarTable, now: datetime
) -> Iterator[SupervisionDue]:
    for code, step in pack.supervision.items():
        if not concerns(step.business_types, facts.business_type):
            continue
        since = _since(step, facts, states, now)
        if since is None or _was_issued(step, facts, since):
            continue
        due_at = since
        if step.after is not None:
            due_at = due_after(span=step.after, since=since, pack=pack, calendar=calendar).due_at
        yield SupervisionDue(
            code, step.label, since, due_at, now >= due_at, step.issuers, step.target, step.told, step.cites
        )


def _since(
    step: SupervisionStep, facts: CaseFacts, states: Sequence[ClockState], now: datetime
) -> datetime | None:
    """When the wait began; None where the trigger was not set off."""
    if step.trigger is SupervisionTrigger.OVERDUE:
        over = (
            state.due.due_at
            for state in states
            if (state.id in step.clocks if step.clocks else state.legal)
            and state.is_running
            and state.is_breached(now)
        )
        return min(over, default=None)
    since = max((m.at for m in facts.milestones if m.kind in step.since), default=None)
    if since is None or any(m.kind in step.awaited and m.at >= since for m in facts.milestones):
        return None
    return since


def _was_issued(step: SupervisionStep, facts: CaseFacts, since: datetime) -> bool:
    return step.issued is not None and any(m.kind == step.issued and m.at >= since for m in facts.milestones)

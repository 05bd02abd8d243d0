"""What the milestones of a case say about one clock: when it started, stopped and stood paused.

Recomputed from the events every time, never counted (architecture.md part 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.engine.facts import CaseFacts, Milestone
from policies.engine.pack import ClockRule
from policies.engine.spans import Interval


@dataclass(frozen=True, slots=True)
class Timeline:
    """The course of one clock so far."""

    started_at: datetime
    started_by: str
    """The milestone that started it."""
    stopped_at: datetime | None
    paused_since: datetime | None
    pauses: tuple[Interval, ...]
    """A pause that is still open reaches to the moment at which one looks."""


def timeline(rule: ClockRule, facts: CaseFacts, now: datetime) -> Timeline | None:
    """The course of ``rule`` in this case, or None where it has not started."""
    milestones = sorted(facts.milestones, key=lambda milestone: milestone.at)
    start = _start(rule, milestones)
    if start is None:
        return None
    stopped_at = next((m.at for m in milestones if m.kind in rule.stop and m.at >= start.at), None)
    until = now if stopped_at is None else stopped_at
    pauses, paused_since = _pauses(rule, milestones, until)
    return Timeline(start.at, start.kind, stopped_at, None if stopped_at else paused_since, pauses)


def _start(rule: ClockRule, milestones: list[Milestone]) -> Milestone | None:
    """The first starting milestone, or the last one after it that starts the clock anew (令121 art. 35)."""
    start = next((m for m in milestones if m.kind in rule.start), None)
    if start is None:
        return None
    again = [m for m in milestones if m.kind in rule.restart and m.at > start.at]
    return again[-1] if again else start


def _pauses(
    rule: ClockRule, milestones: list[Milestone], until: datetime
) -> tuple[tuple[Interval, ...], datetime | None]:
    """All pauses up to ``until``, and since when the clock stands paused there."""
    closed: list[Interval] = []
    open_since: list[datetime] = []
    for pause in rule.pauses:
        since: datetime | None = None
        for milestone in milestones:
            if milestone.at > until:
                break
            if since is None and milestone.kind == pause.start:
                since = milestone.at
            elif since is not None and milestone.kind == pause.stop:
                closed.append(Interval(since, milestone.at))
                since = None
        if since is not None:
            open_since.append(since)
            closed.append(Interval(since, until))
    return tuple(closed), min(open_since, default=None)

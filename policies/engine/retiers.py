"""How the time limits of a case stood under each tier that it was put into (P17, T6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.clocks import clock_states
from policies.engine.facts import CaseFacts
from policies.engine.pack import Pack


@dataclass(frozen=True, slots=True)
class TieredDue:
    """The end of one clock while the case was in one tier, always counted from the start of the clock."""

    clock: str
    tier: str | None
    """None: not classified yet, the strictest tier held."""
    since: datetime
    due_at: datetime


def tier_history(
    *, pack: Pack, facts: CaseFacts, calendar: CalendarTable, now: datetime
) -> tuple[TieredDue, ...]:
    """Every clock with lengths by tier, under each tier of the case's history, oldest first."""
    ways = [(None, facts.received_at), *((one.tier, one.at) for one in facts.tiers)]
    return tuple(
        TieredDue(state.id, tier, since, state.due.due_at)
        for tier, since in ways
        for state in clock_states(
            pack=pack, facts=replace(facts, tier=tier), calendar=calendar, now=now, explain=False
        )
        if pack.clocks[state.id].tiers
    )

"""What the public is told of a case's clocks (R14): a date for what runs, a rule in words for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.clocks import clock_applies, clock_states
from policies.engine.facts import CaseFacts, ClockState, Step
from policies.engine.pack import ClockRule, Label, Pack, Promise


@dataclass(frozen=True, slots=True)
class PromisedDate:
    """A legal clock that runs, whose end the filer experiences."""

    clock: str
    label: Label
    due_at: datetime
    provisional: bool
    explanation: tuple[Step, ...]
    cites: tuple[str, ...]
    rule: Label
    """The rule in words that stands beside the date."""


@dataclass(frozen=True, slots=True)
class PromisedRule:
    """A legal clock that does not run (not yet, or paused): its rule in words."""

    clock: str
    label: Label
    rule: Label
    cites: tuple[str, ...]


def promises(
    *, pack: Pack, facts: CaseFacts, calendar: CalendarTable, now: datetime, explain: bool = True
) -> tuple[PromisedDate | PromisedRule, ...]:
    """The promises of the case in the order of its clocks; none for what is done or once it is finished.

    Internal targets are never promised, whatever the pack says of them.
    """
    states = clock_states(pack=pack, facts=facts, calendar=calendar, now=now, explain=explain)
    return promises_from(pack=pack, facts=facts, states=states)


def promises_from(
    *, pack: Pack, facts: CaseFacts, states: Iterable[ClockState]
) -> tuple[PromisedDate | PromisedRule, ...]:
    """As ``promises``, from clocks that were computed already."""
    known = {state.id: state for state in states}
    business = pack.business_types[facts.business_type]
    is_finished = pack.workflows[business.workflow].states[facts.state].final
    result: list[PromisedDate | PromisedRule] = []
    for clock in business.clocks:
        rule, state = pack.clocks[clock], known.get(clock)
        if (
            rule.promise is None
            or not rule.legal
            or is_finished
            or (state is not None and not state.is_running)
        ):
            continue
        if state is not None and state.paused_since is None:
            result.append(_dated(state, rule, rule.promise))
        elif state is not None or clock_applies(clock, pack, facts):
            result.append(PromisedRule(clock, rule.promise.label, rule.promise.rule, rule.cites))
    return tuple(result)


def _dated(state: ClockState, rule: ClockRule, promise: Promise) -> PromisedDate:
    due = state.due
    return PromisedDate(
        clock=state.id,
        label=promise.label,
        due_at=due.due_at,
        provisional=due.provisional,
        explanation=due.explanation,
        cites=rule.cites,
        rule=promise.rule,
    )

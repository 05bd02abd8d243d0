"""The steps of a past case under a rulebook: who may take them, and which approvals stand between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from policies.engine.pack import Pack, Transition, Verb, Workflow

APPROVING = frozenset({Verb.SIGN_OFF})
"""Steps by which somebody else lets a case go on."""


class Objection(StrEnum):
    """Why a step that was taken would not have been taken so."""

    ANOTHER = "another"
    """Somebody with another role would have taken it."""
    APPROVAL = "approval"
    """Somebody would have had to approve first."""
    IMPOSSIBLE = "impossible"
    """There is no such step, or no way that leads to it."""
    PERSON = "person"
    """Somebody else, who had not taken an earlier step, would have had to take it (T31)."""
    CONDITION = "condition"
    """The step would not have been open to this case at that moment."""


class Objected(NamedTuple):
    """One objection to one step; ``roles`` are those that may take it, or the step of approval."""

    step: str
    why: Objection
    roles: tuple[str, ...] = ()
    approval: str = ""


def objections(
    pack: Pack, business_type: str, taken: Sequence[tuple[str, frozenset[str]]]
) -> frozenset[Objected]:
    """What a rulebook has against steps taken in this order by people with these roles.

    A step that is out of place is taken to have come by the shortest way, and every approval on that way that
    nobody gave is objected to. Conditions of steps are not looked at here.
    """
    workflow = pack.workflows[pack.business_types[business_type].workflow]
    return frozenset(_objections(pack, workflow, taken))


def _objections(
    pack: Pack, workflow: Workflow, taken: Sequence[tuple[str, frozenset[str]]]
) -> Iterator[Objected]:
    state = workflow.initial
    for step, roles in taken:
        transition = workflow.transitions.get(step)
        if transition is None:
            yield Objected(step, Objection.IMPOSSIBLE)
            continue
        lacking = _lacking(pack, transition, roles)
        if lacking:
            yield Objected(step, Objection.ANOTHER, lacking)
        if state not in transition.from_states:
            state, way = _way(workflow, state, transition.from_states)
            if way is None:
                yield Objected(step, Objection.IMPOSSIBLE)
            for code in way or ():
                if workflow.transitions[code].verb in APPROVING:
                    yield Objected(step, Objection.APPROVAL, workflow.transitions[code].roles, code)
        state = transition.to or state


def _lacking(pack: Pack, transition: Transition, roles: frozenset[str]) -> tuple[str, ...]:
    """The roles of which whoever has ``roles`` would need one; none where he or she may take the step.

    An extension is besides for whoever the clock names (R13).
    """
    if roles.isdisjoint(transition.roles):
        return transition.roles
    rule = pack.clocks.get(transition.clock or "") if transition.verb is Verb.EXTEND else None
    if rule is None or rule.extension is None or rule.extension.approver in roles:
        return ()
    return (rule.extension.approver,)


def _way(workflow: Workflow, state: str, goals: Sequence[str]) -> tuple[str, tuple[str, ...] | None]:
    """The nearest of ``goals`` and the fewest steps that lead there; the first and None where nothing does."""
    ways: dict[str, tuple[str, ...]] = {state: ()}
    waiting = deque([state])
    while waiting:
        here = waiting.popleft()
        for code, transition in workflow.transitions.items():
            there = transition.to
            if there is None or here not in transition.from_states or there in ways:
                continue
            ways[there] = (*ways[here], code)
            if there in goals:
                return there, ways[there]
            waiting.append(there)
    return goals[0], None

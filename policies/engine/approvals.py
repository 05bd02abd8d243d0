"""Whose word a step needs, by when, and what it means that it is missing (P19, T3, T8, R16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due
from policies.engine.governing import concerns, holds
from policies.engine.pack import Approval, ApprovalPosition, Label, Pack


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """One approval of a case: who gives it, since when it is awaited, whether it was given."""

    code: str
    label: Label
    step: str
    role: str
    delegates: tuple[str, ...]
    asked_at: datetime | None
    due: Due | None
    given_at: datetime | None
    enforced: bool
    cites: tuple[str, ...]

    def is_overdue(self, now: datetime) -> bool:
        """Whether whoever approves took, or is taking, longer than the approval's own time limit."""
        return self.due is not None and (self.given_at or now) > self.due.due_at


def approval_states(*, pack: Pack, facts: CaseFacts, calendar: CalendarTable) -> tuple[ApprovalState, ...]:
    """Every approval that the case needs on its way, in the order of the pack."""
    return tuple(
        _state(code, one, pack, facts, calendar)
        for code, one in pack.approvals.items()
        if _is_needed(one, pack, facts)
    )


def missing_approvals(*, pack: Pack, facts: CaseFacts, step: str) -> tuple[tuple[str, Approval], ...]:
    """The approvals that have to come before ``step`` and were not given."""
    return tuple(
        (code, one)
        for code, one in pack.approvals.items()
        if one.step == step
        and one.position is ApprovalPosition.BEFORE
        and _is_needed(one, pack, facts)
        and _given_at(one, facts) is None
    )


def may_approve(*, pack: Pack, code: str, roles: frozenset[str], is_delegated: bool = False) -> bool:
    """Whether somebody with ``roles`` may give the approval, if need be because it was delegated."""
    one = pack.approvals[code]
    return one.role in roles or (is_delegated and not roles.isdisjoint(one.delegates))


def acting_roles(*, pack: Pack, role: str, holders: frozenset[str]) -> tuple[str, ...]:
    """The roles that act for ``role``: itself where somebody holds it, else its deputies who are held (P18)."""
    if role in holders:
        return (role,)
    return tuple(deputy for deputy in pack.roles[role].deputies if deputy in holders)


def _is_needed(one: Approval, pack: Pack, facts: CaseFacts) -> bool:
    workflow = pack.workflows[pack.business_types[facts.business_type].workflow]
    return (
        one.step in workflow.transitions
        and concerns(one.business_types, facts.business_type)
        and concerns(one.tiers, facts.tier)
        and holds(one.when, pack, facts, undecided=True)
    )


def _state(code: str, one: Approval, pack: Pack, facts: CaseFacts, calendar: CalendarTable) -> ApprovalState:
    asked_at = facts.first(*one.asked)
    due = None
    if asked_at is not None and one.limit is not None:
        due = due_after(span=one.limit, since=asked_at, pack=pack, calendar=calendar)
    return ApprovalState(
        code=code,
        label=one.label,
        step=one.step,
        role=one.role,
        delegates=one.delegates,
        asked_at=asked_at,
        due=due,
        given_at=_given_at(one, facts),
        enforced=one.enforced,
        cites=one.cites,
    )


def _given_at(one: Approval, facts: CaseFacts) -> datetime | None:
    return facts.first(*one.given)

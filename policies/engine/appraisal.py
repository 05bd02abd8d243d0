"""考核: scores, commendation and accountability (P39, R31); measures against causes (P41)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, ClockState, Due
from policies.engine.governing import governing
from policies.engine.pack import AccountabilityTrigger, Indicator, Label, Pack


@dataclass(frozen=True, slots=True)
class Score:
    """An appraisal: the whole in per cent, and each indicator's share of its own weight."""

    total: Decimal | None
    """None where nothing could be measured."""
    shares: Mapping[str, Decimal]
    commended: bool
    signed_by: str | None


@dataclass(frozen=True, slots=True)
class Accountable:
    """Something in a case that calls for an account."""

    trigger: str
    label: Label
    at: datetime
    reply_due: Due | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """What learning from cases asks for."""

    needs_cause: bool
    """Whether the case must have a cause coded by now."""
    causes: tuple[str, ...]
    owner: str
    verifier: str | None


def score(*, pack: Pack, business_type: str, figures: Mapping[str, Decimal]) -> Score | None:
    """The score of a unit or person over a period; an indicator without a figure does not count."""
    rule = governing(pack, business_type, lambda rules: rules.appraisal)
    if rule is None:
        return None
    shares = {code: _share(one, figures[code]) for code, one in rule.indicators.items() if code in figures}
    weight = sum(rule.indicators[code].weight for code in shares)
    total = None
    if weight:
        reached = sum(
            (rule.indicators[code].weight * share for code, share in shares.items()), start=Decimal(0)
        )
        total = (100 * reached / weight).quantize(Decimal("0.1"), ROUND_HALF_UP)
    commended = total is not None and rule.commend_from is not None and total >= rule.commend_from
    return Score(total, shares, commended, rule.signed_by)


def accountable(
    *, pack: Pack, facts: CaseFacts, states: Sequence[ClockState], calendar: CalendarTable, now: datetime
) -> tuple[Accountable, ...]:
    """What in this case calls for an account now. Whether it is laid at somebody's door is for people."""
    rule = governing(pack, facts.business_type, lambda rules: rules.appraisal)
    found = []
    for code, trigger in (rule.accountability if rule is not None else {}).items():
        moments = sorted(_moments(trigger, pack, facts, states, calendar, now))
        if len(moments) >= trigger.times:
            at = moments[trigger.times - 1]
            reply = (
                None
                if trigger.right_of_reply is None
                else due_after(span=trigger.right_of_reply, since=at, pack=pack, calendar=calendar)
            )
            found.append(Accountable(code, trigger.label, at, reply, trigger.cites))
    return tuple(found)


def measures(*, pack: Pack, facts: CaseFacts, cause: str | None) -> Measures | None:
    """What the pack asks about the cause of a case (P41); None where it asks nothing."""
    rule = governing(pack, facts.business_type, lambda rules: rules.improvement)
    if rule is None:
        return None
    needs = cause is None and facts.first(*rule.required_on) is not None
    return Measures(needs, rule.causes or tuple(pack.causes), rule.owner, rule.verifier)


def measure_is_due(*, pack: Pack, business_type: str, cases: int) -> bool:
    """Whether so many cases of one cause in a period call for a measure."""
    rule = governing(pack, business_type, lambda rules: rules.improvement)
    return rule is not None and cases >= rule.threshold


def verification_due(
    *, pack: Pack, business_type: str, done_at: datetime, calendar: CalendarTable
) -> Due | None:
    """When it is checked whether a measure held; None where the pack sets no time."""
    rule = governing(pack, business_type, lambda rules: rules.improvement)
    if rule is None or rule.verify_after is None:
        return None
    return due_after(span=rule.verify_after, since=done_at, pack=pack, calendar=calendar)


def is_recurrence(
    *, pack: Pack, business_type: str, done_at: datetime, received_at: datetime, calendar: CalendarTable
) -> bool:
    """Whether a case of the same cause that came after a measure shows that it did not hold (R32)."""
    rule = governing(pack, business_type, lambda rules: rules.improvement)
    if rule is None or rule.recurrence is None or received_at <= done_at:
        return False
    return received_at <= due_after(span=rule.recurrence, since=done_at, pack=pack, calendar=calendar).due_at


def _share(one: Indicator, figure: Decimal) -> Decimal:
    """How much of its weight a figure earns: all at the target, nothing at the worst, in between its part."""
    share = (figure - one.worst) / (one.target - one.worst)
    return min(max(share, Decimal(0)), Decimal(1))


def _moments(
    trigger: AccountabilityTrigger,
    pack: Pack,
    facts: CaseFacts,
    states: Sequence[ClockState],
    calendar: CalendarTable,
    now: datetime,
) -> list[datetime]:
    found = [m.at for m in facts.milestones if m.kind in trigger.milestones]
    for state in states:
        if state.id not in trigger.clocks:
            continue
        since = state.due.due_at
        if trigger.overdue_by is not None:
            since = due_after(span=trigger.overdue_by, since=since, pack=pack, calendar=calendar).due_at
        if (state.stopped_at or now) > since:
            found.append(since)
    return found

"""Whether a step is lawful, what follows from it, and which steps are open (architecture.md part 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from policies.engine.calendar import CalendarTable
from policies.engine.clocks import clock_states
from policies.engine.facts import Accepted, Action, CaseFacts, Command, Milestone, Refusal, Refused
from policies.engine.governing import holds
from policies.engine.inputs import is_blank, offered_inputs, refused_inputs, values_asked
from policies.engine.pack import BusinessType, FieldKind, Label, Pack, State, Transition, Verb, Workflow
from policies.engine.severity import TierEffects, tier_effects
from policies.engine.step_rules import breaches_of_order, refused_by_rules, told_of_extension
from policies.engine.timeline import timeline
from policies.engine.wording import listed, text

_ABOUT_EXTENSIONS = frozenset({Verb.EXTEND, Verb.ASK_EXTENSION})


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where a case stands in its pack."""

    pack: Pack
    business: BusinessType
    workflow: Workflow
    state: State
    facts: CaseFacts
    actor: str | None
    """The person who would act, by the key of ``facts.taken``; None: not known, and then not judged."""


def decide(
    *, pack: Pack, facts: CaseFacts, command: Command, now: datetime, calendar: CalendarTable | None = None
) -> Accepted | Refused:
    """What follows from ``command``, or every reason why it may not be.

    Reasons about duty, state and condition come alone; only a step that is open is told what its inputs lack.
    With ``calendar``, an extension of a time limit that is already over is refused: it would not count.
    """
    ground = _ground(pack, facts, command.actor)
    transition = ground.workflow.transitions.get(command.transition)
    if transition is None:
        return Refused((Refusal("unknown-transition", text("没有这一步骤", "There is no such step")),))
    closed = _why_closed(ground, transition, command.roles)
    if closed is None and calendar is not None:
        closed = _why_too_late(ground, transition, calendar, now)
    if closed is not None:
        return Refused((closed,))
    reasons = tuple(_why_lacking(ground, transition, command))
    return Refused(reasons) if reasons else _accepted(ground, transition, command, now)


def available(
    *, pack: Pack, facts: CaseFacts, roles: frozenset[str], actor: str | None = None
) -> tuple[Action, ...]:
    """The steps that somebody with ``roles`` may take now, in the order of the pack.

    Steps that another person has to take are left out where ``actor`` says who would (T31).
    """
    ground = _ground(pack, facts, actor)
    return tuple(
        Action(
            id=code,
            verb=transition.verb,
            label=transition.label,
            hint=transition.hint,
            inputs=offered_inputs(pack, ground.business, transition),
            cites=transition.cites,
        )
        for code, transition in ground.workflow.transitions.items()
        if _closed_by(ground, transition, roles) is None
    )


def _ground(pack: Pack, facts: CaseFacts, actor: str | None) -> _Ground:
    business = pack.business_types[facts.business_type]
    workflow = pack.workflows[business.workflow]
    return _Ground(pack, business, workflow, workflow.states[facts.state], facts, actor)


def _closed_by(ground: _Ground, transition: Transition, roles: frozenset[str]) -> str | None:
    """The code of what keeps the step closed, whatever is typed; None where it is open."""
    if roles.isdisjoint(transition.roles):
        return "no-duty"
    if ground.facts.state not in transition.from_states:
        return "wrong-state"
    if not holds(transition.when, ground.pack, ground.facts):
        return "condition-not-met"
    if _took_part(ground, transition):
        return "other-person"
    if transition.verb in _ABOUT_EXTENSIONS and not _is_extendable(ground, transition, roles):
        return "no-extension"
    return None


def _took_part(ground: _Ground, transition: Transition) -> bool:
    """Whether the person took one of the steps whose taker may not take this one (T31)."""
    return any(
        taken.actor == ground.actor and taken.step in transition.other_than for taken in ground.facts.taken
    )


def _why_closed(ground: _Ground, transition: Transition, roles: frozenset[str]) -> Refusal | None:
    """Why the step is not open at all, in words."""
    code = _closed_by(ground, transition, roles)
    return (
        None
        if code is None
        else Refusal(code, _WORDING[code](ground, transition, roles), cites=transition.cites)
    )


def _no_duty(ground: _Ground, transition: Transition, _roles: frozenset[str]) -> Label:
    holders = listed(ground.pack.roles[role].label for role in transition.roles)
    return text(
        f"“{transition.label.zh_hans}”由{holders.zh_hans}办理",
        f"“{transition.label.en}” is for: {holders.en}",
    )


def _wrong_state(ground: _Ground, transition: Transition, roles: frozenset[str]) -> Label:
    open_now = listed(
        other.label
        for other in ground.workflow.transitions.values()
        if _closed_by(ground, other, roles) is None
    )
    possible = (
        text(f"现在可以：{open_now.zh_hans}", f"Possible now: {open_now.en}")
        if open_now.en
        else text("现在没有您可以办理的步骤", "There is nothing for you to do now")
    )
    return text(
        f"案件现处于“{ground.state.label.zh_hans}”，不能“{transition.label.zh_hans}”。{possible.zh_hans}。",
        f"The case is at “{ground.state.label.en}”; “{transition.label.en}” is not possible. {possible.en}.",
    )


def _condition_not_met(_ground: _Ground, transition: Transition, _roles: frozenset[str]) -> Label:
    return text(
        f"本案现在不具备“{transition.label.zh_hans}”的条件",
        f"The case does not meet the condition of “{transition.label.en}” now",
    )


def _other_person(ground: _Ground, transition: Transition, _roles: frozenset[str]) -> Label:
    steps = ground.workflow.transitions
    done = listed(steps[code].label for code in transition.other_than if code in steps)
    return text(
        f"“{transition.label.zh_hans}”须由未经办“{done.zh_hans}”的人员办理",
        f"“{transition.label.en}” is for somebody who did not take: {done.en}",
    )


def _no_extension(_ground: _Ground, _transition: Transition, _roles: frozenset[str]) -> Label:
    return text("这个时限现在不能延长", "This time limit cannot be extended now")


_WORDING: dict[str, Callable[[_Ground, Transition, frozenset[str]], Label]] = {
    "no-duty": _no_duty,
    "wrong-state": _wrong_state,
    "condition-not-met": _condition_not_met,
    "no-extension": _no_extension,
    "other-person": _other_person,
}


def _why_lacking(ground: _Ground, transition: Transition, command: Command) -> Iterator[Refusal]:
    """What the inputs lack, field by field, and which acceptance conditions are not met."""
    yield from refused_inputs(ground.pack, ground.business, transition, ground.facts, command.values)
    if transition.needs_conditions:
        yield from _unmet_conditions(ground, transition, command.values)
    yield from refused_by_rules(
        pack=ground.pack,
        facts=ground.facts,
        step=command.transition,
        asked=values_asked(ground.pack, transition, ground.facts, command.values),
        roles=command.roles,
    )


def _unmet_conditions(
    ground: _Ground, transition: Transition, values: Mapping[str, Any]
) -> Iterator[Refusal]:
    """One reason per acceptance condition that is neither true by its expression nor ticked (P13)."""
    checklist = next(
        (c for c in transition.inputs if ground.pack.fields[c].kind is FieldKind.CHECKLIST), None
    )
    ticked = values.get(checklist) if checklist is not None else None
    for code in ground.business.conditions:
        condition = ground.pack.conditions[code]
        if condition.expression is None:
            is_met = code in ticked if isinstance(ticked, list | tuple | set | frozenset) else False
        else:
            is_met = holds(condition.expression, ground.pack, ground.facts)
        if not is_met:
            words = text(
                f"条件未满足：{condition.label.zh_hans}", f"This condition is not met: {condition.label.en}"
            )
            yield Refusal("acceptance-condition", words, checklist, condition.cites)


def _accepted(ground: _Ground, transition: Transition, command: Command, now: datetime) -> Accepted:
    pack, to_state = ground.pack, transition.to or ground.facts.state
    asked = values_asked(pack, transition, ground.facts, command.values)
    changes = {slot: value for code, value in asked.items() if (slot := pack.fields[code].binds) is not None}
    tier = changes.get("case.tier", ground.facts.tier)
    effects = TierEffects() if tier in (None, ground.facts.tier) else tier_effects(pack=pack, tier=tier)
    milestones = _distinct((*transition.milestones, *effects.milestones))
    after = replace(
        ground.facts,
        state=to_state,
        tier=tier,
        milestones=(*ground.facts.milestones, *(Milestone(kind, now) for kind in milestones)),
        values={**ground.facts.values, **asked},
    )
    state = ground.workflow.states[to_state]
    breaches = breaches_of_order(pack=pack, facts=ground.facts, step=command.transition)
    return Accepted(
        verb=transition.verb,
        to_state=to_state,
        stage=state.stage,
        is_final=state.final,
        milestones=milestones,
        changes=changes,
        letters=tuple(code for code in transition.letters if holds(pack.letters[code].when, pack, after)),
        breaches=breaches,
        cites=_distinct((*transition.cites, *_cites_of_reasons(pack, asked))),
        told=effects.told,
        informs=(*effects.audiences, *told_of_extension(pack=pack, transition=transition)),
    )


def _cites_of_reasons(pack: Pack, asked: Mapping[str, Any]) -> Iterator[str]:
    for code, value in asked.items():
        if pack.fields[code].kind is FieldKind.REASON and not is_blank(value):
            yield from pack.reasons[value].cites


def _distinct(cites: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cites))


def _why_too_late(
    ground: _Ground, transition: Transition, calendar: CalendarTable, now: datetime
) -> Refusal | None:
    if transition.verb not in _ABOUT_EXTENSIONS:
        return None
    states = clock_states(pack=ground.pack, facts=ground.facts, calendar=calendar, now=now, explain=False)
    over = next((s.due.due_at for s in states if s.id == transition.clock and s.is_breached(now)), None)
    if over is None:
        return None
    words = text(
        f"时限已于 {over:%Y-%m-%d %H:%M} 届满，不能再延长",
        f"The time limit ended on {over:%Y-%m-%d %H:%M} and cannot be extended any more",
    )
    return Refusal("too-late", words, cites=transition.cites)


def _is_extendable(ground: _Ground, transition: Transition, roles: frozenset[str]) -> bool:
    """Whether the step's clock runs, and may be extended once more in this tier on this word (R13)."""
    clock, facts = transition.clock, ground.facts
    rule = ground.pack.clocks[clock] if clock is not None else None
    if rule is None or rule.extension is None:
        return False
    extension = rule.extension
    if transition.verb is Verb.EXTEND and extension.approver not in roles:
        return False
    course = timeline(rule, facts, facts.received_at)
    if (
        course is None
        or course.stopped_at is not None
        or (extension.tiers and facts.tier not in extension.tiers)
    ):
        return False
    granted = sum(1 for grant in facts.extensions if grant.clock == clock and grant.at >= course.started_at)
    return granted < extension.times

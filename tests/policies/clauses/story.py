"""A case of a shipped rulebook, driven step by step through the engine on real dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from policies.calendars import shipped_calendar
from policies.engine.clocks import clock_states
from policies.engine.facts import (
    Accepted,
    CaseFacts,
    ClockState,
    Command,
    GrantedExtension,
    Milestone,
    Refusal,
    Refused,
    Taken,
)
from policies.engine.inputs import is_asked
from policies.engine.pack import BusinessType, FieldKind, FieldSpec, Pack, Requirement, Span, Transition, Verb
from policies.engine.promises import PromisedDate, PromisedRule, promises
from policies.engine.transitions import available, decide
from policies.loading import load_pack


class Story:
    """One case from its receipt on. Moments are local times of the pack's zone, ``2026-04-30 16:00``."""

    def __init__(self, pack_id: str, line: str, received: str, **facts: Any) -> None:
        self.pack: Pack = load_pack(pack_id)
        self.line: BusinessType = self.pack.business_types[line]
        self.calendar = shipped_calendar(self.pack.calendar)
        self.now = self.at(received)
        self.accepted: Accepted | None = None
        self.facts = CaseFacts(
            business_type=line,
            state=self.pack.workflows[self.line.workflow].initial,
            received_at=self.now,
            milestones=tuple(Milestone(kind, self.now) for kind in self.line.receipt_milestones),
            **facts,
        )

    def at(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(self.pack.zone))

    @property
    def steps(self) -> Mapping[str, Transition]:
        return self.pack.workflows[self.line.workflow].transitions

    def do(
        self,
        step: str,
        moment: str,
        values: Mapping[str, Any] | None = None,
        role: str | None = None,
        by: str | None = None,
    ) -> Story:
        """Take a step as the first role that may, with whatever it asks for filled in; it has to be lawful.

        ``by`` is the person, where a later step asks who took this one (T31).
        """
        verdict = self._decide(step, moment, self._filled(step, values or {}), role, by)
        assert isinstance(verdict, Accepted), f"{step}: {verdict}"
        granted = (self._granted(step, verdict),) if verdict.verb is Verb.EXTEND else ()
        self.accepted = verdict
        self.facts = replace(
            self.facts,
            state=verdict.to_state,
            tier=verdict.changes.get("case.tier", self.facts.tier),
            milestones=(*self.facts.milestones, *(Milestone(kind, self.now) for kind in verdict.milestones)),
            extensions=(*self.facts.extensions, *granted),
            taken=(*self.facts.taken, *((Taken(step, by, self.now),) if by else ())),
        )
        return self

    def walk(self, *steps: tuple[str, str]) -> Story:
        """Several steps, each with its moment."""
        for step, moment in steps:
            self.do(step, moment)
        return self

    def refusals(
        self,
        step: str,
        moment: str,
        values: Mapping[str, Any] | None = None,
        role: str | None = None,
        by: str | None = None,
    ) -> list[Refusal]:
        """Why the step may not be taken; empty where it may. Nothing happens to the case."""
        known = self._filled(step, values or {}) if step in self.steps else values or {}
        verdict = self._decide(step, moment, known, role, by)
        return list(verdict.reasons) if isinstance(verdict, Refused) else []

    def refused(
        self,
        step: str,
        moment: str,
        values: Mapping[str, Any] | None = None,
        role: str | None = None,
        by: str | None = None,
    ) -> list[str]:
        """The codes of ``refusals``."""
        return [refusal.code for refusal in self.refusals(step, moment, values, role, by)]

    def open_to(self, *roles: str) -> list[str]:
        """The steps that somebody with ``roles`` could take now."""
        return [a.id for a in available(pack=self.pack, facts=self.facts, roles=frozenset(roles))]

    def clock(self, clock: str, moment: str | None = None) -> ClockState | None:
        now = self.at(moment) if moment else self.now
        states = clock_states(pack=self.pack, facts=self.facts, calendar=self.calendar, now=now)
        return next((state for state in states if state.id == clock), None)

    def due(self, clock: str, moment: str | None = None) -> str | None:
        """When the clock ends, to the minute in the pack's zone; None where it does not run yet."""
        state = self.clock(clock, moment)
        return None if state is None else f"{state.due.due_at.astimezone(ZoneInfo(self.pack.zone)):%F %H:%M}"

    def is_kept(self, clock: str, moment: str | None = None) -> bool:
        """Whether the clock has stopped, and in time."""
        state = self.clock(clock, moment)
        now = self.at(moment) if moment else self.now
        return state is not None and not state.is_running and not state.is_breached(now)

    def is_late(self, clock: str, moment: str | None = None) -> bool:
        state = self.clock(clock, moment)
        return state is not None and state.is_breached(self.at(moment) if moment else self.now)

    def promised(self, moment: str | None = None) -> dict[str, str]:
        """What the public is told: a date for what runs, ``rule`` for what is to come (R14)."""
        now = self.at(moment) if moment else self.now
        told = promises(pack=self.pack, facts=self.facts, calendar=self.calendar, now=now)
        return {one.clock: self._told(one) for one in told}

    def _told(self, one: PromisedDate | PromisedRule) -> str:
        if isinstance(one, PromisedRule):
            return "rule"
        return f"{one.due_at.astimezone(ZoneInfo(self.pack.zone)):%F}"

    def _decide(
        self, step: str, moment: str, values: Mapping[str, Any], role: str | None, by: str | None
    ) -> Accepted | Refused:
        self.now = self.at(moment)
        roles = frozenset(
            {role} if role else self.steps[step].roles if step in self.steps else self.pack.roles
        )
        command = Command(step, roles, values, by)
        return decide(pack=self.pack, facts=self.facts, command=command, now=self.now, calendar=self.calendar)

    def _granted(self, step: str, verdict: Accepted) -> GrantedExtension:
        clock = str(self.steps[step].clock)
        rule, amount = self.pack.clocks[clock].extension, verdict.changes.get("extension.amount")
        span = Span(amount=int(amount), unit=rule.span.unit) if rule and amount is not None else None
        return GrantedExtension(clock, self.now, span)

    def _filled(self, step: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """``values`` and an answer to everything else that the step insists on; None leaves a field blank."""
        filled = dict(values)
        for key in self.steps[step].inputs:
            spec = self.pack.fields[key]
            is_open = key not in filled and spec.required is Requirement.HARD
            if is_open and is_asked(self.pack, spec, self.facts, filled):
                filled[key] = self._answer(spec)
        return filled

    def _answer(self, spec: FieldSpec) -> Any:
        if spec.kind is FieldKind.CHECKLIST:
            return list(self.line.conditions)
        if spec.kind is FieldKind.MULTI_CHOICE:
            return list(spec.choices)
        if spec.kind is FieldKind.REASON:
            return self.line.reasons[0]
        if spec.kind is FieldKind.TIER:
            return self.line.tiers[0]
        if spec.kind in (FieldKind.MONEY, FieldKind.NUMBER):
            return 100 if spec.maximum is None else min(100, spec.maximum)
        return next(iter(spec.choices), "说明")


def asked(pack_id: str, line: str) -> dict[str, FieldSpec]:
    """The fields of a line's public form by key."""
    pack = load_pack(pack_id)
    form = pack.forms[pack.business_types[line].form]
    return {key: pack.fields[key] for step in form.steps.values() for key in step.fields}


def channels(pack_id: str, line: str) -> dict[str, str]:
    """The channels of a line with their kinds."""
    pack = load_pack(pack_id)
    return {code: pack.channels[code].kind.value for code in pack.business_types[line].channels}

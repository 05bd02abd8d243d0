"""Every step of a rulebook, taken once on real dates: what each asks, who may, what follows, which time runs.

The way through a pack is found once, in the pack as it is shipped; walking it again shows any other answer.
``python -m tests.policies.clauses.courses`` writes the records anew, for somebody to read the difference.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from policies.calendars import shipped_calendar
from policies.engine.clocks import clock_states, due_at
from policies.engine.facts import (
    Accepted,
    CaseFacts,
    ClockState,
    Command,
    GrantedExtension,
    Milestone,
    Refused,
    Taken,
)
from policies.engine.inputs import offered_inputs
from policies.engine.pack import ClockRule, FieldSpec, Pack, Roll, Span
from policies.engine.promises import PromisedDate, promises
from policies.engine.step_rules import told_of_extension
from policies.engine.transitions import decide
from policies.loading import load_pack, shipped_packs
from tests.policies.clauses.standing_rules import pack_rules, standing_rules
from tests.policies.clauses.story import Story, asked

RECORDS = Path(__file__).resolve().parents[2] / "golden" / "rulebooks"
WHOLE = [summary.id for summary in shipped_packs() if not summary.fragment]
BEGIN = "2026-04-27 16:10"
HOURS_PER_STEP = 5
MILESTONE = re.compile(r"'([a-z-]+)' in facts\.milestones")
FIRST_DAY = "2026-01-01T10:00"


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of the way: after which leg, which step, with which tier where it sets one."""

    after: int
    step: str
    depth: int


@dataclass(frozen=True, slots=True)
class Way:
    """How a line of business is gone through, from one kind of filing."""

    line: str
    facts: Mapping[str, Any]
    tier: str | None
    legs: tuple[Leg, ...]


def record_of(pack_id: str) -> Iterator[str]:
    """The whole record of a pack, line by line: what is quickly told first."""
    pack = load_pack(pack_id)
    yield pack_id
    for line in pack.business_types:
        yield from ("", *_filing(pack_id, line))
    yield from ("", *_limits(pack, limit_days(pack_id)))
    for line in pack.business_types:
        yield from ("", f"== {line}: what its clocks heed", *_heeded(pack_id, line))
    for way in ways(pack_id):
        yield ""
        yield from _walked(pack_id, way)
    for line in pack.business_types:
        yield ""
        yield from _stood(pack_id, line)
    yield from ("", "== of the whole pack", *pack_rules(pack))


# ---- the way, found once


@lru_cache(maxsize=64)
def ways(pack_id: str) -> tuple[Way, ...]:
    """Ways that together take every step from every state that it can be taken from."""
    pack = load_pack(pack_id)
    found: list[Way] = []
    for line, spec in pack.business_types.items():
        taken: set[tuple[str, str, bool]] = set()
        for tier in spec.tiers or (None,):
            for facts in _kinds(pack, line):
                way = _way(pack_id, line, tier, facts, taken)
                if way.legs:
                    found.append(way)
    return tuple(found)


def _kinds(pack: Pack, line: str) -> Iterator[dict[str, Any]]:
    yield {}
    text = str(pack.workflows[pack.business_types[line].workflow].model_dump())
    text += "".join(pack.clocks[code].when or "" for code in pack.business_types[line].clocks)
    if "named" in text:
        yield {"named": False}
    if "wants_reply" in text:
        yield {"wants_reply": False}
    if "facts.channel" in text:
        yield from ({"channel": code} for code in pack.business_types[line].channels)


def _way(
    pack_id: str, line: str, tier: str | None, facts: dict[str, Any], taken: set[tuple[str, str, bool]]
) -> Way:
    legs: list[Leg] = []
    known = frozenset(taken)
    root = _begun(pack_id, line, facts)
    waiting: deque[tuple[int, Story, int]] = deque([(-1, root, 0)])
    seen: set[tuple[str, str, frozenset[str]]] = set()
    telling = "".join(step.when or "" for step in root.steps.values())
    telling += "".join(f"'{kind}'" for code in root.line.clocks for kind in root.pack.clocks[code].restart)
    while waiting and len(legs) < 3000:
        index, story, depth = waiting.popleft()
        happened = frozenset(m.kind for m in story.facts.milestones if f"'{m.kind}'" in telling)
        key = (story.facts.state, story.facts.tier or "", happened)
        if key in seen:
            continue
        seen.add(key)
        for step in story.open_to(*story.pack.roles):
            after = _stepped(story, step, depth, tier)
            if after is None:
                continue
            taken.add(_edge(story, step))
            legs.append(Leg(index, step, depth + 1))
            waiting.append((len(legs) - 1, after, depth + 1))
    return Way(line, facts, tier, _needed(legs, root, tier, known))


def _needed(
    legs: list[Leg], root: Story, tier: str | None, known: frozenset[tuple[str, str, bool]]
) -> tuple[Leg, ...]:
    """The legs that take a step from a state for the first time, and those before them."""
    stories: dict[int, Story] = {-1: root}
    first = set(known)
    kept: set[int] = set()
    for index, leg in enumerate(legs):
        before = stories[leg.after]
        stories[index] = _stepped(before, leg.step, leg.depth - 1, tier) or before
        edge = _edge(before, leg.step)
        if edge not in first:
            first.add(edge)
            at = index
            while at >= 0 and at not in kept:
                kept.add(at)
                at = legs[at].after
    order = sorted(kept)
    place = {old: new for new, old in enumerate(order)} | {-1: -1}
    return tuple(Leg(place[legs[old].after], legs[old].step, legs[old].depth) for old in order)


def _edge(story: Story, step: str) -> tuple[str, str, bool]:
    """A step from a state, for the first time or once more."""
    again = any(story.facts.first(kind) for kind in story.steps[step].milestones)
    return (story.facts.state, step, again)


def _begun(pack_id: str, line: str, facts: Mapping[str, Any]) -> Story:
    return Story(pack_id, line, BEGIN, **facts)


def _moment(story: Story, depth: int) -> str:
    return f"{story.at(BEGIN) + timedelta(hours=HOURS_PER_STEP * (depth + 1)):%F %H:%M}"


def _stepped(story: Story, step: str, depth: int, tier: str | None) -> Story | None:
    """The case after the step, in a story of its own; None where it is refused."""
    after = object.__new__(Story)
    after.__dict__.update(story.__dict__)
    spec = story.steps.get(step)
    values = {} if spec is None else _chosen(story, spec.inputs, tier)
    if spec is None or story.refused(step, _moment(story, depth), values):
        return None
    return after.do(step, _moment(story, depth), values)


def _chosen(story: Story, inputs: tuple[str, ...], tier: str | None) -> dict[str, Any]:
    """The way's tier where a step sets one; another one where the case has a tier already."""
    if story.facts.tier is not None:
        tier = next((code for code in story.line.tiers if code != story.facts.tier), tier)
    fields = (story.pack.fields[key] for key in inputs)
    return {key: tier for key, spec in zip(inputs, fields, strict=True) if tier and spec.kind.value == "tier"}


# ---- what is written down


def _filing(pack_id: str, line: str) -> Iterator[str]:
    """What is asked of who files, what happens at receipt, and what is promised."""
    pack = load_pack(pack_id)
    spec = pack.business_types[line]
    yield f"== {line}"
    flow = pack.workflows[spec.workflow]
    yield f"  received: {' '.join(spec.receipt_milestones)}; papers: {' '.join(spec.on_receipt) or '-'}"
    yield f"  begins {flow.initial} ({flow.states[flow.initial].stage.value})"
    for key, field in asked(pack_id, line).items():
        yield f"  asks {_field(key, field)}"
    for facts in _kinds(pack, line):
        story = _begun(pack_id, line, facts)
        for one in promises(pack=pack, facts=story.facts, calendar=story.calendar, now=story.now):
            when = f"{one.due_at:%F}" if isinstance(one, PromisedDate) else "rule"
            yield f"  promises {_told(facts)}{one.clock}: {when}"
        yield from (f"  {_told(facts)}{text}" for text in _clocks(story).values())


def _stood(pack_id: str, line: str) -> Iterator[str]:
    yield f"== {line}: what holds beside its steps"
    yield from standing_rules(pack_id, line)


def _walked(pack_id: str, way: Way) -> Iterator[str]:
    stories: dict[int, Story] = {-1: _begun(pack_id, way.line, way.facts)}
    clocks: dict[int, dict[str, str]] = {-1: _clocks(stories[-1])}
    told: set[str] = set()
    yield f"-- {way.line} {_told(way.facts)}{way.tier or ''}".rstrip()
    for index, leg in enumerate(way.legs):
        before = stories.get(leg.after)
        after = _stepped(before, leg.step, leg.depth - 1, way.tier) if before else None
        if before is None or after is None or after.accepted is None:
            yield f"  {leg.step}: refused"
            continue
        stories[index], clocks[index] = after, _clocks(after)
        yield from _leg(before, after, leg, is_new=leg.step not in told)
        told.add(leg.step)
        yield from (
            f"      {text}" for code, text in clocks[index].items() if clocks[leg.after].get(code) != text
        )


def _leg(before: Story, after: Story, leg: Leg, *, is_new: bool) -> Iterator[str]:
    """What a step asks and who may is told once; what follows, each time."""
    done: Accepted = after.accepted  # type: ignore[assignment]  # the caller looked
    end = ", final" if done.is_final else ""
    yield f"  {before.facts.state} > {leg.step} > {done.to_state} ({done.verb.value}; {done.stage.value}{end})"
    if is_new:
        yield from _asked_of_officer(before, leg)
    for name, values in (
        ("happened", done.milestones),
        ("papers", done.letters),
        ("sets", tuple(done.changes)),
        ("out of order", tuple(label.en for label in done.breaches)),
    ):
        if values:
            yield f"    {name}: {' '.join(values)}"


def _asked_of_officer(before: Story, leg: Leg) -> Iterator[str]:
    yield f"    may: {' '.join(_may(before, leg))}"
    step = before.steps[leg.step]
    for key, field in offered_inputs(before.pack, before.line, step).items():
        yield f"    asks {_field(key, field)}"
    yield from _by_others(before, leg)
    told = told_of_extension(pack=before.pack, transition=step)
    if told:
        yield f"    told of it: {' '.join(told)}"
    lacking = before.refusals(leg.step, _moment(before, leg.depth - 1), dict.fromkeys(step.inputs))
    if lacking:
        yield f"    refused when blank: {' '.join(f'{one.code}:{one.field}' for one in lacking)}"


def _by_others(before: Story, leg: Leg) -> Iterator[str]:
    """The steps whose taker may not take this one."""
    barred = []
    for other in before.steps:
        facts = replace(before.facts, taken=(Taken(other, "甲", before.now),))
        command = Command(leg.step, frozenset(before.pack.roles), {}, "甲")
        verdict = decide(pack=before.pack, facts=facts, command=command, now=before.now)
        if isinstance(verdict, Refused) and verdict.reasons[0].code == "other-person":
            barred.append(other)
    if barred:
        yield f"    not by who took {' '.join(barred)}"


def _may(story: Story, leg: Leg) -> list[str]:
    moment = _moment(story, leg.depth - 1)
    roles = []
    for role in story.pack.roles:
        verdict = decide(
            pack=story.pack,
            facts=story.facts,
            command=Command(leg.step, frozenset({role}), {}),
            now=story.at(moment),
        )
        if isinstance(verdict, Accepted) or verdict.reasons[0].code not in ("no-duty", "no-extension"):
            roles.append(role)
    return roles


def _field(key: str, spec: FieldSpec) -> str:
    limits = [spec.kind.value, spec.required.value, spec.field_class.value]
    limits += [f"≤{limit}" for limit in (spec.max_length, spec.maximum) if limit is not None]
    choices = f" of {' '.join(spec.choices)}" if spec.choices else ""
    condition = f" if {spec.when}" if spec.when else ""
    return f"{key} ({' '.join(limits)}){choices}{condition}"


def _clocks(story: Story) -> dict[str, str]:
    states = clock_states(
        pack=story.pack, facts=story.facts, calendar=story.calendar, now=story.now, explain=False
    )
    return {state.id: _clock(story, state) for state in states}


def _clock(story: Story, state: Any) -> str:
    zone = ZoneInfo(story.pack.zone)
    kind = "limit" if state.legal else "target"
    course = "running"
    if state.stopped_at is not None:
        course = f"stopped {state.stopped_at.astimezone(zone):%m-%d %H:%M}"
    elif state.paused_since is not None:
        course = "paused"
    warned = " ".join(f"{moment.astimezone(zone):%m-%d %H:%M}" for moment in state.warnings)
    return (
        f"{kind} {state.id} of {state.actor}: {state.due.due_at.astimezone(zone):%F %H:%M}, {course}"
        f"; warns {warned or '-'}"
    )


def _told(facts: Mapping[str, Any]) -> str:
    return "".join(f"{key}={value} " for key, value in facts.items())


# ---- time limits on the days that tell their rules apart


@lru_cache(maxsize=64)
def limit_days(pack_id: str) -> dict[tuple[str, str], tuple[datetime, ...]]:
    """For each clock and span, days of 2026 from which the other ways to roll end on another day."""
    pack = load_pack(pack_id)
    return {
        (code, tier): tuple(_telling(pack, rule, span))
        for code, rule in pack.clocks.items()
        for tier, span in _spans(rule)
    }


def _spans(rule: ClockRule) -> Iterator[tuple[str, Span]]:
    yield "", rule.span
    yield from rule.tiers.items()


def _telling(pack: Pack, rule: ClockRule, span: Span) -> Iterator[datetime]:
    zone = ZoneInfo(pack.zone)
    yield datetime(2026, 4, 28, 16, tzinfo=zone)
    for other in Roll:
        if other is not rule.roll:
            days = (
                datetime.fromisoformat(FIRST_DAY).replace(tzinfo=zone) + timedelta(days=number)
                for number in range(180)
            )
            telling = (d for d in days if _end(pack, span, rule.roll, d) != _end(pack, span, other, d))
            yield from [day for day in [next(telling, None)] if day]


def _end(pack: Pack, span: Span, roll: Roll, start: datetime) -> datetime:
    due = due_at(
        span=span,
        roll=roll,
        started_at=start,
        calendar=shipped_calendar(pack.calendar),
        zone=pack.zone,
        hours=pack.hours,
    )
    return due.due_at.astimezone(ZoneInfo(pack.zone))


def _limits(pack: Pack, days: Mapping[tuple[str, str], tuple[datetime, ...]]) -> Iterator[str]:
    yield "== time limits"
    for (code, tier), starts in days.items():
        rule = pack.clocks.get(code)
        span = dict(_spans(rule)).get(tier) if rule else None
        if rule is None or span is None:
            yield f"  {code} {tier}: none"
            continue
        ends = ", ".join(f"{day:%m-%d} to {_end(pack, span, rule.roll, day):%F %H:%M}" for day in starts)
        yield f"  {code} {tier}".rstrip() + f": {ends}"


def _heeded(pack_id: str, line: str) -> Iterator[str]:
    """For each clock the milestones that stop it and start it anew, and how an extension lengthens it."""
    pack = load_pack(pack_id)
    spec = pack.business_types[line]
    steps = pack.workflows[spec.workflow].transitions.values()
    kinds = sorted({*spec.receipt_milestones, *(kind for step in steps for kind in step.milestones)})
    for code in spec.clocks:
        alone = spec.model_copy(update={"clocks": (code,)})
        only = pack.model_copy(update={"business_types": {line: alone}})
        story = _applying(only, pack_id, line, code)
        if story is None:
            continue
        after = {kind: _clock_after(story, only, code, kind) for kind in kinds}
        stops = [kind for kind, state in after.items() if state and state.stopped_at is not None]
        anew = [kind for kind, state in after.items() if state and state.started_at > story.now]
        yield f"  {code} stops at {' '.join(stops) or '-'}; anew at {' '.join(anew) or '-'}"
        if pack.clocks[code].extension is not None:
            yield f"  {code} longer: {' '.join(_longer(story, only, code))}"


def _applying(only: Pack, pack_id: str, line: str, code: str) -> Story | None:
    """A case in which the clock runs from a day in May, if any kind of filing lets it run."""
    rule = only.clocks[code]
    named = [kind for kind in MILESTONE.findall(rule.when or "") if kind not in rule.stop]
    for tier in (None, *only.business_types[line].tiers):
        for facts in _kinds(load_pack(pack_id), line):
            story = Story(pack_id, line, BEGIN, **facts)
            happened = tuple(Milestone(kind, story.now) for kind in (rule.start[0], *named))
            story.facts = replace(story.facts, tier=tier, milestones=happened)
            if _state(story, only, story.facts):
                return story
    return None


def _clock_after(story: Story, only: Pack, code: str, kind: str) -> ClockState | None:
    later = Milestone(kind, story.now + timedelta(hours=1))
    return _state(story, only, replace(story.facts, milestones=(*story.facts.milestones, later)))


def _state(story: Story, only: Pack, facts: CaseFacts) -> ClockState | None:
    now = story.now + timedelta(hours=2)
    states = clock_states(pack=only, facts=facts, calendar=story.calendar, now=now, explain=False)
    return states[0] if states else None


def _longer(story: Story, only: Pack, code: str) -> Iterator[str]:
    unit = only.clocks[code].extension.span.unit  # type: ignore[union-attr]  # asked before
    for times in (1, 2, 3):
        for span in (None, Span(amount=1, unit=unit)):
            grants = tuple(
                GrantedExtension(code, story.now + timedelta(minutes=n), span) for n in range(times)
            )
            state = _state(story, only, replace(story.facts, extensions=grants))
            if state is not None:
                yield f"{times}x{span.amount if span else 'rule'} to {state.due.due_at:%F}"


def main() -> None:
    """Write every record anew."""
    RECORDS.mkdir(parents=True, exist_ok=True)
    for pack_id in WHOLE:
        (RECORDS / f"{pack_id}.txt").write_text("\n".join(record_of(pack_id)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

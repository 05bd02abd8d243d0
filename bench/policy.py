"""Rulebooks: dates, explanations, replays of past cases, lint and differences; the pure ones on one core."""

from __future__ import annotations

import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from bench.figures import Figure, Floor, at_most, times_floor
from policies.calendars import shipped_calendar
from policies.engine.calendar import CalendarTable
from policies.engine.clocks import due_at
from policies.engine.facts import CaseFacts, Due, Milestone
from policies.engine.lint import lint
from policies.engine.pack import ClockRule, Pack
from policies.engine.past import CaseHistory, PastStep
from policies.engine.replay import Replay, Side
from policies.engine.replay_summary import Summary
from policies.loading import load_pack, shipped_packs, text_of

SEED = 12365
FIRST = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LONGEST_TELLING = 30
"""Entries of an explanation up to which its goal holds."""
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of each."""

    starts: int = 400
    """Moments at which each clock of the shipped packs is started."""
    rounds: int = 5
    cases: int = 100_000


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of a shipped pack with what it is counted against."""

    rule: ClockRule
    pack: Pack
    calendar: CalendarTable

    def due(self, started_at: datetime, *, explain: bool) -> Due:
        return due_at(
            span=self.rule.span,
            roll=self.rule.roll,
            started_at=started_at,
            calendar=self.calendar,
            zone=self.pack.zone,
            hours=self.pack.hours,
            explain=explain,
        )


def measure(*, effort: Effort, progress: Callable[[str], None]) -> list[Figure]:
    """What needs no database."""
    packs = [load_pack(summary.id) for summary in shipped_packs() if not summary.fragment]
    largest = max(packs, key=lambda pack: len(text_of(pack)))
    figures = _checks(largest)
    progress("lint and differences measured")
    clocks = [
        Clock(rule, pack, shipped_calendar(pack.calendar)) for pack in packs for rule in pack.clocks.values()
    ]
    starts = _starts(effort.starts)
    figures += [_dates(clocks, starts, effort), _tellings(clocks, starts, effort)]
    progress("dates measured")
    return [*figures, _replay(largest, effort, progress)]


def measure_reading(*, schema: str, rows: dict[str, int], progress: Callable[[str], None]) -> list[Figure]:
    """A replay of an organisation's cases with reading them, in its schema."""
    from casework.public.history import histories
    from kernel import clock
    from policies import selectors
    from policies.replays.histories import Scope
    from policies.replays.rehearsal import rehearse

    version = selectors.adopted_versions()[0]
    draft, now = stricter(version.pack), clock.now()
    scope = Scope(lines=tuple(draft.business_types), until=now)
    began, cpu = time.perf_counter(), time.process_time()
    found = rehearse(
        draft=draft,
        scope=scope,
        histories=histories(),
        now=now,
        progress=lambda done, total: (
            progress(f"{done:,} of {total:,} cases replayed") if done % 20_000 == 0 else None
        ),
    )
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    floor = Floor("plain SELECTs of the same rows by psycopg", _plain_reading(schema))
    return [
        Figure(
            code="policy.replay.read",
            title=f"replay of {found.summary.cases:,} cases with reading them",
            value=spent,
            unit="s",
            floor=floor,
            share=times_floor(spent, floor),
            goals=(at_most(spent * 100_000 / max(found.summary.cases, 1), 35, "s for 100,000"),),
            details={"processor s": round(cpu, 2), "rows": rows, "summary": found.summary.as_json()},
        )
    ]


def stricter(pack: Pack) -> Pack:
    """The pack with every time limit shorter by one and another first role: nothing that could be skipped."""
    body = pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    body["version"] += 1
    for rule in body["clocks"].values():
        for span in (rule["span"], *rule["tiers"].values()):
            span["amount"] = max(0, span["amount"] - 1)
    for line in body["business_types"].values():
        line["first_role"] = next(role for role in body["roles"] if role != line["first_role"])
    return Pack.model_validate(body)


def _starts(count: int) -> list[datetime]:
    """Moments over three published years, at all hours."""
    dice = random.Random(SEED)  # noqa: S311 -- dice for a measurement, no secret
    return [FIRST + timedelta(minutes=dice.randrange(900 * 24 * 60)) for _ in range(count)]


def _best(work: Callable[[], object], rounds: int) -> float:
    """Processor seconds of the quickest of some rounds: the others were disturbed."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def _dates(clocks: Sequence[Clock], starts: Sequence[datetime], effort: Effort) -> Figure:
    each = {id(clock): _micro(clock, starts, effort, explain=False) for clock in clocks}
    by_unit: dict[str, list[float]] = defaultdict(list)
    for clock in clocks:
        by_unit[clock.rule.span.unit.value].append(each[id(clock)])
    value = sum(each.values()) / len(each)
    floor = Floor("a day added and put into the zone", _arithmetic(starts, effort))
    return Figure(
        code="policy.due",
        title=f"one due date, mean over the {len(clocks)} clocks of the shipped packs",
        value=value,
        unit="µs",
        floor=floor,
        share=times_floor(value, floor),
        goals=(at_most(value, 5, "µs"),),
        details={
            "µs by unit": {
                unit: round(sum(found) / len(found), 2) for unit, found in sorted(by_unit.items())
            },
            "slowest clock µs": round(max(each.values()), 2),
            "starts": len(starts),
        },
    )


def _tellings(clocks: Sequence[Clock], starts: Sequence[datetime], effort: Effort) -> Figure:
    """The slowest clock among those whose explanations keep within the entries of the goal."""
    spent: dict[str, tuple[float, float]] = {}
    for clock in clocks:
        entries = [len(clock.due(start, explain=True).explanation) for start in starts]
        if max(entries) <= LONGEST_TELLING:
            micro = _micro(clock, starts, effort, explain=True)
            spent[f"{clock.pack.id} {clock.rule.label.en}"] = (micro, sum(entries) / len(entries))
    slowest = max(spent, key=lambda name: spent[name])
    value, entries_told = spent[slowest]
    floor = Floor("as many ISO dates", _iso_dates(round(entries_told), starts, effort))
    return Figure(
        code="policy.explained",
        title=f"one due date with its explanation, slowest clock of up to {LONGEST_TELLING} entries",
        value=value,
        unit="µs",
        floor=floor,
        share=times_floor(value, floor),
        goals=(at_most(value, 50, "µs"),),
        details={
            "slowest": slowest,
            "its entries": round(entries_told, 1),
            "mean µs": round(sum(micro for micro, _ in spent.values()) / len(spent), 2),
            "clocks": len(spent),
        },
    )


def _micro(clock: Clock, starts: Sequence[datetime], effort: Effort, *, explain: bool) -> float:
    def work() -> None:
        for start in starts:
            clock.due(start, explain=explain)

    return 1e6 * _best(work, effort.rounds) / len(starts)


def _arithmetic(starts: Sequence[datetime], effort: Effort) -> float:
    place, week = ZoneInfo("Asia/Shanghai"), timedelta(days=7)

    def work() -> None:
        for start in starts:
            (start.astimezone(place) + week).replace(hour=23, minute=59, second=59)

    return 1e6 * _best(work, effort.rounds) / len(starts)


def _iso_dates(count: int, starts: Sequence[datetime], effort: Effort) -> float:
    day = timedelta(days=1)

    def work() -> None:
        for start in starts:
            on = start.date()
            for _ in range(count):
                on += day
                on.isoformat()

    return 1e6 * _best(work, effort.rounds) / len(starts)


def _replay(pack: Pack, effort: Effort, progress: Callable[[str], None]) -> Figure:
    """Made-up cases of the largest pack under a stricter one. Making them is not measured."""
    calendar = shipped_calendar(pack.calendar)
    draft = stricter(pack)
    replay = Replay(before=Side(pack, calendar), after=Side(draft, calendar))
    summary, spent, bare = Summary(), 0.0, 0.0
    dice = random.Random(SEED)  # noqa: S311 -- as above
    while summary.cases < effort.cases:
        chunk = [_made_up(pack, dice) for _ in range(min(CHUNK, effort.cases - summary.cases))]
        began = time.process_time()
        for history in chunk:
            summary.add(replay.outcome(history, now=NOW))
        spent += time.process_time() - began
        began = time.process_time()
        _bare_arithmetic(chunk, pack)
        bare += time.process_time() - began
        if summary.cases % 25_000 == 0:
            progress(f"{summary.cases:,} of {effort.cases:,} cases replayed")
    floor = Floor("two dates added and compared for each clock", bare)
    return Figure(
        code="policy.replay",
        title=f"replay of {summary.cases:,} cases of {pack.id}, one core",
        value=spent,
        unit="s",
        floor=floor,
        share=times_floor(spent, floor),
        goals=(at_most(spent * 100_000 / summary.cases, 20, "s for 100,000"),),
        details={"µs a case": round(1e6 * spent / summary.cases, 1), "summary": summary.as_json()},
    )


def _bare_arithmetic(chunk: Sequence[CaseHistory], pack: Pack) -> None:
    week = timedelta(days=7)
    for history in chunk:
        facts = history.facts
        at = history.ended_at or NOW
        for _ in pack.business_types[facts.business_type].clocks:
            _ = facts.received_at + week < at
            _ = facts.received_at + week < at


def _made_up(pack: Pack, dice: random.Random) -> CaseHistory:
    """A case that went a way of its workflow, step by step, at random moments."""
    line = dice.choice(list(pack.business_types))
    spec = pack.business_types[line]
    workflow = pack.workflows[spec.workflow]
    received = at = FIRST + timedelta(minutes=dice.randrange(900 * 24 * 60))
    state, steps = workflow.initial, list[PastStep]()
    milestones = [Milestone(kind, received) for kind in spec.receipt_milestones]
    while not workflow.states[state].final and len(steps) < 16:
        open_steps = [(c, t) for c, t in workflow.transitions.items() if state in t.from_states and t.to][:3]
        if not open_steps:
            break
        code, transition = dice.choice(open_steps)
        at += timedelta(hours=dice.expovariate(1 / 30))
        steps.append(PastStep(code, at, frozenset(transition.roles[:1])))
        milestones += [Milestone(kind, at) for kind in transition.milestones]
        state = transition.to or state
    facts = CaseFacts(
        business_type=line,
        state=state,
        received_at=received,
        tier=dice.choice([None, *spec.tiers]),
        channel=spec.channels[0],
        milestones=tuple(milestones),
    )
    ended = at if workflow.states[state].final else None
    return CaseHistory(0, UUID(int=0), "", 0, facts, tuple(steps), ended)


def _checks(pack: Pack) -> list[Figure]:
    """Lint and differences, at the first call of the process: conditions are compiled in it."""
    text, draft = text_of(pack), stricter(pack)
    floor = Floor("its JSON read", _once(lambda: json.loads(text)))
    found = []
    for code, title, work in _checking(pack, draft):
        spent = _once(work)
        found.append(
            Figure(
                code=f"policy.{code}",
                title=f"{title} of the largest pack, {pack.id} ({len(text) // 1024} KB)",
                value=spent,
                unit="s",
                floor=floor,
                share=times_floor(spent, floor),
                goals=(at_most(spent, 0.3, "s"),),
                details={"again s": round(_once(work), 4)},
            )
        )
    return found


def _checking(pack: Pack, draft: Pack) -> Iterator[tuple[str, str, Callable[[], object]]]:
    from policies.engine.diff import differences

    yield "lint", "lint", lambda: lint(pack)
    yield "diff", "differences", lambda: differences(pack, draft)


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


_ROWS = (
    "SELECT id, public_id, number, policy_id, business_type, state, received_at, tier, is_named, channel, "
    "wants_reply, finished_at, open_values::text FROM casework_case",
    "SELECT case_id, kind, occurred_at FROM casework_milestone",
    "SELECT case_id, clock, occurred_at FROM casework_grantedextension",
    "SELECT case_id, kind, occurred_at, actor_id FROM casework_caseevent",
)


def _plain_reading(schema: str) -> float:
    """Seconds to have the rows that a replay reads in this process, two thousand at a time."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as plain:
        plain.execute(f'SET search_path = "{schema}", public')
        began = time.perf_counter()
        for query in _ROWS:
            with plain.cursor(name="plain") as cursor:
                cursor.itersize = 2_000
                cursor.execute(query)
                _drain(cursor)
        return time.perf_counter() - began


def _drain(cursor: Any) -> None:
    while cursor.fetchmany(2_000):
        pass

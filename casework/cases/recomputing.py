"""Counting the clocks of many cases anew, in batches: what is stored of them against what they are.

A batch costs the same number of queries for one case and for 500. The nightly audit and the publication of a
calendar share it; the audit puts right what should never be wrong, a calendar moves what was right until then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from casework.cases import facts, history
from casework.cases.models import Case, CaseClock, GrantedExtension, Milestone
from casework.cases.rules import NextDue, next_due
from kernel import alarms, rows
from kernel.rows import Statement
from kernel.shared.models import OutboxHint
from policies import selectors as policies
from policies.engine.calendar import CalendarTable
from policies.engine.clocks import clock_states
from policies.engine.facts import CaseFacts, ClockState
from policies.engine.facts import Milestone as EngineMilestone
from policies.engine.pack import Pack

BATCH = 500
DUE = ("due_at", "due_clock", "due_is_provisional", "last_seq")

Tables = Callable[[str], CalendarTable]
"""Which table to count by, for the code of a calendar."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A running clock that ends at another time than stored, or is no longer (or newly) provisional."""

    clock: str
    is_legal: bool
    before_at: datetime
    after_at: datetime
    was_provisional: bool
    is_provisional: bool

    @property
    def is_firm_now(self) -> bool:
        """Whether a date that could have changed is certain from now on."""
        return self.was_provisional and not self.is_provisional


@dataclass(frozen=True, slots=True)
class Recount:
    """A case whose clocks were counted anew."""

    case: Case
    pack: Pack
    states: tuple[ClockState, ...]
    is_kept_right: bool
    moved: tuple[Moved, ...]


def open_cases(*, after: int, policy_ids: Collection[int] | None = None, lock: bool) -> list[Case]:
    """The next batch of open cases behind the key ``after``; locked, nobody takes a step in them meanwhile."""
    found = Case.objects.filter(is_final=False, pk__gt=after).select_related("unit")
    if policy_ids is not None:
        found = found.filter(policy_id__in=policy_ids)
    if lock:
        found = found.select_for_update(of=("self",))
    return list(found.defer("narrative", "data_key").order_by("id")[:BATCH])


def count_open(*, policy_ids: Collection[int] | None = None) -> int:
    """How many open cases there are to go through."""
    found = Case.objects.filter(is_final=False)
    return (found if policy_ids is None else found.filter(policy_id__in=policy_ids)).count()


def recount(cases: Sequence[Case], *, tables: Tables, now: datetime) -> list[Recount]:
    """Every case's clocks as they are by ``tables``, against what is stored."""
    known, kept = _facts_of(cases), _kept_of(cases)
    return [_recounted(case, known[case.pk], kept[case.pk], tables, now) for case in cases]


def _recounted(
    case: Case, known: CaseFacts, kept: Sequence[CaseClock], tables: Tables, now: datetime
) -> Recount:
    pack = policies.policy_version(case.policy_id).pack
    states = clock_states(pack=pack, facts=known, calendar=tables(pack.calendar), now=now, explain=False)
    return Recount(
        case=case,
        pack=pack,
        states=states,
        is_kept_right=_is_kept_right(case, kept, states),
        moved=tuple(_moves(kept, states)),
    )


def _facts_of(cases: Sequence[Case]) -> dict[int, CaseFacts]:
    milestones, extensions = defaultdict(list), defaultdict(list)
    happened = Milestone.objects.filter(case__in=cases).order_by("id")
    for case_id, kind, at in happened.values_list("case_id", "kind", "occurred_at"):
        milestones[case_id].append(EngineMilestone(kind=kind, at=at))
    granted = GrantedExtension.objects.filter(case__in=cases).order_by("id")
    packs = {case.pk: policies.policy_version(case.policy_id).pack for case in cases}
    for case_id, clock, at, amount in granted.values_list("case_id", "clock", "occurred_at", "amount"):
        extensions[case_id].append(facts.granted(packs[case_id], clock, at, amount))
    return {
        case.pk: facts.told_of(case, milestones=milestones[case.pk], extensions=extensions[case.pk])
        for case in cases
    }


def _kept_of(cases: Sequence[Case]) -> Mapping[int, list[CaseClock]]:
    kept: dict[int, list[CaseClock]] = defaultdict(list)
    for clock in CaseClock.objects.filter(case__in=cases):
        kept[clock.case_id].append(clock)
    return kept


def _is_kept_right(case: Case, kept: Sequence[CaseClock], states: Sequence[ClockState]) -> bool:
    """Whether what is stored of a case's clocks is what they are now, and its next due time with them.

    A paused clock has no due time to compare, because its end moves with the present.
    """
    stored = {
        (c.clock, c.is_legal, c.due_at, c.literal_at, c.is_provisional, c.stopped_at)
        for c in kept
        if c.paused_since is None
    }
    computed = {
        (s.id, s.legal, s.due.due_at, s.due.literal_at, s.due.provisional, s.stopped_at)
        for s in states
        if s.paused_since is None
    }
    known = NextDue(at=case.due_at, clock=case.due_clock, is_provisional=case.due_is_provisional)
    return stored == computed and known == next_due(states)


def _moves(kept: Sequence[CaseClock], states: Sequence[ClockState]) -> Iterator[Moved]:
    running = {s.id: s for s in states if s.is_running and s.paused_since is None}
    for stored in sorted(kept, key=lambda clock: clock.clock):
        state = running.get(stored.clock)
        if state is None or stored.stopped_at is not None or stored.paused_since is not None:
            continue
        after = (state.due.due_at, state.due.provisional)
        if (stored.due_at, stored.is_provisional) != after:
            yield Moved(
                clock=state.id,
                is_legal=state.legal,
                before_at=stored.due_at,
                after_at=state.due.due_at,
                was_provisional=stored.is_provisional,
                is_provisional=state.due.provisional,
            )


def put_right(
    recounts: Iterable[Recount], *, now: datetime, cause: Mapping[str, Any] | None = None
) -> list[Recount]:
    """Store what differs, with alarms; returns those cases. With a ``cause`` each move enters the history.

    One round trip, within the caller's transaction, which holds the cases' locks.
    """
    wrong = [one for one in recounts if not one.is_kept_right]
    written: list[Model | Statement] = []
    for one in wrong:
        written += _traced(one, cause, now) if cause is not None else []
        facts.apply_clocks(case=one.case, states=one.states)
        written.append(rows.update_of(one.case, DUE))
        written += facts.clock_statements(case=one.case, states=one.states, now=now)
        written += alarms.arming(alarms=_over_at_once(one, now))
    hints = [item for item in written if isinstance(item, OutboxHint)][:1]
    if written:
        rows.insert([*(item for item in written if not isinstance(item, OutboxHint)), *hints])
    return wrong


def _traced(one: Recount, cause: Mapping[str, Any], now: datetime) -> Iterator[Model]:
    """One event for each clock that moved: which, from when to when, by which calendar. No personal data."""
    for move in one.moved:
        entry = history.Entry(
            kind="clock-moved",
            occurred_at=now,
            codes={
                **cause,
                "clock": move.clock,
                "before": move.before_at.astimezone(UTC).isoformat(),
                "after": move.after_at.astimezone(UTC).isoformat(),
                "was_provisional": move.was_provisional,
                "is_provisional": move.is_provisional,
            },
        )
        yield from history.rows_of(case=one.case, entry=entry, key=None, pack=one.pack.id).rows


def _over_at_once(one: Recount, now: datetime) -> list[alarms.NewAlarm]:
    """A clock whose new end has passed already rings now; its own alarms lie behind it."""
    return [
        alarms.NewAlarm(kind=facts.ALARM, subject=one.case.public_id, key=move.clock, at=now)
        for move in one.moved
        if move.after_at <= now < move.before_at
    ]

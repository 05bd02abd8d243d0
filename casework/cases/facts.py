"""What the engine is told of a case, and the clocks that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Model

from casework.cases.models import Case, CaseClock, CaseEvent, GrantedExtension, Milestone
from casework.cases.rules import next_alarm, next_due
from kernel import alarms, rows
from kernel.rows import Statement
from policies import selectors as policies
from policies.engine.clocks import clock_states
from policies.engine.facts import CaseFacts, ClockState, Taken
from policies.engine.facts import GrantedExtension as EngineExtension
from policies.engine.facts import Milestone as EngineMilestone
from policies.engine.pack import Pack, Span

ALARM = "clock"


def facts_of(case: Case) -> CaseFacts:
    """A case as the engine sees it: never who filed it."""
    happened = rows.read(Statement(text=_HAPPENED, values=(case.pk, case.pk)))
    pack = policies.policy_version(case.policy_id).pack
    return told_of(
        case,
        milestones=[EngineMilestone(kind=c, at=at) for is_granted, c, at, _ in happened if not is_granted],
        extensions=[granted(pack, c, at, amount) for is_granted, c, at, amount in happened if is_granted],
    )


def granted(pack: Pack, clock: str, at: datetime, amount: int | None) -> EngineExtension:
    """An extension as it is stored; without an amount it is as long as the rulebook says."""
    rule = pack.clocks[clock].extension if clock in pack.clocks else None
    span = None if amount is None or rule is None else Span(amount=amount, unit=rule.span.unit)
    return EngineExtension(clock=clock, at=at, span=span)


def told_of(
    case: Case, *, milestones: Sequence[EngineMilestone], extensions: Sequence[EngineExtension]
) -> CaseFacts:
    """As ``facts_of``, for a caller who read what happened to many cases together."""
    return CaseFacts(
        business_type=case.business_type,
        state=case.state,
        received_at=case.received_at,
        tier=case.tier,
        named=case.is_named,
        channel=case.channel,
        wants_reply=case.wants_reply,
        milestones=tuple(milestones),
        extensions=tuple(extensions),
        values=case.open_values,
    )


def with_takers(known: CaseFacts, *, case: Case, pack: Pack) -> CaseFacts:
    """The facts with who took the steps whose takers may not take another one (T31).

    Most rulebooks have no such steps, and nothing is read for them.
    """
    workflow = pack.workflows[pack.business_types[case.business_type].workflow]
    steps = {step for transition in workflow.transitions.values() for step in transition.other_than}
    if not steps:
        return known
    happened = CaseEvent.objects.filter(case=case, kind__in=steps, actor__isnull=False).order_by("seq")
    taken = happened.values_list("kind", "actor_id", "occurred_at")
    return replace(known, taken=tuple(Taken(step, person_key(actor), at) for step, actor, at in taken))


def person_key(user_id: int | None) -> str:
    """A person as the engine knows one: a key, never a name."""
    return str(user_id)


_HAPPENED = (
    f"SELECT is_granted, code, occurred_at, amount FROM ("  # noqa: S608 -- our tables
    f"SELECT false AS is_granted, id, kind AS code, occurred_at, NULL::smallint AS amount "
    f"FROM {Milestone._meta.db_table} WHERE case_id = %s UNION ALL "
    f"SELECT true, id, clock, occurred_at, amount FROM {GrantedExtension._meta.db_table} WHERE case_id = %s"
    ") AS happened ORDER BY is_granted, id"
)
"""Milestones, then extensions, each in the order in which they were recorded; one round trip for every step."""


def compute_clocks(
    *, pack: Pack, facts: CaseFacts, now: datetime, explain: bool = False
) -> tuple[ClockState, ...]:
    """All clocks of a case, with the calendar in force; ``explain`` where somebody will read the reckoning."""
    calendar = policies.calendar_table(pack.calendar)
    return clock_states(pack=pack, facts=facts, calendar=calendar, now=now, explain=explain)


def apply_clocks(*, case: Case, states: Sequence[ClockState]) -> None:
    """Set the case's next due time from its clocks (not saved)."""
    due = next_due(states)
    case.due_at, case.due_clock, case.due_is_provisional = due.at, due.clock, due.is_provisional


def store_clocks(*, case: Case, states: Sequence[ClockState], now: datetime) -> None:
    """Cache the clocks of a saved case, and set their alarms; clocks that no longer exist go."""
    rows.insert(clock_statements(case=case, states=states, now=now))


def clock_statements(*, case: Case, states: Sequence[ClockState], now: datetime) -> list[Statement]:
    """The statements of ``store_clocks``, for a caller who writes them together with its own."""
    ringing = _alarms_of(case, states, now)
    return [
        Statement(text=_FORGET_CLOCKS, values=(case.pk, [s.id for s in states])),
        *_caching(case, states),
        alarms.disarming(kind=ALARM, subject=case.public_id, but=[alarm.key for alarm in ringing]),
        *alarms.arming(alarms=ringing),
    ]


def _caching(case: Case, states: Sequence[ClockState]) -> list[Statement]:
    kept = _clock_rows(case, states)
    return [rows.upsert_of(kept, unique=("case", "clock"), update=_COMPUTED)] if kept else []


_COMPUTED = (
    "is_legal", "started_at", "due_at", "literal_at", "is_provisional", "stopped_at", "paused_since",
)  # fmt: skip
_FORGET_CLOCKS = f"DELETE FROM {CaseClock._meta.db_table} WHERE case_id = %s AND NOT clock = ANY(%s::text[])"  # noqa: S608 -- our table


def first_clock_rows(*, case: Case, states: Sequence[ClockState], now: datetime) -> list[Model | Statement]:
    """The clocks and alarms of a case that is being opened, for whoever writes them together with it."""
    return [*_clock_rows(case, states), *alarms.new_rows(alarms=_alarms_of(case, states, now))]


def _clock_rows(case: Case, states: Sequence[ClockState]) -> list[CaseClock]:
    return [
        CaseClock(
            case=case,
            clock=s.id,
            is_legal=s.legal,
            started_at=s.started_at,
            due_at=s.due.due_at,
            literal_at=s.due.literal_at,
            is_provisional=s.due.provisional,
            stopped_at=s.stopped_at,
            paused_since=s.paused_since,
        )
        for s in states
    ]


def _alarms_of(case: Case, states: Sequence[ClockState], now: datetime) -> list[alarms.NewAlarm]:
    ringing = {s.id: at for s in states if (at := next_alarm(s, after=now)) is not None}
    return [
        alarms.NewAlarm(kind=ALARM, subject=case.public_id, key=clock, at=at) for clock, at in ringing.items()
    ]

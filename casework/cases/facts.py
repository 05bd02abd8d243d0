"""What the engine is told of a case, and the clocks that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from casework.cases.models import Case, CaseClock, GrantedExtension, Milestone
from casework.cases.rules import next_alarm, next_due
from kernel import alarms
from kernel.rows import Statement
from policies import selectors as policies
from policies.engine.clocks import clock_states
from policies.engine.facts import CaseFacts, ClockState
from policies.engine.facts import GrantedExtension as EngineExtension
from policies.engine.facts import Milestone as EngineMilestone
from policies.engine.pack import Pack

ALARM = "clock"


def facts_of(case: Case) -> CaseFacts:
    """A case as the engine sees it: never who filed it."""
    milestones = Milestone.objects.filter(case=case).order_by("id").values_list("kind", "occurred_at")
    extensions = GrantedExtension.objects.filter(case=case).order_by("id").values_list("clock", "occurred_at")
    return CaseFacts(
        business_type=case.business_type,
        state=case.state,
        received_at=case.received_at,
        tier=case.tier,
        named=case.is_named,
        channel=case.channel,
        wants_reply=case.wants_reply,
        milestones=tuple(EngineMilestone(kind=kind, at=at) for kind, at in milestones),
        extensions=tuple(EngineExtension(clock=clock, at=at) for clock, at in extensions),
        values=case.open_values,
    )


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
    CaseClock.objects.filter(case=case).exclude(clock__in=[s.id for s in states]).delete()
    CaseClock.objects.bulk_create(
        _clock_rows(case, states),
        update_conflicts=True,
        unique_fields=["case", "clock"],
        update_fields=[
            "is_legal", "started_at", "due_at", "literal_at", "is_provisional", "stopped_at", "paused_since",
        ],
    )  # fmt: skip
    alarms.disarm(kind=ALARM, subject=case.public_id)
    alarms.arm(alarms=_alarms_of(case, states, now))


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

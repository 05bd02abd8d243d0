"""What the engine is told of a case, and the clocks that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casework.cases.models import Case, CaseClock, GrantedExtension, Milestone
from casework.cases.rules import next_alarm, next_due
from kernel import alarms
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


def store_clocks(*, case: Case, states: Sequence[ClockState], now: datetime, is_new: bool = False) -> None:
    """Cache the clocks of a saved case and set their alarms; only what changed is written."""
    wanted = {state.id: _row(case, state) for state in states}
    stored = {} if is_new else {row.clock: row for row in CaseClock.objects.filter(case=case)}
    changed = [clock for clock, row in wanted.items() if _cells(stored.get(clock)) != _cells(row)]
    gone = [row.pk for clock, row in stored.items() if clock not in wanted]
    if gone:
        CaseClock.objects.filter(pk__in=gone).delete()
    if changed:
        CaseClock.objects.bulk_create(
            [wanted[clock] for clock in changed],
            update_conflicts=not is_new,
            unique_fields=None if is_new else ["case", "clock"],
            update_fields=None if is_new else _CELLS,
        )
    ringing = {s.id: at for s in states if s.id in changed and (at := next_alarm(s, after=now)) is not None}
    silent = [clock for clock in (*changed, *(set(stored) - set(wanted))) if clock not in ringing]
    if silent and not is_new:
        alarms.disarm(kind=ALARM, subject=case.public_id, keys=silent)
    alarms.arm(
        alarms=[
            alarms.NewAlarm(kind=ALARM, subject=case.public_id, key=clock, at=at)
            for clock, at in ringing.items()
        ]
    )


_CELLS = ["is_legal", "started_at", "due_at", "literal_at", "is_provisional", "stopped_at", "paused_since"]


def _row(case: Case, state: ClockState) -> CaseClock:
    return CaseClock(
        case=case,
        clock=state.id,
        is_legal=state.legal,
        started_at=state.started_at,
        due_at=state.due.due_at,
        literal_at=state.due.literal_at,
        is_provisional=state.due.provisional,
        stopped_at=state.stopped_at,
        paused_since=state.paused_since,
    )


def _cells(row: CaseClock | None) -> tuple[object, ...] | None:
    return None if row is None else tuple(getattr(row, cell) for cell in _CELLS)

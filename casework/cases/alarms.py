"""What happens when a case's clock nears or passes its end, and the nightly check of all clocks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from casework.cases import facts, history
from casework.cases.keys import data_key_of
from casework.cases.models import Case, CaseClock
from casework.cases.rules import NextDue, next_alarm, next_due
from kernel import alarms
from policies import selectors as policies
from policies.engine.facts import ClockState

logger = logging.getLogger(__name__)

AUDIT_EVERY = timedelta(days=1)


def on_clock(ringing: alarms.Ringing) -> None:
    """Record that a running clock reached a warning or its end, and set the next look."""
    case = Case.objects.select_for_update().filter(public_id=ringing.subject).first()
    if case is None or case.is_final:
        return
    pack = policies.policy_version(case.policy_id).pack
    states = facts.compute_clocks(pack=pack, facts=facts.facts_of(case), now=ringing.now)
    state = next((s for s in states if s.id == ringing.key), None)
    if state is None or not state.is_running or state.paused_since is not None:
        return
    is_over = state.is_breached(ringing.now)
    entry = history.Entry(
        kind="clock-breached" if is_over else "clock-warned",
        occurred_at=ringing.now,
        codes={"clock": state.id, "due_at": state.due.due_at.isoformat()},
    )
    unit = case.unit.public_id if case.unit else None
    history.append(case=case, entry=entry, key=data_key_of(case), unit=unit, pack=pack.id)
    case.save(update_fields=["last_seq"])
    again = next_alarm(state, after=ringing.now)
    if again is not None:
        alarms.arm(alarms=[alarms.NewAlarm(kind=facts.ALARM, subject=case.public_id, key=state.id, at=again)])


_KEPT = ("clock", "is_legal", "due_at", "literal_at", "is_provisional", "stopped_at")


def _is_kept_right(case: Case, states: Sequence[ClockState]) -> bool:
    """Whether what is stored of a case's clocks is what they are now, and its next due time with them.

    A paused clock has no due time to compare, because its end moves with the present.
    """
    kept = CaseClock.objects.filter(case=case, paused_since__isnull=True).values_list(*_KEPT)
    computed = {
        (s.id, s.legal, s.due.due_at, s.due.literal_at, s.due.provisional, s.stopped_at)
        for s in states
        if s.paused_since is None
    }
    known = NextDue(at=case.due_at, clock=case.due_clock, is_provisional=case.due_is_provisional)
    return set(kept) == computed and known == next_due(states)


def on_clock_audit(ringing: alarms.Ringing) -> None:
    """Recompute every open clock of the organisation from its milestones; a difference is put right and said."""
    moved = 0
    for case in Case.objects.filter(is_final=False).order_by("id").iterator(chunk_size=500):
        pack = policies.policy_version(case.policy_id).pack
        states = facts.compute_clocks(pack=pack, facts=facts.facts_of(case), now=ringing.now)
        if not _is_kept_right(case, states):
            moved += 1
            facts.apply_clocks(case=case, states=states)
            case.save(update_fields=["due_at", "due_clock", "due_is_provisional"])
            facts.store_clocks(case=case, states=states, now=ringing.now)
    if moved:
        logger.warning("clock audit: %d cases had stored due times that differ from their milestones", moved)
    alarms.arm(
        alarms=[alarms.NewAlarm(kind=ringing.kind, subject=ringing.subject, at=ringing.now + AUDIT_EVERY)]
    )

"""What happens when a case's clock nears or passes its end, and the nightly check of all clocks."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from casework.cases import facts, history, recomputing
from casework.cases.models import Case
from casework.cases.rules import next_alarm
from kernel import alarms
from policies import selectors as policies

logger = logging.getLogger(__name__)

AUDIT_EVERY = timedelta(days=1)
A_MOMENT = timedelta(seconds=1)


def on_clock(ringing: alarms.Ringing) -> None:
    """Record that a running clock reached a warning or its end, and set the next look.

    Where the end of the time is itself a milestone (``lapse``), the clocks that start there are stored and set.
    """
    case = Case.objects.select_for_update().filter(public_id=ringing.subject).first()
    if case is None or case.is_final:
        return
    pack = policies.policy_version(case.policy_id).pack
    states = facts.compute_clocks(pack=pack, facts=facts.facts_of(case), now=ringing.now)
    state = next((s for s in states if s.id == ringing.key), None)
    if state is None or not state.is_running or state.paused_since is not None:
        return
    if ringing.now == state.due.due_at:
        _ring_again(case, state.id, ringing.now + A_MOMENT)
        return
    is_over = state.is_breached(ringing.now)
    entry = history.Entry(
        kind="clock-breached" if is_over else "clock-warned",
        occurred_at=ringing.now,
        codes={"clock": state.id, "due_at": state.due.due_at.isoformat()},
    )
    history.append(case=case, entry=entry, key=None, pack=pack.id)
    if is_over and pack.clocks[state.id].lapse is not None:
        facts.apply_clocks(case=case, states=states)
        facts.store_clocks(case=case, states=states, now=ringing.now)
    case.save(update_fields=recomputing.DUE)
    again = next_alarm(state, after=ringing.now)
    if again is not None:
        _ring_again(case, state.id, again)


def _ring_again(case: Case, clock: str, at: datetime) -> None:
    alarms.arm(alarms=[alarms.NewAlarm(kind=facts.ALARM, subject=case.public_id, key=clock, at=at)])


def on_clock_audit(ringing: alarms.Ringing) -> None:
    """Recompute every open clock of the organisation from its milestones; a difference is put right and said.

    One ring goes through one batch; until all are seen the next follows at once, from where this one ended.
    """
    cases = recomputing.open_cases(after=int(ringing.payload.get("after", 0)), lock=True)
    recounts = recomputing.recount(cases, tables=policies.calendar_table, now=ringing.now)
    mended = int(ringing.payload.get("mended", 0)) + len(recomputing.put_right(recounts, now=ringing.now))
    is_through = len(cases) < recomputing.BATCH
    if is_through and mended:
        logger.warning("clock audit: %d cases had stored due times that differ from their milestones", mended)
    alarms.arm(
        alarms=[
            alarms.NewAlarm(
                kind=ringing.kind,
                subject=ringing.subject,
                at=ringing.now + AUDIT_EVERY if is_through else ringing.now,
                payload={} if is_through else {"after": cases[-1].pk, "mended": mended},
            )
        ]
    )

"""Where a replay of a rulebook meets the cases: policies asks, casework tells."""

from __future__ import annotations

from casework.public.history import histories
from kernel import alarms
from policies.replays.services import run_slice


def on_replay(ringing: alarms.Ringing) -> None:
    """The alarm's handler: the next slice of a replay."""
    run_slice(job=ringing.subject, histories=histories(), now=ringing.now)

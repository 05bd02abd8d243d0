"""A whole replay at once, for the command line and the bench: nothing is stored, progress is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from policies.engine.pack import Pack
from policies.engine.replay_summary import Summary, told
from policies.replays.histories import Histories, Scope
from policies.replays.trial import BATCH, LONGEST_LIST, Trial


@dataclass(slots=True)
class Rehearsal:
    """What a replay found, with the first cases of each list."""

    summary: Summary = field(default_factory=Summary)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def rehearse(
    *,
    draft: Pack,
    scope: Scope,
    histories: Histories,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Rehearsal:
    """Try ``draft`` on all cases of ``scope``; ``progress`` is told how many are done, and of how many."""
    trial, found, total = Trial(draft=draft), Rehearsal(), histories.count(scope)
    last = 0
    while batch := histories.batch(scope, after=last, size=BATCH):
        for history in batch:
            outcome = trial.outcome(history, now=now)
            for kind in found.summary.add(outcome):
                listed = found.lists.setdefault(kind.value, [])
                if len(listed) < LONGEST_LIST:
                    listed.append({"number": history.number, **told(outcome)})
        last = batch[-1].key
        progress(found.summary.cases, total)
    return found

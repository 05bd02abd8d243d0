"""For whoever tries another rulebook: what became of past cases, in codes and moments only."""

from __future__ import annotations

from casework.cases.histories import CaseHistories
from policies.replays.histories import Histories

__all__ = ["histories"]


def histories() -> Histories:
    """The past cases of the present organisation. Make one for each piece of work: it remembers who held
    which duty."""
    return CaseHistories()

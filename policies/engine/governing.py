"""Which rule governs a line of business, whether a condition holds, and when a span is over.

The modules for the parameters P5 to P43 all begin here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from policies.engine.calendar import CalendarTable
from policies.engine.clocks import due_at
from policies.engine.conditions import ConditionError, case_variables, evaluate
from policies.engine.facts import CaseFacts, Due
from policies.engine.pack import BusinessHours, LineRules, Pack, Roll, Span
from policies.engine.spans import Interval

Rule = TypeVar("Rule")


def governing(pack: Pack, business_type: str, pick: Callable[[LineRules], Rule | None]) -> Rule | None:
    """The rule of the line of business if it sets one, else the pack's; None where neither does."""
    own = pick(pack.business_types[business_type])
    return own if own is not None else pick(pack)


def concerns(codes: Collection[str], code: str | None) -> bool:
    """Whether a rule that is limited to ``codes`` is about ``code``; no codes are no limit."""
    return not codes or code in codes


def holds(
    expression: str | None,
    pack: Pack,
    facts: CaseFacts,
    *,
    values: Mapping[str, Any] | None = None,
    undecided: bool = False,
) -> bool:
    """Whether a condition is true; without one it is, and one that cannot be decided is ``undecided``."""
    if expression is None:
        return True
    try:
        return evaluate(expression, case_variables(pack, facts, values))
    except ConditionError:
        return undecided


def due_after(
    *,
    span: Span,
    since: datetime,
    pack: Pack,
    calendar: CalendarTable,
    roll: Roll = Roll.NONE,
    pauses: Sequence[Interval] = (),
    explain: bool = False,
) -> Due:
    """When ``span`` is over, counted from something that the organisation or a party did at ``since``."""
    return due_at(
        span=span,
        roll=roll,
        started_at=since,
        calendar=calendar,
        zone=pack.zone,
        hours=_round_the_clock(pack.hours),
        pauses=pauses,
        explain=explain,
    )


@lru_cache(maxsize=64)
def _round_the_clock(hours: BusinessHours) -> BusinessHours:
    """Office hours without a cut-off, which is for arrivals alone (P26)."""
    return hours if hours.cut_off is None else hours.model_copy(update={"cut_off": None})

"""Which rule governs a line of business, and whether its condition holds (P5 to P43)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from policies.engine.conditions import ConditionError, case_variables, evaluate
from policies.engine.facts import CaseFacts
from policies.engine.pack import LineRules, Pack

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

"""Conditions of a pack, in CEL. Nothing else imports CEL (decisions.md section 5).

Variables of every condition:

``named``   whether the filer gave a name;
``values``  what was typed: every field is there, null where it is blank. A date is its ISO text, a moment
            its ISO text in UTC, a sum of money a double;
``facts``   what is known of the case: ``business_type``, ``state``, ``tier`` (null until classified),
            ``channel``, ``named``, ``wants_reply``, ``milestones`` (codes in the order of events).

The library returns run-time errors as values of type ERROR, and a few as RuntimeError; both become
ConditionError here, the only error that leaves this module. Environments are made on first use,
and anew after a fork.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from itertools import product
from math import nan
from numbers import Integral
from typing import Any
from uuid import UUID

from cel_expr_python import cel

from policies.engine.facts import CaseFacts
from policies.engine.pack import Label, Pack
from policies.engine.wording import text

FACTS = ("business_type", "state", "tier", "channel", "named", "wants_reply", "milestones")
LONGEST_EXPRESSION = 500
MOST_LOOPS = 2
"""Loops (all, exists, exists_one, map, filter) in one condition: each runs over one answer's choices at most."""
_DEEPEST_VALUE = 8
_MOST_NUMBERS = 4
_SMALLEST, _GREATEST = -(2**63), 2**63 - 1


class ConditionError(ValueError):
    """A condition that cannot be compiled or decided. ``label`` says why, in words for an admin."""

    def __init__(self, label: Label, detail: str = "") -> None:
        super().__init__(f"{label.en} {detail}".rstrip())
        self.label = label
        self.detail = detail


def evaluate(expression: str, variables: Mapping[str, Any]) -> bool:
    """Whether ``expression`` is true. Missing variables are empty maps, and ``named`` true.

    Raises ConditionError where it does not compile, is no yes or no, or cannot be decided from these values.
    """
    program = _program(expression)
    data = {
        "values": _plain_map(variables.get("values"), program.values),
        "named": bool(variables.get("named", True)),
        "facts": _plain_map(variables.get("facts"), program.facts),
    }
    try:
        result = program.compiled.eval(data=data)
        kind, outcome = result.type(), result.value()
    except Exception as error:  # the binding raises whatever its C++ raises
        raise ConditionError(_reason(str(error)), _detail(str(error))) from error
    if kind == cel.Type.ERROR:
        raise ConditionError(_reason(str(outcome)), _detail(str(outcome)))
    if kind != cel.Type.BOOL:
        raise ConditionError(_NOT_A_CLAIM, kind.name())
    return bool(outcome)


def check(expression: str) -> None:
    """Raise ConditionError unless ``expression`` compiles to a yes or no."""
    _program(expression)


class Kind(Enum):
    """What a variable of a typed condition is; numbers may be whole or not."""

    TEXT = "text"
    YES_NO = "yes-no"
    NUMBER = "number"
    LIST = "list"
    MAP = "map"


_CEL_KINDS = {
    Kind.TEXT: cel.Type.STRING,
    Kind.YES_NO: cel.Type.BOOL,
    Kind.LIST: cel.Type.List(cel.Type.STRING),
    Kind.MAP: cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
}


def check_typed(expression: str, variables: Mapping[str, Kind]) -> None:
    """Raise ConditionError where ``expression`` uses its variables as what they are not.

    A number is taken as whole or as a fraction, whichever lets the condition compile: sums of money may be
    compared with both.
    """
    numbers = [name for name, kind in variables.items() if kind is Kind.NUMBER]
    refused = []
    for choice in product((cel.Type.INT, cel.Type.DOUBLE), repeat=min(len(numbers), _MOST_NUMBERS)):
        kinds = {name: _CEL_KINDS[kind] for name, kind in variables.items() if kind is not Kind.NUMBER}
        kinds |= dict.fromkeys(numbers, cel.Type.DYN) | dict(zip(numbers, choice, strict=False))
        try:
            cel.NewEnv(variables=kinds).compile(expression)
        except Exception as error:  # the binding raises RuntimeError and, for odd text, others
            refused.append(str(error))
        else:
            return
    raise ConditionError(_reason(refused[0]), _detail(refused[0]))


def case_variables(pack: Pack, facts: CaseFacts, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The variables of a condition about a case; ``values`` adds to what the filing said.

    Every field of the pack is there, so that a condition may compare a field that was left blank.
    """
    return {
        "values": {**dict.fromkeys(pack.fields), **facts.values, **(values or {})},
        "named": facts.named,
        "facts": {
            "business_type": facts.business_type,
            "state": facts.state,
            "tier": facts.tier,
            "channel": facts.channel,
            "named": facts.named,
            "wants_reply": facts.wants_reply,
            "milestones": [m.kind for m in sorted(facts.milestones, key=lambda milestone: milestone.at)],
        },
    }


def form_variables(pack: Pack, values: Mapping[str, Any], *, named: bool) -> dict[str, Any]:
    """The variables of a condition about a form that is being filled."""
    return {"values": {**dict.fromkeys(pack.fields), **values}, "named": named, "facts": {}}


@lru_cache(maxsize=1)
def _environment() -> Any:
    kinds = cel.Type
    open_map = kinds.Map(kinds.STRING, kinds.DYN)
    return cel.NewEnv(variables={"values": open_map, "named": kinds.BOOL, "facts": open_map})


@dataclass(frozen=True, slots=True)
class _Program:
    """A compiled condition, and which keys of the maps it looks at; None: perhaps at all of them."""

    compiled: Any
    values: frozenset[str] | None
    facts: frozenset[str] | None


_LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(")
_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_ONE_KEY = r"""\s*(?:\.\s*([A-Za-z_]\w*)(?!\w*\s*\()|\[\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])"""


def _keys(expression: str, variable: str) -> frozenset[str] | None:
    """The keys by which a condition looks into a map: only what is looked at need be handed over.

    Where the variable stands in any other way (``size(values)``, ``k in values``), all keys may matter.
    """
    word = rf"(?<![\w.]){variable}\b"
    found = [next(filter(None, m.groups()), "") for m in re.finditer(word + _ONE_KEY, expression)]
    return frozenset(found) if len(found) == len(re.findall(rf"\b{variable}\b", expression)) else None


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> _Program | ConditionError:
    """The program, or the ConditionError that compiling it gave: both are worth remembering."""
    if len(expression) > LONGEST_EXPRESSION:
        return ConditionError(text("条件过长", "The condition is too long."))
    if len(_LOOP.findall(_STRING.sub("''", expression))) > MOST_LOOPS:
        return ConditionError(_REASONS_BY_MARK["Iteration budget"])
    try:
        program = _environment().compile(expression)
        kind = program.return_type()
    except Exception as error:  # the binding raises RuntimeError and, for odd text, others
        return ConditionError(_reason(str(error)), _detail(str(error)))
    if kind not in (cel.Type.BOOL, cel.Type.DYN):
        return ConditionError(_NOT_A_CLAIM, kind.name())
    return _Program(program, _keys(expression, "values"), _keys(expression, "facts"))


def _program(expression: str) -> _Program:
    program = _compiled(expression)
    if isinstance(program, ConditionError):
        raise ConditionError(program.label, program.detail)
    return program


os.register_at_fork(after_in_child=_environment.cache_clear)
os.register_at_fork(after_in_child=_compiled.cache_clear)


_REASONS: tuple[tuple[str, Label], ...] = (
    ("undeclared reference", text("用了未知的名称", "An unknown name is used.")),
    ("Syntax error", text("条件写法有误", "The condition is not well formed.")),
    ("recursion limit", text("条件嵌套过深", "The condition is nested too deeply.")),
    ("Iteration budget", text("条件计算量过大", "The condition takes too much work.")),
    ("Key not found", text("用了没有的字段", "A field that does not exist is used.")),
    ("No matching overload", text("比较了不同类型的值", "Values of different kinds are compared.")),
    ("no matching overload", text("比较了不同类型的值", "Values of different kinds are compared.")),
)
_REASONS_BY_MARK = dict(_REASONS)
_NOT_A_CLAIM = text("条件的结果应为“是”或“否”", "A condition must be true or false.")
_UNDECIDED = text("条件无法判断", "The condition cannot be decided.")


def _reason(message: str) -> Label:
    return next((label for mark, label in _REASONS if mark in message), _UNDECIDED)


def _detail(message: str) -> str:
    """The first line of the library's message, without its own code words."""
    line = message.splitlines()[0] if message else ""
    return line.removeprefix("INVALID_ARGUMENT: ERROR: <input>:").removeprefix("INVALID_ARGUMENT: ")[:200]


def _plain_map(values: Any, wanted: frozenset[str] | None) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        return {}
    if wanted is not None:
        values = {key: values[key] for key in wanted if key in values}
    return {_clean(str(key)): None if value is None else _plain(value, 0) for key, value in values.items()}


def _clean(value: str) -> str:
    """``value`` without lone surrogates, which the library cannot take."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def _plain(value: Any, depth: int) -> Any:
    """``value`` as CEL knows it; whole numbers beyond 64 bits become the nearest that it can hold."""
    if depth > _DEEPEST_VALUE:
        raise ConditionError(text("值嵌套过深", "A value is nested too deeply."))
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, Enum):
        return _plain(value.value, depth + 1)
    if isinstance(value, Integral):
        return max(_SMALLEST, min(int(value), _GREATEST))
    if isinstance(value, Mapping):
        return {_clean(str(key)): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item, depth + 1) for item in value), key=str)
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Decimal):
        return nan if value.is_nan() else float(value)
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise ConditionError(
        text("值的类型无法用于条件", "A value is of a kind that conditions do not know."),
        type(value).__name__,
    )

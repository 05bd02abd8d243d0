"""Other rulebooks than the one that was written: one change each, for every parameter that a pack states.

Words are no parameters: labels, helps, citations. What a pack leaves at its default is none either, nor what
it takes over from the pack that it extends; that is changed where it stands.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from policies.engine.pack import Citation, Label, Pack

Step = str | int
Path = tuple[Step, ...]

_NO_PARAMETERS = frozenset({"format", "id", "version", "extends", "fragment", "citations", "cites"})
_EXPRESSION_LENGTH = 500
_NAMESPACES = {
    "workflow": "workflows",
    "form": "forms",
    "profile": "profiles",
    "actor": "roles",
    "approver": "roles",
    "first_role": "roles",
    "clock": "clocks",
    "to": "states",
    "initial": "states",
}
_SECTIONS = (
    "roles", "channels", "fields", "forms", "profiles", "tiers", "conditions", "reasons", "workflows", "clocks",
    "letters", "business_types",
)  # fmt: skip


class _Gone:
    """In place of a value: the entry is dropped."""


GONE = _Gone()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a pack says, and what it might say instead."""

    path: Path
    name: str
    """The dotted path as it stands in the pack's files."""
    changes: tuple[Any, ...]
    """Whole values for the path, or GONE."""


def parameters(pack: Pack, stated: Mapping[str, Any]) -> Iterator[Parameter]:
    """Every parameter that ``stated``, the pack's own tree as it was written, gives, in its order."""
    yield from _model(pack, (), (), stated, _Names(pack))


def changed(pack: Pack, parameter: Parameter, change: Any) -> Pack:
    """The pack with one value replaced. It is not validated: what no check refuses must turn a test red."""
    mutant: Pack = _replaced(pack, parameter.path, change)
    if parameter.path[0] == "vague_terms" or parameter.path[-1] == "term":
        return _with_spans_of_terms(pack, mutant)
    return mutant


def _with_spans_of_terms(pack: Pack, mutant: Pack) -> Pack:
    """Clocks that take their length from a vague word take the other word's, or the word's other length."""
    lengths = {code: term.span for code, term in mutant.vague_terms.items()}
    clocks = {
        code: clock.model_copy(update={"span": lengths[clock.term]})
        if clock.term in lengths and _takes_length(pack, code)
        else clock
        for code, clock in mutant.clocks.items()
    }
    return mutant.model_copy(update={"clocks": clocks})


def _takes_length(pack: Pack, clock: str) -> bool:
    rule = pack.clocks[clock]
    return rule.term in pack.vague_terms and pack.vague_terms[rule.term].span == rule.span


class _Names:
    """The codes that one string of a pack may be exchanged for another of."""

    def __init__(self, pack: Pack) -> None:
        self.codes: dict[str, list[str]] = {name: list(getattr(pack, name)) for name in _SECTIONS}
        self.codes["states"] = sorted({code for flow in pack.workflows.values() for code in flow.states})
        self.codes["binds"] = sorted({spec.binds for spec in pack.fields.values() if spec.binds})

    def other(self, field: str, value: str) -> str:
        """Another code of the same kind, or one that there is not."""
        section = _NAMESPACES.get(field, field)
        names = self.codes.get(section) or next(
            (codes for codes in self.codes.values() if value in codes), []
        )
        return next((name for name in names if name != value), f"{value}-x")


def _model(
    model: BaseModel, path: Path, shown: tuple[str, ...], stated: Any, names: _Names
) -> Iterator[Parameter]:
    for field, info in type(model).model_fields.items():
        key = info.alias or field
        if field in _NO_PARAMETERS or not isinstance(stated, Mapping) or key not in stated:
            continue
        value = getattr(model, field)
        yield from _value(value, info, (*path, field), (*shown, key), stated[key], names)


def _value(
    value: Any, info: FieldInfo | None, path: Path, shown: tuple[str, ...], stated: Any, names: _Names
) -> Iterator[Parameter]:
    if value is None or isinstance(value, Label | Citation):
        return
    if isinstance(value, BaseModel):
        yield from _model(value, path, shown, stated, names)
    elif isinstance(value, Mapping):
        yield from _mapping(value, path, shown, stated, names)
    elif isinstance(value, tuple):
        yield from _list(value, path, shown, stated, names)
    else:
        yield Parameter(path, ".".join(shown), tuple(_others(value, info, str(path[-1]), names)))


def _mapping(
    value: Mapping[str, Any], path: Path, shown: tuple[str, ...], stated: Any, names: _Names
) -> Iterator[Parameter]:
    for key, entry in value.items():
        if not isinstance(stated, Mapping) or key not in stated:
            continue
        here, told = (*path, key), (*shown, key)
        yield Parameter(here, ".".join(told), (GONE,))
        if isinstance(entry, BaseModel) and not isinstance(entry, Label | Citation):
            yield from _model(entry, here, told, stated[key], names)
        elif isinstance(entry, tuple | Mapping):
            yield from _value(entry, None, here, told, stated[key], names)


def _list(
    value: tuple[Any, ...], path: Path, shown: tuple[str, ...], stated: Any, names: _Names
) -> Iterator[Parameter]:
    if not value or isinstance(value[0], Label):
        return
    yield Parameter(
        path, ".".join(shown), tuple((*value[:index], *value[index + 1 :]) for index in range(len(value)))
    )
    for index, entry in enumerate(value):
        if isinstance(entry, BaseModel) and isinstance(stated, list):
            yield from _model(entry, (*path, index), (*shown, str(index)), stated[index], names)


def _others(value: Any, info: FieldInfo | None, field: str, names: _Names) -> Iterator[Any]:
    """What a plain value is changed to."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, Enum):
        yield from [member for member in type(value) if member is not value][:2]
    elif isinstance(value, int | Decimal):
        yield value + 1
        yield value - 1
    elif isinstance(value, float):
        yield value / 2
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, time):
        yield value.replace(hour=(value.hour + 1) % 24)
        yield value.replace(hour=(value.hour - 1) % 24)
    elif isinstance(value, str):
        yield from _other_text(value, info, field, names)


def _other_text(value: str, info: FieldInfo | None, field: str, names: _Names) -> Iterator[str]:
    choices = _literals(info.annotation) if info else ()
    if choices:
        yield from (choice for choice in choices if choice != value)
    elif info and _is_expression(info):
        yield f"!({value})"
    else:
        yield names.other(field, value)


def _literals(annotation: Any) -> tuple[str, ...]:
    if typing.get_origin(annotation) is typing.Literal:
        return typing.get_args(annotation)
    return tuple(choice for part in typing.get_args(annotation) for choice in _literals(part))


def _is_expression(info: FieldInfo) -> bool:
    """CEL, which alone of the packs' texts is held to its length and to no pattern."""
    constraints = [
        *info.metadata,
        *(one for part in typing.get_args(info.annotation) for one in _metadata(part)),
    ]
    return any(
        getattr(one, "max_length", None) == _EXPRESSION_LENGTH and getattr(one, "pattern", None) is None
        for one in constraints
    )


def _metadata(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__metadata__", ())


def _replaced(node: Any, path: Path, change: Any) -> Any:
    step, rest = path[0], path[1:]
    if isinstance(node, BaseModel):
        new = _replaced(getattr(node, str(step)), rest, change) if rest else change
        return node.model_copy(update={str(step): new})
    if isinstance(node, tuple):
        index = int(step)
        return (*node[:index], _replaced(node[index], rest, change), *node[index + 1 :])
    if rest:
        return {**node, step: _replaced(node[step], rest, change)}
    if change is GONE:
        return {key: value for key, value in node.items() if key != step}
    return {**node, step: change}

"""Which kind every name of a condition is, and what is wrong with a condition that knows it (lint only).

At run time a blank field is null, so the variables are open maps. For the check each ``values.x`` and
``facts.x`` becomes a variable of its own kind, and comparisons with null, which every field allows, are taken
as true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policies.engine.conditions import Kind
from policies.engine.pack import FieldKind, Pack

_LISTS = frozenset({FieldKind.MULTI_CHOICE, FieldKind.CHECKLIST, FieldKind.FILES})
_NUMBERS = frozenset({FieldKind.MONEY, FieldKind.NUMBER})
FACT_KINDS: Final[Mapping[str, Kind]] = {
    "business_type": Kind.TEXT,
    "state": Kind.TEXT,
    "tier": Kind.TEXT,
    "channel": Kind.TEXT,
    "named": Kind.YES_NO,
    "wants_reply": Kind.YES_NO,
    "milestones": Kind.LIST,
}

STRING: Final = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
NAME: Final = re.compile(
    r"\b(values|facts)(?:\s*\.\s*([A-Za-z_]\w*)(?!\w*\s*\()|\s*\[\s*(['\"])(.*?)\3\s*\])"
)
_WITH_NULL = (re.compile(r"\b(v\d+)\s*[!=]=\s*null\b"), re.compile(r"\bnull\s*[!=]=\s*(v\d+)\b"))
_HAS = re.compile(r"\bhas\s*\(\s*v\d+\s*\)")
_TEXT_OF = r"'((?:\\.|[^'\\])*)'|\"((?:\\.|[^\"\\])*)\""
_COMPARED = re.compile(rf"\b(v\d+)\s*[!=]=\s*(?:{_TEXT_OF})")
_COMPARED_TO = re.compile(rf"(?:{_TEXT_OF})\s*[!=]=\s*(v\d+)\b")
_AMONG = re.compile(r"\b(v\d+)\s+in\s*\[([^\]]*)\]")
_HELD = re.compile(rf"(?:{_TEXT_OF})\s+in\s+(v\d+)\b")


@dataclass(frozen=True, slots=True)
class Typed:
    """A condition whose names are variables of their own."""

    expression: str
    names: Mapping[str, tuple[str, str]]
    """The table and key that each variable stands for."""
    kinds: Mapping[str, Kind]


def typed(expression: str, pack: Pack) -> Typed:
    """The condition with a variable ``v0``, ``v1`` … for every field and fact that it looks at."""
    names: dict[tuple[str, str], str] = {}
    quoted = [(found.start(), found.end()) for found in STRING.finditer(expression)]

    def named(found: re.Match[str]) -> str:
        if any(first < found.start() < last for first, last in quoted):
            return found.group(0)
        key = found.group(1), found.group(2) or found.group(4)
        return names.setdefault(key, f"v{len(names)}")

    rewritten = NAME.sub(named, expression)
    for pattern in (*_WITH_NULL, _HAS):
        rewritten = pattern.sub("true", rewritten)
    variables = {variable: name for name, variable in names.items()}
    kinds = {variable: kind_of(table, key, pack) for variable, (table, key) in variables.items()}
    return Typed(rewritten, variables, {"named": Kind.YES_NO, "values": Kind.MAP, "facts": Kind.MAP, **kinds})


def kind_of(table: str, key: str, pack: Pack) -> Kind:
    """The kind of a field or fact; what is not known is text, and is told of elsewhere."""
    if table == "facts":
        return FACT_KINDS.get(key, Kind.TEXT)
    spec = pack.fields.get(key)
    if spec is None:
        return Kind.TEXT
    if spec.kind is FieldKind.BOOLEAN:
        return Kind.YES_NO
    if spec.kind in _LISTS:
        return Kind.LIST
    return Kind.NUMBER if spec.kind in _NUMBERS else Kind.TEXT


def words_used(one: Typed) -> Iterator[tuple[tuple[str, str], str]]:
    """The words to which fields and facts are compared, each with the name that it is compared to."""
    for pattern, variable, first in ((_COMPARED, 1, 2), (_COMPARED_TO, 3, 1), (_HELD, 3, 1)):
        for found in pattern.finditer(one.expression):
            if found.group(variable) in one.names:
                yield one.names[found.group(variable)], found.group(first) or found.group(first + 1) or ""
    for found in _AMONG.finditer(one.expression):
        if found.group(1) in one.names:
            for quoted in STRING.findall(found.group(2)):
                yield one.names[found.group(1)], quoted[1:-1]

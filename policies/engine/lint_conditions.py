"""Conditions that do not compile, use unknown names or words, mix kinds, or cannot be decided while blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Final

from policies.engine.condition_kinds import NAME, STRING, Typed, typed, words_used
from policies.engine.conditions import (
    FACTS,
    ConditionError,
    Kind,
    case_variables,
    check,
    check_typed,
    evaluate,
)
from policies.engine.facts import CaseFacts
from policies.engine.findings import Finding, error, nearest, warning
from policies.engine.lint_milestones import milestones_of
from policies.engine.pack import FieldKind, FieldSpec, Label, Pack
from policies.engine.walk import parts
from policies.engine.wording import text

_CONDITIONS: Final = ("when", "expression", "unless")
_OVERLOAD: Final = re.compile(r"no matching overload for '([^']*)' applied to '\((.*?)\)'")
_POINT: Final = re.compile(r"^(?:<input>:)?\d+:(\d+):")
_KINDS: Final[dict[Kind, Label]] = {
    Kind.TEXT: text("文字", "a text"),
    Kind.YES_NO: text("是或否", "yes or no"),
    Kind.NUMBER: text("数", "a number"),
    Kind.LIST: text("多项", "a list"),
    Kind.MAP: text("全部字段", "all fields"),
}


def expressions(pack: Pack) -> Iterator[tuple[str, str]]:
    """Each condition of the pack with its path."""
    for path, model in parts(pack):
        for name in _CONDITIONS:
            expression = getattr(model, name, None)
            if isinstance(expression, str):
                yield f"{path}.{name}", expression


def lint_conditions(pack: Pack) -> Iterator[Finding]:
    """Every condition of the pack, checked as the engine will use it."""
    milestones = milestones_of(pack)
    for path, expression in expressions(pack):
        try:
            check(expression)
        except ConditionError as found:
            yield error(path, f"{found.label.zh_hans}：{found.detail}", f"{found.label.en} {found.detail}")
            continue
        unknown = tuple(_unknown_names(path, expression, pack))
        yield from unknown
        if not unknown:
            one = typed(expression, pack)
            mixed = tuple(_mixed_kinds(path, one))
            yield from mixed or _while_blank(path, expression, pack)
            if not pack.fragment:
                yield from _unknown_words(path, one, pack, milestones)


def _unknown_names(path: str, expression: str, pack: Pack) -> Iterator[Finding]:
    """Fields and facts that the pack and the engine do not have."""
    known: dict[str, Collection[str]] = {"values": pack.fields, "facts": FACTS}
    for match in NAME.finditer(expression):
        table, name = match.group(1), match.group(2) or match.group(4)
        if name not in known[table] and not _is_quoted(match.start(), expression):
            hint = nearest(name, known[table])
            yield error(path, f"没有“{table}.{name}”{hint.zh_hans}", f"There is no “{table}.{name}”{hint.en}")


def _is_quoted(position: int, expression: str) -> bool:
    return any(quoted.start() < position < quoted.end() for quoted in STRING.finditer(expression))


def _mixed_kinds(path: str, one: Typed) -> Iterator[Finding]:
    """A text compared with a number, a list with a text, and the like: said with the field's name."""
    try:
        check_typed(one.expression, one.kinds)
    except ConditionError as found:
        if not _OVERLOAD.search(found.detail):
            yield error(path, f"{found.label.zh_hans}：{found.detail}", f"{found.label.en} {found.detail}")
            return
        about = _named_at(found.detail, one)
        zh_hans = "；".join(f"“{name}”是{kind.zh_hans}" for name, kind in about)
        en = "; ".join(f"“{name}” is {kind.en}" for name, kind in about)
        yield error(
            path,
            f"把不同类型的值放在一起比较：{zh_hans}",
            f"Values of different kinds are compared: {en}",
        )


def _named_at(detail: str, one: Typed) -> list[tuple[str, Label]]:
    """The names in the part of the condition that the library points at; all of them where none is near."""
    point = _POINT.search(detail.strip())
    position = int(point.group(1)) if point else 0
    places = [
        (abs(found.start() - position), found.group(0))
        for found in re.finditer(r"\bv\d+\b|\bnamed\b", one.expression)
    ]
    near = sorted(places)[:2]
    names = dict.fromkeys(variable for _, variable in near)
    return [(".".join(one.names.get(v, (v,))), _KINDS[one.kinds[v]]) for v in names if v in one.kinds]


def _unknown_words(path: str, one: Typed, pack: Pack, milestones: Collection[str]) -> Iterator[Finding]:
    """Choices, tiers, channels and milestones that do not exist: such a comparison is never true."""
    for (table, name), word in words_used(one):
        known = _words_of(table, name, pack, milestones)
        if known is not None and word not in known:
            hint = nearest(word, known)
            found = warning if name == "milestones" else error
            yield found(
                path,
                f"“{table}.{name}”没有“{word}”{hint.zh_hans}",
                f"“{table}.{name}” is never “{word}”{hint.en}",
            )


def _words_of(table: str, name: str, pack: Pack, milestones: Collection[str]) -> Collection[str] | None:
    """The words that a fact or field may be; None where it may be anything."""
    if table == "values":
        spec = pack.fields[name]
        return _choices_of(spec, pack)
    states = {state for workflow in pack.workflows.values() for state in workflow.states}
    tables: dict[str, Collection[str]] = {
        "business_type": pack.business_types,
        "tier": pack.tiers,
        "channel": pack.channels,
        "state": states,
        "milestones": milestones,
    }
    return tables.get(name)


def _choices_of(spec: FieldSpec, pack: Pack) -> Collection[str] | None:
    by_kind: dict[FieldKind, Collection[str]] = {
        FieldKind.CHOICE: spec.choices,
        FieldKind.MULTI_CHOICE: spec.choices,
        FieldKind.TIER: pack.tiers,
        FieldKind.REASON: pack.reasons,
        FieldKind.CHECKLIST: pack.conditions,
    }
    return by_kind.get(spec.kind)


def _while_blank(path: str, expression: str, pack: Pack) -> Iterator[Finding]:
    blank = CaseFacts(business_type="", state="", received_at=datetime.min.replace(tzinfo=UTC))
    try:
        evaluate(expression, case_variables(pack, blank))
    except ConditionError as found:
        yield warning(
            path,
            f"字段空着时无法判断，请先写“… != null &&”：{found.detail}",
            f"Undecided while a field is blank; begin with “… != null &&”: {found.detail}",
        )

"""Conditions that do not compile, use unknown names, or cannot be decided while a field is blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from policies.engine.conditions import FACTS, ConditionError, case_variables, check, evaluate
from policies.engine.facts import CaseFacts
from policies.engine.findings import Finding, error, nearest, warning
from policies.engine.pack import Pack

_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_NAME = re.compile(r"\b(values|facts)(?:\.([A-Za-z_]\w*)|\[\s*(['\"])(.*?)\3\s*\])")


def lint_conditions(pack: Pack) -> Iterator[Finding]:
    """Every condition of the pack, checked as the engine will use it."""
    for path, expression in _expressions(pack):
        try:
            check(expression)
        except ConditionError as found:
            yield error(path, f"{found.label.zh_hans}：{found.detail}", f"{found.label.en} {found.detail}")
            continue
        unknown = tuple(_unknown_names(path, expression, pack))
        yield from unknown
        if not unknown:
            yield from _while_blank(path, expression, pack)


def _expressions(pack: Pack) -> Iterator[tuple[str, str]]:
    """Each condition with its path."""
    for table, name in (
        ("fields", "when"),
        ("conditions", "expression"),
        ("clocks", "when"),
        ("letters", "when"),
    ):
        for code, entry in getattr(pack, table).items():
            if (expression := getattr(entry, name)) is not None:
                yield f"{table}.{code}.{name}", expression
    for code, workflow in pack.workflows.items():
        for step, transition in workflow.transitions.items():
            if transition.when is not None:
                yield f"workflows.{code}.transitions.{step}.when", transition.when


def _unknown_names(path: str, expression: str, pack: Pack) -> Iterator[Finding]:
    """Fields and facts that the pack and the engine do not have."""
    known: dict[str, Collection[str]] = {"values": pack.fields, "facts": FACTS}
    for match in _NAME.finditer(expression):
        table, name = match.group(1), match.group(2) or match.group(4)
        if name not in known[table] and not _is_quoted(match.start(), expression):
            hint = nearest(name, known[table])
            yield error(path, f"没有“{table}.{name}”{hint.zh_hans}", f"There is no “{table}.{name}”{hint.en}")


def _is_quoted(position: int, expression: str) -> bool:
    return any(quoted.start() < position < quoted.end() for quoted in _STRING.finditer(expression))


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

"""The ``clause`` marks of the tests, read from their source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LEVELS = ("engine", "service", "browser")


class UnclearMark(Exception):
    """A mark that says less than it must; the text names file and line."""


@dataclass(frozen=True, slots=True)
class ClauseTest:
    """One test and one locator that it shows."""

    locator: str
    parameter: str
    shown: str
    file: str
    """From the root of the checkout, with slashes."""
    name: str
    line: int

    @property
    def node(self) -> str:
        """The test's id for pytest."""
        return f"{self.file}::{self.name}"


def marked_tests(tests: Path) -> tuple[ClauseTest, ...]:
    """Every test under ``tests`` with each locator that it shows, in the order of files and lines.

    Raises:
        UnclearMark: for a mark without a locator, a parameter P1 to P43 or one of the three levels.
    """
    files = sorted(path for path in tests.rglob("test_*.py") if "__pycache__" not in path.parts)
    return tuple(test for path in files for test in _in_file(path, path.relative_to(tests.parent).as_posix()))


def _in_file(path: Path, shown: str) -> Iterator[ClauseTest]:
    text = path.read_text(encoding="utf-8")
    if "mark.clause" not in text:
        return
    for node in ast.parse(text, filename=shown).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.clause":
                    yield from _marked(node, decorator, shown)


def _marked(node: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call, file: str) -> Iterator[ClauseTest]:
    locators = [_literal(value) for value in call.args]
    named = {keyword.arg: _literal(keyword.value) for keyword in call.keywords}
    parameter, shown = named.get("parameter", ""), named.get("shown", "")
    if not locators or not all(locators) or not _is_parameter(parameter) or shown not in LEVELS:
        raise UnclearMark(f"{file}:{call.lineno}: a clause mark needs locator, parameter and level")
    for locator in locators:
        yield ClauseTest(locator, parameter, shown, file, node.name, node.lineno)


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_parameter(text: str) -> bool:
    return text[:1] == "P" and text[1:].isdigit() and 1 <= int(text[1:]) <= 43

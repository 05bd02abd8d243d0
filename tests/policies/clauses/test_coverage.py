"""No clock row and no trap of the reading without a test that carries its locator."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import FunctionType

import pytest

from tests.policies import clauses

pytestmark = pytest.mark.unit

CLOCK_ROWS = {"S1": 3, "S2": 5, "S3": 3, "S5": 4, "S9": 6, "S12a": 7, "S12b": 7, "S12c": 2, "S12d": 2}
"""How many clock rows each source has in the reading; S4, S6 to S8, S10 and S11 have none."""
TRAPS = 40
NOT_OF_THE_ENGINE = {
    "T35": "two archives for one case: files per owner unit are casework's",
    "T36": "consent of each filer before a merge: parties and consents are casework's",
}
LEVELS = {"engine", "service", "browser"}


def marked() -> Iterator[tuple[FunctionType, pytest.Mark]]:
    """Every test of this folder with each of its ``clause`` marks."""
    for module in pkgutil.iter_modules(clauses.__path__, f"{clauses.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, FunctionType) and value.__module__ == module.name:
                yield from (
                    (value, mark) for mark in getattr(value, "pytestmark", ()) if mark.name == "clause"
                )


def test_every_clock_row_and_every_trap_has_a_test() -> None:
    wanted = {f"{source}-C{row}" for source, rows in CLOCK_ROWS.items() for row in range(1, rows + 1)}
    wanted |= {f"T{trap}" for trap in range(1, TRAPS + 1)} - set(NOT_OF_THE_ENGINE)

    covered = {locator for _, mark in marked() for locator in mark.args}

    assert wanted - covered == set()


def test_every_mark_names_parameter_and_level() -> None:
    vague = [
        function.__name__
        for function, mark in marked()
        if not mark.args
        or mark.kwargs.get("shown") not in LEVELS
        or not str(mark.kwargs.get("parameter", "")).startswith("P")
    ]

    assert vague == []


def test_test_of_one_row_is_named_by_its_locator() -> None:
    misnamed = [
        function.__name__
        for function, mark in marked()
        if len(mark.args) == 1
        and not mark.args[0].startswith("REG")
        and not function.__name__.startswith(f"test_{mark.args[0].split('-')[0].lower()}_")
    ]

    assert misnamed == []

"""'We follow our rulebook', as a report at the end of a run of all clause tests."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests of which source passed, where the run was about clauses and nothing else."""
    passed: dict[str, set[str]] = {}
    failed: dict[str, set[str]] = {}
    for outcome, seen in (("passed", passed), ("failed", failed)):
        for report in terminalreporter.getreports(outcome):
            for source, locator in _locators(report):
                seen.setdefault(source, set()).add(locator)
    if not passed and not failed:
        return
    terminalreporter.write_sep("-", "clauses")
    for source in sorted(passed.keys() | failed.keys(), key=_order):
        bad = sorted(failed.get(source, ()))
        good = len(passed.get(source, set()) - set(bad))
        terminalreporter.write_line(
            f"{source:<6}{good:>4} shown" + (f", failed: {', '.join(bad)}" if bad else "")
        )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Keep the locators with the report of the test."""
    for mark in item.iter_markers("clause"):
        item.user_properties.extend(("clause", locator) for locator in mark.args)


def _locators(report: pytest.TestReport) -> list[tuple[str, str]]:
    named = [str(value) for key, value in getattr(report, "user_properties", ()) if key == "clause"]
    return [("traps" if locator[0] == "T" else locator.split("-")[0], locator) for locator in named]


def _order(source: str) -> tuple[bool, int, str]:
    digits = "".join(letter for letter in source if letter.isdigit())
    return (not source.startswith("S"), int(digits or 0), source)

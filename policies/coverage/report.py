"""The coverage report: every clause with its tests, and the page docs/reference/rulebooks.md made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from policies.coverage.marks import LEVELS, ClauseTest
from policies.coverage.table import ClauseTable, RuleSource


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause, what it says, and the tests that show it."""

    locator: str
    at: str
    says: str
    tests: tuple[ClauseTest, ...]

    @property
    def level(self) -> str | None:
        """The outermost level at which a test shows it; None where none does."""
        shown = {test.shown for test in self.tests}
        return next((level for level in reversed(LEVELS) if level in shown), None)

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(sorted({test.parameter for test in self.tests}, key=lambda code: int(code[1:])))


@dataclass(frozen=True, slots=True)
class Report:
    """The clauses of all sources and the traps, in the order of the table."""

    sources: dict[str, tuple[Covered, ...]]
    traps: tuple[Covered, ...]
    unknown: tuple[ClauseTest, ...]
    """Tests whose locator stands neither in the table nor among the regulations (REG-…)."""

    @property
    def clauses(self) -> tuple[Covered, ...]:
        return (*(row for rows in self.sources.values() for row in rows), *self.traps)

    @property
    def missing(self) -> tuple[str, ...]:
        """The locators without any test."""
        return tuple(row.locator for row in self.clauses if not row.tests)


def coverage(table: ClauseTable, tests: Iterable[ClauseTest]) -> Report:
    """Hold the tests against the table."""
    ordered = sorted(tests, key=lambda test: test.locator)
    by_locator = {locator: tuple(group) for locator, group in groupby(ordered, key=lambda test: test.locator)}
    known = set(table.locators)
    return Report(
        sources={
            code: tuple(
                Covered(locator, row.at, row.says, by_locator.get(locator, ()))
                for locator, row in source.rows.items()
            )
            for code, source in table.sources.items()
        },
        traps=tuple(
            Covered(locator, "", says, by_locator.get(locator, ())) for locator, says in table.traps.items()
        ),
        unknown=tuple(
            test for test in ordered if test.locator not in known and not test.locator.startswith("REG-")
        ),
    )


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return {
        "clauses": [
            {
                "locator": row.locator,
                "at": row.at,
                "says": row.says,
                "parameters": list(row.parameters),
                "shown": row.level,
                "tests": [test.node for test in row.tests],
            }
            for row in report.clauses
        ],
        "missing": list(report.missing),
        "unknown": [f"{test.node} {test.locator}" for test in report.unknown],
    }


def summary_lines(report: Report) -> list[str]:
    """One line per source, as a terminal shows them."""
    groups = {**report.sources, "traps": report.traps}
    return [
        f"{code:<6}{sum(bool(row.tests) for row in rows):>4} of {len(rows):>2} clauses shown" + _levels(rows)
        for code, rows in groups.items()
    ]


def _levels(rows: Sequence[Covered]) -> str:
    counts = {level: sum(row.level == level for row in rows) for level in LEVELS}
    return "  (" + ", ".join(f"{level} {count}" for level, count in counts.items() if count) + ")"


_HEAD = """\
# Rulebooks, clause by clause

*Made by `./dev dengwen policy coverage --page`; a test checks that it is up to date. Do not edit.*

Each rulebook that the product follows was read clause by clause. A row says what the clause says, which
parameter of the [pack format](pack-format.md) holds it, which tests show it, and how far out: at the *engine* (the pure
rules), in the *service* (with the database), or in the *browser*. A clause without a test fails the test run.
Tests without a folder are in `tests/policies/clauses`.
`./dev dengwen policy coverage` prints this as a report and runs the tests of the engine; with `--mutate` it changes
every parameter of every pack and names those whose change no test notices.
"""


def page(table: ClauseTable, report: Report) -> str:
    """The page, as Markdown."""
    parts = [_HEAD, _overview(report)]
    parts += [_source(code, source, report.sources[code]) for code, source in table.sources.items()]
    parts += [
        "## Traps\n\nWhere a rulebook can be built wrong, and the reading that is built.\n",
        _table(report.traps),
    ]
    parts += [_still_at_the_engine(report.traps), _regulations()]
    return "\n".join(parts)


def _overview(report: Report) -> str:
    lines = ["| source | clauses | engine | service | browser |", "| --- | --- | --- | --- | --- |"]
    for code, rows in {**report.sources, "traps": report.traps}.items():
        counts = " | ".join(str(sum(row.level == level for row in rows)) for level in LEVELS)
        lines.append(f"| {code} | {len(rows)} | {counts} |")
    return "\n".join(lines) + "\n"


def _source(code: str, source: RuleSource, rows: Sequence[Covered]) -> str:
    packs = ", ".join(f"`{pack}`" for pack in source.packs)
    said = [f"## {code} {source.title}\n", f"Packs: {packs}\n"]
    if source.lacks:
        said.append(f"**What it lacks.** {source.lacks}\n")
    if source.taken_from:
        said.append(f"**Where that was taken from.** {source.taken_from}\n")
    return "\n".join([*said, _table(rows)])


def _table(rows: Sequence[Covered]) -> str:
    lines = [
        "| clause | at | says | parameter | shown at | tests |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        tests = "<br>".join(f"`{name}`" for name in dict.fromkeys(_short(test) for test in row.tests))
        parameters = ", ".join(row.parameters)
        at = row.at or "—"
        lines.append(
            f"| {row.locator} | {at} | {row.says} | {parameters} | {row.level or 'nowhere'} | {tests} |"
        )
    return "\n".join(lines) + "\n"


def _short(test: ClauseTest) -> str:
    return test.node.removeprefix("tests/policies/clauses/")


def _still_at_the_engine(traps: Sequence[Covered]) -> str:
    named = ", ".join(row.locator for row in traps if row.level == "engine")
    return f"Shown at the engine only, and not yet further out: {named or 'none'}.\n"


def _regulations() -> str:
    return (
        "## Regulations\n\nThe law behind the rulebooks, and the rules of others (`bank-report-2019`,\n"
        "`petition-2022`, `eu-whistleblowing`, `fca-disp`, `cfpb`), are shown by\n"
        "`tests/policies/clauses/test_regulations.py`.\n"
    )

"""``dengwen policy coverage``: which clause is shown by which test, and what no test would notice."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from policies.coverage.marks import UnclearMark, marked_tests
from policies.coverage.mutation import Outcome, Target, outcomes, targets
from policies.coverage.report import Report, as_json, coverage, page, summary_lines
from policies.coverage.running import COURSE, FOLDER, ClauseBench, bench
from policies.coverage.table import POLICIES, clause_table, without_effect

OK, WRONG, MISUSED = 0, 1, 2
_PROGRESS = 250


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``policy coverage``."""
    parser = commands.add_parser("coverage", help="the clauses of the rulebooks and the tests that show them")
    parser.add_argument("--mutate", action="store_true", help="change every parameter once; who notices?")
    parser.add_argument(
        "--pack",
        action="append",
        default=[],
        metavar="ID",
        help="with --mutate: only this one; may be repeated",
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="with --mutate: so many parameters of each pack"
    )
    parser.add_argument(
        "--page", action="store_true", help="print docs/reference/rulebooks.md and do nothing else"
    )
    parser.add_argument("--checkout", type=Path, default=POLICIES.parent, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_coverage)


def run_coverage(arguments: argparse.Namespace) -> int:
    """Print the report; the exit code is 1 where a clause has no test, a test fails or a change goes unnoticed."""
    if not (arguments.checkout / FOLDER).is_dir():
        return _misused(f"no tests at {arguments.checkout / FOLDER}: this is for a checkout")
    try:
        report = coverage(clause_table(), marked_tests(arguments.checkout / "tests"))
        chosen = targets(arguments.pack) if arguments.mutate else ()
    except UnclearMark as error:
        return _misused(str(error))
    except KeyError as error:
        return _misused(f"there is no pack {error.args[0]!r}")
    if arguments.page:
        print(page(clause_table(), report), end="")
        return OK
    return _run(arguments, report, chosen)


def _run(arguments: argparse.Namespace, report: Report, chosen: tuple[Target, ...]) -> int:
    """Run the tests of the engine, and against the mutants where that was asked for."""
    made = bench(arguments.checkout)
    failed = [f"{test.name}: {test.failure}" for test in made.run_all()]
    answer: dict[str, Any] = {**as_json(report), "run": len(made.tests), "failed": failed}
    if not arguments.json:
        _print_report(report, made, failed)
    found: list[Outcome] = []
    if arguments.mutate and not failed:
        found = [one for target in chosen for one in _mutated(target, made, arguments.sample)]
        answer["mutation"] = _told(found)
        if not arguments.json:
            _print_mutation(found)
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    is_wrong = report.missing or report.unknown or failed or any(one.survived for one in found)
    return WRONG if is_wrong else OK


def _misused(reason: str) -> int:
    print(f"dengwen policy coverage: {reason}", file=sys.stderr)
    return MISUSED


def _mutated(target: Target, made: ClauseBench, sample: int | None) -> list[Outcome]:
    """One target's outcomes, with a sign of life on the error stream."""
    found: list[Outcome] = []
    for one in outcomes(target, made, without_effect(), sample):
        found.append(one)
        if len(found) % _PROGRESS == 0:
            print(f"{target.pack_id}: {len(found)} parameters …", file=sys.stderr, flush=True)
    print(f"{target.pack_id}: {len(found)} parameters", file=sys.stderr, flush=True)
    return found


def _told(found: list[Outcome]) -> dict[str, Any]:
    """The figures and the two lists, as JSON values."""
    return {
        "packs": {
            pack_id: {"parameters": count, **_figures([one for one in found if one.pack_id == pack_id])}
            for pack_id, count in Counter(one.pack_id for one in found).items()
        },
        "survived": [f"{one.pack_id}: {one.parameter}" for one in found if one.survived],
        "without_effect": [
            {"pack": one.pack_id, "parameter": one.parameter, "reason": one.reason}
            for one in found
            if one.noticed_by is None and one.reason
        ],
    }


def _figures(found: list[Outcome]) -> dict[str, int]:
    by_course = sum(one.noticed_by is not None and one.noticed_by.startswith(COURSE) for one in found)
    noticed = sum(one.noticed_by is not None for one in found)
    survived = sum(one.survived for one in found)
    return {
        "noticed_by_a_clause": noticed - by_course,
        "noticed_by_the_course": by_course,
        "without_effect": len(found) - noticed - survived,
        "survived": survived,
    }


def _print_report(report: Report, made: ClauseBench, failed: list[str]) -> None:
    for line in summary_lines(report):
        print(line)
    for locator in report.missing:
        print(f"no test shows {locator}")
    for test in report.unknown:
        print(f"{test.node}: no clause {test.locator}")
    print(f"{len(made.tests)} tests of the engine run, {len(failed)} failed")
    for line in failed:
        print(line)


def _print_mutation(found: list[Outcome]) -> None:
    told = _told(found)
    for pack_id, figures in told["packs"].items():
        print(
            f"{pack_id}: {figures['parameters']} parameters changed; noticed by a clause's test "
            f"{figures['noticed_by_a_clause']}, by the course {figures['noticed_by_the_course']}; "
            f"without effect at the engine {figures['without_effect']}; unnoticed {figures['survived']}"
        )
    reasons = Counter(one["reason"] for one in told["without_effect"])
    for reason, count in reasons.most_common():
        print(f"without effect at the engine ({count}): {reason}")
    for line in told["survived"]:
        print(f"unnoticed: {line}")

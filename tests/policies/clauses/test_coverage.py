"""No clause of any rulebook and no trap without a test that carries its locator; the page says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.coverage.marks import marked_tests
from policies.coverage.mutation import outcomes, targets
from policies.coverage.report import coverage, page
from policies.coverage.running import ClauseBench, bench
from policies.coverage.table import clause_table, without_effect
from policies.loading import shipped_packs

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "reference" / "rulebooks.md"
CLOCK_ROWS = {"S1": 3, "S2": 5, "S3": 3, "S5": 4, "S9": 6, "S12a": 7, "S12b": 7, "S12c": 2, "S12d": 2}
"""How many time limits each source has in the reading; S4, S6 to S8, S10 and S11 have none."""
WHOLLY = ("company-service", "quality-12365-guide")
SAMPLE = 60


def test_table_holds_every_time_limit_and_all_forty_traps() -> None:
    table = clause_table()

    limits = {
        code: sum(locator.removeprefix(f"{code}-C").isdigit() for locator in source.rows)
        for code, source in table.sources.items()
    }

    assert {code: count for code, count in limits.items() if count} == CLOCK_ROWS
    assert list(table.traps) == [f"T{number}" for number in range(1, 41)]
    assert list(table.sources) == [*(f"S{number}" for number in range(1, 12)), "S12a", "S12b", "S12c", "S12d"]


def test_every_clause_and_every_trap_has_a_test() -> None:
    report = coverage(clause_table(), marked_tests(ROOT / "tests"))

    assert report.missing == ()
    assert [f"{test.node}: {test.locator}" for test in report.unknown] == []


def test_clauses_name_packs_that_there_are() -> None:
    known = {summary.id for summary in shipped_packs()}

    assert {pack for source in clause_table().sources.values() for pack in source.packs} - known == set()


def test_sources_that_are_no_rulebook_say_what_they_lack_and_where_it_was_taken_from() -> None:
    said = {code for code, source in clause_table().sources.items() if source.lacks and source.taken_from}

    assert said == {"S6", "S11"}


def test_page_is_up_to_date() -> None:
    report = coverage(clause_table(), marked_tests(ROOT / "tests"))

    assert PAGE.read_text(encoding="utf-8") == page(clause_table(), report), (
        "./dev dengwen policy coverage --page > docs/reference/rulebooks.md"
    )


def test_test_of_one_row_is_named_by_its_locator() -> None:
    locators: dict[str, set[str]] = {}
    for test in marked_tests(ROOT / "tests"):
        if test.shown == "engine":
            locators.setdefault(test.node, set()).add(test.locator)

    misnamed = [
        node
        for node, named in locators.items()
        if len(named) == 1
        and not (locator := min(named)).startswith("REG")
        and not node.split("::")[1].startswith(f"test_{locator.split('-')[0].lower()}_")
    ]

    assert misnamed == []


@pytest.fixture(scope="module")
def ready() -> ClauseBench:
    """The clause tests, run once, with the packs that each looks at."""
    made = bench(ROOT)
    failed = made.run_all()
    assert [f"{test.name}: {test.failure}" for test in failed] == []
    return made


@pytest.mark.slow
@pytest.mark.parametrize("pack_id", [summary.id for summary in shipped_packs()])
def test_no_parameter_changes_unnoticed(pack_id: str, ready: ClauseBench) -> None:
    target = targets([pack_id])[0]
    sample = None if pack_id in WHOLLY else SAMPLE

    found = list(outcomes(target, ready, without_effect(), sample))

    assert found
    assert [one.parameter for one in found if one.survived] == []

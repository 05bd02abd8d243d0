"""The coverage report and its mutants: what is missing is named, and a changed rulebook is noticed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from policies.coverage.commands import register
from policies.coverage.marks import UnclearMark, marked_tests
from policies.coverage.mutants import GONE, Parameter, changed, parameters
from policies.coverage.mutation import outcomes, stated_in, targets
from policies.coverage.report import coverage, page
from policies.coverage.running import ClauseBench, bench
from policies.coverage.table import ClauseTable, Exemption, WithoutEffect, clause_table
from policies.engine.pack import Pack, Unit
from policies.loading import load_pack, shipped_packs
from tests.policies.clauses import test_s1

pytestmark = pytest.mark.unit
ROOT = Path(__file__).resolve().parents[2]


def table_of(**rows: str) -> ClauseTable:
    given = {f"S1-{key}": {"at": "第一条", "says": says} for key, says in rows.items()}
    return ClauseTable.model_validate(
        {"sources": {"S1": {"title": "制度", "packs": ["a"], "rows": given}}, "traps": {"T1": "A trap."}}
    )


def written(folder: Path, text: str) -> Path:
    tests = folder / "tests"
    tests.mkdir()
    (tests / "test_some.py").write_text(text, encoding="utf-8")
    return tests


def run(*words: str) -> tuple[int, argparse.Namespace]:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    arguments = parser.parse_args(["coverage", *words])
    return arguments.run(arguments), arguments


def test_clause_without_a_test_and_test_without_a_clause_are_named(tmp_path: Path) -> None:
    tests = written(
        tmp_path,
        "@pytest.mark.clause('S1-C1', 'S1-C9', parameter='P23', shown='engine')\ndef test_it(): ...\n",
    )

    report = coverage(table_of(C1="Soon.", C2="Sooner."), marked_tests(tests))

    assert report.missing == ("S1-C2", "T1")
    assert [(test.locator, test.node) for test in report.unknown] == [
        ("S1-C9", "tests/test_some.py::test_it")
    ]


def test_clause_is_shown_as_far_out_as_any_of_its_tests(tmp_path: Path) -> None:
    marks = "".join(
        f"@pytest.mark.clause('S1-C1', parameter='P23', shown='{level}')\ndef test_{level}(): ...\n"
        for level in ("browser", "engine", "service")
    )

    report = coverage(table_of(C1="Soon."), marked_tests(written(tmp_path, marks)))

    assert report.clauses[0].level == "browser"
    assert "| S1-C1 | 第一条 | Soon. | P23 | browser |" in page(table_of(C1="Soon."), report)


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("parameter='P23', shown='engine'", "no locator"),
        ("'S1-C1', shown='engine'", "no parameter"),
        ("'S1-C1', parameter='P44', shown='engine'", "there are 43 parameters"),
        ("'S1-C1', parameter='P23', shown='desk'", "no such level"),
        ("'S1-C1', parameter='P23'", "no level"),
        ("name, parameter='P23', shown='engine'", "a locator that nobody can read"),
    ],
)
def test_mark_that_says_too_little_is_refused_with_file_and_line(
    tmp_path: Path, mark: str, reason: str
) -> None:
    tests = written(tmp_path, f"import pytest\n\n@pytest.mark.clause({mark})\ndef test_it(): ...\n")

    with pytest.raises(UnclearMark, match=r"tests/test_some\.py:3: a clause mark needs"):
        marked_tests(tests)


def found(pack_id: str) -> dict[str, Parameter]:
    return {one.name: one for one in parameters(load_pack(pack_id), stated_in(pack_id))}


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("clocks.s1-c1.span.amount", (25, 23), "a number, one more and one less"),
        ("clocks.s1-c1.legal", (False,), "yes becomes no"),
        ("clocks.s1-c1.stop", (("withdrawn",), ("screened",)), "each entry of a list is dropped"),
        ("clocks.s1-c1", (GONE,), "an entry is dropped"),
        ("clocks.s1-c1.span.unit", (Unit.BUSINESS_HOUR, Unit.CALENDAR_DAY), "another unit"),
        ("clocks.s1-c1.actor", ("intake-manager",), "another role"),
        (
            "workflows.customer-complaint.transitions.answer-problem.when",
            ("!('problem-reported' in facts.milestones && !('problem-answered' in facts.milestones))",),
            "a condition is turned round",
        ),
    ],
)
def test_parameter_is_changed_by_its_kind(name: str, changes: tuple[Any, ...], reason: str) -> None:
    assert found("company-service")[name].changes == changes, reason


def test_words_and_sources_are_no_parameters() -> None:
    names = found("company-service")

    assert [
        name for name in names if name.split(".")[-1] in ("label", "help", "hint", "cites", "summary")
    ] == []
    assert [name for name in names if name.startswith("citations")] == []


def test_pack_that_extends_gives_only_what_it_says_itself() -> None:
    names = found("demo-county-12365")

    assert "clocks.s12a-c1" not in names
    assert "business_types.fraud-report.channels" in names


@pytest.mark.parametrize("pack_id", [summary.id for summary in shipped_packs() if not summary.fragment])
def test_every_change_makes_another_pack_and_leaves_the_first_alone(pack_id: str) -> None:
    pack = load_pack(pack_id)
    before = pack.model_dump_json(by_alias=True)

    same = [
        one.name for one in found(pack_id).values() for new in one.changes if changed(pack, one, new) == pack
    ]

    assert same == []
    assert pack.model_dump_json(by_alias=True) == before


def test_other_length_of_a_vague_word_is_the_length_of_its_clocks() -> None:
    pack = load_pack("company-service")
    amount = found("company-service")["vague_terms.set-time.span.amount"]

    mutant = changed(pack, amount, 16)

    assert (mutant.clocks["s1-c3"].span.amount, mutant.clocks["s1-c1"].span.amount) == (16, 24)


@pytest.fixture(scope="module")
def ready() -> ClauseBench:
    made = bench(ROOT)
    assert [test.failure for test in made.run_all() if test.failure] == []
    return made


def test_tests_notice_another_number_and_see_the_real_pack_again(ready: ClauseBench) -> None:
    pack = load_pack("company-service")
    mutant = changed(pack, found("company-service")["clocks.s1-c1.span.amount"], 25)

    noticed = ready.killer(mutant, ready.of("company-service"))

    assert noticed is not None
    assert vars(test_s1)["load_pack"] is load_pack


def test_tests_do_not_notice_what_says_the_same(ready: ClauseBench) -> None:
    pack = load_pack("company-service")
    mutant = pack.model_copy(update={"kinds": (*pack.kinds, *pack.kinds)})

    assert ready.killer(mutant, ready.of("company-service")) is None


@pytest.mark.slow
def test_own_test_of_a_clause_is_asked_before_the_course_of_the_pack(ready: ClauseBench) -> None:
    target = targets(["company-tiers"])[0]

    noticed = {one.parameter: str(one.noticed_by) for one in outcomes(target, ready, WithoutEffect(()))}

    assert not noticed["clocks.s2-reply.tiers.major.amount"].startswith("test_course_")
    assert {name for name, test in noticed.items() if test.startswith("test_course_")} != set()


@pytest.mark.slow
def test_exemption_is_for_what_nothing_notices_and_for_nothing_else(ready: ClauseBench) -> None:
    target = targets(["cfpb"])[0]
    known = WithoutEffect((Exemption(parameters=("kinds", "clocks.*.span.amount"), reason="Why."),))

    strict = list(outcomes(target, ready, WithoutEffect(())))
    lenient = list(outcomes(target, ready, known))

    survived = {one.parameter for one in strict if one.survived}
    assert {one.parameter for one in lenient if one.reason} == {"kinds"}, "another length is noticed"
    assert {one.parameter for one in lenient if one.survived} == survived - {"kinds"}


def test_sample_is_always_the_same(ready: ClauseBench) -> None:
    target = targets(["company-tiers"])[0]

    twice = [
        [one.parameter for one in outcomes(target, ready, WithoutEffect(()), sample=5)] for _ in range(2)
    ]

    assert twice[0] == twice[1]
    assert len(twice[0]) == 5


def test_report_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = run("--json")

    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["missing"], answer["failed"]) == (0, [], [])
    assert len(answer["clauses"]) == len(clause_table().locators)


def test_mutation_of_one_pack_is_told_in_figures(capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = run("--mutate", "--pack", "company-tiers", "--sample", "12", "--json")

    answer = json.loads(capsys.readouterr().out)["mutation"]
    figures = answer["packs"]["company-tiers"]
    assert (code, answer["survived"], figures.pop("parameters")) == (0, [], 12)
    assert sum(figures.values()) == 12


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mutate", "--pack", "no-such-pack"), "there is no pack 'no-such-pack'"),
        (("--checkout", "/nowhere"), "this is for a checkout"),
    ],
)
def test_bad_question_is_answered_in_a_sentence(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = run(*words)

    assert code == 2
    assert said in capsys.readouterr().err


def test_page_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = run("--page")

    assert (code, capsys.readouterr().out) == (
        0,
        (ROOT / "docs" / "reference" / "rulebooks.md").read_text(encoding="utf-8"),
    )


def test_changed_pack_is_still_a_pack() -> None:
    pack = load_pack("company-service")

    mutant = changed(pack, found("company-service")["clocks.s1-c1.span.amount"], 25)

    assert isinstance(mutant, Pack)
    assert mutant.clocks["s1-c1"].span.amount == 25

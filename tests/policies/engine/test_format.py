"""What the format fills in by itself: spans of vague words, choices of code lists (P5, P24)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from policies.engine.condition_kinds import typed, words_used
from policies.engine.conditions import ConditionError, Kind, check_typed, evaluate
from policies.engine.lint_conditions import expressions
from policies.engine.pack import Pack, Span, Unit
from policies.engine.walk import parts
from policies.loading import pack_from_text, text_of
from tests.policies.engine.packs import small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "及时", "en": "Soon"}
DAY = {"amount": 1, "unit": "working-day"}
TERMS = {"vague_terms": {"soon": {"label": LABEL, "span": DAY}}}
VAGUE = {
    "label": LABEL,
    "legal": False,
    "start": ["received"],
    "stop": ["accepted"],
    "actor": "clerk",
    "term": "soon",
}


def test_clock_takes_its_span_from_the_vague_word() -> None:
    pack = small_pack({**TERMS, "clocks/target": VAGUE})

    assert pack.clocks["target"].span == Span(amount=1, unit=Unit.WORKING_DAY)


def test_clock_keeps_its_own_span_beside_a_vague_word() -> None:
    pack = small_pack({**TERMS, "clocks/target": {**VAGUE, "span": {"amount": 4, "unit": "hour"}}})

    assert pack.clocks["target"].span == Span(amount=4, unit=Unit.HOUR)


def test_stored_pack_reads_the_same() -> None:
    pack = small_pack({**TERMS, "clocks/target": VAGUE})

    assert pack_from_text(text_of(pack)) == pack


def test_pack_that_was_stored_before_the_format_grew_reads_as_it_was() -> None:
    """``stored_small.json`` was written by the first release: adopted rulebooks are kept as they were then."""
    stored = (Path(__file__).parent / "stored_small.json").read_text(encoding="utf-8")

    pack = pack_from_text(stored)

    assert pack.clocks == small_pack().clocks
    assert pack == small_pack()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {**TERMS, "clocks/target": {**VAGUE, "term": "son"}},
            "there is no vague term 'son'; did you mean 'soon'?",
        ),
        ({"clocks/target": {**VAGUE, "term": "zzz"}}, "there is no vague term 'zzz'"),
        ({"clocks/target": {key: VAGUE[key] for key in VAGUE if key != "term"}}, "Field required"),
        ({"fragment": True, "clocks/target": VAGUE}, "Field required"),
        ({"vague_terms": {"soon": {"label": LABEL}}, "clocks/target": VAGUE}, "Field required"),
        ({"vague_terms": "soon", "clocks/target": VAGUE}, "there is no vague term 'soon'"),
        ({"clocks": []}, "Input should be a valid dictionary"),
    ],
    ids=[
        "a slip",
        "no such word",
        "neither",
        "a fragment may get it later",
        "a word without a span",
        "no table",
        "no clocks",
    ],
)
def test_clock_without_a_length_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        small_pack(changes)

    assert message in [detail["msg"] for detail in caught.value.errors()]


def test_clock_rule_is_no_number() -> None:
    with pytest.raises(ValidationError):
        small_pack({"clocks/target": 5})


@pytest.mark.parametrize("body", [None, [], "text"])
def test_pack_is_a_mapping(body: Any) -> None:
    with pytest.raises(ValidationError):
        Pack.model_validate(body)


def test_field_takes_its_choices_from_a_code_list() -> None:
    pack = small_pack(
        {
            "categories": {"food": {"label": LABEL}},
            "fields/topic": {"label": LABEL, "kind": "choice", "choices_from": "categories"},
            "fields/cause": {"label": LABEL, "kind": "choice", "choices_from": "causes"},
        }
    )

    assert {code: label.en for code, label in pack.fields["topic"].choices.items()} == {"food": "Soon"}
    assert pack.fields["cause"].choices == {}


def test_parts_have_the_paths_that_an_author_writes() -> None:
    pack = small_pack({"fields/name/help": LABEL})

    paths = {path for path, _ in parts(pack)}

    assert {"", "clocks.handle", "clocks.handle.pauses.0", "workflows.complaint.transitions.close"} <= paths
    assert not any(path.endswith(("label", "span")) for path in paths)


def test_expressions_are_found_wherever_a_rule_has_one() -> None:
    pack = small_pack(
        {
            "limitation": {"span": DAY, "since": "story", "unless": "named"},
            "business_types/complaint/abuse": {
                "warning": LABEL,
                "factors": {"many": {"label": LABEL, "expression": "named"}},
            },
        }
    )

    found = {path for path, _ in expressions(pack)}

    assert found == {
        "fields.measures.when",
        "conditions.has-respondent.expression",
        "workflows.complaint.transitions.resume.when",
        "letters.notice.when",
        "limitation.unless",
        "business_types.complaint.abuse.factors.many.expression",
    }


@pytest.mark.parametrize(
    ("expression", "kinds", "reason"),
    [
        ("values.amount > 5", {"v0": Kind.NUMBER}, "a sum"),
        ("values['name'] == ''", {"v0": Kind.TEXT}, "a text in brackets"),
        ("facts.named && facts.moon", {"v0": Kind.YES_NO, "v1": Kind.TEXT}, "an unknown fact is a text"),
        ("values.moon", {"v0": Kind.TEXT}, "and an unknown field"),
        ("'x' in values.measures", {"v0": Kind.LIST}, "many choices"),
        ("values.agreed", {"v0": Kind.YES_NO}, "a yes or no"),
        ("'values.name' == 'x'", {}, "names in a text are none"),
    ],
)
def test_typed_gives_each_name_its_kind(expression: str, kinds: dict[str, Kind], reason: str) -> None:
    pack = small_pack({"fields/agreed": {"label": LABEL, "kind": "boolean"}})

    found = typed(expression, pack).kinds

    assert {
        name: kind for name, kind in found.items() if name.startswith("v") and name != "values"
    } == kinds, reason


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("facts.tier == 'grave' || 'common' != facts.tier", ["grave", "common"]),
        ("values.result in ['a', \"b\"]", ["a", "b"]),
        ("facts.tier == ''", [""]),
        ("['a'].exists(v9, v9 == 'x' && 'y' in v9 && v9 in ['z'])", []),
    ],
    ids=["both ways round", "a list", "an empty word", "the author's own variable"],
)
def test_words_used(expression: str, words: list[str]) -> None:
    assert [word for _, word in words_used(typed(expression, small_pack()))] == words


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("v0 > 5", True),
        ("v0 > 5.5", True),
        ("v0 > 5 && v1 > 5.5", True),
        ("v0 == 'x'", False),
        ("v0 + v1 + v2 + v3 + v4 > 0", True),
    ],
    ids=["whole", "a fraction", "one of each", "a text", "more numbers than are tried"],
)
def test_numbers_may_be_whole_or_not(expression: str, fits: bool) -> None:
    numbers = {f"v{number}": Kind.NUMBER for number in range(5)}

    if fits:
        check_typed(expression, numbers)
    else:
        with pytest.raises(ConditionError):
            check_typed(expression, numbers)


def test_loops_over_long_answers_stop_by_their_budget() -> None:
    with pytest.raises(ConditionError) as caught:
        evaluate("values.a.all(x, values.a.all(y, x + y >= 0))", {"values": {"a": list(range(3000))}})

    assert caught.value.label.en == "The condition takes too much work."

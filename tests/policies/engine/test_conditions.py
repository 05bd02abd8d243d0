"""Conditions in CEL: what they may say, and that nothing but ConditionError ever comes out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import conditions
from policies.engine.conditions import ConditionError, case_variables, check, evaluate, form_variables
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit


class Colour(StrEnum):
    RED = "red"


VALUES: dict[str, Any] = {
    "blank": None,
    "word": "投诉",
    "number": 3,
    "share": 2.5,
    "money": Decimal("120.50"),
    "yes": True,
    "bought_on": date(2026, 5, 1),
    "seen_at": datetime(2026, 5, 1, 8, tzinfo=timezone(timedelta(hours=8))),
    "local_at": datetime(2026, 5, 1, 8),  # noqa: DTZ001 -- a moment without zone is what is tested
    "hour": time(8, 30),
    "picked": ("a", "b"),
    "ticked": {"b", "a"},
    "colour": Colour.RED,
    "id": UUID(int=1),
    "nested": {"deep": [{"x": 1}]},
    "huge": 2**70,
    "tiny": -(2**70),
    "broken": "a\ud800",
}


@pytest.mark.parametrize(
    ("expression", "expected", "reason"),
    [
        ("true", True, "a constant"),
        ("named", True, "a name was given"),
        ("!named || values.number > 2", True, "logic"),
        ("values.blank == null", True, "blank is null"),
        ("values.blank == 'x'", False, "blank equals no text"),
        ("values.blank != null && values.blank > 3", False, "a guard keeps blank from being compared"),
        ("size(values.word) == 2", True, "characters, not bytes"),
        ("values.word.contains('诉')", True, "Chinese text"),
        ("values.number == 3", True, "whole numbers"),
        ("values.number > 2.5", True, "whole and broken numbers compare"),
        ("values.share < 3.0", True, "broken numbers"),
        ("values.money >= 100.0", True, "money is a double"),
        ("values.yes", True, "a box that is ticked"),
        ("values.bought_on < '2026-06-01'", True, "a date is its ISO text"),
        ("values.seen_at == '2026-05-01T00:00:00+00:00'", True, "a moment is its ISO text in UTC"),
        ("values.local_at == '2026-05-01T08:00:00'", True, "a moment without zone stays as it is"),
        ("values.hour == '08:30:00'", True, "a time"),
        ("'a' in values.picked", True, "one of several choices"),
        ("values.ticked == ['a', 'b']", True, "a set is a sorted list"),
        ("values.colour == 'red'", True, "an enumeration is its value"),
        ("values.id == '00000000-0000-0000-0000-000000000001'", True, "an id is text"),
        ("values.nested.deep[0].x == 1", True, "values in values"),
        ("values.huge > 1 && values.tiny < 1", True, "numbers beyond 64 bits stay large"),
        ("values.broken == 'a?'", True, "text that is no Unicode is cleaned"),
        ("facts.tier == 'grave'", True, "the tier"),
        ("'received' in facts.milestones", True, "what happened"),
        ("has(values.nothing)", False, "whether a field exists"),
        ("values.picked.exists(x, x == 'b')", True, "a short loop"),
    ],
)
def test_evaluate_decides(expression: str, expected: bool, reason: str) -> None:
    variables = {"values": VALUES, "facts": {"tier": "grave", "milestones": ["received"]}}

    assert evaluate(expression, variables) is expected, reason


@pytest.mark.parametrize(
    ("expression", "message", "reason"),
    [
        ("", "条件写法有误", "nothing at all"),
        ("named &&", "条件写法有误", "half a sentence"),
        ("foo", "用了未知的名称", "an unknown name"),
        ("values.nothing == 1", "用了没有的字段", "an unknown field"),
        ("values.word > 3", "比较了不同类型的值", "text against number, found while running"),
        ("'a' > 3", "比较了不同类型的值", "text against number, found while compiling"),
        ("values.blank > 3", "比较了不同类型的值", "blank against number"),
        ("1 + 1", "条件的结果应为“是”或“否”", "a number is no claim"),
        ("values.number", "条件的结果应为“是”或“否”", "nor is a field that holds one"),
        ("true" + " || true" * 80, "条件过长", "longer than a pack may say"),
        ("(" * 200, "条件嵌套过深", "parentheses without end"),
        ("[" * 100 + "1" + "]" * 100 + " == 1", "条件嵌套过深", "too deep"),
        ("values.number / 0 == 1", "条件无法判断", "a division by zero"),
        (
            "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, "
            "[0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e, a + b + c + d + e >= 0)))))",
            "条件计算量过大",
            "a bomb of loops stops by its budget",
        ),
        ("named\x00", "条件写法有误", "a zero byte"),
        ("'\ud800' == ''", "条件无法判断", "an expression that is no Unicode"),
    ],
)
def test_evaluate_refuses_in_words_for_an_admin(expression: str, message: str, reason: str) -> None:
    with pytest.raises(ConditionError) as caught:
        evaluate(expression, {"values": VALUES})

    assert caught.value.label.zh_hans == message, reason
    assert caught.value.label.en in str(caught.value), reason


@pytest.mark.parametrize(
    ("value", "message"),
    [(object(), "值的类型无法用于条件"), ([[[[[[[[[[1]]]]]]]]]], "值嵌套过深")],
)
def test_evaluate_refuses_values_that_conditions_do_not_know(value: Any, message: str) -> None:
    with pytest.raises(ConditionError) as caught:
        evaluate("values.x == 1", {"values": {"x": value}})

    assert caught.value.label.zh_hans == message


@pytest.mark.parametrize(
    ("expression", "outcome", "reason"),
    [
        ("values.a == 1", True, "one key"),
        ("values['a'] == 1 && values[\"b-c\"] == 2", True, "keys in brackets"),
        ("has(values.a) && !has(values.z)", True, "whether a key is there"),
        ("size(values) == 2", True, "how many keys there are"),
        ("'b-c' in values", True, "a key that is looked for"),
        ("values.all(k, values[k] > 0)", True, "every key in turn"),
        ("values.exists(k, k == 'b-c')", True, "some key"),
        ("values[values.a == 1 ? 'b-c' : 'a'] == 2", True, "a key that is computed"),
        ("values == {'a': 1, 'b-c': 2}", True, "the map as a whole"),
        ("values.a == 1 && 'values.b' == 'values.b'", True, "a text that looks like a key"),
    ],
)
def test_evaluate_hands_over_every_key_that_a_condition_looks_at(
    expression: str, outcome: bool, reason: str
) -> None:
    assert evaluate(expression, {"values": {"a": 1, "b-c": 2}}) is outcome, reason


def test_evaluate_takes_missing_variables_as_empty() -> None:
    assert evaluate("named && size(values) == 0 && size(facts) == 0", {})
    assert evaluate("size(values) == 0", {"values": "no map"})
    assert not evaluate("named", {"named": False})


def test_check_compiles_without_values() -> None:
    check("values.anything == 1")

    with pytest.raises(ConditionError):
        check("values.anything ==")


def test_condition_error_does_not_grow_when_it_is_raised_again() -> None:
    errors = []
    for _ in range(2):
        with pytest.raises(ConditionError) as caught:
            check("unknown")
        errors.append(caught.value)

    assert errors[0] is not errors[1]
    assert str(errors[0]) == str(errors[1])


@settings(max_examples=150)
@given(
    st.text(max_size=60),
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.decimals(),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=4,
    ),
)
def test_evaluate_raises_nothing_else_whatever_comes(expression: str, values: Mapping[str, Any]) -> None:
    for text in (expression, "size(values) >= 0", f"named || {expression}"):
        try:
            assert isinstance(evaluate(text, {"values": values}), bool)
        except ConditionError:
            continue


def test_case_variables_hold_every_field_and_what_is_known() -> None:
    pack = small_pack()
    facts = case(
        "accepted@2026-05-07 10:00",
        "received@2026-05-06 10:00",
        tier="common",
        named=False,
        wants_reply=False,
        channel="post",
        values={"amount": 5.0},
    )

    variables = case_variables(pack, facts, {"note": "x"})

    assert variables["values"] == {**dict.fromkeys(pack.fields), "amount": 5.0, "note": "x"}
    assert variables["named"] is False
    assert variables["facts"] == {
        "business_type": "complaint",
        "state": "received",
        "tier": "common",
        "channel": "post",
        "named": False,
        "wants_reply": False,
        "milestones": ["received", "accepted"],
    }


def test_form_variables_hold_every_field_and_no_facts() -> None:
    variables = form_variables(small_pack(), {"amount": 5.0}, named=False)

    assert (variables["values"]["amount"], variables["values"]["story"]) == (5.0, None)
    assert (variables["named"], variables["facts"]) == (False, {})


def test_moments_in_two_zones_compare_as_one() -> None:
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    values = {"a": moment, "b": moment.astimezone(timezone(timedelta(hours=8)))}

    assert evaluate("values.a == values.b", {"values": values})


def test_conditions_are_compiled_anew_after_a_fork() -> None:
    check("named")

    child = os.fork()
    if child == 0:
        kept = conditions._environment.cache_info().currsize + conditions._compiled.cache_info().currsize
        os._exit(kept if evaluate("named", {}) else 99)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert conditions._environment.cache_info().currsize == 1

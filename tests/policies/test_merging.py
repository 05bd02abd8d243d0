"""Three-way merges: what only one side changed comes through, what both changed is asked."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.pack import Pack
from policies.loading import inheritable_tree
from policies.merging import MISSING, ChangeKind, normalised, resolved, three_way
from policies.trees import overlaid, said_paths, same
from tests.policies.drafts.test_rules import TREES
from tests.policies.engine.packs import small_pack


def tree(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    return normalised(inheritable_tree(small_pack(changes)))


SPAN = "clocks/decide/span"
WEEK, FORTNIGHT = ({"amount": amount, "unit": "calendar-day"} for amount in (7, 14))


@given(base=TREES)
def test_nothing_changed_is_nothing_to_review(base: dict[str, Any]) -> None:
    merge = three_way(base, deepcopy(base), deepcopy(base))

    assert (merge.changes, resolved(merge)) == ((), base)


@given(base=TREES, theirs=TREES)
def test_where_we_changed_nothing_all_of_theirs_holds(base: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert same(resolved(three_way(base, base, theirs)), theirs)


@given(base=TREES, ours=TREES)
def test_where_they_changed_nothing_all_of_ours_holds(base: dict[str, Any], ours: dict[str, Any]) -> None:
    assert same(resolved(three_way(base, ours, base)), ours)


@given(base=TREES, ours=TREES, theirs=TREES, data=st.data())
def test_each_choice_decides_its_own_entry(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], data: st.DataObject
) -> None:
    merge = three_way(base, ours, theirs)
    choices = {change.id: data.draw(st.sampled_from(["ours", "theirs"])) for change in merge.changes}

    result = resolved(merge, choices)

    for change in merge.changes:
        expected = change.ours if choices[change.id] == "ours" else change.theirs
        assert same(_at(result, change.path), expected)


def _at(values: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if not isinstance(values, dict) or key not in values:
            return MISSING
        values = values[key]
    return values


@given(base=TREES, theirs=TREES)
def test_taking_all_of_theirs_or_none_is_one_side_or_the_other(
    base: dict[str, Any], theirs: dict[str, Any]
) -> None:
    merge = three_way(base, base, theirs)

    assert same(resolved(merge, {change.id: "ours" for change in merge.changes}), base)


@pytest.mark.parametrize(
    ("ours", "theirs", "kind", "holds"),
    [
        pytest.param({}, {SPAN: WEEK}, ChangeKind.THEIRS, WEEK, id="only the parent changed it"),
        pytest.param({SPAN: WEEK}, {}, ChangeKind.OURS, WEEK, id="only we changed it"),
        pytest.param(
            {SPAN: WEEK}, {SPAN: FORTNIGHT}, ChangeKind.CONFLICT, WEEK, id="both: ours until chosen"
        ),
    ],
)
def test_span_is_one_value_whoever_changed_it(
    ours: dict[str, Any], theirs: dict[str, Any], kind: ChangeKind, holds: dict[str, Any]
) -> None:
    """Never their amount with our unit: that would be a length that nobody meant."""
    merge = three_way(tree(), tree(ours), tree(theirs))

    assert [(change.id, change.kind) for change in merge.changes] == [(SPAN, kind)]
    assert resolved(merge)["clocks"]["decide"]["span"] == holds


def test_conflict_is_told_from_both_sides() -> None:
    merge = three_way(tree(), tree({SPAN: WEEK}), tree({SPAN: FORTNIGHT}))

    (conflict,) = merge.conflicts
    assert conflict.said_ours is not None
    assert conflict.said_theirs is not None
    assert conflict.said_ours.zh_hans == "时限“受理决定”的期限由“7 个工作日”改为“7 日”。"
    assert conflict.said_theirs.en == (
        "Time limit “Decision to accept”, length changes from 7 working days to 14 calendar days."
    )
    assert resolved(merge, {conflict.id: "theirs"})["clocks"]["decide"]["span"] == FORTNIGHT


def test_same_change_on_both_sides_is_no_matter() -> None:
    assert three_way(tree(), tree({SPAN: WEEK}), tree({SPAN: WEEK})).changes == ()


def test_entry_that_we_changed_and_they_dropped_is_a_conflict() -> None:
    theirs = tree({"clocks/target": None, "business_types/complaint/clocks": ["decide", "handle"]})
    merge = three_way(tree(), tree({"clocks/target/span/amount": 2}), theirs)

    (conflict,) = merge.conflicts
    assert (conflict.id, conflict.theirs) == ("clocks/target", MISSING)
    assert "target" not in resolved(merge, {conflict.id: "theirs"})["clocks"]


def test_key_that_the_product_learned_meanwhile_is_no_change() -> None:
    """A tree that was kept before a key existed says what the key's default says now."""
    whole = tree()
    kept = deepcopy(whole)
    del kept["clocks"]["decide"]["warn_at"]

    assert three_way(normalised(kept), whole, whole).changes == ()


def test_length_of_a_vague_word_is_said_once() -> None:
    """Who changes the number of 及时 in a tree changes every clock that stands for it."""
    term = {"label": {"zh-hans": "及时", "en": "In good time"}, "span": {"amount": 3, "unit": "working-day"}}
    pack = small_pack(
        {"vague_terms": {"soon": term}, "clocks/target/term": "soon", "clocks/target/span": term["span"]}
    )

    base = normalised(inheritable_tree(pack))
    changed = overlaid(base, {"vague_terms": {"soon": {"span": {"amount": 1, "unit": "working-day"}}}})

    heading = {"format": 1, "id": "small", "version": 1}
    assert Pack.model_validate({**base, **heading}) == pack
    assert Pack.model_validate({**changed, **heading}).clocks["target"].span.amount == 1


@given(own=st.fixed_dictionaries({}, optional={
    "clocks": st.fixed_dictionaries({"decide": st.fixed_dictionaries({"actor": st.sampled_from(["clerk", "leader"])})}),
    "zone": st.sampled_from(["Asia/Shanghai", "Europe/London"]),
}))  # fmt: skip
def test_overlay_differs_at_its_paths_and_nowhere_else(own: dict[str, Any]) -> None:
    base = tree()

    changes = three_way(base, overlaid(base, own), base).changes

    told = {change.path for change in changes}
    expected = {path for path in said_paths(own) if not same(_at(base, path), _at(own, path))}
    assert told == expected

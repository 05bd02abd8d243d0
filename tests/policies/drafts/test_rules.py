"""Differences from a parent as plain values: what is said is what lies on top, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.drafts.rules import (
    DROP,
    INHERIT,
    Edit,
    NoSuchEntry,
    differences_from,
    edited,
    overlaid,
    said_paths,
    same,
    set_value,
)
from policies.sources import read_text
from policies.writing import yaml_text

KEYS = st.sampled_from(["a", "b", "c", "d"])
LIKE_OTHERS = ["1", "yes", "1.5e5", "~", "null", "12:30"]
"""Texts that unquoted would be read as something else."""
SCALARS = st.one_of(st.booleans(), st.integers(-5, 5), st.text(max_size=6), st.sampled_from(LIKE_OTHERS))
VALUES = st.recursive(
    st.one_of(SCALARS, st.lists(SCALARS, max_size=3)),
    lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(KEYS, VALUES, max_size=4)


@given(base=TREES, whole=TREES)
def test_differences_laid_on_the_base_make_the_whole(base: dict[str, Any], whole: dict[str, Any]) -> None:
    assert same(overlaid(base, differences_from(base, whole)), whole)


@given(tree=TREES)
def test_tree_does_not_differ_from_itself(tree: dict[str, Any]) -> None:
    assert differences_from(tree, tree) == {}


@given(tree=TREES)
def test_written_tree_reads_back_unchanged(tree: dict[str, Any]) -> None:
    assert same(read_text(yaml_text(tree) if tree else "{}", "t").values, tree)


@given(base=TREES, whole=TREES)
def test_said_paths_are_where_both_differ(base: dict[str, Any], whole: dict[str, Any]) -> None:
    own = differences_from(base, whole)

    for path in said_paths(own):
        assert not same(_at(base, path), _at(whole, path))


def _at(tree: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if not isinstance(tree, dict) or key not in tree:
            return None
        tree = tree[key]
    return tree


BASE = {"a": {"x": 1, "y": [1, 2]}, "b": {"z": 1}}


@pytest.mark.parametrize(
    ("own", "edit", "expected"),
    [
        pytest.param({}, Edit(("a", "x"), 2), {"a": {"x": 2}}, id="a value of the parent's changes"),
        pytest.param({"a": {"x": 2}}, Edit(("a", "x"), 1), {}, id="the parent's value is no difference"),
        pytest.param({}, Edit(("a", "x"), True), {"a": {"x": True}}, id="true is not 1"),
        pytest.param({}, Edit(("a", "y", "1"), 3), {"a": {"y": [1, 3]}}, id="an item: the list as a whole"),
        pytest.param(
            {}, Edit(("a", "y", "2"), 3), {"a": {"y": [1, 2, 3]}}, id="one past the end is one more"
        ),
        pytest.param({}, Edit(("a", "y", "0"), DROP), {"a": {"y": [2]}}, id="an item goes"),
        pytest.param({}, Edit(("b",), DROP), {"b": None}, id="an entry of the parent's goes"),
        pytest.param({"c": 1}, Edit(("c",), DROP), {}, id="an own entry goes without a trace"),
        pytest.param({}, Edit(("c", "d"), 1), {"c": {"d": 1}}, id="a new entry makes its way"),
        pytest.param({"b": None}, Edit(("b",), INHERIT), {}, id="what was dropped comes back"),
        pytest.param({"a": {"x": 2}, "c": 1}, Edit(("a",), INHERIT), {"c": 1}, id="all below comes back"),
        pytest.param({}, Edit(("a",), {"x": 1}), {"a": {"y": None}}, id="a shorter entry drops the rest"),
    ],
)
def test_edit_says_no_more_than_it_must(own: dict[str, Any], edit: Edit, expected: dict[str, Any]) -> None:
    assert edited(BASE, own, [edit]) == expected


@pytest.mark.parametrize("path", [(), ("a", "x", "deeper"), ("a", "y", "9"), ("q", "r")])
def test_edit_that_leads_nowhere_is_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(NoSuchEntry):
        edited(BASE, {}, [Edit(path, DROP)])


def test_setting_a_value_changes_nothing_that_was_given() -> None:
    own: dict[str, Any] = {"a": {"x": 5}}

    set_value(own, ("a", "y", "0"), 9, base=BASE)

    assert (own, BASE["a"]) == ({"a": {"x": 5}}, {"x": 1, "y": [1, 2]})

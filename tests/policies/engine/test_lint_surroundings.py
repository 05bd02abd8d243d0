"""What only the organisation, its calendar and the course of its clocks can tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policies.engine.lint import lint
from policies.engine.lint_rules import topology_of
from policies.engine.pack import Topology
from tests.policies.engine.china import CHINA
from tests.policies.engine.packs import small_pack
from tests.policies.engine.rule_entries import LABEL

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        ({"clerk", "handler", "leader"}, []),
        ({"clerk", "handler"}, ["roles.leader"]),
        ({"handler", "leader"}, []),
    ],
    ids=["all held", "nobody leads", "a deputy stands in for the clerk"],
)
def test_lint_finds_roles_that_nobody_holds(holders: set[str], expected: list[str]) -> None:
    pack = small_pack({"roles/clerk/deputies": ["handler"]})

    assert [one.path for one in lint(pack, holders=holders)] == expected


@pytest.mark.parametrize(
    ("changes", "day", "expected", "reason"),
    [
        ({}, date(2026, 5, 6), [], "all within 2026"),
        (
            {},
            date(2026, 12, 25),
            ["The calendar CN lacks 2027; clocks that start on 2026-12-25 are provisional: decide, handle"],
            "a working day and a roll in 2027",
        ),
        (
            {"clocks/decide/tiers": {"slight": {"amount": 300, "unit": "working-day"}}},
            date(2026, 5, 6),
            ["The calendar CN lacks 2027; clocks that start on 2026-05-06 are provisional: decide"],
            "one tier is long",
        ),
        (
            {
                f"clocks/{n}": {
                    "label": LABEL,
                    "legal": False,
                    "start": ["received"],
                    "stop": ["accepted", "declined"],
                    "span": {"amount": 300, "unit": "working-day"},
                    "actor": "clerk",
                }
                for n in "abcd"
            }
            | {"business_types/complaint/clocks": ["decide", "handle", "target", *"abcd"]},
            date(2026, 5, 6),
            ["The calendar CN lacks 2027; clocks that start on 2026-05-06 are provisional: a, b, c …"],
            "many clocks",
        ),
    ],
)
def test_lint_finds_years_without_a_calendar(
    changes: dict[str, Any], day: date, expected: list[str], reason: str
) -> None:
    found = lint(small_pack(changes), calendar=CHINA, day=day)

    assert [one.message.en for one in found if one.path == "calendar"] == expected, reason


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Topology.CHAINED),
        ({"clocks/handle/start": ["received"]}, Topology.PARALLEL),
        (
            {
                "clocks/handle/start": ["received"],
                "clocks/target/legal": True,
                "clocks/target/start": ["accepted"],
            },
            Topology.MIXED,
        ),
        ({"clocks/handle/legal": False, "clocks/decide/legal": False}, None),
    ],
)
def test_topology_of(changes: dict[str, Any], expected: Topology | None) -> None:
    assert topology_of(pack=small_pack(changes), business_type="complaint") is expected

"""Figures and lists of a replay, case by case."""

from __future__ import annotations

import json

import pytest

from policies.engine.paths import Objected, Objection
from policies.engine.replay import Outcome, Route
from policies.engine.replay_summary import Finding, Summary, findings_of, told

pytestmark = pytest.mark.unit

CLERK, LEADER = Route("clerk", "clerk"), Route("leader", "handler")
SAME = Outcome((), (), CLERK, CLERK)
STILL_LATE = Outcome(("decide",), ("decide", "handle"), CLERK, CLERK)
NEWLY = Outcome((), ("handle",), CLERK, CLERK)
BETTER = Outcome(("decide",), (), CLERK, LEADER)
AWAY = Outcome(("decide",), (), CLERK, None, "channel")
OBJECTED = Outcome(
    (), (), CLERK, CLERK, "",
    (Objected("accept", Objection.ANOTHER, ("leader",)), Objected("accept", Objection.APPROVAL, ("x",), "sign-off")),
    ("notice",), ("receipt", "receipt"),
)  # fmt: skip

LISTS = [
    (SAME, (), "nothing"),
    (STILL_LATE, (), "late before and after: no list, though it changed"),
    (NEWLY, (Finding.LATE,), "late"),
    (BETTER, (Finding.ON_TIME, Finding.REROUTED), "on time and elsewhere"),
    (AWAY, (Finding.TURNED_AWAY,), "what is not taken in is neither on time nor elsewhere"),
    (OBJECTED, (Finding.DECIDED, Finding.LETTERS), "others and letters"),
]


@pytest.mark.parametrize(("outcome", "findings", "why"), LISTS, ids=[row[-1] for row in LISTS])
def test_case_is_put_on_the_lists_of_what_changed(
    outcome: Outcome, findings: tuple[Finding, ...], why: str
) -> None:
    assert findings_of(outcome) == findings, why
    assert Summary().add(outcome) == findings


def test_summary_adds_up_and_survives_being_kept() -> None:
    kept = Summary()
    for outcome in (SAME, STILL_LATE, NEWLY):
        kept.add(outcome)
    summary = Summary.from_json(json.loads(json.dumps(kept.as_json())))

    for outcome in (BETTER, AWAY, OBJECTED):
        summary.add(outcome)

    assert summary.as_json() == {
        "cases": 6,
        "changed": 5,
        "late_before": 3,
        "late_after": 2,
        "found": {"late": 1, "on-time": 1, "rerouted": 1, "turned-away": 1, "decided": 1, "letters": 1},
        "clocks_before": {"decide": 3},
        "clocks_after": {"decide": 1, "handle": 2},
        "routes": {"clerk>leader/handler": 1},
        "turned_away": {"channel": 1},
        "objections": {"another:accept": 1, "approval:accept": 1},
        "letters_lost": {"notice": 1},
        "letters_gained": {"receipt": 2},
    }
    assert Summary.from_json({}) == Summary()


def test_what_is_told_of_a_case_leaves_out_what_is_empty() -> None:
    assert told(NEWLY) == {"late_after": ["handle"]}
    assert told(AWAY) == {"late_before": ["decide"], "turned_away": "channel"}
    assert told(BETTER) == {
        "late_before": ["decide"],
        "route_before": ["clerk"],
        "route_after": ["leader", "handler"],
    }
    assert told(OBJECTED) == {
        "objected": [
            {"step": "accept", "why": "another", "roles": ["leader"], "approval": ""},
            {"step": "accept", "why": "approval", "roles": ["x"], "approval": "sign-off"},
        ],
        "letters_lost": ["notice"],
        "letters_gained": ["receipt", "receipt"],
    }

"""Who may not see or handle a case, and the ladder of supervision (P21, P22, T27, R23)."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.clocks import clock_states
from policies.engine.conflicts import Rerouting, Standing, exclusion, recusal_window, rerouted
from policies.engine.pack import Audience
from policies.engine.supervision import answer_due, supervision_due
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "督办", "en": "Press"}
SUBJECT = Standing(is_subject=True)


@pytest.mark.parametrize(
    ("rule", "standing", "sight", "tasks", "reason"),
    [
        (None, SUBJECT, False, False, "no rule"),
        ({}, Standing(), False, False, "a stranger to the case"),
        ({}, SUBJECT, True, True, "the subject sees nothing"),
        ({"subject": False}, SUBJECT, False, False, "unless the pack says otherwise"),
        ({}, Standing(is_relative=True), False, True, "a relative handles nothing"),
        ({"relatives": False}, Standing(is_relative=True), False, False, "unless …"),
        ({}, Standing(has_interest=True), False, True, "an interest"),
        ({"interest": False}, Standing(has_interest=True), False, False, "unless …"),
        ({}, Standing(is_in_subjects_unit=True), False, False, "the unit may, as a rule"),
        ({"unit": True}, Standing(is_in_subjects_unit=True), False, True, "not where the pack excludes it"),
    ],
)
def test_exclusion(
    rule: dict[str, Any] | None, standing: Standing, sight: bool, tasks: bool, reason: str
) -> None:
    pack = small_pack({} if rule is None else {"conflict": rule})

    found = exclusion(pack=pack, business_type="complaint", standing=standing)

    assert (found.sight, found.tasks, found.why is not None) == (sight, tasks, tasks), reason


@pytest.mark.parametrize(
    ("rule", "roles", "kind", "expected", "reason"),
    [
        (None, {"leader"}, None, None, "no rule"),
        ({}, {"leader"}, None, None, "on its usual way"),
        (
            {"reroute": "discipline"},
            {"clerk"},
            "squad",
            Rerouting("discipline", False),
            "to the discipline unit",
        ),
        (
            {"reroute": "discipline"},
            {"clerk"},
            "discipline",
            Rerouting(None, True),
            "which is concerned itself",
        ),
        ({"superior_for": ["leader"]}, {"leader"}, None, Rerouting(None, True), "the head is concerned"),
    ],
)
def test_rerouted(
    rule: dict[str, Any] | None, roles: set[str], kind: str | None, expected: Rerouting | None, reason: str
) -> None:
    pack = small_pack({} if rule is None else {"conflict": rule})

    found = rerouted(
        pack=pack, business_type="complaint", subject_roles=frozenset(roles), subject_unit_kind=kind
    )

    assert found == expected, reason


@pytest.mark.parametrize(
    ("rule", "applicant", "expected", "reason"),
    [
        (None, Audience.FILER, (False, None), "no rule"),
        ({}, Audience.FILER, (False, None), "no recusal"),
        ({"recusal": {"decided_by": "leader"}}, Audience.FILER, (True, None), "at any time"),
        ({"recusal": {"decided_by": "leader"}}, Audience.PUBLIC, (False, None), "not the public"),
        (
            {"recusal": {"decided_by": "leader", "window": {"amount": 3, "unit": "working-day"}}},
            Audience.RESPONDENT,
            (True, "2026-05-09 23:59:59"),
            "three days",
        ),
    ],
)
def test_recusal_window(rule: dict[str, Any] | None, applicant: Audience, expected: Any, reason: str) -> None:
    pack = small_pack({} if rule is None else {"conflict": rule})

    may, due = recusal_window(
        pack=pack,
        business_type="complaint",
        told_at=at("2026-05-06 10:00"),
        applicant=applicant,
        calendar=CHINA,
    )

    assert (may, due and due.due_at) == (expected[0], at(expected[1]) if expected[1] else None), reason


OVERDUE = {"label": LABEL, "trigger": "overdue", "issuers": ["leader"], "issued": "pressed"}
NO_RESULT = {
    "label": LABEL,
    "trigger": "no-result",
    "since": ["accepted"],
    "awaited": ["closed"],
    "after": {"amount": 2, "unit": "working-day"},
    "issuers": ["leader"],
    "target": "handler",
    "answer_within": {"amount": 3, "unit": "working-day"},
}


@pytest.mark.parametrize(
    ("step", "milestones", "now", "expected", "reason"),
    [
        (OVERDUE, ("received@2026-05-06 10:00",), "2026-05-14 10:00", None, "nothing over"),
        (
            OVERDUE,
            ("received@2026-05-06 10:00",),
            "2026-05-15 10:00",
            ("2026-05-14 23:59:59", True),
            "the decision is late",
        ),
        (
            OVERDUE,
            ("received@2026-05-06 10:00", "accepted@2026-05-15 09:00"),
            "2026-05-15 10:00",
            None,
            "late, but done",
        ),
        (
            OVERDUE,
            ("received@2026-05-06 10:00", "pressed@2026-05-15 09:00"),
            "2026-05-15 10:00",
            None,
            "issued already",
        ),
        (
            {**OVERDUE, "clocks": ["target"]},
            ("received@2026-05-06 10:00",),
            "2026-05-07 10:00",
            ("2026-05-06 14:00:00", True),
            "an internal clock that is named",
        ),
        (
            {**OVERDUE, "clocks": ["handle"]},
            ("received@2026-05-06 10:00",),
            "2026-05-15 10:00",
            None,
            "another clock",
        ),
        (
            {**OVERDUE, "business_types": ["other"]},
            ("received@2026-05-06 10:00",),
            "2026-05-15 10:00",
            None,
            "another line",
        ),
        (NO_RESULT, ("received@2026-05-06 10:00",), "2026-05-15 10:00", None, "not passed on"),
        (
            NO_RESULT,
            ("accepted@2026-05-06 10:00",),
            "2026-05-07 10:00",
            ("2026-05-08 23:59:59", False),
            "not due yet",
        ),
        (NO_RESULT, ("accepted@2026-05-06 10:00",), "2026-05-09 10:00", ("2026-05-08 23:59:59", True), "due"),
        (
            NO_RESULT,
            ("accepted@2026-05-06 10:00", "closed@2026-05-07 10:00"),
            "2026-05-09 10:00",
            None,
            "there is a result",
        ),
    ],
)
def test_supervision_due(
    step: dict[str, Any], milestones: tuple[str, ...], now: str, expected: Any, reason: str
) -> None:
    pack, facts = small_pack({"supervision": {"first": step}}), case(*milestones)
    states = clock_states(pack=pack, facts=facts, calendar=CHINA, now=at(now))

    found = supervision_due(pack=pack, facts=facts, states=states, calendar=CHINA, now=at(now))

    assert [(one.due_at, one.is_due) for one in found] == (
        [(at(expected[0]), expected[1])] if expected else []
    ), reason


def test_answer_due() -> None:
    pack = small_pack({"supervision": {"first": NO_RESULT, "second": OVERDUE}})
    issued_at = at("2026-05-06 10:00")

    first = answer_due(pack=pack, step="first", issued_at=issued_at, calendar=CHINA)

    assert first is not None
    assert first.due_at == at("2026-05-09 23:59:59")
    assert answer_due(pack=pack, step="second", issued_at=issued_at, calendar=CHINA) is None

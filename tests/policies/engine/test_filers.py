"""Agents, joint filings, evidence, completeness, unnamed filings (P9 to P12)."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.filers import (
    JointFiler,
    completion,
    custody_signatures,
    evidence_refusal,
    gaps,
    joint_refusals,
    missing_proofs,
    name_refusal,
    record_score,
    settling_refusals,
    unnamed_effects,
)
from policies.engine.pack import EvidenceKind
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "词", "en": "Word"}
AGENT = {"proofs": {"power": LABEL, "id": LABEL}}
ANN, BOB, CARL = JointFiler("ann", True), JointFiler("bob", True), JointFiler("carl", False)


@pytest.mark.parametrize(
    ("rule", "handed_in", "is_heir", "expected", "reason"),
    [
        (None, (), False, [], "no rule"),
        (AGENT, ("id",), False, [("proof", "power")], "the power of attorney is missing"),
        (AGENT, ("id", "power"), False, [], "complete"),
        (AGENT, ("id", "power"), True, [("no-agents", None)], "no heirs"),
        ({**AGENT, "heirs": True}, ("id", "power"), True, [], "heirs may"),
        ({**AGENT, "allowed": False}, ("id", "power"), False, [("no-agents", None)], "in person only"),
    ],
)
def test_missing_proofs(
    rule: dict[str, Any] | None, handed_in: tuple[str, ...], is_heir: bool, expected: list[Any], reason: str
) -> None:
    pack = small_pack({} if rule is None else {"agent": rule})

    found = missing_proofs(pack=pack, business_type="complaint", handed_in=handed_in, is_heir=is_heir)

    assert [(one.code, one.field) for one in found] == expected, reason


@pytest.mark.parametrize(
    ("rule", "filers", "representatives", "expected", "reason"),
    [
        (None, [ANN, BOB], 1, ["no-joint"], "no rule"),
        ({}, [ANN, BOB], 1, [], "two who agree"),
        ({}, [ANN, ANN], 1, ["too-few"], "one person twice is no second"),
        ({}, [ANN, CARL], 1, ["consent"], "consent is missing (T36)"),
        ({"consent": False}, [ANN, CARL], 1, [], "none is needed"),
        ({"max_representatives": 2}, [ANN, BOB], 3, ["too-many-representatives"], "at most two speak"),
        ({"min_filers": 5}, [ANN, BOB], 2, ["too-few"], "five are needed"),
    ],
)
def test_joint_refusals(
    rule: dict[str, Any] | None,
    filers: list[JointFiler],
    representatives: int,
    expected: list[str],
    reason: str,
) -> None:
    pack = small_pack({} if rule is None else {"joint": rule})

    found = joint_refusals(
        pack=pack, business_type="complaint", filers=filers, representatives=representatives
    )

    assert [one.code for one in found] == expected, reason


@pytest.mark.parametrize(
    ("rule", "represented", "expected"),
    [
        (None, [CARL], []),
        ({}, [CARL], []),
        ({"settle_consent": True}, [ANN], []),
        ({"settle_consent": True}, [ANN, CARL], ["settling"]),
    ],
    ids=["no rule", "not asked", "all agree", "one does not"],
)
def test_settling_refusals(
    rule: dict[str, Any] | None, represented: list[JointFiler], expected: list[str]
) -> None:
    pack = small_pack({} if rule is None else {"joint": rule})

    found = settling_refusals(pack=pack, business_type="complaint", represented=represented)

    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("rule", "kind", "is_original", "expected"),
    [
        (None, EvidenceKind.OBJECT, True, None),
        ({}, EvidenceKind.OBJECT, True, "no-objects"),
        ({"objects": True}, EvidenceKind.OBJECT, True, None),
        ({"kinds": ["text"]}, EvidenceKind.VIDEO, False, "no-such-evidence"),
        ({"originals": False}, EvidenceKind.TEXT, True, "copies-only"),
        ({"originals": False}, EvidenceKind.TEXT, False, None),
        ({"originals": False, "objects": True}, EvidenceKind.OBJECT, True, None),
    ],
)
def test_evidence_refusal(
    rule: dict[str, Any] | None, kind: EvidenceKind, is_original: bool, expected: str | None
) -> None:
    pack = small_pack({} if rule is None else {"evidence": rule})

    found = evidence_refusal(pack=pack, business_type="complaint", kind=kind, is_original=is_original)

    assert (found and found.code) == expected


def test_custody_signatures() -> None:
    signed = small_pack({"evidence": {"objects": True, "custody_signatures": [LABEL]}})

    assert [one.en for one in custody_signatures(pack=signed, business_type="complaint")] == ["Word"]
    assert custody_signatures(pack=small_pack(), business_type="complaint") == ()


@pytest.mark.parametrize(
    ("changes", "values", "filled", "expected", "reason"),
    [
        ({}, {}, (), [("name", True), ("story", True)], "what the form needs"),
        ({}, {"story": "…"}, ("name",), [], "a sealed answer counts"),
        (
            {"completeness": {"fields": ["amount"]}},
            {"story": "…"},
            ("name",),
            [("amount", True)],
            "and the rule",
        ),
        ({"fields/amount/required": "soft"}, {"story": "…"}, ("name",), [("amount", False)], "a soft one"),
        (
            {"fields/amount/required": "soft", "fields/amount/when": "values.against != null"},
            {"story": "…"},
            ("name",),
            [],
            "not asked",
        ),
    ],
)
def test_gaps(
    changes: dict[str, Any], values: dict[str, Any], filled: tuple[str, ...], expected: list[Any], reason: str
) -> None:
    found = gaps(pack=small_pack(changes), facts=case(values=values), filled=filled)

    assert [(gap.field, gap.is_hard) for gap in found] == expected, reason


WINDOW = {"completeness": {"window": {"amount": 5, "unit": "working-day"}, "lapse_reason": "no-facts"}}


@pytest.mark.parametrize(
    ("changes", "milestones", "now", "expected", "reason"),
    [
        ({}, ("completion-asked@2026-05-06 10:00",), "2026-05-07 10:00", None, "no rule"),
        (WINDOW, ("received@2026-05-06 10:00",), "2026-05-07 10:00", None, "nothing asked"),
        (
            WINDOW,
            ("completion-asked@2026-05-06 10:00",),
            "2026-05-07 10:00",
            ("2026-05-12 23:59:59", False, None),
            "under way",
        ),
        (
            WINDOW,
            ("completion-asked@2026-05-06 10:00",),
            "2026-05-14 00:00",
            ("2026-05-12 23:59:59", True, "no-facts"),
            "over",
        ),
        (
            WINDOW,
            ("completion-asked@2026-05-06 10:00", "completed@2026-05-07 10:00"),
            "2026-05-14 00:00",
            None,
            "it came",
        ),
        (
            WINDOW,
            (
                "completion-asked@2026-05-06 10:00",
                "completed@2026-05-07 10:00",
                "completion-asked@2026-05-08 10:00",
            ),
            "2026-05-09 10:00",
            ("2026-05-14 23:59:59", False, None),
            "asked again",
        ),
        (
            {"completeness": {}},
            ("completion-asked@2026-05-06 10:00",),
            "2027-05-14 00:00",
            (None, False, None),
            "no end",
        ),
    ],
)
def test_completion(
    changes: dict[str, Any], milestones: tuple[str, ...], now: str, expected: Any, reason: str
) -> None:
    found = completion(pack=small_pack(changes), facts=case(*milestones), calendar=CHINA, now=at(now))

    due = found.due.due_at if found and found.due else None
    assert (found and (due, found.is_over, found.reason)) == (
        expected and (at(expected[0]) if expected[0] else None, *expected[1:])
    ), reason


CHECKS = {
    "polite": {"label": LABEL, "weight": 3},
    "told": {"label": LABEL, "expression": "values.story != null"},
}


@pytest.mark.parametrize(
    ("checks", "answers", "expected"),
    [
        (None, {"polite": True}, None),
        (CHECKS, {}, 0),
        (CHECKS, {"polite": True}, 75),
        ({"polite": CHECKS["polite"]}, {}, None),
        ({"polite": CHECKS["polite"]}, {"polite": False}, 0),
    ],
)
def test_record_score(checks: dict[str, Any] | None, answers: dict[str, bool], expected: int | None) -> None:
    pack = small_pack({} if checks is None else {"completeness": {"checks": checks}})

    assert record_score(pack=pack, facts=case(), answers=answers) == expected


@pytest.mark.parametrize(
    ("rule", "named", "expected"),
    [
        (None, False, (True, True)),
        ({"reply": False, "reward": False}, True, (True, True)),
        ({"reply": False, "reward": False}, False, (False, False)),
    ],
)
def test_unnamed_effects(rule: dict[str, Any] | None, named: bool, expected: tuple[bool, bool]) -> None:
    pack = small_pack({} if rule is None else {"unnamed": rule})

    assert unnamed_effects(pack=pack, business_type="complaint", named=named) == expected


@pytest.mark.parametrize(
    ("identity", "named", "expected"),
    [("named", False, "name-needed"), ("named", True, None), ("encouraged", False, None)],
)
def test_name_refusal(identity: str, named: bool, expected: str | None) -> None:
    pack = small_pack({"business_types/complaint/identity": identity})

    found = name_refusal(pack=pack, business_type="complaint", named=named)

    assert (found and found.code) == expected

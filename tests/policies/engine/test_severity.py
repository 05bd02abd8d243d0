"""Tiers: suggested, set, set anew (P17, T6, R4)."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.facts import Accepted, Command, Refused, TierSet
from policies.engine.pack import Audience
from policies.engine.retiers import tier_history
from policies.engine.severity import refused_tier, suggested_tier
from policies.engine.transitions import decide
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import NOW, case, small_pack

pytestmark = pytest.mark.unit
CRITERIA = {
    "tiers/grave/when": "values.amount != null && values.amount > 10000",
    "tiers/common/when": "values.amount != null && values.amount > 100",
    "joint": {"grave_from": 20, "grave_tier": "grave", "cites": ["art-3"]},
}
DUTIES = {
    "tiers/grave/told": ["leader"],
    "tiers/grave/audiences": ["superior"],
    "tiers/grave/milestones": ["plan-needed"],
}


@pytest.mark.parametrize(
    ("values", "persons", "together", "expected", "reason"),
    [
        ({"amount": 50000}, 1, False, ("grave", ("art-2",)), "the first whose criteria hold"),
        ({"amount": 500}, 1, False, ("common", ()), "the next"),
        ({"amount": 5}, 1, False, None, "none: an officer decides"),
        ({}, 20, True, ("grave", ("art-3",)), "twenty face to face"),
        ({}, 19, True, None, "nineteen are not"),
        ({}, 200, False, None, "two hundred letters are not"),
    ],
)
def test_suggested_tier(
    values: dict[str, Any],
    persons: int,
    together: bool,
    expected: tuple[str, tuple[str, ...]] | None,
    reason: str,
) -> None:
    found = suggested_tier(
        pack=small_pack(CRITERIA), facts=case(values=values), persons=persons, face_to_face=together
    )

    assert (found and (found.tier, found.cites)) == expected, reason


def test_suggested_tier_without_a_rule_for_numbers() -> None:
    assert suggested_tier(pack=small_pack(), facts=case(), persons=50, face_to_face=True) is None


RULE = {"setters": ["handler"], "retier": "until", "until": ["closed"], "reason": True, "cites": ["art-1"]}


@pytest.mark.parametrize(
    ("changes", "facts", "roles", "has_reason", "expected", "reason"),
    [
        (None, {}, {"clerk"}, False, None, "no rule"),
        (RULE, {}, {"clerk"}, True, "tier-not-yours", "not a setter"),
        (RULE, {}, {"handler"}, False, None, "the first time needs no reason"),
        (RULE, {"tier": "grave"}, {"clerk"}, False, None, "the same tier is no change"),
        (RULE, {"tier": "common"}, {"handler"}, False, "tier-reason", "a change needs a reason"),
        (RULE, {"tier": "common"}, {"handler"}, True, None, "with a reason"),
        (
            RULE,
            {"tier": "common", "milestones": ("closed@2026-05-06 11:00",)},
            {"handler"},
            True,
            "tier-settled",
            "after the close",
        ),
        ({**RULE, "retier": "never"}, {"tier": "common"}, {"handler"}, True, "tier-settled", "never"),
        (
            {**RULE, "retier": "always", "reason": False},
            {"tier": "common"},
            {"handler"},
            False,
            None,
            "always",
        ),
        (
            {**RULE, "retier_by": ["leader"]},
            {"tier": "common"},
            {"handler"},
            True,
            "tier-not-yours",
            "the leader changes",
        ),
        ({"retier": "always"}, {}, {"clerk"}, False, None, "anybody with a step"),
    ],
)
def test_refused_tier(
    changes: dict[str, Any] | None,
    facts: dict[str, Any],
    roles: set[str],
    has_reason: bool,
    expected: str | None,
    reason: str,
) -> None:
    pack = small_pack({"classification": changes} if changes else {})
    known = case(*facts.pop("milestones", ()), **facts)

    found = refused_tier(pack=pack, facts=known, tier="grave", roles=frozenset(roles), has_reason=has_reason)

    assert (found and found.code) == expected, reason


def test_setting_a_tier_brings_what_it_demands() -> None:
    command = Command("classify", frozenset({"clerk"}), {"grade": "grave"})

    verdict = decide(pack=small_pack(DUTIES), facts=case(), command=command, now=NOW)

    assert isinstance(verdict, Accepted)
    assert (verdict.milestones, verdict.told, verdict.informs) == (
        ("classified", "plan-needed"),
        ("leader",),
        (Audience.SUPERIOR,),
    )


def test_setting_the_same_tier_again_brings_nothing() -> None:
    command = Command("classify", frozenset({"clerk"}), {"grade": "grave"})

    verdict = decide(pack=small_pack(DUTIES), facts=case(tier="grave"), command=command, now=NOW)

    assert isinstance(verdict, Accepted)
    assert (verdict.milestones, verdict.told, verdict.informs) == (("classified",), (), ())


def test_a_tier_that_is_not_theirs_is_refused_as_a_step() -> None:
    pack = small_pack({"classification": RULE})
    command = Command("classify", frozenset({"clerk"}), {"grade": "grave"})

    verdict = decide(pack=pack, facts=case(), command=command, now=NOW)

    assert isinstance(verdict, Refused)
    assert [one.code for one in verdict.reasons] == ["tier-not-yours"]


def test_tier_history_counts_every_tier_from_the_start_of_the_clock() -> None:
    pack = small_pack(
        {
            "clocks/decide/tiers": {
                "grave": {"amount": 24, "unit": "hour"},
                "slight": {"amount": 5, "unit": "working-day"},
            }
        }
    )
    tiers = (TierSet("slight", at("2026-05-06 11:00")), TierSet("common", at("2026-05-07 09:00")))
    facts = case("received@2026-05-06 10:00", tier="common", tiers=tiers)

    found = tier_history(pack=pack, facts=facts, calendar=CHINA, now=at("2026-05-07 10:00"))

    assert [(one.clock, one.tier, one.since, one.due_at) for one in found] == [
        ("decide", None, at("2026-05-06 10:00"), at("2026-05-07 10:00")),
        ("decide", "slight", at("2026-05-06 11:00"), at("2026-05-12 23:59:59")),
        ("decide", "common", at("2026-05-07 09:00"), at("2026-05-14 23:59:59")),
    ]

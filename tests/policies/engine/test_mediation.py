"""Mediation, branches, opening a case (P27 to P29, T12, T22, T25)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from policies.engine.branches import filing_decision, filing_due, open_branches, penalty_refusal
from policies.engine.mediation import (
    Consents,
    agreement_paper,
    delegation_refusal,
    fee,
    laboratory_is_designated,
    mediation_due,
    mediation_refusals,
    notice_due,
    termination_grounds,
)
from policies.engine.pack import Audience, BranchKind, FeePayer
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "词", "en": "Word"}
SIXTY = {"length": {"amount": 60, "unit": "calendar-day"}}


def with_rule(rule: dict[str, Any] | None) -> Any:
    return small_pack({} if rule is None else {"mediation": rule})


@pytest.mark.parametrize(
    ("rule", "filer", "respondent", "expected", "reason"),
    [
        (None, True, True, ["no-mediation"], "no rule"),
        ({}, None, None, [], "nobody has to agree"),
        ({}, None, False, ["refused-respondent"], "but a clear refusal counts"),
        ({"consent": "filer"}, None, None, ["consent-filer"], "the filer has to"),
        ({"consent": "filer"}, True, False, ["refused-respondent"], "and the other side must not refuse"),
        ({"consent": "both"}, True, None, ["consent-respondent"], "both have to"),
        ({"consent": "both"}, False, False, ["consent-filer", "consent-respondent"], "neither does"),
        ({"consent": "both"}, True, True, [], "both do"),
    ],
)
def test_mediation_refusals(
    rule: dict[str, Any] | None, filer: bool | None, respondent: bool | None, expected: list[str], reason: str
) -> None:
    found = mediation_refusals(
        pack=with_rule(rule), business_type="complaint", consents=Consents(filer, respondent)
    )

    assert [one.code for one in found] == expected, reason


@pytest.mark.parametrize(
    ("rule", "consents", "expected"),
    [
        (None, Consents(True, True), "no-delegation"),
        ({}, Consents(True, True), "no-delegation"),
        ({"delegation": "organisation-decides"}, Consents(), None),
        ({"delegation": "both-consent"}, Consents(True, None), "delegation-consent"),
        ({"delegation": "both-consent"}, Consents(True, True), None),
    ],
)
def test_delegation_refusal(rule: dict[str, Any] | None, consents: Consents, expected: str | None) -> None:
    found = delegation_refusal(pack=with_rule(rule), business_type="complaint", consents=consents)

    assert (found and found.code) == expected


TESTED = ("accepted@2026-04-15 10:00", "testing-began@2026-04-20 10:00", "testing-ended@2026-04-30 10:00")
RECUSED = ("accepted@2026-04-15 10:00", "recusal-asked@2026-04-20 10:00", "recusal-decided@2026-04-22 10:00")


@pytest.mark.parametrize(
    ("rule", "milestones", "expected", "reason"),
    [
        (None, TESTED, None, "no rule"),
        ({}, TESTED, None, "no limit"),
        (SIXTY, (), None, "not begun"),
        (SIXTY, TESTED, "2026-06-14 23:59:59", "the test counts (S12b)"),
        ({**SIXTY, "test_time_counts": False}, TESTED, "2026-06-24 23:59:59", "it does not (令121)"),
        (SIXTY, RECUSED, "2026-06-14 23:59:59", "recusal counts"),
        ({**SIXTY, "recusal_pauses": True}, RECUSED, "2026-06-16 23:59:59", "it does not"),
        ({**SIXTY, "roll": "non-working-day"}, TESTED, "2026-06-15 23:59:59", "a Sunday rolls"),
    ],
)
def test_mediation_due(
    rule: dict[str, Any] | None, milestones: tuple[str, ...], expected: str | None, reason: str
) -> None:
    found = mediation_due(
        pack=with_rule(rule), facts=case(*milestones), calendar=CHINA, now=at("2026-05-20 10:00")
    )

    assert (found and found.due_at) == (at(expected) if expected else None), reason


def test_notice_due() -> None:
    rule = {"notice": {"amount": 7, "unit": "working-day"}}

    found = notice_due(
        pack=with_rule(rule), business_type="complaint", ended_at=at("2026-04-30 10:00"), calendar=CHINA
    )

    assert found is not None
    assert found.due_at == at("2026-05-13 23:59:59")
    for none in (None, {}):
        assert (
            notice_due(
                pack=with_rule(none),
                business_type="complaint",
                ended_at=at("2026-04-30 10:00"),
                calendar=CHINA,
            )
            is None
        )


LIABLE = {"fee": {"prepaid_by": "filer", "borne_by": "liable"}}
AGREED = {"fee": {"prepaid_by": "agreed", "borne_by": "agreed"}}


@pytest.mark.parametrize(
    ("rule", "liable", "agreed", "expected", "reason"),
    [
        (None, None, None, None, "no rule"),
        ({}, None, None, None, "no rule for fees"),
        (LIABLE, None, None, ("filer", None, False), "the filer prepays (S8)"),
        (LIABLE, FeePayer.RESPONDENT, None, ("filer", "respondent", False), "whoever is at fault pays"),
        (AGREED, None, None, (None, None, True), "to be agreed, or mediation ends"),
        (AGREED, None, (FeePayer.RESPONDENT, FeePayer.FILER), ("respondent", "filer", True), "as agreed"),
    ],
)
def test_fee(
    rule: dict[str, Any] | None,
    liable: FeePayer | None,
    agreed: tuple[FeePayer, FeePayer] | None,
    expected: tuple[str | None, str | None, bool] | None,
    reason: str,
) -> None:
    found = fee(pack=with_rule(rule), business_type="complaint", liable=liable, agreed=agreed)

    assert (found and (found.prepaid_by, found.borne_by, found.ends_without_agreement)) == expected, reason


@pytest.mark.parametrize(
    ("rule", "expected"), [(None, False), ({}, False), ({"laboratory": "designated"}, True)]
)
def test_laboratory_is_designated(rule: dict[str, Any] | None, expected: bool) -> None:
    assert laboratory_is_designated(pack=with_rule(rule), business_type="complaint") is expected


PAPER = {"letter": "notice", "signatures": [LABEL]}


@pytest.mark.parametrize(
    ("rule", "performed", "waived", "expected"),
    [
        (None, False, False, (None, 0)),
        (PAPER, True, False, ("notice", 1)),
        ({**PAPER, "record_suffices": True}, False, False, ("notice", 1)),
        ({**PAPER, "record_suffices": True}, True, False, (None, 0)),
        ({**PAPER, "record_suffices": True}, False, True, (None, 0)),
    ],
)
def test_agreement_paper(
    rule: dict[str, Any] | None, performed: bool, waived: bool, expected: tuple[str | None, int]
) -> None:
    letter, signatures = agreement_paper(
        pack=with_rule(rule), business_type="complaint", performed=performed, waived=waived
    )

    assert (letter, len(signatures)) == expected


def test_termination_grounds() -> None:
    assert termination_grounds(pack=with_rule(None), business_type="complaint") == {}
    assert list(
        termination_grounds(pack=with_rule({"grounds": ["no-facts"]}), business_type="complaint")
    ) == ["no-facts"]


BRANCHES = {
    "branches": {
        "mediate": {"label": LABEL, "kind": "mediation", "steps": ["pause", "gone"]},
        "pass-on": {"label": LABEL, "kind": "passing-on", "when": "facts.tier == 'grave'"},
        "elsewhere": {"label": LABEL, "kind": "referral", "business_types": ["other"]},
        "fine": {
            "label": LABEL,
            "kind": "on-the-spot-penalty",
            "most": {"person": 200, "organisation": 3000},
        },
    }
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ["fine"]),
        ({"state": "handling"}, ["mediate", "fine"]),
        ({"tier": "grave"}, ["pass-on", "fine"]),
    ],
    ids=["no step into mediation here", "where its step is open", "where its condition holds"],
)
def test_open_branches(facts: dict[str, Any], expected: list[str]) -> None:
    found = open_branches(pack=small_pack(BRANCHES), facts=case(**facts))

    assert [one.code for one in found] == expected


def test_open_branch_names_the_steps_that_start_here() -> None:
    found = open_branches(pack=small_pack(BRANCHES), facts=case(state="handling"))

    assert (found[0].kind, found[0].steps) == (BranchKind.MEDIATION, ("pause",))


@pytest.mark.parametrize(
    ("branch", "amount", "is_person", "is_refused"),
    [
        ("fine", "200", True, False),
        ("fine", "200.01", True, True),
        ("fine", "3000", False, False),
        ("fine", "3001", False, True),
        ("mediate", "99999", True, False),
    ],
)
def test_penalty_refusal(branch: str, amount: str, is_person: bool, is_refused: bool) -> None:
    found = penalty_refusal(
        pack=small_pack(BRANCHES), branch=branch, amount=Decimal(amount), is_person=is_person
    )

    assert (found is not None) is is_refused


FILING = {
    "conditions": ["own-duty", "has-respondent"],
    "approver": "leader",
    "investigators": ["handler"],
    "told": ["filer"],
    "limit": {"amount": 2, "unit": "working-day"},
}


@pytest.mark.parametrize(
    ("ticked", "values", "named", "unmet", "told"),
    [
        ((), {}, True, ("own-duty", "has-respondent"), (Audience.FILER,)),
        (("own-duty",), {"against": "某公司"}, False, (), ()),
    ],
)
def test_filing_decision(
    ticked: tuple[str, ...],
    values: dict[str, Any],
    named: bool,
    unmet: tuple[str, ...],
    told: tuple[Audience, ...],
) -> None:
    found = filing_decision(
        pack=small_pack({"case_filing": FILING}), facts=case(values=values, named=named), ticked=ticked
    )

    assert found is not None
    assert (found.unmet, found.may_open, found.told, found.approver) == (unmet, not unmet, told, "leader")


def test_filing_due() -> None:
    met_at = at("2026-05-06 10:00")

    found = filing_due(
        pack=small_pack({"case_filing": FILING}), business_type="complaint", met_at=met_at, calendar=CHINA
    )

    assert found is not None
    assert found.due_at == at("2026-05-08 23:59:59")
    without = {key: value for key, value in FILING.items() if key != "limit"}
    for changes in ({}, {"case_filing": without}):
        assert (
            filing_due(pack=small_pack(changes), business_type="complaint", met_at=met_at, calendar=CHINA)
            is None
        )


def test_filing_decision_without_a_rule() -> None:
    assert filing_decision(pack=small_pack(), facts=case()) is None

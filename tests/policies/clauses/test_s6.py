"""S6 银行投诉举报管理制度: purposes without a procedure; what they ask for stands in bank-2020 and bank-report-2019."""

from __future__ import annotations

import pytest

from policies.engine.pack import Nature, Requirement
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked

pytestmark = pytest.mark.unit
PACK, LINE = "bank-2020", "consumer-complaint"


@pytest.mark.clause("S6-business-types", parameter="P3", shown="engine")
def test_s6_business_types_complaints_to_the_bank_and_reports_to_its_regulator() -> None:
    complaint = load_pack(PACK).business_types[LINE]
    report = load_pack("bank-report-2019").business_types["report"]

    assert (complaint.nature, report.nature) == (Nature.COMPLAINT, Nature.REPORT)


@pytest.mark.clause("S6-purpose", parameter="P41", shown="engine")
def test_s6_purpose_every_outcome_names_its_cause_and_a_measure() -> None:
    pack = load_pack(PACK)
    step = pack.workflows[LINE].transitions["find"]

    assert [key for key in step.inputs if "art-rectify" in pack.fields[key].cites] == [
        "root-cause",
        "measure",
    ]
    assert pack.fields["root-cause"].required is Requirement.HARD


@pytest.mark.clause("S6-implied-needs", parameter="P32", shown="engine")
def test_s6_implied_needs_satisfaction_and_the_conduct_of_staff() -> None:
    pack = load_pack(PACK)

    assert "satisfaction" in pack.workflows[LINE].transitions["archive"].inputs
    assert "staff" in asked(PACK, LINE)
    assert "staff" in pack.fields["root-cause"].choices


@pytest.mark.clause("S6-everything-else", parameter="P1", shown="engine")
def test_s6_everything_else_is_silent_so_nothing_is_quoted_from_it() -> None:
    for pack_id in (PACK, "bank-report-2019"):
        sources = {citation.source.zh_hans for citation in load_pack(pack_id).citations.values()}
        assert "银行投诉举报管理制度" not in sources


@pytest.mark.clause("S6-consequence", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("tier", "due", "reason"),
    [
        ("simple", "2026-05-21 23:59", "15 days of receipt (R13)"),
        ("complex", "2026-06-05 23:59", "30 days of receipt, not of the classification"),
    ],
)
def test_s6_consequence_the_limits_are_those_of_the_2020_rule(tier: str, due: str, reason: str) -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00").do("accept", "2026-05-07 09:00")

    case.do("assign", "2026-05-08 09:00", {"tier": tier})

    assert case.due("decide") == due, reason


@pytest.mark.clause("S6-consequence", parameter="P23", shown="engine")
def test_s6_consequence_60_days_need_a_senior_officer_and_the_complainant_is_told() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00").do("accept", "2026-05-07 09:00")
    case.do("assign", "2026-05-08 09:00", {"tier": "complex"}).do("sign-for", "2026-05-08 10:00")
    case.do("ask-extension", "2026-06-01 09:00")

    assert case.refused("extend", "2026-06-06 09:00") == ["too-late"]
    assert case.refused("extend", "2026-06-02 09:00", role="unit-head") == ["no-duty"]
    case.do("extend", "2026-06-02 09:00")

    assert case.due("decide") == "2026-07-05 23:59"
    assert case.accepted is not None
    assert case.accepted.letters == ("extension-notice",)


@pytest.mark.clause("S6-consequence", parameter="P23", shown="engine")
def test_s6_consequence_a_simple_complaint_is_never_extended() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00").do("accept", "2026-05-07 09:00")
    case.do("assign", "2026-05-08 09:00", {"tier": "simple"}).do("sign-for", "2026-05-08 10:00")

    assert case.refused("ask-extension", "2026-05-10 09:00") == ["condition-not-met"]


@pytest.mark.clause("S6-consequence", parameter="P23", shown="engine")
def test_s6_consequence_mediation_does_not_count_and_withdrawal_ends_it_the_same_day() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00").do("accept", "2026-05-07 09:00")
    case.do("assign", "2026-05-08 09:00", {"tier": "simple"}).do("sign-for", "2026-05-08 10:00")
    case.walk(("start-mediation", "2026-05-11 09:00"), ("end-mediation", "2026-05-15 09:00"))

    assert case.due("decide") == "2026-05-25 23:59", "four days in mediation"
    assert case.do("withdraw", "2026-05-16 09:00").facts.state == "finished"
    assert case.is_kept("decide")

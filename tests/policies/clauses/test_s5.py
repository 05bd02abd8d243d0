"""S5 长葛市质监局 12365举报投诉受理处理制度, item by item (pack quality-12365-first-contact)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policies.engine.appeals import appeal_windows
from policies.engine.branches import filing_decision, filing_due, open_branches
from policies.engine.filers import custody_signatures, evidence_refusal
from policies.engine.pack import EvidenceKind, LeakConsequence, OutOfScopeAction
from policies.engine.rewards import Claimant, reward, reward_refusals
from policies.engine.routing import out_of_scope
from policies.engine.secrecy import bound_to_silence, leak_incident
from policies.loading import load_pack
from tests.policies.clauses.story import Story, channels

pytestmark = pytest.mark.unit
PACK = "quality-12365-first-contact"


def report(moment: str = "2026-05-06 10:00", **facts: object) -> Story:
    return Story(PACK, "fraud-report", moment, **facts)


def investigating() -> Story:
    return report().walk(
        ("propose", "2026-05-06 11:00"),
        ("sign-off", "2026-05-06 14:00"),
        ("assign", "2026-05-06 15:00"),
        ("sign-for", "2026-05-07 09:00"),
        ("begin", "2026-05-07 10:00"),
    )


@pytest.mark.clause("S5-C1", parameter="P24", shown="engine")
def test_s5_c1_contact_is_accepted_at_once_or_answered_soon() -> None:
    case, enquiry = report(), Story(PACK, "enquiry", "2026-05-06 10:00")

    assert case.is_kept("s5-c1"), "receiving it is accepting it"
    assert enquiry.due("s12c-c1") == "2026-05-06 14:00"
    assert (case.pack.clocks["s5-c1"].legal, case.pack.clocks["s12c-c1"].legal) == (False, False)


@pytest.mark.clause("S5-C2", parameter="P23", shown="engine")
def test_s5_c2_handling_has_an_internal_limit_that_the_leader_may_extend_once() -> None:
    case = investigating()

    assert case.due("s12a-c4") == "2026-06-03 23:59"
    assert case.refused("extend", "2026-05-20 10:00") == ["condition-not-met"]
    case.do("ask-extension", "2026-05-20 10:00")
    assert case.refused("extend", "2026-05-20 11:00", role="unit-head") == ["no-duty"]
    case.do("extend", "2026-05-20 11:00")
    assert case.due("s12a-c4") == "2026-06-17 23:59"
    assert case.refused("ask-extension", "2026-05-21 10:00") == ["condition-not-met"]


@pytest.mark.clause("S5-C2", parameter="P23", shown="engine")
def test_s5_c2_handling_runs_longer_by_what_the_leader_grants() -> None:
    case = investigating().do("ask-extension", "2026-05-20 10:00")

    refused = case.refused("extend", "2026-05-20 11:00", values={"extra-days": 11})
    case.do("extend", "2026-05-20 11:00", {"extra-days": 3})

    assert refused == ["too-much"]
    assert case.due("s12a-c4") == "2026-06-08 23:59"


@pytest.mark.clause("S5-C3", parameter="P23", shown="engine")
def test_s5_c3_result_reaches_the_reporter_after_closing() -> None:
    case = investigating().walk(
        ("find", "2026-05-20 10:00"), ("close", "2026-05-20 11:00"), ("report-back", "2026-05-20 12:00")
    )

    assert case.due("s12a-c6") == "2026-05-22 23:59"
    case.walk(("reply", "2026-05-21 10:00"), ("send-reply", "2026-05-21 11:00"))
    assert case.is_kept("s12a-c6")


@pytest.mark.clause("S5-C4", parameter="P24", shown="engine")
def test_s5_c4_case_is_opened_soon_once_its_conditions_are_met() -> None:
    case = investigating()

    assert case.refused("open-case", "2026-05-08 09:00") == ["condition-not-met"]
    case.do("meet-filing", "2026-05-08 09:00")
    assert case.due("s5-c4") == "2026-05-11 23:59"
    assert case.do("open-case", "2026-05-09 09:00").is_kept("s5-c4")
    assert case.pack.clocks["s5-c4"].legal is False


@pytest.mark.clause("S5-first-contact", parameter="P7", shown="engine")
def test_s5_first_contact_may_not_refuse_a_report() -> None:
    pack = load_pack(PACK)
    verbs = {step.verb.value for step in report().steps.values()}

    assert pack.first_contact is True
    assert "decline" not in verbs
    assert pack.roles["receiver"].label.zh_hans == "首问接待人（值守人员）"


@pytest.mark.clause("S5-channels", parameter="P6", shown="engine")
def test_s5_channels_have_fax_and_e_mail_beside_visit_call_and_letter() -> None:
    assert channels(PACK, "fraud-report") == {
        "hotline": "voice",
        "counter": "counter",
        "post": "post",
        "web": "web",
        "fax": "fax",
        "e-mail": "e-mail",
    }


@pytest.mark.clause("S5-form", parameter="P36", shown="engine")
def test_s5_intake_record_is_made_at_first_contact() -> None:
    pack = load_pack(PACK)

    assert pack.business_types["fraud-report"].on_receipt == ("intake-record",)
    letter = pack.letters["intake-record"]
    assert letter.label.zh_hans == "12365投诉举报接处单"
    assert [sign.zh_hans for sign in letter.signatures] == ["首问接待人", "登记人", "主管领导签发", "承办人"]


@pytest.mark.clause("S5-evidence", parameter="P11", shown="engine")
def test_s5_exhibits_are_registered_with_signatures() -> None:
    case = report().do("register-exhibits", "2026-05-06 10:30", {"exhibits": "电热水壶 1 台，双方签名"})

    assert case.facts.first("exhibits-registered") == case.at("2026-05-06 10:30")
    assert "签名" in str(case.pack.fields["exhibits"].help)


@pytest.mark.clause("S5-acceptance", parameter="P13", shown="engine")
def test_s5_what_is_not_ours_is_accepted_first_and_then_guided() -> None:
    case = report().do("guide", "2026-05-06 11:00", {"destination": "市场监管局"})

    assert case.facts.first("accepted") == case.at("2026-05-06 10:00")
    assert case.facts.state == "finished"
    assert case.accepted is not None
    assert case.accepted.changes["case.destination"] == "市场监管局"


@pytest.mark.clause("S5-severity", parameter="P38", shown="engine")
def test_s5_major_case_matters_to_the_reward_alone() -> None:
    case = investigating().walk(("find", "2026-05-20 10:00"), ("close", "2026-05-20 11:00"))

    assert case.line.tiers == ()
    assert "propose-reward" in case.open_to("unit-head")
    unnamed = report(named=False).walk(
        ("assign-early", "2026-05-06 11:00"),
        ("sign-for", "2026-05-06 12:00"),
        ("begin", "2026-05-06 13:00"),
        ("find", "2026-05-07 10:00"),
        ("sign-off-late", "2026-05-07 11:00"),
        ("close", "2026-05-07 12:00"),
    )
    assert unnamed.refused("propose-reward", "2026-05-08 09:00") == ["condition-not-met"]


@pytest.mark.clause("S5-workflow", parameter="P3", shown="engine")
def test_s5_workflow_is_signed_off_and_given_to_a_named_handler() -> None:
    case = report().do("propose", "2026-05-06 11:00")

    assert case.refused("assign", "2026-05-06 12:00") == ["wrong-state"]
    case.walk(("sign-off", "2026-05-06 14:00"), ("assign", "2026-05-06 15:00"))
    assert case.refused("sign-for", "2026-05-07 09:00", {"officer": ""}) == ["required"]


@pytest.mark.clause("S5-approvals", parameter="P19", shown="engine")
def test_s5_extension_is_given_with_reasons_by_the_leader() -> None:
    case = investigating()

    assert case.refused("ask-extension", "2026-05-20 10:00", {"extension-reason": ""}) == ["required"]
    assert case.pack.clocks["s12a-c4"].extension is not None
    assert case.pack.clocks["s12a-c4"].extension.approver == "leader"


@pytest.mark.clause("S5-branches", parameter="P27", shown="engine")
def test_s5_quality_complaint_goes_to_mediation() -> None:
    verbs = [step.verb.value for step in Story(PACK, "quality-complaint", "2026-05-06 10:00").steps.values()]

    assert verbs.count("mediate") == 3


@pytest.mark.clause("S5-confidentiality", parameter="P35", shown="engine")
def test_s5_secrecy_and_its_liability_are_cited() -> None:
    pack = load_pack(PACK)

    assert "由泄密者承担赔偿责任" in pack.citations["s5-6"].text
    assert pack.profiles["reporter"].need_to_know == ("receiver", "intake-manager", "handler")


@pytest.mark.clause("S5-feedback", parameter="P30", shown="engine")
def test_s5_feedback_goes_to_the_reporter() -> None:
    assert report().promised() == {"s12a-c6": "rule"}
    assert report(named=False).promised() == {}


@pytest.mark.clause("S5-reward", parameter="P38", shown="engine")
def test_s5_reward_is_proposed_for_a_named_reporter() -> None:
    case = investigating().walk(("find", "2026-05-20 10:00"), ("close", "2026-05-20 11:00"))

    assert case.refused("propose-reward", "2026-05-20 12:00", {"reward-note": ""}) == ["required"]


@pytest.mark.clause("S5-business-types", parameter="P3", shown="engine")
def test_s5_business_types_complaints_and_reports_are_lines_of_their_own() -> None:
    lines = load_pack(PACK).business_types

    assert {code: lines[code].nature.value for code in ("fraud-report", "quality-complaint")} == {
        "fraud-report": "report",
        "quality-complaint": "complaint",
    }


@pytest.mark.clause("S5-appeal", parameter="P33", shown="engine")
@pytest.mark.parametrize("line", ["fraud-report", "quality-complaint", "enquiry", "conduct"])
def test_s5_appeal_does_not_exist(line: str) -> None:
    case = Story(PACK, line, "2026-05-06 10:00")

    assert appeal_windows(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now) == ()


@pytest.mark.clause("S5-statistics", parameter="P40", shown="engine")
def test_s5_statistics_are_not_spoken_of() -> None:
    assert load_pack(PACK).reports == {}


@pytest.mark.clause("S5-acceptance", parameter="P7", shown="engine")
@pytest.mark.parametrize("line", ["fraud-report", "quality-complaint", "enquiry"])
def test_s5_acceptance_what_is_not_ours_is_accepted_and_then_guided(line: str) -> None:
    found = out_of_scope(pack=load_pack(PACK), business_type=line)

    assert found is OutOfScopeAction.ACCEPT_THEN_GUIDE


@pytest.mark.clause("S5-evidence", parameter="P11", shown="engine")
def test_s5_evidence_exhibits_are_taken_and_both_hands_sign() -> None:
    pack = load_pack(PACK)

    refused = evidence_refusal(pack=pack, business_type="fraud-report", kind=EvidenceKind.OBJECT)
    signed = custody_signatures(pack=pack, business_type="fraud-report")

    assert (refused, [label.zh_hans for label in signed]) == (None, ["送交人", "首问接待人"])


@pytest.mark.clause("S5-C4", parameter="P29", shown="engine")
def test_s5_c4_the_way_to_a_case_opens_when_its_conditions_are_met() -> None:
    case = Story(PACK, "fraud-report", "2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"),
        ("sign-off", "2026-05-06 12:00"),
        ("assign", "2026-05-06 13:00"),
        ("sign-for", "2026-05-06 14:00"),
        ("begin", "2026-05-06 15:00"),
    )
    before = [one.code for one in open_branches(pack=case.pack, facts=case.facts)]

    case.do("meet-filing", "2026-05-07 09:00")
    decision = filing_decision(pack=case.pack, facts=case.facts)
    due = filing_due(pack=case.pack, business_type="fraud-report", met_at=case.now, calendar=case.calendar)

    assert (before, [one.code for one in open_branches(pack=case.pack, facts=case.facts)]) == (
        [],
        ["case-filing"],
    )
    assert decision is not None
    assert (decision.approver, decision.investigators) == ("leader", ("handler",))
    assert due is not None
    assert (f"{due.due_at:%F %H:%M}", case.due("s5-c4")) == ("2026-05-09 23:59", "2026-05-09 23:59")


@pytest.mark.clause("S5-confidentiality", parameter="P35", shown="engine")
def test_s5_confidentiality_who_leaks_pays_and_everybody_who_can_look_is_bound() -> None:
    case = Story(PACK, "fraud-report", "2026-05-06 10:00")

    found = leak_incident(
        pack=case.pack, business_type="fraud-report", found_at=case.now, calendar=case.calendar
    )

    assert found is not None
    assert found.consequences == (LeakConsequence.COMPENSATION, LeakConsequence.DISCIPLINE)
    assert (found.steps, found.told) == (("stop", "assess", "tell", "sanction"), ("leader",))
    assert bound_to_silence(pack=case.pack, business_type="fraud-report") == {
        "handler",
        "receiver",
        "intake-manager",
    }


@pytest.mark.clause("S5-reward", parameter="P38", shown="engine")
def test_s5_reward_is_for_natural_persons_once_proposed_and_has_no_number_of_its_own() -> None:
    case = Story(PACK, "fraud-report", "2026-05-06 10:00")

    refused = reward_refusals(
        pack=case.pack, facts=case.facts, claimant=Claimant(), calendar=case.calendar, now=case.now
    )
    paid = reward(pack=case.pack, business_type="fraud-report", level="by-rule", base=Decimal(100_000))

    assert [one.code for one in refused] == ["not-eligible"]
    assert paid is not None
    assert (paid.amount, paid.signers) == (Decimal(0), ("leader",)), (
        "the rules that it points to are not there"
    )

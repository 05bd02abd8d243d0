"""S2 客户投诉管理规定, clause by clause (pack company-tiers)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policies.engine.admissibility import admissibility
from policies.engine.appeals import appeal_windows
from policies.engine.appraisal import is_recurrence, measure_is_due, measures, score, verification_due
from policies.engine.archives import archive_plan
from policies.engine.pack import FieldKind, Mixed, Verb
from policies.engine.periods import period_of
from policies.engine.secrecy import data_notice
from policies.engine.severity import tier_effects
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked, channels

pytestmark = pytest.mark.unit
PACK, LINE = "company-tiers", "customer-complaint"


def received(moment: str) -> Story:
    return Story(PACK, LINE, moment)


def classified(tier: str, moment: str = "2026-04-30 16:00") -> Story:
    return received(moment).do("classify", "2026-04-30 16:30", {"tier": tier})


@pytest.mark.clause("S2-C1", parameter="P23", shown="engine")
def test_s2_c1_receipt_is_recorded_and_confirmed_at_once() -> None:
    case = received("2026-05-06 10:00")

    assert case.facts.first("confirmed") == case.at("2026-05-06 10:00")
    assert "s2-7" in case.line.cites


@pytest.mark.clause("S2-C2", parameter="P17", shown="engine")
def test_s2_c2_major_is_replied_to_within_24_hours() -> None:
    assert classified("major").due("s2-reply") == "2026-05-01 16:00"


@pytest.mark.clause("S2-C3", parameter="P17", shown="engine")
def test_s2_c3_general_is_replied_to_within_3_working_days() -> None:
    assert classified("general").due("s2-reply") == "2026-05-08 23:59"


@pytest.mark.clause("S2-C4", parameter="P17", shown="engine")
def test_s2_c4_minor_is_replied_to_within_5_working_days() -> None:
    assert classified("minor").due("s2-reply") == "2026-05-11 23:59", "Saturday 9 May is a make-up day"


@pytest.mark.clause("S2-C2", "S2-C3", "S2-C4", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("tier", "replied", "kept"),
    [
        ("general", "2026-05-08 23:00", True),
        ("general", "2026-05-09 09:00", False),
        ("minor", "2026-05-11 18:00", True),
    ],
)
def test_s2_reply_counts_when_it_is_sent(tier: str, replied: str, kept: bool) -> None:
    case = classified(tier).walk(
        ("assign", "2026-04-30 17:00"),
        ("sign-for", "2026-05-06 09:00"),
        ("find", "2026-05-07 09:00"),
        ("approve", "2026-05-07 10:00"),
        ("reply", "2026-05-07 11:00"),
    )

    state = case.clock("s2-reply", "2026-05-07 12:00")
    case.do("send-reply", replied)

    assert state is not None
    assert state.is_running, "a written reply is not a reply (R11)"
    assert case.is_kept("s2-reply") is kept


@pytest.mark.clause("S2-C5", parameter="P24", shown="engine")
def test_s2_c5_emergency_plan_of_a_major_complaint_is_an_internal_target() -> None:
    case = classified("major")

    assert case.due("s2-plan") == "2026-04-30 17:30"
    assert classified("general").due("s2-plan") is None
    assert case.pack.clocks["s2-plan"].legal is False
    case.walk(("start-plan", "2026-04-30 16:45"), ("report-leaders", "2026-04-30 17:00"))
    assert case.is_kept("s2-plan")


@pytest.mark.clause("S2-channels", parameter="P6", shown="engine")
def test_s2_channels_have_e_mail_where_s1_has_letters() -> None:
    assert channels(PACK, LINE) == {
        "hotline": "voice",
        "e-mail": "e-mail",
        "counter": "counter",
        "web": "web",
        "social": "messaging",
    }


@pytest.mark.clause("S2-severity", parameter="P17", shown="engine")
def test_s2_severity_has_three_tiers_with_criteria_of_the_company() -> None:
    pack = load_pack(PACK)

    assert pack.business_types[LINE].tiers == ("major", "general", "minor")
    assert all(pack.tiers[tier].criteria for tier in pack.tiers)


@pytest.mark.clause("S2-workflow", parameter="P3", shown="engine")
def test_s2_workflow_ends_with_a_follow_up() -> None:
    case = classified("general").walk(
        ("assign", "2026-04-30 17:00"),
        ("sign-for", "2026-05-06 09:00"),
        ("find", "2026-05-07 09:00"),
        ("approve", "2026-05-07 10:00"),
        ("reply", "2026-05-07 11:00"),
        ("send-reply", "2026-05-07 12:00"),
    )

    assert (case.facts.state, case.due("s2-follow-up")) == ("closed", "2026-05-13 23:59")
    assert case.do("follow-up", "2026-05-09 10:00").facts.state == "finished"


@pytest.mark.clause("S2-tier-actions", parameter="P17", shown="engine")
def test_s2_tier_decides_what_is_open() -> None:
    assert classified("major").refused("assign", "2026-04-30 17:00") == ["condition-not-met"]
    assert classified("general").refused("start-plan", "2026-04-30 17:00") == ["condition-not-met"]
    minor = load_pack(PACK).fields["improvement"]
    assert (minor.when, minor.required.value) == ("facts.tier == 'minor'", "hard")


@pytest.mark.clause("S2-approvals", parameter="P19", shown="engine")
def test_s2_major_raised_later_still_has_to_be_reported() -> None:
    case = classified("general").walk(
        ("assign", "2026-04-30 17:00"),
    )
    case.do("reclassify", "2026-05-06 09:00", {"tier": "major"})

    assert "report-leaders-late" in case.open_to("intake-manager")
    assert case.due("s2-plan") == "2026-05-06 10:00"


@pytest.mark.clause("S2-intake-fields", parameter="P8", shown="engine")
def test_s2_intake_records_the_content_of_the_complaint() -> None:
    assert [key for key, spec in asked(PACK, LINE).items() if "s2-7" in spec.cites] == ["narrative"]


@pytest.mark.clause("S2-feedback", parameter="P30", shown="engine")
def test_s2_promises_a_reply_from_receipt() -> None:
    assert received("2026-04-30 16:00").promised() == {"s2-reply": "2026-05-01"}
    assert classified("minor").promised() == {"s2-reply": "2026-05-11"}


@pytest.mark.clause("S2-statistics", parameter="P41", shown="engine")
def test_s2_follow_up_asks_whether_the_result_held_and_reopens_if_not() -> None:
    pack = load_pack(PACK)
    steps = pack.workflows[LINE].transitions

    assert steps["reopen"].to == "handling"
    assert pack.fields["resolved"].kind is FieldKind.CHOICE
    assert steps["follow-up"].verb is Verb.ARCHIVE


@pytest.mark.clause("S2-business-types", parameter="P4", shown="engine")
def test_s2_several_problems_stay_one_case() -> None:
    assert load_pack(PACK).mixed.mode is Mixed.SINGLE


def replied(tier: str = "general") -> Story:
    return classified(tier).walk(
        ("assign", "2026-04-30 17:00"),
        ("sign-for", "2026-05-06 09:00"),
        ("find", "2026-05-07 09:00"),
        ("approve", "2026-05-07 10:00"),
        ("reply", "2026-05-07 11:00"),
        ("send-reply", "2026-05-07 12:00"),
    )


@pytest.mark.clause("S2-scope", parameter="P3", shown="engine")
def test_s2_scope_reaches_from_receipt_to_the_follow_up() -> None:
    case = replied()

    assert case.facts.state == "closed"
    assert case.do("follow-up", "2026-05-08 09:00").facts.state == "finished"
    assert [
        case.facts.first(kind) is not None for kind in ("received", "found", "replied", "followed-up")
    ] == [True] * 4


@pytest.mark.clause("S2-acceptance", parameter="P13", shown="engine")
def test_s2_acceptance_has_no_conditions_and_nothing_is_declined() -> None:
    case = received("2026-05-06 10:00")

    found = admissibility(pack=case.pack, facts=case.facts, calendar=case.calendar)

    assert (found.needs_decision, found.is_admissible, case.line.conditions) == (False, True, ())
    assert [step for step, one in case.steps.items() if one.verb is Verb.DECLINE] == []


@pytest.mark.clause("S2-documents", parameter="P40", shown="engine")
def test_s2_documents_an_analysis_report_by_tier_and_cause_for_the_management() -> None:
    report = load_pack(PACK).reports["analysis"]

    assert report.label.zh_hans == "投诉分析报告"
    assert {"tier", "cause"} <= set(report.dimensions)
    assert period_of(cadence=report.cadence, day=date(2026, 5, 6)).last == date(2026, 6, 30)
    assert report.publicity == ("leader",)


@pytest.mark.clause("S2-statistics", parameter="P41", shown="engine")
def test_s2_statistics_three_cases_of_one_cause_call_for_a_measure_that_is_verified() -> None:
    case = replied()

    due = [n for n in range(1, 5) if measure_is_due(pack=case.pack, business_type=LINE, cases=n)]
    found = measures(pack=case.pack, facts=case.facts, cause="staff")
    verified = verification_due(
        pack=case.pack, business_type=LINE, done_at=case.at("2026-05-31 10:00"), calendar=case.calendar
    )

    assert due == [3, 4]
    assert found is not None
    assert (found.owner, found.verifier) == ("unit-head", "intake-manager")
    assert verified is not None
    assert f"{verified.due_at:%F}" == "2026-06-30", "a month ends on its last day"


@pytest.mark.clause("S2-statistics", parameter="P41", shown="engine")
@pytest.mark.parametrize(("again", "recurs"), [("2026-08-06 12:00", True), ("2026-08-07 12:00", False)])
def test_s2_statistics_a_case_of_the_cause_within_three_months_shows_that_the_measure_did_not_hold(
    again: str, recurs: bool
) -> None:
    case = received("2026-05-06 10:00")

    found = is_recurrence(
        pack=case.pack,
        business_type=LINE,
        done_at=case.at("2026-05-06 10:00"),
        received_at=case.at(again),
        calendar=case.calendar,
    )

    assert found is recurs


@pytest.mark.clause("S2-tier-actions", parameter="P17", shown="engine")
def test_s2_tier_actions_major_tells_the_management_and_the_superior() -> None:
    effects = {tier: tier_effects(pack=load_pack(PACK), tier=tier) for tier in ("major", "general", "minor")}

    assert [effects[tier].told for tier in effects] == [("intake-manager", "leader"), ("intake-manager",), ()]
    assert [effects[tier].audiences for tier in effects] == [("superior",), (), ()]


@pytest.mark.clause("S2-confidentiality", parameter="P43", shown="engine")
def test_s2_confidentiality_clause_is_lost_and_personal_data_are_protected_all_the_same() -> None:
    pack = load_pack(PACK)
    notice = data_notice(pack=pack, business_type=LINE)

    assert "原文缺失" in pack.citations["s2-ch5"].text
    assert notice is not None
    assert "不告诉无关的人" in notice.zh_hans
    assert {key for key, spec in asked(PACK, LINE).items() if spec.field_class.value == "identifying"} == {
        "filer-name",
        "filer-phone",
        "filer-email",
        "filer-address",
        "order-number",
    }


@pytest.mark.clause("S2-appeal", parameter="P33", shown="engine")
def test_s2_appeal_does_not_exist() -> None:
    case = replied()

    assert appeal_windows(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now) == ()
    assert [step for step, one in case.steps.items() if "申诉" in one.label.zh_hans] == []


@pytest.mark.clause("S2-appraisal", parameter="P39", shown="engine")
@pytest.mark.parametrize(("on_time", "commended"), [(Decimal(98), True), (Decimal(97), False)])
def test_s2_appraisal_good_staff_are_commended(on_time: Decimal, commended: bool) -> None:
    got = score(pack=load_pack(PACK), business_type=LINE, figures={"answered-on-time": on_time})

    assert got is not None
    assert got.commended is commended


@pytest.mark.clause("S2-archiving", parameter="P42", shown="engine")
def test_s2_archiving_is_not_spoken_of() -> None:
    case = replied()

    assert archive_plan(pack=case.pack, facts=case.facts, calendar=case.calendar) is None

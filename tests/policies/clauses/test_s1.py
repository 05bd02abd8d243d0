"""S1 公司客户服务投诉管理制度, clause by clause (pack company-service)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from policies.engine.appeals import appeal_windows
from policies.engine.appraisal import accountable, score
from policies.engine.archives import archive_plan
from policies.engine.clocks import clock_states
from policies.engine.pack import Identity, Mixed, PackStatus, Period
from policies.engine.periods import period_of, report_due
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked, channels

pytestmark = pytest.mark.unit
PACK, LINE = "company-service", "customer-complaint"


def received(moment: str) -> Story:
    return Story(PACK, LINE, moment)


def told() -> Story:
    """A complaint whose outcome was told on 8 May 2026."""
    return received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"),
        ("assign", "2026-05-06 12:00"),
        ("sign-for", "2026-05-06 13:00"),
        ("write-preliminary", "2026-05-06 14:00"),
        ("send-preliminary", "2026-05-06 15:00"),
        ("propose", "2026-05-07 10:00"),
        ("approve", "2026-05-07 11:00"),
        ("write-opinion", "2026-05-08 10:00"),
        ("send-opinion", "2026-05-08 11:00"),
    )


@pytest.mark.clause("S1-C1", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("start", "due", "reason"),
    [
        ("2026-05-06 10:00", "2026-05-07 10:00", "elapsed hours"),
        ("2026-04-30 16:00", "2026-05-01 16:00", "through a holiday: hours never roll (T5)"),
        ("2026-02-14 23:30", "2026-02-15 23:30", "from a make-up Saturday into Spring Festival"),
    ],
)
def test_s1_c1_screening_within_24_hours(start: str, due: str, reason: str) -> None:
    case = received(start)

    assert case.due("s1-c1") == due, reason


@pytest.mark.clause("S1-C1", parameter="P23", shown="engine")
@pytest.mark.parametrize(("moment", "kept"), [("2026-05-07 10:00", True), ("2026-05-07 10:01", False)])
def test_s1_c1_stops_at_the_screening(moment: str, kept: bool) -> None:
    case = received("2026-05-06 10:00").do("screen", moment)

    assert (case.is_kept("s1-c1"), case.is_late("s1-c1")) == (kept, not kept)


@pytest.mark.clause("S1-C2", parameter="P23", shown="engine")
def test_s1_c2_preliminary_opinion_within_48_hours_of_receipt() -> None:
    case = received("2026-04-30 16:00").walk(
        ("screen", "2026-05-01 15:00"), ("write-preliminary", "2026-05-01 16:00")
    )

    written = case.clock("s1-c2")
    sent = case.do("send-preliminary", "2026-05-02 16:00")

    assert written is not None
    assert written.is_running, "writing it is not telling it (R11)"
    assert (sent.due("s1-c2"), sent.is_kept("s1-c2")) == ("2026-05-02 16:00", True)


@pytest.mark.clause("S1-C2", parameter="P23", shown="engine")
def test_s1_c2_an_outcome_told_first_serves_as_the_preliminary_opinion() -> None:
    case = received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"),
        ("assign", "2026-05-06 12:00"),
        ("sign-for", "2026-05-06 13:00"),
        ("propose", "2026-05-06 14:00"),
        ("approve", "2026-05-06 15:00"),
        ("write-opinion", "2026-05-06 16:00"),
        ("send-opinion", "2026-05-06 17:00"),
    )

    assert case.is_kept("s1-c2")
    assert case.refused("send-preliminary", "2026-05-06 18:00") == ["wrong-state"]


@pytest.mark.clause("S1-C3", parameter="P24", shown="engine")
def test_s1_c3_time_to_appeal_has_no_number_and_is_never_promised() -> None:
    case = told()

    assert case.due("s1-c3") == "2026-05-23 23:59"
    assert case.pack.clocks["s1-c3"].legal is False
    assert case.promised() == {}


@pytest.mark.clause("S1-appeal", parameter="P33", shown="engine")
def test_s1_appeal_is_one_level_decided_by_another_person_and_final() -> None:
    case = told().do("lodge-appeal", "2026-05-12 09:00")

    assert case.refused("decide-appeal", "2026-05-13 09:00", role="handler") == ["no-duty"]
    assert case.open_to("receiver", "intake-manager", "unit-head", "handler") == []
    case.walk(("decide-appeal", "2026-05-13 09:00"), ("send-final", "2026-05-13 10:00"))
    assert case.facts.state == "closed"
    assert case.refused("lodge-appeal", "2026-05-14 09:00") == ["wrong-state"]


@pytest.mark.clause("S1-channels", parameter="P6", shown="engine")
def test_s1_channels_are_telephone_web_wechat_letter_and_counter() -> None:
    assert channels(PACK, LINE) == {
        "hotline": "voice",
        "web": "web",
        "wechat": "messaging",
        "post": "post",
        "counter": "counter",
    }


@pytest.mark.clause("S1-intake-fields", parameter="P8", shown="engine")
def test_s1_intake_fields_are_those_of_article_6_and_lack_of_evidence_refuses_nobody() -> None:
    fields = {key: spec for key, spec in asked(PACK, LINE).items() if "s1-6" in spec.cites}

    assert {key: spec.required.value for key, spec in fields.items()} == {
        "narrative": "hard",
        "happened-on": "soft",
        "happened-at": "soft",
        "remedy": "soft",
        "evidence-files": "soft",
        "filer-name": "hard",
        "filer-phone": "hard",
    }


@pytest.mark.clause("S1-acceptance", parameter="P13", shown="engine")
def test_s1_has_a_screening_but_no_decision_to_accept() -> None:
    pack = load_pack(PACK)
    line = pack.business_types[LINE]

    assert (line.conditions, line.reasons, line.tiers) == ((), (), ())
    assert line.receipt_milestones == ("received", "accepted")
    assert received("2026-05-06 10:00").open_to(*pack.roles) == ["screen", "withdraw"]


@pytest.mark.clause("S1-workflow", parameter="P3", shown="engine")
def test_s1_workflow_runs_screening_assignment_verification_opinion() -> None:
    case = received("2026-05-06 10:00")

    assert case.refused("assign", "2026-05-06 10:30") == ["wrong-state"]
    assert told().facts.state == "told"
    assert told().do("close", "2026-05-25 09:00").do("record", "2026-05-25 10:00").facts.state == "finished"


@pytest.mark.clause("S1-approvals", parameter="P19", shown="engine")
def test_s1_internal_problems_go_to_the_management() -> None:
    case = received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"), ("report-problem", "2026-05-06 12:00")
    )

    assert case.refused("report-problem", "2026-05-06 13:00") == ["condition-not-met"]
    assert case.due("s1-internal") == "2026-05-08 23:59"
    assert case.do("assign", "2026-05-06 13:00").open_to("leader") == ["answer-problem"]


@pytest.mark.clause("S1-branches", parameter="P16", shown="engine")
def test_s1_sign_of_a_malicious_complaint_is_recorded_and_stops_nothing() -> None:
    case = received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"), ("flag-abuse", "2026-05-06 12:00")
    )

    state = case.clock("s1-c2")
    assert (case.facts.state, state is not None and state.is_running) == ("screened", True)


@pytest.mark.clause("S1-documents", parameter="P36", shown="engine")
def test_s1_result_has_to_be_entered_before_the_case_is_finished() -> None:
    case = told().do("close", "2026-05-25 09:00")

    assert case.pack.workflows[LINE].states["closed"].final is False
    assert case.due("s1-record") == "2026-05-27 23:59"


@pytest.mark.clause("S1-confidentiality", parameter="P34", shown="engine")
def test_s1_personal_data_of_the_complainant_are_sealed() -> None:
    bound = {key: spec for key, spec in asked(PACK, LINE).items() if (spec.binds or "").startswith("filer.")}

    assert {spec.field_class.value for spec in bound.values()} == {"identifying"}
    assert load_pack(PACK).profiles["standard"].respondent_door is False


@pytest.mark.clause("S1-feedback", parameter="P30", shown="engine")
def test_s1_promises_the_two_limits_that_the_complainant_experiences() -> None:
    case = received("2026-05-06 10:00")

    assert case.promised() == {"s1-c1": "2026-05-07", "s1-c2": "2026-05-08"}


@pytest.mark.clause("S1-business-types", parameter="P3", shown="engine")
def test_s1_one_complaint_stays_one_case_and_needs_a_name() -> None:
    pack = load_pack(PACK)

    assert (pack.mixed.mode, list(pack.business_types)) == (Mixed.SINGLE, [LINE])
    assert pack.business_types[LINE].identity is Identity.NAMED


@pytest.mark.clause("S1-scope", parameter="P3", shown="engine")
def test_s1_scope_is_every_department_that_a_complaint_may_concern() -> None:
    case = received("2026-05-06 10:00").do("screen", "2026-05-06 11:00")

    case.do("assign", "2026-05-06 12:00", {"unit": "售后部"})

    assert case.accepted is not None
    assert case.accepted.changes["case.unit"] == "售后部"
    assert (case.pack.status, list(case.pack.business_types)) == (PackStatus.INTERNAL, [LINE])


@pytest.mark.clause("S1-principles", parameter="P24", shown="engine")
def test_s1_principles_promptly_is_a_target_of_ours_and_never_promised() -> None:
    case = told().do("close", "2026-05-25 09:00")

    assert case.pack.vague_terms["promptly"].label.zh_hans == "及时"
    assert case.due("s1-record") == "2026-05-27 23:59"
    assert (case.pack.clocks["s1-record"].legal, case.promised()) == (False, {})


@pytest.mark.clause("S1-severity", parameter="P17", shown="engine")
def test_s1_severity_does_not_exist_so_every_complaint_has_the_same_time() -> None:
    case = received("2026-05-06 10:00")

    assert (case.pack.tiers, case.line.tiers) == ({}, ())
    assert {clock: rule.tiers for clock, rule in case.pack.clocks.items() if rule.tiers} == {}
    assert (case.due("s1-c1"), case.due("s1-c2")) == ("2026-05-07 10:00", "2026-05-08 10:00")


@pytest.mark.clause("S1-appraisal", parameter="P39", shown="engine")
@pytest.mark.parametrize(
    ("screened", "answered", "total", "commended"),
    [(100, 100, Decimal("100.0"), True), (80, 100, Decimal("80.0"), False), (60, 60, Decimal("0.0"), False)],
)
def test_s1_appraisal_weighs_both_limits_and_commends_the_best(
    screened: int, answered: int, total: Decimal, commended: bool
) -> None:
    figures = {"screened-on-time": Decimal(screened), "answered-on-time": Decimal(answered)}

    got = score(pack=load_pack(PACK), business_type=LINE, figures=figures)

    assert got is not None
    assert (got.total, got.commended, got.signed_by) == (total, commended, "leader")


@pytest.mark.clause("S1-appraisal", parameter="P39", shown="engine")
@pytest.mark.parametrize(
    ("moment", "called"), [("2026-05-13 23:00", []), ("2026-05-14 12:00", ["long-delay"])]
)
def test_s1_appraisal_long_delay_calls_for_an_account_with_a_right_of_reply(
    moment: str, called: list[str]
) -> None:
    case = received("2026-05-06 10:00")
    now = case.at(moment)
    states = clock_states(pack=case.pack, facts=case.facts, calendar=case.calendar, now=now)

    found = accountable(pack=case.pack, facts=case.facts, states=states, calendar=case.calendar, now=now)

    assert [(one.trigger, one.cites) for one in found] == [(code, ("s1-10",)) for code in called]
    assert [one.reply_due is not None for one in found] == [True] * len(called)


@pytest.mark.clause("S1-statistics", parameter="P40", shown="engine")
def test_s1_statistics_count_by_channel_category_and_unit_without_a_date_of_the_source() -> None:
    pack = load_pack(PACK)
    stretch = period_of(cadence=pack.reports["complaints"].cadence, day=date(2026, 5, 6))

    due = report_due(
        pack=pack, report="complaints", stretch=stretch, calendar=received("2026-05-06 10:00").calendar
    )

    assert pack.reports["complaints"].dimensions == ("channel", "category", "unit")
    assert (stretch.cadence, stretch.last, due) == (Period.MONTH, date(2026, 5, 31), None)


@pytest.mark.clause("S1-archiving", parameter="P42", shown="engine")
def test_s1_archiving_has_no_term_so_nothing_is_disposed_of() -> None:
    case = told().do("close", "2026-05-25 09:00").do("record", "2026-05-26 09:00")

    plan = archive_plan(pack=case.pack, facts=case.facts, calendar=case.calendar)

    assert plan is not None
    assert (plan.filed_at, plan.dispose_after, plan.volumes) == (case.at("2026-05-26 09:00"), None, ())


@pytest.mark.clause("S1-appeal", parameter="P33", shown="engine")
def test_s1_appeal_window_is_ours_and_the_decision_final() -> None:
    case = told()

    windows = appeal_windows(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now)

    assert [(one.level, one.is_open, one.final, one.legal) for one in windows] == [
        ("review", True, True, False)
    ]
    closes = windows[0].closes
    assert closes is not None
    assert f"{closes.due_at.astimezone(ZoneInfo(case.pack.zone)):%F %H:%M}" == "2026-05-23 23:59"

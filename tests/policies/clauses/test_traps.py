"""The traps T1 to T40 of the reading, as far as the engine can show that nobody falls into them."""

from __future__ import annotations

import pytest

from policies.engine.archives import archive_plan
from policies.engine.facts import Accepted
from policies.engine.filers import JointFiler, evidence_refusal, joint_refusals
from policies.engine.mediation import fee
from policies.engine.pack import EvidenceKind, FileOwner, Nature, PackStatus, Roll, Unit
from policies.loading import load_pack, shipped_packs
from tests.policies.clauses.story import Story, asked

pytestmark = pytest.mark.unit

WHOLE = [summary.id for summary in shipped_packs() if not summary.fragment]


def s3(moment: str = "2026-05-06 10:00") -> Story:
    return Story("report-centre-96315", "report", moment)


def s12a(moment: str = "2026-04-29 10:00", **facts: object) -> Story:
    return Story("quality-12365", "fraud-report", moment, **facts)


@pytest.mark.clause("T1", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "clock", "amount", "unit"),
    [
        ("report-centre-96315", "s3-c2", 3, Unit.WORKING_DAY),
        ("quality-12365", "s12a-c1", 2, Unit.WORKING_DAY),
        ("quality-12365", "s12a-c3", 3, Unit.WORKING_DAY),
        ("quality-12365", "s12b-c2", 7, Unit.WORKING_DAY),
        ("quality-12365", "s12b-c4", 30, Unit.CALENDAR_DAY),
        ("inspection-team", "s9-c2", 1, Unit.WORKING_DAY),
    ],
)
def test_t1_day_is_a_working_day_up_to_seven_and_a_calendar_day_at_thirty(
    pack_id: str, clock: str, amount: int, unit: Unit
) -> None:
    span = load_pack(pack_id).clocks[clock].span

    assert (span.amount, span.unit) == (amount, unit)


@pytest.mark.clause("T2", parameter="P25", shown="engine")
def test_t2_24_hours_and_3_days_follow_each_other() -> None:
    case = s3().walk(
        ("propose", "2026-05-06 11:00"), ("sign-off", "2026-05-06 12:00"), ("assign", "2026-05-07 09:00")
    )

    assert (case.due("s3-c1"), case.due("s3-c2")) == ("2026-05-07 10:00", None)
    assert case.do("sign-for", "2026-05-07 15:00").due("s3-c2") == "2026-05-11 23:59"


@pytest.mark.clause("T3", parameter="P19", shown="engine")
def test_t3_sign_off_lies_within_the_24_hours_and_its_leader_is_warned_twice() -> None:
    case = s3().do("propose", "2026-05-06 11:00")

    state = case.clock("s3-approval")

    assert state is not None
    assert state.actor == "leader"
    assert [f"{moment.astimezone(case.now.tzinfo):%F %H:%M}" for moment in state.warnings] == [
        "2026-05-06 22:00",
        "2026-05-07 04:00",
    ]
    assert case.due("s3-c1") == "2026-05-07 10:00"


@pytest.mark.clause("T3", parameter="P19", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line"), [("report-centre-96315", "report"), ("quality-12365", "fraud-report")]
)
def test_t3_dispatch_before_the_sign_off_is_a_breach_of_order_with_both_times(
    pack_id: str, line: str
) -> None:
    case = Story(pack_id, line, "2026-05-06 10:00").do("assign-early", "2026-05-06 11:00")

    assert isinstance(case.accepted, Accepted)
    assert len(case.accepted.breaches) == 1
    case.do("sign-off-late", "2026-05-08 09:00")
    assert case.facts.first("dispatched") == case.at("2026-05-06 11:00")
    assert case.facts.first("approved-late") == case.at("2026-05-08 09:00")
    assert [label.en for label in case.accepted.breaches] == []


@pytest.mark.clause("T4", parameter="P25", shown="engine")
def test_t4_24_and_48_hours_both_run_from_receipt() -> None:
    case = Story("company-service", "customer-complaint", "2026-05-06 10:00").do("screen", "2026-05-07 09:00")

    assert (case.due("s1-c1"), case.due("s1-c2")) == ("2026-05-07 10:00", "2026-05-08 10:00")


@pytest.mark.clause("T5", parameter="P26", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line", "clock"),
    [
        ("company-service", "customer-complaint", "s1-c1"),
        ("company-tiers", "customer-complaint", "s2-reply"),
        ("report-centre-96315", "report", "s3-c1"),
    ],
)
def test_t5_hours_elapse_day_and_night_and_never_roll(pack_id: str, line: str, clock: str) -> None:
    case = Story(pack_id, line, "2026-09-30 23:00")

    assert case.due(clock) == "2026-10-01 23:00", "the first day of the National Day holiday"
    assert case.pack.clocks[clock].roll is Roll.NONE


@pytest.mark.clause("T6", parameter="P17", shown="engine")
def test_t6_strictest_tier_runs_until_classified_and_a_new_tier_counts_from_receipt() -> None:
    case = Story("company-tiers", "customer-complaint", "2026-05-06 10:00")

    assert case.due("s2-reply") == "2026-05-07 10:00"
    case.do("classify", "2026-05-06 11:00", {"tier": "minor"})
    assert case.due("s2-reply") == "2026-05-12 23:59"
    case.do("reclassify", "2026-05-07 09:00", {"tier": "general"})
    assert case.due("s2-reply") == "2026-05-09 23:59", "three working days of receipt, not of the new tier"
    assert [m.kind for m in case.facts.milestones if "classified" in m.kind] == ["classified", "reclassified"]


@pytest.mark.clause("T7", parameter="P17", shown="engine")
def test_t7_minor_is_slower_than_general_as_written() -> None:
    tiers = load_pack("company-tiers").clocks["s2-reply"].tiers

    assert [tiers[code].amount for code in ("major", "general", "minor")] == [24, 3, 5]


@pytest.mark.clause("T8", parameter="P24", shown="engine")
def test_t8_sign_off_without_a_limit_has_an_internal_target() -> None:
    case = s12a().do("propose", "2026-04-30 10:00")

    assert case.due("s12a-approval") == "2026-05-06 23:59"
    assert case.is_late("s12a-approval", "2026-05-07 09:00")
    assert case.pack.clocks["s12a-approval"].legal is False


@pytest.mark.clause("T9", parameter="P23", shown="engine")
def test_t9_seven_days_run_from_receipt_beside_the_two() -> None:
    case = Story("quality-12365", "quality-complaint", "2026-05-06 10:00")

    assert (case.due("s12b-c1"), case.due("s12b-c2")) == ("2026-05-08 23:59", "2026-05-14 23:59")
    assert case.pack.clocks["s12b-c2"].start == ("received",)


@pytest.mark.clause("T10", parameter="P23", shown="engine")
def test_t10_two_days_run_from_the_question_and_the_centre_answers() -> None:
    rule = load_pack("quality-12365").clocks["s12c-c2"]

    assert (rule.start, rule.stop, rule.actor) == (("received",), ("replied",), "receiver")


@pytest.mark.clause("T11", parameter="P23", shown="engine")
def test_t11_three_days_are_for_beginning_and_another_limit_for_finishing() -> None:
    case = s12a().walk(
        ("propose", "2026-04-30 10:00"),
        ("sign-off", "2026-05-06 09:00"),
        ("assign", "2026-05-06 10:00"),
        ("sign-for", "2026-05-07 09:00"),
        ("begin", "2026-05-08 09:00"),
    )

    finishing = case.clock("s12a-c4", "2026-05-18 09:00")
    assert case.is_kept("s12a-c3")
    assert finishing is not None
    assert (finishing.is_running, finishing.legal) == (True, False)


@pytest.mark.clause("T12", parameter="P23", shown="engine")
def test_t12_test_time_counts_in_s12b_and_not_under_the_national_rules() -> None:
    paused = {
        (pack_id, clock): [pause.start for pause in load_pack(pack_id).clocks[clock].pauses]
        for pack_id, clock in (
            ("quality-12365", "s12b-c4"),
            ("market-20", "mediation"),
            ("market-121", "mediation"),
            ("market-121", "check"),
        )
    }

    assert paused == {
        ("quality-12365", "s12b-c4"): [],
        ("market-20", "mediation"): ["test-started"],
        ("market-121", "mediation"): ["test-started", "recusal-asked"],
        ("market-121", "check"): ["test-started"],
    }


@pytest.mark.clause("T12", parameter="P23", shown="engine")
def test_t12_four_days_in_the_laboratory_move_the_sixty_days_by_four() -> None:
    case = Story("market-121", "complaint", "2026-05-06 10:00").walk(
        ("accept", "2026-05-07 10:00"),
        ("notify-acceptance", "2026-05-07 11:00"),
        ("assign", "2026-05-07 12:00"),
        ("sign-for", "2026-05-08 09:00"),
        ("start-mediation", "2026-05-09 09:00"),
    )

    assert case.due("mediation") == "2026-07-06 23:59"
    case.walk(("start-test", "2026-05-11 09:00"), ("end-test", "2026-05-15 09:00"))
    assert case.due("mediation") == "2026-07-10 23:59"


@pytest.mark.clause("T13", parameter="P33", shown="engine")
def test_t13_appeal_and_quality_complaint_are_never_one_code() -> None:
    appeal = {
        step
        for step, transition in load_pack("company-service")
        .workflows["customer-complaint"]
        .transitions.items()
        if "appeal" in step and "复核申诉" in transition.label.zh_hans
    }
    quality = {
        code
        for pack_id in ("quality-12365", "inspection-team")
        for code, line in load_pack(pack_id).business_types.items()
        if line.label.zh_hans == "质量申诉"
    }

    assert appeal == {"lodge-appeal"}
    assert quality == {"quality-complaint", "quality-dispute"}
    assert load_pack("petition-2022").business_types["request"].label.zh_hans == "申诉求决"


@pytest.mark.clause("T14", parameter="P3", shown="engine")
def test_t14_nature_follows_the_line_and_not_the_word_in_its_fields() -> None:
    lines = load_pack("quality-12365").business_types

    assert {code: line.nature for code, line in lines.items()} == {
        "fraud-report": Nature.REPORT,
        "quality-complaint": Nature.COMPLAINT,
        "enquiry": Nature.ENQUIRY,
        "conduct": Nature.CONDUCT,
    }
    assert "被投诉人员" in load_pack("quality-12365").citations["s12a-1"].text


@pytest.mark.clause("T15", parameter="P4", shown="engine")
@pytest.mark.parametrize("pack_id", ["market-20", "market-121"])
def test_t15_both_in_one_letter_become_two_linked_cases_with_their_own_secrecy(pack_id: str) -> None:
    pack = load_pack(pack_id)
    complaint, report = pack.business_types["complaint"], pack.business_types["report"]

    assert pack.mixed.mode.value == "split-linked"
    assert complaint.profile != report.profile
    assert not set(complaint.clocks) & set(report.clocks)
    assert pack.profiles[report.profile].respondent_door is False


@pytest.mark.clause("T16", parameter="P13", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line", "at_receipt"),
    [
        ("report-centre-96315", "report", ("received", "accepted")),
        ("quality-12365", "fraud-report", ("received", "accepted")),
        ("market-20", "complaint", ("received",)),
        ("market-121", "complaint", ("received",)),
        ("bank-2020", "consumer-complaint", ("received",)),
        ("bank-report-2019", "report", ("received",)),
    ],
)
def test_t16_accepted_is_receipt_only_where_nobody_decides(
    pack_id: str, line: str, at_receipt: tuple[str, ...]
) -> None:
    pack = load_pack(pack_id)
    spec = pack.business_types[line]
    deciding = [t for t in pack.workflows[spec.workflow].transitions.values() if "accepted" in t.milestones]

    assert spec.receipt_milestones == at_receipt
    assert (deciding == []) is ("accepted" in at_receipt)


@pytest.mark.clause("T17", parameter="P30", shown="engine")
@pytest.mark.parametrize("pack_id", WHOLE)
def test_t17_closed_is_one_event_and_a_closed_case_with_feedback_due_is_not_finished(pack_id: str) -> None:
    pack = load_pack(pack_id)

    for code, line in pack.business_types.items():
        workflow = pack.workflows[line.workflow]
        for clock in (pack.clocks[name] for name in line.clocks):
            if clock.start == ("closed",):
                closing = [t for t in workflow.transitions.values() if "closed" in t.milestones]
                open_end = [t for t in closing if t.to and not workflow.states[t.to].final]
                assert open_end, (pack_id, code)


@pytest.mark.clause("T18", parameter="P30", shown="engine")
def test_t18_two_hops_are_two_clocks_of_two_days_each() -> None:
    case = s12a("2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"),
        ("sign-off", "2026-05-06 12:00"),
        ("assign", "2026-05-06 13:00"),
        ("sign-for", "2026-05-06 14:00"),
        ("begin", "2026-05-06 15:00"),
        ("find", "2026-05-11 09:00"),
        ("close", "2026-05-11 10:00"),
    )

    assert (case.due("s12a-c5"), case.due("s12a-c6")) == ("2026-05-13 23:59", None)
    case.do("report-back", "2026-05-13 17:00")
    assert case.due("s12a-c6") == "2026-05-15 23:59", "four working days after closing at most"


@pytest.mark.clause("T19", parameter="P30", shown="engine")
def test_t19_s3_owes_the_reporter_no_feedback() -> None:
    pack = load_pack("report-centre-96315")
    step = pack.workflows["report"].transitions["tell-reporter"]

    assert s3().promised() == {}
    assert (step.to, "可选" in step.label.zh_hans) == (None, True)


@pytest.mark.clause("T20", parameter="P30", shown="engine")
def test_t20_wish_for_a_reply_is_asked_and_the_limit_to_production_is_off() -> None:
    fields = asked("inspection-team", "report")
    rule = load_pack("inspection-team").clocks["s9-c3"]

    assert fields["wants-reply"].binds == "filer.wants_reply"
    assert (fields["filer-phone"].required.value, fields["filer-phone"].when) == ("hard", "named")
    assert rule.when == "facts.named && facts.wants_reply"


@pytest.mark.clause("T21", parameter="P30", shown="engine")
def test_t21_written_notice_to_the_respondent_exists_in_disputes_and_complaints_alone() -> None:
    report = Story("inspection-team", "report", "2026-05-06 10:00")

    assert report.refused("notify-parties", "2026-05-06 11:00") == ["unknown-transition"]
    assert [step for step, t in report.steps.items() if "delay-notice" in t.letters] == []
    for line in ("quality-dispute", "complaint"):
        assert "notify-parties" in Story("inspection-team", line, "2026-05-06 10:00").steps


@pytest.mark.clause("T21", parameter="P34", shown="engine")
@pytest.mark.parametrize("pack_id", WHOLE)
def test_t21_no_report_and_no_conduct_matter_opens_a_door_to_the_respondent(pack_id: str) -> None:
    pack = load_pack(pack_id)

    open_doors = [
        code
        for code, line in pack.business_types.items()
        if line.nature in (Nature.REPORT, Nature.CONDUCT) and pack.profiles[line.profile].respondent_door
    ]

    assert open_doors == []


@pytest.mark.clause("T22", parameter="P27", shown="engine")
def test_t22_limits_of_a_penalty_on_the_spot_are_data_with_their_article() -> None:
    fields = load_pack("inspection-team").fields

    assert {
        key: (fields[key].maximum, fields[key].cites) for key in ("fine-person", "fine-organisation")
    } == {
        "fine-person": (200, ("pen-51",)),
        "fine-organisation": (3000, ("pen-51",)),
    }
    assert list(fields["penalty-kind"].choices) == ["warning", "fine"]


@pytest.mark.clause("T23", parameter="P6", shown="engine")
def test_t23_mail_is_a_letter_in_s1_and_e_mail_in_s2() -> None:
    s1, s2 = load_pack("company-service").channels, load_pack("company-tiers").channels

    assert (s1["post"].kind.value, s1["post"].label.zh_hans) == ("post", "邮件（信函）")
    assert ("e-mail" in s1, "post" in s2) == (False, False)
    assert s2["e-mail"].kind.value == "e-mail"


@pytest.mark.clause("T24", parameter="P11", shown="engine")
def test_t24_goods_may_be_brought_in_s12b_and_stay_away_under_the_public_notice() -> None:
    plain, county = load_pack("quality-12365"), load_pack("demo-county-12365")

    assert plain.fields["materials"].choices["product"].zh_hans == "有问题的产品（可以携带的）"
    note = county.fields["evidence-files"].help
    assert note is not None
    assert "不接收实物和原始票证" in note.zh_hans
    assert county.workflows["quality-complaint"].transitions["register-exhibits"].inputs == ("exhibits",)


@pytest.mark.clause("T25", parameter="P28", shown="engine")
def test_t25_test_fee_follows_each_rule() -> None:
    county, market = load_pack("demo-county-12365"), load_pack("market-121")

    prepaid = [label.zh_hans for label in county.business_types["quality-complaint"].prepare]
    assert "需要检验的，检验费先由申诉人预付，处理终结时由责任方支付" in prepaid
    assert market.fields["test-body"].label.zh_hans == "检测、鉴定的机构和费用约定"
    assert "art-23-4" in market.fields["termination-ground"].choices


@pytest.mark.clause("T26", parameter="P8", shown="engine")
def test_t26_form_asks_for_maker_or_seller_where_the_source_says_consumer() -> None:
    pack = load_pack("quality-12365")

    assert "产品的生产者、消费者名称" in pack.citations["s12b-1"].text
    intro = pack.forms["quality-complaint"].steps["respondent"].intro
    assert intro is not None
    assert intro.zh_hans == "生产者或者销售者，填您直接打交道的一方。"


@pytest.mark.clause("T27", parameter="P21", shown="engine")
def test_t27_nobody_of_the_hotline_or_the_leadership_has_a_step_in_a_conduct_matter() -> None:
    case = Story("quality-12365", "conduct", "2026-05-06 10:00")

    assert case.open_to("receiver", "intake-manager", "leader", "unit-head", "handler", "archivist") == []
    assert "refer-up" in case.open_to("discipline")


@pytest.mark.clause("T28", parameter="P34", shown="engine")
@pytest.mark.parametrize("pack_id", WHOLE)
def test_t28_identity_is_need_to_know_for_named_roles_in_every_line(pack_id: str) -> None:
    pack = load_pack(pack_id)

    for line in pack.business_types.values():
        known = pack.profiles[line.profile].need_to_know
        assert known
        assert set(known) < set(pack.roles), "never everybody"


@pytest.mark.clause("T29", parameter="P9", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line", "running", "suppressed"),
    [
        ("report-centre-96315", "report", "s3-c1", None),
        ("inspection-team", "report", "s9-c1", "s9-c3"),
        ("quality-12365", "fraud-report", "s12a-c1", "s12a-c6"),
    ],
)
def test_t29_unnamed_report_runs_its_clocks_without_the_one_to_reply(
    pack_id: str, line: str, running: str, suppressed: str | None
) -> None:
    case = Story(pack_id, line, "2026-05-06 10:00", named=False)

    assert case.due(running) is not None
    assert suppressed not in case.promised()
    assert case.promised() == {}


@pytest.mark.clause("T30", parameter="P7", shown="engine")
@pytest.mark.parametrize("pack_id", ["quality-12365-first-contact", "demo-county-12365"])
def test_t30_guiding_is_an_outcome_of_its_own_and_no_refusal(pack_id: str) -> None:
    case = Story(pack_id, "fraud-report", "2026-05-06 10:00").do("guide", "2026-05-06 10:30")

    happened = [one.kind for one in case.facts.milestones]
    assert ("guided" in happened, "declined" in happened) == (True, False)
    assert case.accepted is not None
    assert case.accepted.letters == ("guidance",)


@pytest.mark.clause("T31", parameter="P33", shown="engine")
def test_t31_appeal_is_for_a_reviewer_or_the_management_and_never_for_who_handled_it() -> None:
    step = load_pack("company-service").workflows["customer-complaint"].transitions["decide-appeal"]

    assert step.roles == ("reviewer", "leader")


@pytest.mark.clause("T32", parameter="P24", shown="engine")
@pytest.mark.parametrize("pack_id", WHOLE)
def test_t32_words_without_a_number_are_internal_and_never_promised(pack_id: str) -> None:
    pack = load_pack(pack_id)

    internal = {code: rule for code, rule in pack.clocks.items() if not rule.legal}
    assert [code for code, rule in internal.items() if rule.promise] == []
    assert [code for code, rule in internal.items() if "内部目标" not in rule.label.zh_hans] == []


@pytest.mark.clause("T33", parameter="P18", shown="engine")
def test_t33_first_contact_registrar_and_handler_sign_apart() -> None:
    signatures = load_pack("quality-12365-first-contact").letters["intake-record"].signatures

    assert [sign.zh_hans for sign in signatures] == ["首问接待人", "登记人", "主管领导签发", "承办人"]


@pytest.mark.clause("T34", parameter="P17", shown="engine")
def test_t34_major_means_three_things_in_three_packs() -> None:
    assert load_pack("company-tiers").tiers["major"].label.zh_hans == "重大投诉"
    assert load_pack("inspection-team").tiers["major"].label.zh_hans == "重大投诉举报案件"
    assert load_pack("quality-12365-first-contact").tiers == {}
    assert load_pack("quality-12365-first-contact").fields["reward-note"].cites == ("s5-8",)


@pytest.mark.clause("T37", parameter="P1", shown="engine")
def test_t37_rulebooks_of_the_past_say_so_and_order_121_is_in_force() -> None:
    status = {summary.id: summary.status for summary in shipped_packs()}

    past = {code for code, one in status.items() if one in (PackStatus.HISTORY, PackStatus.REPEALED)}
    assert past == {
        "quality-12365-first-contact",
        "demo-county-12365",
        "inspection-team",
        "market-20",
        "quality-12365",
        "quality-12365-first-contact-duty",
        "quality-12365-guide",
        "report-centre-96315",
        "report-centre-96315-record",
        "report-centre-96315-promises",
    }
    assert status["market-121"] is PackStatus.CURRENT
    assert all(summary.status_note for summary in shipped_packs() if summary.id in past)


@pytest.mark.clause("T38", parameter="P1", shown="engine")
def test_t38_bank_rules_rest_on_the_orders_of_2019_and_2020() -> None:
    sources = {
        citation.source.zh_hans
        for pack_id in ("bank-2020", "bank-report-2019")
        for citation in load_pack(pack_id).citations.values()
    }

    assert sources == {
        "银行业保险业消费投诉处理管理办法",
        "银行保险违法行为举报处理办法（银保监会令2019年第8号）",
    }


@pytest.mark.clause("T39", parameter="P23", shown="engine")
def test_t39_english_numbers_of_s2_are_numbers_and_read_in_chinese() -> None:
    pack = load_pack("company-tiers")
    rule = pack.clocks["s2-reply"]

    assert "within 3 working days" in pack.citations["s2-10"].text
    assert (rule.tiers["general"].amount, rule.tiers["general"].unit) == (3, Unit.WORKING_DAY)
    assert rule.promise is not None
    assert rule.promise.rule.zh_hans == "自接到投诉起：重大24小时内，一般3个工作日内，轻微5个工作日内"


@pytest.mark.clause("T40", parameter="P30", shown="engine")
def test_t40_other_parties_have_a_clock_of_their_own_and_include_the_respondent() -> None:
    pack = load_pack("inspection-team")

    assert pack.clocks["s9-c2-others"].stop[0] == "others-told"
    help_text = pack.fields["others-told"].help
    assert help_text is not None
    assert help_text.zh_hans == "包括被申诉人。"
    assert [code for code, line in pack.business_types.items() if "s9-c2-others" in line.clocks] == [
        "quality-dispute"
    ]


@pytest.mark.clause("T24", parameter="P11", shown="engine")
@pytest.mark.parametrize(("pack_id", "code"), [("quality-12365", None), ("demo-county-12365", "no-objects")])
def test_t24_evidence_rule_of_each_pack_decides_about_goods(pack_id: str, code: str | None) -> None:
    refused = evidence_refusal(
        pack=load_pack(pack_id), business_type="quality-complaint", kind=EvidenceKind.OBJECT
    )

    assert (refused.code if refused else None) == code


@pytest.mark.clause("T25", parameter="P28", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line", "prepaid", "ends"),
    [("demo-county-12365", "quality-complaint", "filer", False), ("market-121", "complaint", None, True)],
)
def test_t25_who_pays_for_a_test_is_the_packs(
    pack_id: str, line: str, prepaid: str | None, ends: bool
) -> None:
    found = fee(pack=load_pack(pack_id), business_type=line)

    assert found is not None
    assert (found.prepaid_by, found.ends_without_agreement) == (prepaid, ends)


@pytest.mark.clause("T31", parameter="P33", shown="engine")
@pytest.mark.parametrize(
    ("person", "refused", "reason"),
    [
        ("甲", ["other-person"], "screened the complaint"),
        ("乙", ["other-person"], "approved the opinion"),
        ("丙", [], "did nothing in it"),
    ],
)
def test_t31_who_had_a_hand_in_the_case_does_not_decide_the_appeal(
    person: str, refused: list[str], reason: str
) -> None:
    case = Story("company-service", "customer-complaint", "2026-05-06 10:00")
    case.do("screen", "2026-05-06 11:00", by="甲").do("assign", "2026-05-06 12:00", by="甲")
    case.do("sign-for", "2026-05-06 13:00", by="丁").do("propose", "2026-05-07 10:00", by="丁")
    case.do("approve", "2026-05-07 11:00", by="乙").do("write-opinion", "2026-05-08 10:00", by="甲")
    case.do("send-opinion", "2026-05-08 11:00", by="甲").do("lodge-appeal", "2026-05-12 09:00", by="甲")

    codes = case.refused("decide-appeal", "2026-05-13 09:00", role="reviewer", by=person)

    assert codes == refused, reason


@pytest.mark.clause("T35", parameter="P42", shown="engine")
@pytest.mark.parametrize("line", ["fraud-report", "quality-complaint"])
def test_t35_receiving_and_handling_unit_keep_a_file_each_that_points_at_the_other(line: str) -> None:
    case = Story("quality-12365", line, "2026-05-06 10:00")

    plan = archive_plan(pack=case.pack, facts=case.facts, calendar=case.calendar, issued=["reply"])

    assert plan is not None
    assert [(one.code, one.owner, one.see_also) for one in plan.volumes] == [
        ("receiving", FileOwner.INTAKE_UNIT, ("handling",)),
        ("handling", FileOwner.HANDLING_UNIT, ("receiving",)),
    ]


@pytest.mark.clause("T36", parameter="P10", shown="engine")
@pytest.mark.parametrize(
    ("consents", "codes"),
    [((True, True), []), ((True, False), ["consent"]), ((False, False), ["consent"])],
)
def test_t36_nothing_is_merged_before_each_filer_agreed(
    consents: tuple[bool, bool], codes: list[str]
) -> None:
    filers = [JointFiler(key, consented=one) for key, one in zip("甲乙", consents, strict=True)]

    refused = joint_refusals(
        pack=load_pack("demo-county-12365"), business_type="quality-complaint", filers=filers
    )

    assert [one.code for one in refused] == codes
    if refused:
        silent = "、".join(filer.key for filer in filers if not filer.consented)
        assert refused[0].text.zh_hans == f"尚未取得同意：{silent}"

"""The traps T21 to T40 of the reading, as far as the engine can show that nobody falls into them."""

from __future__ import annotations

import pytest

from policies.engine.archives import archive_plan
from policies.engine.filers import JointFiler, evidence_refusal, joint_refusals
from policies.engine.mediation import fee
from policies.engine.pack import EvidenceKind, FileOwner, Nature, PackStatus, Unit
from policies.loading import load_pack, shipped_packs
from tests.policies.clauses.story import Story

pytestmark = pytest.mark.unit


WHOLE = [summary.id for summary in shipped_packs() if not summary.fragment]


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

"""What stands on each paper, and what must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.correspondence.composition import FORMS, NOTICES, TEMPLATES, UnknownTemplate
from casework.correspondence.matter import Matter
from casework.correspondence.papers import Notice, from_json, to_json
from policies.loading import load_pack, shipped_packs
from tests.casework.correspondence.papers_of import ISSUED_AT, MATTER, SECRETS, paper, text_of

F1 = {
    "来件方式": "channel",
    "来件时间": "received",
    "首问接待人": "receiver",
    "登记人": "registrar",
    "投诉举报人": "filer-name",
    "联系方式": "filer-phone",
    "被诉/被举报对象": "respondent-name",
    "事由": "facts",
    "附件": "attachments",
    "证物": "exhibits",
    "是否本职": "own-duty",
    "引导去向": "guided-to",
    "主管领导签发": "sign-off",
    "承办人": "handler",
    "办理时限": "due",
    "办理结果": "outcome",
    "反馈": "feedback",
}
"""S5 三: the fields of 《12365投诉举报接处单》 (F1) and the cell that holds each."""

F2 = {
    "被举报者名称/姓名": "respondent-name",
    "地址": "respondent-address",
    "产品名称": "product",
    "数量": "quantity",
    "违法事实": "facts",
    "批示": "sign-off",
    "承办科室": "unit",
}
"""S3 3 and 4: the fields of 举报信息记录表 (F2)."""

F5 = {
    "申诉人": "filer-name",
    "被申诉人": "respondent-name",
    "产品": "product",
    "争议": "dispute",
    "协议": "terms",
    "申诉人签名": "filer-signature",
    "被申诉人签名": "respondent-signature",
    "调解人签名": "mediator-signature",
}
"""S12b 6: parties, product, dispute, terms, signatures of 《产品质量争议调解书》 (F5)."""


@pytest.mark.parametrize(
    ("template", "audience", "register"),
    [("intake-record", "file", F1), ("report-record", "file", F2), ("mediation-agreement", "filer", F5)],
)
def test_form_has_every_field_of_the_register(template, audience, register):
    made = paper(template, audience=audience)

    codes = {field.code for field in made.fields()}

    assert set(register.values()) - codes == set()


def test_intake_record_prints_what_was_written_in_the_order_of_the_form():
    made = paper("intake-record", audience="file")

    written = {field.code: field.written() for field in made.fields()}

    assert written == {
        "number": "甲质监投诉〔2026〕17号",
        "case": "SS2026-000017",
        "issued": "2026年11月24日",
        "channel": "来访",
        "received": "2026年11月24日9时30分",
        "receiver": "王首问",
        "registrar": "李登记",
        "business": "质量申诉",
        "wants-reply": "是",
        "filer-name": "钱多多、钱记杂货铺",
        "filer-phone": "13800000001",
        "filer-address": "甲县解放路18号院501室",
        "filer-contact": "qian@filer.example",
        "respondent-name": "惠民家电商行",
        "respondent-phone": "03190000002",
        "respondent-address": "甲县东风路66号",
        "respondent-contact": "周店长",
        "facts": "安装三天后内胆渗水。\n商家拒绝退换。",
        "request": "退还货款2680元。",
        "product": "储水式电热水器",
        "quantity": "1台",
        "bought-on": "2026年11月20日",
        "attachments": "钱多多的发票.jpg\n铭牌.jpg",
        "exhibits": "排水阀  1只  有裂纹  钱多多",
        "own-duty": "是",
        "guided-to": "",
        "sign-off": "同意，交质量股办理。",
        "handler": "质量监督股、郑承办",
        "due": "2026年12月24日",
        "outcome": "属实",
        "feedback": "2026年12月3日 电话告知",
    }


def test_empty_fields_of_the_intake_record_stay_on_the_form_to_be_filled_by_hand():
    bare = replace(
        MATTER, is_own_duty=None, sign_off=None, handler="", unit="", due="", outcome="", feedback=""
    )

    made = paper("intake-record", matter=bare, audience="file")

    fields = {field.code: field for field in made.fields()}
    assert [
        fields[code].written() for code in ("own-duty", "sign-off", "handler", "due", "outcome", "feedback")
    ] == [""] * 6
    assert fields["sign-off"].signed == "年  月  日"


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_paper_to_a_unit_says_nothing_of_the_filer(template):
    made = paper(template, audience="unit")

    found = [secret for secret in SECRETS if secret in text_of(made)]

    assert found == []
    assert made.names_filer is False


@pytest.mark.parametrize("nature", ["report", "conduct"])
@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_file_paper_of_a_confidential_case_says_nothing_of_the_filer(template, nature):
    made = paper(template, matter=replace(MATTER, nature=nature, is_confidential=True), audience="file")

    found = [secret for secret in SECRETS if secret in text_of(made)]

    assert found == []
    assert made.names_filer is False


def test_file_paper_of_a_complaint_names_the_filer_and_says_that_it_does():
    made = paper("intake-record", audience="file")

    assert "钱多多" in text_of(made)
    assert made.names_filer is True


def test_tracking_code_stands_on_the_filers_receipt_only():
    where = {
        template
        for template in TEMPLATES
        for audience in ("filer", "file", "unit")
        if "7K2M" in text_of(paper(template, audience=audience))
    }

    assert where == {"receipt"}
    assert "7K2M" not in text_of(paper("receipt", audience="file"))


@pytest.mark.parametrize(
    ("withheld", "words"),
    [
        (True, "身份信息密封保存，凭授权查阅"),  # known, and not told
        (False, "匿名"),  # nobody knows
    ],
)
def test_place_of_an_untold_identity_says_why_it_is_empty(withheld, words):
    made = paper("report-record", matter=replace(MATTER, filer=None, is_withheld=withheld), audience="file")

    assert next(field.value for field in made.fields() if field.code == "reporter") == words


def test_receipt_prints_dates_with_their_rules_and_marks_the_provisional_one():
    made = paper("receipt")

    promises = next(field for field in made.fields() if field.code == "promises")

    assert promises.rows == (
        ("SS2026-000017", "通知您是否处理", "2026年12月3日", "自收到申诉起7个工作日内"),
        ("SS2026-000017", "完成调解", "2027年1月4日（暂定）", "30日内（该年度放假安排公布后以重算日期为准）"),
        ("DJ2026-000018", "告知结果", "—", "自收到结果起2个工作日内"),
    )


def test_receipt_shows_the_code_in_the_groups_in_which_it_is_read_aloud():
    made = paper("receipt")

    code = next(field for field in made.fields() if field.code == "tracking-code")

    assert code.lines == ("7K2M", "Q9XD", "4TBV", "0H3N", "PR8C")


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        # F7 (S12b 3): 处理
        ({"grounds": ()}, "经审查，依据《制度》二、3，本机关决定予以处理，由质量监督股承办。"),
        # 移送处理
        (
            {"destination": "甲县商务局"},
            "经审查，该事项不属于本机关职责范围。依据《制度》二、3，本机关已将其移送甲县商务局处理，请与该单位联系。",
        ),
        # 不予处理, with its ground
        (
            {},
            "经审查，该事项存在下列情形：没有明确的被申诉人（《制度》二、1）。依据《制度》二、3，本机关决定不予处理。",
        ),
    ],
)
def test_triage_notice_says_which_of_the_three_decisions_was_made(changes, decision):
    made = paper("triage-notice", matter=replace(MATTER, **changes))

    assert isinstance(made.content, Notice)
    assert made.content.paragraphs[1] == decision


def test_decline_notice_gives_every_ground_and_the_other_ways():
    two = replace(MATTER, grounds=(*MATTER.grounds, replace(MATTER.grounds[0], text="超过三年", citation="")))

    made = paper("decline-notice", matter=two)

    assert isinstance(made.content, Notice)
    assert made.content.paragraphs == (
        "本机关于2026年11月24日收到您以来访方式提出的关于“电热水器内胆渗水”的投诉（业务类别：质量申诉，案件编号：SS2026-000017）。",
        "经审查，该事项存在下列情形：（一）没有明确的被申诉人（《制度》二、1）；（二）超过三年。依据《制度》二、3，本机关决定不予受理。",
        "经查，内胆焊缝存在缺陷。",
        "商家已退还货款。",
        "您还可以向人民法院提起诉讼。",
    )


@pytest.mark.parametrize(
    ("changes", "addressee"),
    [
        ({}, "钱多多："),
        ({"filer": None}, "投诉人："),
        ({"filer": None, "nature": "report"}, "举报人："),
        ({"filer": None, "nature": "enquiry"}, "咨询人："),
    ],
)
def test_letter_addresses_the_filer_by_name_or_by_what_the_filer_is(changes, addressee):
    made = paper("reply", matter=replace(MATTER, **changes))

    assert isinstance(made.content, Notice)
    assert made.content.addressee == addressee


def test_reply_carries_the_words_of_the_handler_line_by_line():
    made = paper("reply", matter=replace(MATTER, promises=(), routes=""))

    assert isinstance(made.content, Notice)
    assert made.content.paragraphs[1:] == (
        "现将办理情况答复如下：",
        "经查，内胆焊缝存在缺陷。",
        "商家已退还货款。",
    )


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_english_paper_has_english_words_of_its_own(template):
    bare = Matter(
        case_number="SS2026-000017",
        business="Quality complaint",
        nature="complaint",
        received_at=ISSUED_AT,
        narrative="It leaks.",
        body="It was repaired.",
        tracking_code="7K2M-Q9XD-4TBV-0H3N-PR8C",
    )

    made = paper(template, matter=bare, language="en")

    chinese = [text for text in made.texts() if any("\u4e00" <= c <= "\u9fff" for c in text)]
    assert set(chinese) - {"甲县质量技术监督局", "甲质监投诉〔2026〕17号"} == set()


def test_organisation_speaks_of_itself_by_its_kind():
    assert {kind: _self_of(kind) for kind in ("authority", "bank", "company", "operator")} == {
        "authority": "本机关",
        "bank": "本行",
        "company": "本公司",
        "operator": "本单位",
    }


def _self_of(kind: str) -> str:
    from casework.correspondence.wording import Speech

    return Speech(language="zh-hans", zone="Asia/Shanghai").oneself(kind)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_kept_paper_comes_back_as_it_was_issued(template):
    made = paper(template)

    assert from_json(to_json(made)) == made


def test_template_that_there_is_not_is_refused():
    with pytest.raises(UnknownTemplate):
        paper("certificate")


def test_every_letter_of_every_shipped_pack_names_a_template_that_there_is():
    asked = {
        (pack_id, code, letter.template)
        for pack_id in (summary.id for summary in shipped_packs() if not summary.fragment)
        for code, letter in load_pack(pack_id).letters.items()
    }

    assert {entry for entry in asked if entry[2] not in {*FORMS, *NOTICES}} == set()
    assert asked != set()

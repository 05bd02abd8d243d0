"""S8 12365投诉举报注意事项, item by item (fragment quality-12365-guide in demo-county-12365)."""

from __future__ import annotations

import pytest

from policies.engine.filers import evidence_refusal
from policies.engine.mediation import fee
from policies.engine.pack import EvidenceKind, FeePayer, Identity
from policies.engine.repeats import abuse_consequences, abuse_signs
from policies.loading import PackError, load_pack
from tests.policies.clauses.story import Story, asked

pytestmark = pytest.mark.unit
PACK = "demo-county-12365"


@pytest.mark.clause("S8-truthfulness", parameter="P16", shown="engine")
def test_s8_reporter_is_asked_to_be_truthful() -> None:
    prepare = load_pack(PACK).business_types["fraud-report"].prepare

    assert "实事求是；鼓励实名，便于核实和奖励" in [label.zh_hans for label in prepare]


@pytest.mark.clause("S8-identity", parameter="P9", shown="engine")
def test_s8_identity_real_name_is_encouraged_and_contact_kept() -> None:
    assert load_pack(PACK).business_types["fraud-report"].identity is Identity.ENCOURAGED
    assert {"filer-name", "filer-phone"} <= set(asked(PACK, "fraud-report"))


@pytest.mark.clause("S8-form", parameter="P8", shown="engine")
def test_s8_form_asks_for_all_that_the_registration_form_lists() -> None:
    bound = {spec.binds for spec in asked(PACK, "quality-complaint").values()}

    listed = {
        "filer.name": "申诉人姓名",
        "filer.address": "地址",
        "filer.phone": "联系电话",
        "respondent.name": "被诉单位的名称",
        "respondent.address": "地址",
        "product.bought_on": "购买日期",
        "product.name": "商品名称",
        "product.brand": "牌号",
        "product.model": "规格",
        "product.quantity": "数量",
        "product.price": "价格",
        "case.narrative": "存在的质量问题",
        "evidence.files": "书面材料",
        "case.remedy": "申诉要求",
    }
    assert [name for slot, name in listed.items() if slot not in bound] == []


@pytest.mark.clause("S8-evidence-custody", parameter="P11", shown="engine")
def test_s8_hotline_takes_copies_and_no_goods_or_originals() -> None:
    help_text = load_pack(PACK).fields["evidence-files"].help

    assert help_text is not None
    assert "只要复印件或照片，热线不接收实物和原始票证" in help_text.zh_hans


@pytest.mark.clause("S8-test-fee", parameter="P28", shown="engine")
def test_s8_test_fee_is_prepaid_by_the_complainant_and_borne_by_the_liable_party() -> None:
    prepare = load_pack(PACK).business_types["quality-complaint"].prepare

    assert "需要检验的，检验费先由申诉人预付，处理终结时由责任方支付" in [label.zh_hans for label in prepare]


@pytest.mark.clause("S8-business-types", parameter="P3", shown="engine")
def test_s8_business_types_are_reports_and_quality_complaints() -> None:
    lines = load_pack(PACK).business_types

    assert [lines[code].label.zh_hans for code in ("fraud-report", "quality-complaint")] == [
        "打假举报",
        "质量申诉",
    ]


@pytest.mark.clause("S8-truthfulness", parameter="P16", shown="engine")
def test_s8_truthfulness_a_false_report_has_consequences_that_the_leader_orders() -> None:
    case = Story(PACK, "fraud-report", "2026-05-06 10:00")

    signs = abuse_signs(pack=case.pack, facts=case.facts)
    orders = {
        role: abuse_consequences(pack=case.pack, business_type="fraud-report", roles=frozenset({role}))
        for role in ("leader", "receiver")
    }

    assert signs is not None
    assert (signs.is_suspect, signs.cites) == (False, ("s8-1",)), "no sign, no suspicion"
    assert orders == {"leader": ("noted", "liable"), "receiver": ()}


@pytest.mark.clause("S8-evidence-custody", parameter="P11", shown="engine")
@pytest.mark.parametrize(
    ("kind", "original", "code", "reason"),
    [
        (EvidenceKind.OBJECT, False, "no-objects", "不接受存放实物"),
        (EvidenceKind.TEXT, True, "copies-only", "不接受原始票证单据"),
        (EvidenceKind.TEXT, False, None, "可提供复印件"),
        (EvidenceKind.IMAGE, False, None, "a photo is a copy"),
    ],
)
def test_s8_evidence_custody_goods_and_originals_are_refused(
    kind: EvidenceKind, original: bool, code: str | None, reason: str
) -> None:
    refused = evidence_refusal(
        pack=load_pack(PACK), business_type="quality-complaint", kind=kind, is_original=original
    )

    assert (refused.code if refused else None) == code, reason


@pytest.mark.clause("S8-test-fee", parameter="P28", shown="engine")
@pytest.mark.parametrize("liable", [FeePayer.FILER, FeePayer.RESPONDENT])
def test_s8_test_fee_is_prepaid_by_the_complainant_and_ends_with_who_is_liable(liable: FeePayer) -> None:
    found = fee(pack=load_pack(PACK), business_type="quality-complaint", liable=liable)

    assert found is not None
    assert (found.prepaid_by, found.borne_by) == (FeePayer.FILER, liable)


@pytest.mark.clause("S8-principles", parameter="P1", shown="engine")
def test_s8_principles_facts_and_law_so_every_refusal_of_a_step_cites_its_rule() -> None:
    case = Story(PACK, "quality-complaint", "2026-05-06 10:00")

    refusals = case.refusals("sign-off", "2026-05-06 11:00", role="leader")

    assert "以事实为依据，以法律为准绳" in case.pack.citations["s8-principles"].text
    assert [(one.code, one.cites) for one in refusals] == [("wrong-state", ("s12b-3",))]


@pytest.mark.clause("S8-clocks", parameter="P1", shown="engine")
def test_s8_clocks_do_not_exist_so_it_is_no_rulebook_alone() -> None:
    with pytest.raises(PackError, match="fragment can only be extended"):
        load_pack("quality-12365-guide")

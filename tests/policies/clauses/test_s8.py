"""S8 12365投诉举报注意事项, item by item (fragment quality-12365-guide in demo-county-12365)."""

from __future__ import annotations

import pytest

from policies.engine.pack import Identity
from policies.loading import load_pack
from tests.policies.clauses.story import asked

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

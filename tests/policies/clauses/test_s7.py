"""S7 公众通过12365热线反映问题的须知, item by item (fragment quality-12365-guide in demo-county-12365)."""

from __future__ import annotations

import pytest

from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked

pytestmark = pytest.mark.unit
PACK = "demo-county-12365"


@pytest.mark.clause("S7-report-acceptance", parameter="P13", shown="engine")
def test_s7_report_needs_four_things() -> None:
    pack = load_pack(PACK)

    assert [
        pack.conditions[code].label.zh_hans for code in pack.business_types["fraud-report"].conditions
    ] == [
        "有明确的举报对象",
        "有具体的举报事实和请求",
        "有必要的事实证据材料",
        "属于质监部门的管辖范围",
    ]


@pytest.mark.clause("S7-complaint-acceptance", parameter="P13", shown="engine")
@pytest.mark.parametrize("missing", ["complaint-target", "complaint-facts", "complaint-jurisdiction"])
def test_s7_quality_complaint_is_taken_up_only_with_all_three(missing: str) -> None:
    case = Story(PACK, "quality-complaint", "2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"), ("sign-off", "2026-05-06 12:00")
    )
    ticked = [code for code in case.line.conditions if code != missing]

    refusals = case.refusals("accept", "2026-05-06 13:00", {"acceptance-checklist": ticked})

    assert [(one.code, one.cites) for one in refusals] == [("acceptance-condition", ("s7-complaint",))]
    assert case.refused("accept", "2026-05-06 13:00") == []


@pytest.mark.clause("S7-complaint-fields", parameter="P8", shown="engine")
def test_s7_quality_complaint_names_both_sides_with_address_and_the_request() -> None:
    fields = asked(PACK, "quality-complaint")

    bound = {spec.binds for spec in fields.values()}
    needed = {
        "filer.name",
        "filer.phone",
        "filer.address",
        "respondent.name",
        "respondent.address",
        "case.narrative",
        "case.remedy",
        "evidence.files",
    }
    assert needed - bound == set()


@pytest.mark.clause("S7-agent", parameter="P10", shown="engine")
def test_s7_agent_is_told_to_bring_a_power_of_attorney() -> None:
    prepare = load_pack(PACK).business_types["quality-complaint"].prepare

    assert "委托他人申诉的，提交授权委托证明" in [label.zh_hans for label in prepare]


@pytest.mark.clause("S7-business-types", parameter="P3", shown="engine")
def test_s7_report_and_complaint_are_two_lines() -> None:
    lines = load_pack(PACK).business_types

    assert (lines["fraud-report"].workflow, lines["quality-complaint"].workflow) == (
        "fraud-report",
        "quality-complaint",
    )

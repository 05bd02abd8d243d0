"""S7 公众通过12365热线反映问题的须知, item by item (fragment quality-12365-guide in demo-county-12365)."""

from __future__ import annotations

import pytest

from policies.engine.filers import JointFiler, joint_refusals, missing_proofs
from policies.engine.repeats import repeat
from policies.loading import PackError, load_pack
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


def consumers(*consented: bool) -> list[JointFiler]:
    return [JointFiler(key, consented=one) for key, one in zip("甲乙丙丁", consented, strict=False)]


@pytest.mark.clause("S7-joint", parameter="P10", shown="engine")
@pytest.mark.parametrize(
    ("filers", "codes", "reason"),
    [
        (consumers(True), ["too-few"], "two or more consumers"),
        (consumers(True, True), [], "two who agree"),
        (consumers(True, False), ["consent"], "with the parties' consent"),
        (consumers(True, True, True), [], "no upper limit"),
    ],
)
def test_s7_joint_complaint_needs_two_consumers_who_agree(
    filers: list[JointFiler], codes: list[str], reason: str
) -> None:
    refused = joint_refusals(pack=load_pack(PACK), business_type="quality-complaint", filers=filers)

    assert [one.code for one in refused] == codes, reason
    assert {cite for one in refused for cite in one.cites} <= {"s7-joint"}


@pytest.mark.clause("S7-joint", parameter="P10", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line", "most"),
    [("market-121", "complaint", 2), ("bank-2020", "consumer-complaint", 5), ("petition-2022", "request", 5)],
)
def test_s7_joint_representatives_are_limited_where_a_rule_limits_them(
    pack_id: str, line: str, most: int
) -> None:
    pack, filers = load_pack(pack_id), consumers(True, True, True)

    codes = {
        n: [
            one.code
            for one in joint_refusals(pack=pack, business_type=line, filers=filers, representatives=n)
        ]
        for n in (most, most + 1)
    }

    assert codes == {most: [], most + 1: ["too-many-representatives"]}
    assert (
        joint_refusals(
            pack=load_pack(PACK), business_type="quality-complaint", filers=filers, representatives=9
        )
        == ()
    ), "S7 sets no number"


@pytest.mark.clause("S7-joint", parameter="P15", shown="engine")
def test_s7_joint_complaint_is_offered_to_a_second_consumer_of_the_same_matter() -> None:
    found = repeat(
        pack=load_pack(PACK), business_type="quality-complaint", same_filer=False, new_facts=False, filers=2
    )

    assert (found.offers_joint, found.is_new_case) == (True, True)


@pytest.mark.clause("S7-agent", parameter="P10", shown="engine")
@pytest.mark.parametrize(
    ("handed_in", "missing"), [((), ["power-of-attorney"]), (("power-of-attorney",), [])]
)
def test_s7_agent_has_to_show_the_power_of_attorney(handed_in: tuple[str, ...], missing: list[str]) -> None:
    refused = missing_proofs(pack=load_pack(PACK), business_type="quality-complaint", handed_in=handed_in)

    assert [one.field for one in refused] == missing


@pytest.mark.clause("S7-clocks", parameter="P1", shown="engine")
def test_s7_clocks_do_not_exist_so_it_is_no_rulebook_alone() -> None:
    with pytest.raises(PackError, match="fragment can only be extended"):
        load_pack("quality-12365-guide")
    rules = load_pack(PACK).clocks.values()
    assert [rule for rule in rules if any(cite.startswith(("s7", "s8")) for cite in rule.cites)] == []

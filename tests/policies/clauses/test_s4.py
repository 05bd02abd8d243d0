"""S4 “96315”举报中心工作承诺, item by item (fragment report-centre-96315-promises in report-centre)."""

from __future__ import annotations

import pytest

from policies.engine.filers import record_score
from policies.engine.pack import FieldKind
from policies.loading import PackError, load_pack
from tests.policies.clauses.story import Story

pytestmark = pytest.mark.unit
PACK = "report-centre-96315"


def reported_back() -> Story:
    return Story(PACK, "report", "2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"),
        ("sign-off", "2026-05-06 12:00"),
        ("assign", "2026-05-06 13:00"),
        ("sign-for", "2026-05-06 14:00"),
        ("verify", "2026-05-07 10:00"),
        ("close-unfounded", "2026-05-07 11:00"),
        ("report-back", "2026-05-07 12:00"),
    )


@pytest.mark.clause("S4-business-types", parameter="P3", shown="engine")
def test_s4_takes_enquiries_and_reports() -> None:
    lines = load_pack(PACK).business_types

    assert {code: line.nature.value for code, line in lines.items()} == {
        "report": "report",
        "enquiry": "enquiry",
    }


@pytest.mark.clause("S4-service-conduct", parameter="P7", shown="engine")
def test_s4_every_question_is_answered_and_nothing_is_declined() -> None:
    steps = Story(PACK, "enquiry", "2026-05-06 10:00").steps

    assert {step.verb.value for step in steps.values()} == {"answer", "assign", "report-back"}
    assert load_pack(PACK).reasons == {}


@pytest.mark.clause("S4-record-quality", parameter="P12", shown="engine")
def test_s4_record_is_checked_for_omission_concealment_and_invention() -> None:
    field = load_pack(PACK).fields["record-quality"]

    assert field.kind is FieldKind.MULTI_CHOICE
    assert list(field.choices) == ["complete", "open", "true", "polite"]
    words = "".join(label.zh_hans for label in field.choices.values())
    assert [word for word in ("漏报", "瞒报", "隐报", "虚报", "服务忌语") if word not in words] == []


@pytest.mark.clause("S4-handling", parameter="P22", shown="engine")
def test_s4_handling_without_a_result_is_pressed() -> None:
    case = Story(PACK, "report", "2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"), ("sign-off", "2026-05-06 12:00"), ("assign", "2026-05-06 13:00")
    )

    assert case.open_to("intake-manager") == ["supervise"]


@pytest.mark.clause("S4-documents", parameter="P42", shown="engine")
def test_s4_result_entered_is_a_condition_of_finishing() -> None:
    case = reported_back()

    assert [code for code in case.open_to(*case.pack.roles) if case.steps[code].to == "finished"] == [
        "enter-result"
    ]
    blank = {"record-quality": [], "centre-entry": ""}
    assert case.refused("enter-result", "2026-05-08 09:00", blank) == ["required", "required"]


@pytest.mark.clause("S4-clocks", parameter="P24", shown="engine")
def test_s4_has_no_number_so_its_clocks_are_internal_targets() -> None:
    rules = [rule for rule in load_pack(PACK).clocks.values() if set(rule.cites) & {"s4-2", "s4-6"}]

    assert {(rule.legal, rule.promise) for rule in rules} == {(False, None)}


@pytest.mark.clause("S4-use", parameter="P1", shown="engine")
def test_s4_alone_is_no_rulebook() -> None:
    with pytest.raises(PackError, match="fragment can only be extended"):
        load_pack("report-centre-96315-promises")


@pytest.mark.clause("S4-record-quality", parameter="P12", shown="engine")
@pytest.mark.parametrize(
    ("failed", "score", "reason"),
    [
        ((), 100, "a record as it should be"),
        (("nothing-invented",), 71, "虚报 weighs two of seven"),
        (("civil-wording",), 86, "服务忌语 weighs one of seven"),
    ],
)
def test_s4_record_quality_is_scored_in_a_sampled_check(
    failed: tuple[str, ...], score: int, reason: str
) -> None:
    case = Story(PACK, "report", "2026-05-06 10:00")
    checks = ("nothing-left-out", "nothing-concealed", "nothing-invented", "civil-wording")

    got = record_score(
        pack=case.pack, facts=case.facts, answers={code: code not in failed for code in checks}
    )

    assert got == score, reason


@pytest.mark.clause("S4-use", parameter="P1", shown="engine")
def test_s4_use_is_a_checklist_and_a_condition_of_finishing_inside_the_pack_of_s3() -> None:
    pack = load_pack(PACK)
    last = [step for step in pack.workflows["report"].transitions.values() if step.to == "finished"]

    assert "report-centre-96315-promises" in pack.extends
    assert [step.inputs[:2] for step in last] == [("record-quality", "centre-entry")]

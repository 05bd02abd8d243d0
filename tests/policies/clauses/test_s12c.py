"""S12c 受理业务咨询业务, item by item (pack quality-12365)."""

from __future__ import annotations

import pytest

from policies.loading import load_pack
from tests.policies.clauses.story import Story

pytestmark = pytest.mark.unit
PACK, LINE = "quality-12365", "enquiry"


def asked_at(moment: str = "2026-04-30 16:30") -> Story:
    return Story(PACK, LINE, moment)


@pytest.mark.clause("S12c-C1", parameter="P24", shown="engine")
def test_s12c_c1_what_can_be_answered_at_once_is() -> None:
    case = asked_at("2026-05-06 10:00")

    assert (case.due("s12c-c1"), case.pack.clocks["s12c-c1"].legal) == ("2026-05-06 14:00", False)
    case.do("answer-now", "2026-05-06 10:05")
    assert (case.facts.state, case.is_kept("s12c-c1"), case.is_kept("s12c-c2")) == ("finished", True, True)


@pytest.mark.clause("S12c-C1", parameter="P26", shown="engine")
def test_s12c_c1_counts_office_hours() -> None:
    assert asked_at("2026-04-30 16:30").due("s12c-c1") == "2026-05-06 11:30", "one hour before, three after"


@pytest.mark.clause("S12c-C2", parameter="P23", shown="engine")
def test_s12c_c2_difficult_question_is_answered_within_2_working_days_of_it() -> None:
    case = asked_at()

    assert case.due("s12c-c2") == "2026-05-07 23:59"
    case.do("pass-on", "2026-05-06 16:00")
    assert case.due("s12c-c2") == "2026-05-07 23:59", "passing it on starts nothing anew"
    case.walk(("draft-answer", "2026-05-07 10:00"), ("send-answer", "2026-05-07 11:00"))
    assert case.is_kept("s12c-c2")


@pytest.mark.clause("S12c-topics", parameter="P5", shown="engine")
def test_s12c_topics_are_the_seven_of_item_1() -> None:
    choices = load_pack(PACK).fields["enquiry-topic"].choices

    assert [label.zh_hans for label in choices.values()] == [
        "产品质量",
        "标准",
        "计量",
        "特种设备",
        "食品",
        "认证",
        "法律法规",
    ]


@pytest.mark.clause("S12c-workflow", parameter="P3", shown="engine")
def test_s12c_specialists_draft_and_the_centre_answers() -> None:
    case = asked_at().do("pass-on", "2026-05-06 09:00")

    assert case.open_to("unit-head", "handler") == ["return-task", "draft-answer"]
    assert case.refused("send-answer", "2026-05-06 10:00", role="unit-head") == ["no-duty"]


@pytest.mark.clause("S12c-feedback", parameter="P30", shown="engine")
def test_s12c_promises_an_answer_to_the_enquirer() -> None:
    assert asked_at().promised() == {"s12c-c2": "2026-05-07"}

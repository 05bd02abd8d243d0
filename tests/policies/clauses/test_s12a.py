"""S12a 受理打假举报业务, item by item (pack quality-12365)."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.appeals import appeal_windows
from policies.engine.audiences import audiences, may_tell
from policies.engine.filers import record_score
from policies.engine.pack import Audience, Identity
from policies.engine.secrecy import Onlooker, visible_fields
from policies.engine.supervision import supervision_due
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked, channels

pytestmark = pytest.mark.unit
PACK, LINE = "quality-12365", "fraud-report"


def received(moment: str = "2026-04-29 10:00", **facts: Any) -> Story:
    return Story(PACK, LINE, moment, **facts)


def dispatched(**facts: Any) -> Story:
    return received(**facts).walk(
        ("propose", "2026-04-30 10:00"), ("sign-off", "2026-05-06 09:00"), ("assign", "2026-05-06 10:00")
    )


def closed(**facts: Any) -> Story:
    return dispatched(**facts).walk(
        ("sign-for", "2026-05-07 09:00"),
        ("begin", "2026-05-08 09:00"),
        ("find", "2026-05-20 09:00"),
        ("close", "2026-05-21 09:00"),
    )


@pytest.mark.clause("S12a-C1", parameter="P23", shown="engine")
def test_s12a_c1_proposal_within_2_working_days_of_acceptance() -> None:
    case = received()

    assert case.due("s12a-c1") == "2026-05-06 23:59", "30 April and 6 May; the holiday between does not count"
    assert case.do("propose", "2026-05-06 22:00").is_kept("s12a-c1")


@pytest.mark.clause("S12a-C2", parameter="P24", shown="engine")
def test_s12a_c2_dispatch_soon_after_the_sign_off_is_an_internal_target() -> None:
    case = received().walk(("propose", "2026-04-30 10:00"), ("sign-off", "2026-05-06 09:00"))

    assert (case.due("s12a-c2"), case.pack.clocks["s12a-c2"].legal) == ("2026-05-07 23:59", False)


@pytest.mark.clause("S12a-C3", parameter="P23", shown="engine")
def test_s12a_c3_first_action_within_3_working_days_of_arrival() -> None:
    case = dispatched()

    assert case.due("s12a-c3") is None
    case.do("sign-for", "2026-05-07 09:00")
    assert case.due("s12a-c3") == "2026-05-11 23:59", "8, 9 (make-up Saturday) and 11 May"
    assert case.do("begin", "2026-05-11 17:00").is_kept("s12a-c3")


@pytest.mark.clause("S12a-C4", parameter="P24", shown="engine")
def test_s12a_c4_result_is_due_within_a_limit_that_the_bureau_sets() -> None:
    case = dispatched().do("sign-for", "2026-05-07 09:00")

    assert (case.due("s12a-c4"), case.pack.clocks["s12a-c4"].legal) == ("2026-06-03 23:59", False)


@pytest.mark.clause("S12a-C5", parameter="P23", shown="engine")
def test_s12a_c5_result_is_back_at_the_centre_within_2_working_days_of_closing() -> None:
    case = closed()

    assert case.due("s12a-c5") == "2026-05-25 23:59"
    assert case.do("report-back", "2026-05-26 09:00").is_late("s12a-c5")


@pytest.mark.clause("S12a-C6", parameter="P23", shown="engine")
def test_s12a_c6_reporter_is_told_within_2_working_days_of_the_result_arriving() -> None:
    case = closed().do("report-back", "2026-05-22 09:00")

    assert case.due("s12a-c6") == "2026-05-26 23:59"
    case.do("reply", "2026-05-25 09:00")
    assert case.is_kept("s12a-c6") is False
    assert case.do("send-reply", "2026-05-26 20:00").is_kept("s12a-c6")


@pytest.mark.clause("S12a-C7", parameter="P22", shown="engine")
def test_s12a_c7_unit_without_a_result_is_pressed() -> None:
    case = dispatched()

    assert case.due("s12a-c7") == "2026-06-09 23:59"
    assert case.open_to("intake-manager") == ["supervise"]
    assert case.do("supervise", "2026-06-09 10:00").is_kept("s12a-c7")


@pytest.mark.clause("S12a-intake-fields", parameter="P8", shown="engine")
def test_s12a_intake_asks_about_both_sides_the_content_and_the_request() -> None:
    fields = [key for key, spec in asked(PACK, LINE).items() if "s12a-1" in spec.cites]

    assert fields == [
        "narrative",
        "remedy",
        "respondent-name",
        "respondent-address",
        "respondent-phone",
        "respondent-contact",
        "evidence-files",
        "filer-name",
        "filer-phone",
        "filer-employer",
        "filer-address",
    ]


@pytest.mark.clause("S12a-record-quality", parameter="P12", shown="engine")
def test_s12a_record_is_complete_where_it_must_be() -> None:
    fields = asked(PACK, LINE)

    hard = [key for key, spec in fields.items() if spec.required.value == "hard"]
    assert hard == [
        "title",
        "fraud-category",
        "narrative",
        "respondent-name",
        "respondent-address",
        "filer-name",
        "filer-phone",
    ]
    assert "s12a-2" in load_pack(PACK).business_types[LINE].cites


@pytest.mark.clause("S12a-workflow", parameter="P3", shown="engine")
def test_s12a_workflow_names_a_handler_and_ends_in_the_archive() -> None:
    case = dispatched()

    assert case.refused("sign-for", "2026-05-07 09:00", {"officer": ""}) == ["required"]
    case = closed().walk(
        ("report-back", "2026-05-22 09:00"), ("reply", "2026-05-25 09:00"), ("send-reply", "2026-05-25 10:00")
    )
    assert case.facts.state == "replied"
    assert case.do("archive", "2026-05-26 10:00").facts.state == "finished"


@pytest.mark.clause("S12a-approvals", parameter="P19", shown="engine")
def test_s12a_proposal_is_signed_off_by_the_deputy_director_alone() -> None:
    case = received().do("propose", "2026-04-30 10:00")

    assert case.refused("sign-off", "2026-05-06 09:00", role="intake-manager") == ["no-duty"]
    assert case.open_to("leader") == ["sign-off", "send-back"]


@pytest.mark.clause("S12a-documents", parameter="P36", shown="engine")
def test_s12a_reply_is_a_numbered_letter_to_the_reporter() -> None:
    letter = load_pack(PACK).letters["reply"]

    assert (letter.audience, letter.series) == ("filer", "投诉答复")


@pytest.mark.clause("S12a-feedback", parameter="P30", shown="engine")
def test_s12a_feedback_takes_two_hops() -> None:
    case = closed()

    assert case.refused("reply", "2026-05-21 10:00") == ["wrong-state"]
    assert case.due("s12a-c6") is None
    assert case.do("report-back", "2026-05-22 09:00").refused("reply", "2026-05-22 10:00") == []


@pytest.mark.clause("S12a-business-types", parameter="P9", shown="engine")
def test_s12a_takes_reports_by_call_visit_letter_and_web_with_or_without_a_name() -> None:
    assert channels(PACK, LINE) == {"hotline": "voice", "counter": "counter", "post": "post", "web": "web"}
    assert load_pack(PACK).business_types[LINE].identity is Identity.ENCOURAGED


@pytest.mark.clause("S12a-confidentiality", parameter="P34", shown="engine")
def test_s12a_confidentiality_is_not_spoken_of_and_kept_by_law_and_there_is_no_appeal() -> None:
    case = Story("quality-12365", "fraud-report", "2026-05-06 10:00")

    seen = visible_fields(pack=case.pack, business_type="fraud-report", onlooker=Onlooker.OFFICER)

    assert [key for key in seen if key.startswith("filer")] == []
    assert visible_fields(pack=case.pack, business_type="fraud-report", onlooker=Onlooker.RESPONDENT) == ()
    assert may_tell(pack=case.pack, business_type="fraud-report", audience=Audience.RESPONDENT) is False
    assert appeal_windows(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now) == ()


@pytest.mark.clause("S12a-record-quality", parameter="P12", shown="engine")
def test_s12a_record_quality_too_little_wrong_and_left_out_weigh_the_same() -> None:
    case = Story("quality-12365", "fraud-report", "2026-05-06 10:00")
    checks = ("nothing-missing", "nothing-wrong", "nothing-left-out")

    scores = [
        record_score(pack=case.pack, facts=case.facts, answers={code: code != failed for code in checks})
        for failed in checks
    ]

    assert scores == [67, 67, 67]


@pytest.mark.clause("S12a-C7", parameter="P22", shown="engine")
@pytest.mark.parametrize(("moment", "due"), [("2026-06-09 23:00", [False]), ("2026-06-10 09:00", [True])])
def test_s12a_c7_pressing_is_due_25_working_days_after_the_dispatch(moment: str, due: list[bool]) -> None:
    case = Story("quality-12365", "fraud-report", "2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"), ("sign-off", "2026-05-06 12:00"), ("assign", "2026-05-06 13:00")
    )

    found = supervision_due(
        pack=case.pack, facts=case.facts, states=(), calendar=case.calendar, now=case.at(moment)
    )

    assert [one.is_due for one in found] == due
    assert [(one.code, one.target) for one in found] == [("report-no-result", "unit-head")]


@pytest.mark.clause("S12a-C5", "S12a-C6", parameter="P30", shown="engine")
def test_s12a_feedback_reporter_waits_for_the_first_hop() -> None:
    case = Story("quality-12365", "fraud-report", "2026-05-06 10:00")

    told = audiences(pack=case.pack, facts=case.facts, event="closed")

    assert [(one.audience.value, one.clock, one.waits) for one in told] == [
        ("intake-unit", "s12a-c5", False),
        ("filer", "s12a-c6", True),
    ]

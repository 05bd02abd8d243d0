"""S1 公司客户服务投诉管理制度, clause by clause (pack company-service)."""

from __future__ import annotations

import pytest

from policies.engine.pack import Identity, Mixed
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked, channels

pytestmark = pytest.mark.unit
PACK, LINE = "company-service", "customer-complaint"


def received(moment: str) -> Story:
    return Story(PACK, LINE, moment)


def told() -> Story:
    """A complaint whose outcome was told on 8 May 2026."""
    return received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"),
        ("assign", "2026-05-06 12:00"),
        ("sign-for", "2026-05-06 13:00"),
        ("write-preliminary", "2026-05-06 14:00"),
        ("send-preliminary", "2026-05-06 15:00"),
        ("propose", "2026-05-07 10:00"),
        ("approve", "2026-05-07 11:00"),
        ("write-opinion", "2026-05-08 10:00"),
        ("send-opinion", "2026-05-08 11:00"),
    )


@pytest.mark.clause("S1-C1", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("start", "due", "reason"),
    [
        ("2026-05-06 10:00", "2026-05-07 10:00", "elapsed hours"),
        ("2026-04-30 16:00", "2026-05-01 16:00", "through a holiday: hours never roll (T5)"),
        ("2026-02-14 23:30", "2026-02-15 23:30", "from a make-up Saturday into Spring Festival"),
    ],
)
def test_s1_c1_screening_within_24_hours(start: str, due: str, reason: str) -> None:
    case = received(start)

    assert case.due("s1-c1") == due, reason


@pytest.mark.clause("S1-C1", parameter="P23", shown="engine")
@pytest.mark.parametrize(("moment", "kept"), [("2026-05-07 10:00", True), ("2026-05-07 10:01", False)])
def test_s1_c1_stops_at_the_screening(moment: str, kept: bool) -> None:
    case = received("2026-05-06 10:00").do("screen", moment)

    assert (case.is_kept("s1-c1"), case.is_late("s1-c1")) == (kept, not kept)


@pytest.mark.clause("S1-C2", parameter="P23", shown="engine")
def test_s1_c2_preliminary_opinion_within_48_hours_of_receipt() -> None:
    case = received("2026-04-30 16:00").walk(
        ("screen", "2026-05-01 15:00"), ("write-preliminary", "2026-05-01 16:00")
    )

    written = case.clock("s1-c2")
    sent = case.do("send-preliminary", "2026-05-02 16:00")

    assert written is not None
    assert written.is_running, "writing it is not telling it (R11)"
    assert (sent.due("s1-c2"), sent.is_kept("s1-c2")) == ("2026-05-02 16:00", True)


@pytest.mark.clause("S1-C2", parameter="P23", shown="engine")
def test_s1_c2_an_outcome_told_first_serves_as_the_preliminary_opinion() -> None:
    case = received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"),
        ("assign", "2026-05-06 12:00"),
        ("sign-for", "2026-05-06 13:00"),
        ("propose", "2026-05-06 14:00"),
        ("approve", "2026-05-06 15:00"),
        ("write-opinion", "2026-05-06 16:00"),
        ("send-opinion", "2026-05-06 17:00"),
    )

    assert case.is_kept("s1-c2")
    assert case.refused("send-preliminary", "2026-05-06 18:00") == ["wrong-state"]


@pytest.mark.clause("S1-C3", parameter="P24", shown="engine")
def test_s1_c3_time_to_appeal_has_no_number_and_is_never_promised() -> None:
    case = told()

    assert case.due("s1-c3") == "2026-05-23 23:59"
    assert case.pack.clocks["s1-c3"].legal is False
    assert case.promised() == {}


@pytest.mark.clause("S1-appeal", parameter="P33", shown="engine")
def test_s1_appeal_is_one_level_decided_by_another_person_and_final() -> None:
    case = told().do("lodge-appeal", "2026-05-12 09:00")

    assert case.refused("decide-appeal", "2026-05-13 09:00", role="handler") == ["no-duty"]
    assert case.open_to("receiver", "intake-manager", "unit-head", "handler") == []
    case.walk(("decide-appeal", "2026-05-13 09:00"), ("send-final", "2026-05-13 10:00"))
    assert case.facts.state == "closed"
    assert case.refused("lodge-appeal", "2026-05-14 09:00") == ["wrong-state"]


@pytest.mark.clause("S1-channels", parameter="P6", shown="engine")
def test_s1_channels_are_telephone_web_wechat_letter_and_counter() -> None:
    assert channels(PACK, LINE) == {
        "hotline": "voice",
        "web": "web",
        "wechat": "messaging",
        "post": "post",
        "counter": "counter",
    }


@pytest.mark.clause("S1-intake-fields", parameter="P8", shown="engine")
def test_s1_intake_fields_are_those_of_article_6_and_lack_of_evidence_refuses_nobody() -> None:
    fields = {key: spec for key, spec in asked(PACK, LINE).items() if "s1-6" in spec.cites}

    assert {key: spec.required.value for key, spec in fields.items()} == {
        "narrative": "hard",
        "happened-on": "soft",
        "happened-at": "soft",
        "remedy": "soft",
        "evidence-files": "soft",
        "filer-name": "hard",
        "filer-phone": "hard",
    }


@pytest.mark.clause("S1-acceptance", parameter="P13", shown="engine")
def test_s1_has_a_screening_but_no_decision_to_accept() -> None:
    pack = load_pack(PACK)
    line = pack.business_types[LINE]

    assert (line.conditions, line.reasons, line.tiers) == ((), (), ())
    assert line.receipt_milestones == ("received", "accepted")
    assert received("2026-05-06 10:00").open_to(*pack.roles) == ["screen", "withdraw"]


@pytest.mark.clause("S1-workflow", parameter="P3", shown="engine")
def test_s1_workflow_runs_screening_assignment_verification_opinion() -> None:
    case = received("2026-05-06 10:00")

    assert case.refused("assign", "2026-05-06 10:30") == ["wrong-state"]
    assert told().facts.state == "told"
    assert told().do("close", "2026-05-25 09:00").do("record", "2026-05-25 10:00").facts.state == "finished"


@pytest.mark.clause("S1-approvals", parameter="P19", shown="engine")
def test_s1_internal_problems_go_to_the_management() -> None:
    case = received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"), ("report-problem", "2026-05-06 12:00")
    )

    assert case.refused("report-problem", "2026-05-06 13:00") == ["condition-not-met"]
    assert case.due("s1-internal") == "2026-05-08 23:59"
    assert case.do("assign", "2026-05-06 13:00").open_to("leader") == ["answer-problem"]


@pytest.mark.clause("S1-branches", parameter="P16", shown="engine")
def test_s1_sign_of_a_malicious_complaint_is_recorded_and_stops_nothing() -> None:
    case = received("2026-05-06 10:00").walk(
        ("screen", "2026-05-06 11:00"), ("flag-abuse", "2026-05-06 12:00")
    )

    state = case.clock("s1-c2")
    assert (case.facts.state, state is not None and state.is_running) == ("screened", True)


@pytest.mark.clause("S1-documents", parameter="P36", shown="engine")
def test_s1_result_has_to_be_entered_before_the_case_is_finished() -> None:
    case = told().do("close", "2026-05-25 09:00")

    assert case.pack.workflows[LINE].states["closed"].final is False
    assert case.due("s1-record") == "2026-05-27 23:59"


@pytest.mark.clause("S1-confidentiality", parameter="P34", shown="engine")
def test_s1_personal_data_of_the_complainant_are_sealed() -> None:
    bound = {key: spec for key, spec in asked(PACK, LINE).items() if (spec.binds or "").startswith("filer.")}

    assert {spec.field_class.value for spec in bound.values()} == {"identifying"}
    assert load_pack(PACK).profiles["standard"].respondent_door is False


@pytest.mark.clause("S1-feedback", parameter="P30", shown="engine")
def test_s1_promises_the_two_limits_that_the_complainant_experiences() -> None:
    case = received("2026-05-06 10:00")

    assert case.promised() == {"s1-c1": "2026-05-07", "s1-c2": "2026-05-08"}


@pytest.mark.clause("S1-business-types", parameter="P3", shown="engine")
def test_s1_one_complaint_stays_one_case_and_needs_a_name() -> None:
    pack = load_pack(PACK)

    assert (pack.mixed.mode, list(pack.business_types)) == (Mixed.SINGLE, [LINE])
    assert pack.business_types[LINE].identity is Identity.NAMED

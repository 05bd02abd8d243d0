"""The traps T1 to T20 of the reading, as far as the engine can show that nobody falls into them."""

from __future__ import annotations

import pytest

from policies.engine.facts import Accepted
from policies.engine.pack import Nature, Roll, Unit
from policies.loading import load_pack, shipped_packs
from tests.policies.clauses.story import Story, asked

pytestmark = pytest.mark.unit


WHOLE = [summary.id for summary in shipped_packs() if not summary.fragment]


def s3(moment: str = "2026-05-06 10:00") -> Story:
    return Story("report-centre-96315", "report", moment)


def s12a(moment: str = "2026-04-29 10:00", **facts: object) -> Story:
    return Story("quality-12365", "fraud-report", moment, **facts)


@pytest.mark.clause("T1", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "clock", "amount", "unit"),
    [
        ("report-centre-96315", "s3-c2", 3, Unit.WORKING_DAY),
        ("quality-12365", "s12a-c1", 2, Unit.WORKING_DAY),
        ("quality-12365", "s12a-c3", 3, Unit.WORKING_DAY),
        ("quality-12365", "s12b-c2", 7, Unit.WORKING_DAY),
        ("quality-12365", "s12b-c4", 30, Unit.CALENDAR_DAY),
        ("inspection-team", "s9-c2", 1, Unit.WORKING_DAY),
    ],
)
def test_t1_day_is_a_working_day_up_to_seven_and_a_calendar_day_at_thirty(
    pack_id: str, clock: str, amount: int, unit: Unit
) -> None:
    span = load_pack(pack_id).clocks[clock].span

    assert (span.amount, span.unit) == (amount, unit)


@pytest.mark.clause("T2", parameter="P25", shown="engine")
def test_t2_24_hours_and_3_days_follow_each_other() -> None:
    case = s3().walk(
        ("propose", "2026-05-06 11:00"), ("sign-off", "2026-05-06 12:00"), ("assign", "2026-05-07 09:00")
    )

    assert (case.due("s3-c1"), case.due("s3-c2")) == ("2026-05-07 10:00", None)
    assert case.do("sign-for", "2026-05-07 15:00").due("s3-c2") == "2026-05-11 23:59"


@pytest.mark.clause("T3", parameter="P19", shown="engine")
def test_t3_sign_off_lies_within_the_24_hours_and_its_leader_is_warned_twice() -> None:
    case = s3().do("propose", "2026-05-06 11:00")

    state = case.clock("s3-approval")

    assert state is not None
    assert state.actor == "leader"
    assert [f"{moment.astimezone(case.now.tzinfo):%F %H:%M}" for moment in state.warnings] == [
        "2026-05-06 22:00",
        "2026-05-07 04:00",
    ]
    assert case.due("s3-c1") == "2026-05-07 10:00"


@pytest.mark.clause("T3", parameter="P19", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line"), [("report-centre-96315", "report"), ("quality-12365", "fraud-report")]
)
def test_t3_dispatch_before_the_sign_off_is_a_breach_of_order_with_both_times(
    pack_id: str, line: str
) -> None:
    case = Story(pack_id, line, "2026-05-06 10:00").do("assign-early", "2026-05-06 11:00")

    assert isinstance(case.accepted, Accepted)
    assert len(case.accepted.breaches) == 1
    case.do("sign-off-late", "2026-05-08 09:00")
    assert case.facts.first("dispatched") == case.at("2026-05-06 11:00")
    assert case.facts.first("approved-late") == case.at("2026-05-08 09:00")
    assert [label.en for label in case.accepted.breaches] == []


@pytest.mark.clause("T4", parameter="P25", shown="engine")
def test_t4_24_and_48_hours_both_run_from_receipt() -> None:
    case = Story("company-service", "customer-complaint", "2026-05-06 10:00").do("screen", "2026-05-07 09:00")

    assert (case.due("s1-c1"), case.due("s1-c2")) == ("2026-05-07 10:00", "2026-05-08 10:00")


@pytest.mark.clause("T5", parameter="P26", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line", "clock"),
    [
        ("company-service", "customer-complaint", "s1-c1"),
        ("company-tiers", "customer-complaint", "s2-reply"),
        ("report-centre-96315", "report", "s3-c1"),
    ],
)
def test_t5_hours_elapse_day_and_night_and_never_roll(pack_id: str, line: str, clock: str) -> None:
    case = Story(pack_id, line, "2026-09-30 23:00")

    assert case.due(clock) == "2026-10-01 23:00", "the first day of the National Day holiday"
    assert case.pack.clocks[clock].roll is Roll.NONE


@pytest.mark.clause("T6", parameter="P17", shown="engine")
def test_t6_strictest_tier_runs_until_classified_and_a_new_tier_counts_from_receipt() -> None:
    case = Story("company-tiers", "customer-complaint", "2026-05-06 10:00")

    assert case.due("s2-reply") == "2026-05-07 10:00"
    case.do("classify", "2026-05-06 11:00", {"tier": "minor"})
    assert case.due("s2-reply") == "2026-05-12 23:59"
    case.do("reclassify", "2026-05-07 09:00", {"tier": "general"})
    assert case.due("s2-reply") == "2026-05-09 23:59", "three working days of receipt, not of the new tier"
    assert [m.kind for m in case.facts.milestones if "classified" in m.kind] == ["classified", "reclassified"]


@pytest.mark.clause("T7", parameter="P17", shown="engine")
def test_t7_minor_is_slower_than_general_as_written() -> None:
    tiers = load_pack("company-tiers").clocks["s2-reply"].tiers

    assert [tiers[code].amount for code in ("major", "general", "minor")] == [24, 3, 5]


@pytest.mark.clause("T8", parameter="P24", shown="engine")
def test_t8_sign_off_without_a_limit_has_an_internal_target() -> None:
    case = s12a().do("propose", "2026-04-30 10:00")

    assert case.due("s12a-approval") == "2026-05-06 23:59"
    assert case.is_late("s12a-approval", "2026-05-07 09:00")
    assert case.pack.clocks["s12a-approval"].legal is False


@pytest.mark.clause("T9", parameter="P23", shown="engine")
def test_t9_seven_days_run_from_receipt_beside_the_two() -> None:
    case = Story("quality-12365", "quality-complaint", "2026-05-06 10:00")

    assert (case.due("s12b-c1"), case.due("s12b-c2")) == ("2026-05-08 23:59", "2026-05-14 23:59")
    assert case.pack.clocks["s12b-c2"].start == ("received",)


@pytest.mark.clause("T10", parameter="P23", shown="engine")
def test_t10_two_days_run_from_the_question_and_the_centre_answers() -> None:
    rule = load_pack("quality-12365").clocks["s12c-c2"]

    assert (rule.start, rule.stop, rule.actor) == (("received",), ("replied",), "receiver")


@pytest.mark.clause("T11", parameter="P23", shown="engine")
def test_t11_three_days_are_for_beginning_and_another_limit_for_finishing() -> None:
    case = s12a().walk(
        ("propose", "2026-04-30 10:00"),
        ("sign-off", "2026-05-06 09:00"),
        ("assign", "2026-05-06 10:00"),
        ("sign-for", "2026-05-07 09:00"),
        ("begin", "2026-05-08 09:00"),
    )

    finishing = case.clock("s12a-c4", "2026-05-18 09:00")
    assert case.is_kept("s12a-c3")
    assert finishing is not None
    assert (finishing.is_running, finishing.legal) == (True, False)


@pytest.mark.clause("T12", parameter="P23", shown="engine")
def test_t12_test_time_counts_in_s12b_and_not_under_the_national_rules() -> None:
    paused = {
        (pack_id, clock): [pause.start for pause in load_pack(pack_id).clocks[clock].pauses]
        for pack_id, clock in (
            ("quality-12365", "s12b-c4"),
            ("market-20", "mediation"),
            ("market-121", "mediation"),
            ("market-121", "check"),
        )
    }

    assert paused == {
        ("quality-12365", "s12b-c4"): [],
        ("market-20", "mediation"): ["test-started"],
        ("market-121", "mediation"): ["test-started", "recusal-asked"],
        ("market-121", "check"): ["test-started"],
    }


@pytest.mark.clause("T12", parameter="P23", shown="engine")
def test_t12_four_days_in_the_laboratory_move_the_sixty_days_by_four() -> None:
    case = Story("market-121", "complaint", "2026-05-06 10:00").walk(
        ("accept", "2026-05-07 10:00"),
        ("notify-acceptance", "2026-05-07 11:00"),
        ("assign", "2026-05-07 12:00"),
        ("sign-for", "2026-05-08 09:00"),
        ("start-mediation", "2026-05-09 09:00"),
    )

    assert case.due("mediation") == "2026-07-06 23:59"
    case.walk(("start-test", "2026-05-11 09:00"), ("end-test", "2026-05-15 09:00"))
    assert case.due("mediation") == "2026-07-10 23:59"


@pytest.mark.clause("T13", parameter="P33", shown="engine")
def test_t13_appeal_and_quality_complaint_are_never_one_code() -> None:
    appeal = {
        step
        for step, transition in load_pack("company-service")
        .workflows["customer-complaint"]
        .transitions.items()
        if "appeal" in step and "复核申诉" in transition.label.zh_hans
    }
    quality = {
        code
        for pack_id in ("quality-12365", "inspection-team")
        for code, line in load_pack(pack_id).business_types.items()
        if line.label.zh_hans == "质量申诉"
    }

    assert appeal == {"lodge-appeal"}
    assert quality == {"quality-complaint", "quality-dispute"}
    assert load_pack("petition-2022").business_types["request"].label.zh_hans == "申诉求决"


@pytest.mark.clause("T14", parameter="P3", shown="engine")
def test_t14_nature_follows_the_line_and_not_the_word_in_its_fields() -> None:
    lines = load_pack("quality-12365").business_types

    assert {code: line.nature for code, line in lines.items()} == {
        "fraud-report": Nature.REPORT,
        "quality-complaint": Nature.COMPLAINT,
        "enquiry": Nature.ENQUIRY,
        "conduct": Nature.CONDUCT,
    }
    assert "被投诉人员" in load_pack("quality-12365").citations["s12a-1"].text


@pytest.mark.clause("T15", parameter="P4", shown="engine")
@pytest.mark.parametrize("pack_id", ["market-20", "market-121"])
def test_t15_both_in_one_letter_become_two_linked_cases_with_their_own_secrecy(pack_id: str) -> None:
    pack = load_pack(pack_id)
    complaint, report = pack.business_types["complaint"], pack.business_types["report"]

    assert pack.mixed.mode.value == "split-linked"
    assert complaint.profile != report.profile
    assert not set(complaint.clocks) & set(report.clocks)
    assert pack.profiles[report.profile].respondent_door is False


@pytest.mark.clause("T16", parameter="P13", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "line", "at_receipt"),
    [
        ("report-centre-96315", "report", ("received", "accepted")),
        ("quality-12365", "fraud-report", ("received", "accepted")),
        ("market-20", "complaint", ("received",)),
        ("market-121", "complaint", ("received",)),
        ("bank-2020", "consumer-complaint", ("received",)),
        ("bank-report-2019", "report", ("received",)),
    ],
)
def test_t16_accepted_is_receipt_only_where_nobody_decides(
    pack_id: str, line: str, at_receipt: tuple[str, ...]
) -> None:
    pack = load_pack(pack_id)
    spec = pack.business_types[line]
    deciding = [t for t in pack.workflows[spec.workflow].transitions.values() if "accepted" in t.milestones]

    assert spec.receipt_milestones == at_receipt
    assert (deciding == []) is ("accepted" in at_receipt)


@pytest.mark.clause("T17", parameter="P30", shown="engine")
@pytest.mark.parametrize("pack_id", WHOLE)
def test_t17_closed_is_one_event_and_a_closed_case_with_feedback_due_is_not_finished(pack_id: str) -> None:
    pack = load_pack(pack_id)

    for code, line in pack.business_types.items():
        workflow = pack.workflows[line.workflow]
        for clock in (pack.clocks[name] for name in line.clocks):
            if clock.start == ("closed",):
                closing = [t for t in workflow.transitions.values() if "closed" in t.milestones]
                open_end = [t for t in closing if t.to and not workflow.states[t.to].final]
                assert open_end, (pack_id, code)


@pytest.mark.clause("T18", parameter="P30", shown="engine")
def test_t18_two_hops_are_two_clocks_of_two_days_each() -> None:
    case = s12a("2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"),
        ("sign-off", "2026-05-06 12:00"),
        ("assign", "2026-05-06 13:00"),
        ("sign-for", "2026-05-06 14:00"),
        ("begin", "2026-05-06 15:00"),
        ("find", "2026-05-11 09:00"),
        ("close", "2026-05-11 10:00"),
    )

    assert (case.due("s12a-c5"), case.due("s12a-c6")) == ("2026-05-13 23:59", None)
    case.do("report-back", "2026-05-13 17:00")
    assert case.due("s12a-c6") == "2026-05-15 23:59", "four working days after closing at most"


@pytest.mark.clause("T19", parameter="P30", shown="engine")
def test_t19_s3_owes_the_reporter_no_feedback() -> None:
    pack = load_pack("report-centre-96315")
    step = pack.workflows["report"].transitions["tell-reporter"]

    assert s3().promised() == {}
    assert (step.to, "可选" in step.label.zh_hans) == (None, True)


@pytest.mark.clause("T20", parameter="P30", shown="engine")
def test_t20_wish_for_a_reply_is_asked_and_the_limit_to_production_is_off() -> None:
    fields = asked("inspection-team", "report")
    rule = load_pack("inspection-team").clocks["s9-c3"]

    assert fields["wants-reply"].binds == "filer.wants_reply"
    assert (fields["filer-phone"].required.value, fields["filer-phone"].when) == ("hard", "named")
    assert rule.when == "facts.named && facts.wants_reply"

"""The rules behind the rulebooks and beyond them (regulations.md), on real dates, each in its own zone and calendar."""

from __future__ import annotations

from typing import Any

import pytest

from policies.loading import load_pack
from tests.policies.clauses.story import Story

pytestmark = pytest.mark.unit


# ---- regulations.md section 2: order 121


def mediating() -> Story:
    return Story("market-121", "complaint", "2026-05-06 10:00").walk(
        ("accept", "2026-05-07 10:00"),
        ("notify-acceptance", "2026-05-07 11:00"),
        ("assign", "2026-05-07 12:00"),
        ("sign-for", "2026-05-08 09:00"),
        ("start-mediation", "2026-05-09 09:00"),
    )


@pytest.mark.clause("REG-2.1-acceptance", parameter="P23", shown="engine")
def test_order_121_acceptance_is_told_within_7_working_days() -> None:
    case = Story("market-121", "complaint", "2026-04-30 10:00")

    assert case.due("acceptance") == "2026-05-13 23:59"
    assert case.promised()["acceptance"] == "2026-05-13"


@pytest.mark.clause("REG-2.1-mediation", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("accepted", "due", "reason"),
    [
        ("2026-04-15", "2026-06-14 23:59", "an ordinary Sunday does not roll under article 45"),
        (
            "2026-08-02",
            "2026-10-04 23:59",
            "1 to 3 October are statutory and roll; 4 October is a day off only",
        ),
    ],
)
def test_order_121_mediation_has_60_days_and_rolls_over_statutory_holidays(
    accepted: str, due: str, reason: str
) -> None:
    case = Story("market-121", "complaint", f"{accepted} 09:00").do("accept", f"{accepted} 10:00")

    assert case.due("mediation") == due, reason


@pytest.mark.clause("REG-2.1-recusal", parameter="P23", shown="engine")
def test_order_121_recusal_suspends_mediation() -> None:
    case = mediating()

    assert case.due("mediation") == "2026-07-06 23:59"
    case.walk(("ask-recusal", "2026-05-11 09:00"), ("decide-recusal", "2026-05-14 09:00"))
    assert case.due("mediation") == "2026-07-09 23:59"


@pytest.mark.clause("REG-2.1-termination", parameter="P23", shown="engine")
def test_order_121_end_of_mediation_is_told_within_7_working_days() -> None:
    case = mediating().do("terminate", "2026-06-12 10:00")

    assert case.due("termination-notice") == "2026-06-24 23:59", "the Dragon Boat Festival lies between"


@pytest.mark.clause("REG-2.1-lead", parameter="P23", shown="engine")
def test_order_121_lead_is_checked_within_15_working_days_and_15_more_on_the_heads_word() -> None:
    case = mediating().do("record-lead", "2026-05-11 10:00")

    assert case.due("lead-check") == "2026-06-01 23:59"
    assert case.refused("extend-lead", "2026-05-28 09:00", role="unit-head") == ["no-duty"]
    assert case.do("extend-lead", "2026-05-28 09:00").due("lead-check") == "2026-06-23 23:59"


@pytest.mark.clause("REG-2.1-repeat", parameter="P15", shown="engine")
def test_order_121_repeat_report_with_new_facts_starts_the_check_anew() -> None:
    case = Story("market-121", "report", "2026-05-06 10:00").walk(
        ("assign", "2026-05-06 11:00"), ("sign-for", "2026-05-06 14:00")
    )

    assert case.due("check") == "2026-05-26 23:59"
    assert case.do("merge-repeat", "2026-05-20 10:00").due("check") == "2026-06-10 23:59"


@pytest.mark.clause("REG-3-case", parameter="P29", shown="engine")
def test_penalty_procedure_gives_90_days_from_opening_the_case_and_30_more() -> None:
    case = Story("market-121", "report", "2026-05-06 10:00").walk(
        ("assign", "2026-05-06 11:00"),
        ("sign-for", "2026-05-06 14:00"),
        ("propose", "2026-05-15 10:00"),
        ("open-case", "2026-05-18 10:00"),
    )

    assert case.due("case-decision") == "2026-08-16 23:59"
    assert case.do("extend-case", "2026-08-10 10:00").due("case-decision") == "2026-09-15 23:59"


# ---- section 6.2: reports to the banking regulator


def bank_report(**facts: Any) -> Story:
    return Story("bank-report-2019", "report", "2026-05-06 10:00", **facts)


@pytest.mark.clause("REG-6.2-acceptance", parameter="P12", shown="engine")
def test_bank_report_acceptance_takes_15_days_from_complete_material() -> None:
    case = bank_report()

    assert case.due("accept") == "2026-05-21 23:59"
    case.do("ask-supplement", "2026-05-08 10:00")
    waiting = case.clock("accept", "2026-05-30 10:00")
    assert waiting is not None
    assert (waiting.paused_since, case.is_late("accept", "2026-05-30 10:00")) == (case.now, False)
    assert case.do("receive-supplement", "2026-06-01 10:00").due("accept") == "2026-06-16 23:59"
    case.do("accept", "2026-06-05 10:00")
    assert case.is_kept("accept") is False, "told in writing, not decided"
    assert case.do("notify-acceptance", "2026-06-16 10:00").is_kept("accept")


@pytest.mark.clause("REG-6.2-opinion", parameter="P23", shown="engine")
def test_bank_report_opinion_takes_60_days_from_acceptance_and_30_more() -> None:
    case = bank_report().walk(
        ("accept", "2026-05-08 10:00"),
        ("notify-acceptance", "2026-05-08 11:00"),
        ("assign", "2026-05-08 12:00"),
        ("sign-for", "2026-05-09 09:00"),
    )

    assert case.due("opinion") == "2026-07-07 23:59"
    case.walk(("ask-extension", "2026-07-01 09:00"), ("extend", "2026-07-02 09:00"))
    assert case.due("opinion") == "2026-08-06 23:59"


@pytest.mark.clause("REG-6.2-anonymous", parameter="P9", shown="engine")
def test_bank_report_without_a_name_has_no_limits_and_no_notices() -> None:
    case = bank_report(named=False).do("accept", "2026-05-08 10:00")

    assert case.accepted is not None
    assert (case.accepted.letters, case.promised()) == ((), {})
    assert (case.due("accept"), case.due("opinion")) == (None, None)
    assert case.open_to("receiver") == ["skip-notice"]


@pytest.mark.clause("REG-6.2-grounds", parameter="P13", shown="engine")
def test_bank_report_is_taken_only_with_duty_target_and_facts() -> None:
    case = bank_report()

    ticked = {"acceptance-checklist": ["own-duty", "concrete"]}
    assert case.refused("accept", "2026-05-08 10:00", ticked) == ["acceptance-condition"]


# ---- section 7: petitions


def petition() -> Story:
    return Story("petition-2022", "request", "2026-05-06 10:00")


def answered() -> Story:
    return petition().walk(
        ("transfer", "2026-05-07 10:00"),
        ("accept", "2026-05-08 10:00"),
        ("name-handler", "2026-05-08 11:00"),
        ("find", "2026-06-10 10:00"),
        ("approve", "2026-06-11 10:00"),
        ("write-opinion", "2026-06-12 10:00"),
        ("send-opinion", "2026-06-15 10:00"),
    )


@pytest.mark.clause("REG-7-sort", parameter="P23", shown="engine")
def test_petition_is_transferred_and_told_within_15_days() -> None:
    case = petition()

    assert {clock: case.due(clock) for clock in ("sort", "receipt-told")} == {
        "sort": "2026-05-21 23:59",
        "receipt-told": "2026-05-21 23:59",
    }
    assert case.do("tell-receipt", "2026-05-06 10:30").is_kept("receipt-told"), "on the spot"


@pytest.mark.clause("REG-7-objection", parameter="P23", shown="engine")
def test_petition_unit_objects_within_5_working_days() -> None:
    case = petition().do("transfer", "2026-05-07 10:00")

    assert case.due("objection") == "2026-05-13 23:59", "Saturday 9 May is worked"
    case.do("object", "2026-05-12 10:00")
    assert (case.is_kept("objection"), case.facts.state) == (True, "received")


@pytest.mark.clause("REG-7-handling", parameter="P23", shown="engine")
def test_petition_is_handled_within_60_days_and_30_more_with_the_reason_told() -> None:
    case = petition().walk(
        ("transfer", "2026-05-07 10:00"), ("accept", "2026-05-08 10:00"), ("name-handler", "2026-05-08 11:00")
    )

    assert case.due("handling") == "2026-07-07 23:59"
    case.walk(("ask-extension", "2026-07-01 09:00"), ("extend", "2026-07-02 09:00"))
    assert case.due("handling") == "2026-08-06 23:59"
    assert case.accepted is not None
    assert case.accepted.letters == ("extension-notice",)


@pytest.mark.clause("REG-7-review", parameter="P33", shown="engine")
def test_petition_has_two_reviews_of_30_and_30_days_and_then_ends() -> None:
    case = answered()

    assert case.due("review-asked") == "2026-07-15 23:59"
    case.do("ask-review", "2026-07-01 10:00")
    assert case.due("review") == "2026-07-31 23:59"
    assert case.refused("review", "2026-07-20 10:00", role="unit-head") == ["no-duty"]
    case.walk(("review", "2026-07-20 10:00"), ("send-review", "2026-07-21 10:00"))
    assert case.due("final-asked") == "2026-08-20 23:59"
    case.do("ask-final", "2026-08-03 10:00")
    assert case.due("final-review") == "2026-09-02 23:59"
    case.walk(("start-hearing", "2026-08-10 10:00"), ("end-hearing", "2026-08-14 10:00"))
    assert case.due("final-review") == "2026-09-06 23:59", "four days of hearing do not count"
    case.walk(("final-review", "2026-08-20 10:00"), ("send-final", "2026-08-21 10:00"))
    assert case.facts.state == "closed"
    assert case.open_to("receiver") == ["archive"]


@pytest.mark.clause("REG-7-accusation", parameter="P34", shown="engine")
def test_petition_accusation_is_sealed_and_discipline_inspections_alone() -> None:
    case = Story("petition-2022", "accusation", "2026-05-06 10:00")

    assert case.pack.profiles[case.line.profile].sealed is True
    assert case.open_to(*(set(case.pack.roles) - {"discipline"})) == []
    assert case.due("accusation-sort") == "2026-05-21 23:59"


# ---- section 9: the EU directive


def whistle(line: str = "internal-report", **facts: Any) -> Story:
    return Story("eu-whistleblowing", line, "2026-03-23 23:30", **facts)


@pytest.mark.clause("REG-9-acknowledge", parameter="P23", shown="engine")
def test_eu_report_is_acknowledged_within_7_days_in_its_own_zone() -> None:
    case = whistle()

    assert case.due("acknowledge") == "2026-03-30 23:59", "summer time begins between"
    state = case.clock("acknowledge")
    assert state is not None
    assert state.due.due_at.isoformat() == "2026-03-30T23:59:59+02:00"


@pytest.mark.clause("REG-9-feedback", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("acknowledged", "due", "reason"),
    [
        ("2026-03-25 10:00", "2026-06-25 23:59", "three months from the acknowledgement"),
        ("2026-04-08 10:00", "2026-06-30 23:59", "a late one: from the end of the seven days"),
        (None, "2026-06-30 23:59", "none sent: from the end of the seven days"),
    ],
)
def test_eu_feedback_is_due_three_months_from_the_acknowledgement_or_the_end_of_the_seven_days(
    acknowledged: str | None, due: str, reason: str
) -> None:
    case = whistle()
    if acknowledged:
        case.do("acknowledge", acknowledged)

    assert case.due("feedback", "2026-04-10 10:00") == due, reason


@pytest.mark.clause("REG-9-feedback", parameter="P23", shown="engine")
def test_eu_feedback_is_promised_as_a_rule_while_the_seven_days_run() -> None:
    assert whistle().promised("2026-03-24 09:00") == {"acknowledge": "2026-03-30", "feedback": "rule"}


@pytest.mark.clause("REG-9-external", parameter="P23", shown="engine")
def test_eu_external_channel_may_take_six_months_when_justified() -> None:
    steps = (
        ("acknowledge", "2026-03-25 10:00"),
        ("accept", "2026-03-26 10:00"),
        ("assign", "2026-03-26 11:00"),
    )
    outside, inside = whistle("external-report").walk(*steps), whistle().walk(*steps)

    assert outside.do("extend", "2026-06-01 10:00").due("external-feedback") == "2026-09-25 23:59"
    assert inside.refused("extend", "2026-06-01 10:00") == ["condition-not-met"]


@pytest.mark.clause("REG-9-records", parameter="P12", shown="engine")
def test_eu_oral_report_is_checked_and_signed_by_the_reporter() -> None:
    assert "sign-transcript" in whistle(channel="phone").open_to("receiver")
    assert "sign-transcript" not in whistle(channel="web").open_to("receiver")


# ---- section 10: FCA DISP


def disp(line: str = "complaint", received: str = "2026-03-23 10:00") -> Story:
    return Story("fca-disp", line, received)


@pytest.mark.clause("REG-10-eight-weeks", parameter="P23", shown="engine")
def test_fca_final_or_holding_response_within_8_weeks_across_summer_time() -> None:
    case = disp()

    assert case.due("final-response") == "2026-05-18 23:59"
    assert case.promised() == {"final-response": "2026-05-18", "ombudsman": "rule"}
    case.do("acknowledge", "2026-03-24 10:00").do("hold", "2026-05-18 16:00")
    assert case.is_kept("final-response")


@pytest.mark.clause("REG-10-third-business-day", parameter="P26", shown="engine")
def test_fca_third_business_day_skips_easter() -> None:
    case = disp(received="2026-04-01 16:00")

    assert case.due("summary") == "2026-04-08 23:59", (
        "2, 7 and 8 April; Good Friday and Easter Monday do not count"
    )
    assert case.pack.clocks["summary"].legal is False


@pytest.mark.clause("REG-10-payments", parameter="P23", shown="engine")
def test_fca_payment_complaint_has_15_business_days_and_35_only_in_exceptional_circumstances() -> None:
    case = disp("payment-complaint").do("acknowledge", "2026-03-24 10:00")

    assert (case.due("payment-response"), case.due("payment-final")) == ("2026-04-15 23:59", None)
    assert case.refused("hold", "2026-04-14 10:00") == ["condition-not-met"]
    case.walk(("declare-exceptional", "2026-04-13 10:00"), ("hold", "2026-04-14 10:00"))
    assert case.is_kept("payment-response")
    assert case.due("payment-final") == "2026-05-14 23:59"


@pytest.mark.clause("REG-10-ombudsman", parameter="P33", shown="engine")
def test_fca_ombudsman_is_open_for_6_months_from_the_final_response() -> None:
    case = disp().walk(("acknowledge", "2026-03-24 10:00"), ("assign", "2026-03-24 11:00"))
    case.walk(
        ("find", "2026-04-20 10:00"),
        ("approve", "2026-04-21 10:00"),
        ("write-final", "2026-04-22 10:00"),
        ("send-final", "2026-04-30 10:00"),
    )

    assert case.promised() == {"ombudsman": "2026-10-30"}


# ---- section 11: CFPB


@pytest.mark.clause("REG-11-response", parameter="P23", shown="engine")
def test_cfpb_response_within_15_days_or_60_where_in_progress() -> None:
    case = Story("cfpb", "complaint", "2026-06-25 10:00")

    assert (case.due("response"), case.due("final-response")) == ("2026-07-10 23:59", None)
    case.do("in-progress", "2026-07-09 10:00")
    assert case.is_kept("response")
    assert case.due("final-response") == "2026-08-24 23:59"


@pytest.mark.clause("REG-11-feedback", parameter="P32", shown="engine")
def test_cfpb_consumer_has_60_days_to_review() -> None:
    case = Story("cfpb", "complaint", "2026-06-25 10:00").walk(
        ("assign", "2026-06-25 11:00"),
        ("find", "2026-06-30 10:00"),
        ("approve", "2026-07-01 10:00"),
        ("write-response", "2026-07-02 10:00"),
        ("send-response", "2026-07-06 10:00"),
    )

    assert case.due("feedback") == "2026-09-04 23:59"
    assert case.pack.fields["relief"].when == "values['response-kind'] == 'monetary'"


@pytest.mark.clause("REG-16", parameter="P26", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "calendar", "zone"),
    [
        ("market-121", "CN", "Asia/Shanghai"),
        ("eu-whistleblowing", "EU", "Europe/Brussels"),
        ("fca-disp", "GB", "Europe/London"),
        ("cfpb", "US", "America/New_York"),
    ],
)
def test_each_pack_names_its_calendar_and_zone(pack_id: str, calendar: str, zone: str) -> None:
    pack = load_pack(pack_id)

    assert (pack.calendar, pack.zone) == (calendar, zone)

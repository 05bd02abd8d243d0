"""When clocks stop, when a case is finished, and how much longer one may take (R11, R12, R13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.cases.models import CaseClock, GrantedExtension
from casework.cases.recomputing import recount
from casework.cases.services import ActionRefused
from kernel.models import Alarm
from policies.selectors import calendar_table
from tests.factories.filings import ASSIGN, CHECKLISTS, NOTIFIED, SIGN_FOR, TO_INVESTIGATION, Journey

pytestmark = pytest.mark.db

CHINA = ZoneInfo("Asia/Shanghai")
FOUND = {"outcome": "substantiated", "finding": "属实。"}


def _china(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


def _clock(journey: Journey, clock: str) -> CaseClock:
    return CaseClock.objects.get(case=journey.case, clock=clock)


def _due(journey: Journey, clock: str) -> str:
    return _clock(journey, clock).due_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


# R11: telling somebody ends with the dispatch, not with the decision.


@pytest.mark.clause("S12b-C2", parameter="P23", shown="service")
def test_notice_of_a_quality_complaint_stops_its_clock_at_dispatch_and_not_at_the_decision(alpha, team):
    journey = Journey(team, "quality-complaint", now=_china("2026-03-02 09:30"))
    journey.step("intake-manager", "propose", at=_china("2026-03-03 10:00"), proposal="建议不予处理。")
    journey.step("leader", "sign-off", at=_china("2026-03-03 11:00"), instruction="同意。")
    journey.step(
        "receiver", "decline", at=_china("2026-03-04 10:00"), reason="outside-duty", notice_body="不属职责。"
    )
    decided = _clock(journey, "s12b-c2").stopped_at
    closed_then = journey.case.closed_at

    journey.step(
        "receiver",
        "notify-outcome",
        at=_china("2026-03-12 10:00"),
        delivery_channel="post",
        delivery_note="挂号信",
    )

    clock = _clock(journey, "s12b-c2")
    assert decided is None
    assert closed_then == _china("2026-03-04 10:00")
    assert clock.stopped_at == _china("2026-03-12 10:00")
    assert _due(journey, "s12b-c2") == "2026-03-11 23:59"


def test_case_decided_in_time_and_told_too_late_was_not_on_time(alpha, team):
    """The decision closed it in time; what counts in the end is the dispatch (R11)."""
    journey = Journey(team, "quality-complaint", now=_china("2026-03-02 09:30"))
    journey.step("intake-manager", "propose", at=_china("2026-03-03 10:00"), proposal="建议不予处理。")
    journey.step("leader", "sign-off", at=_china("2026-03-03 11:00"), instruction="同意。")
    journey.step(
        "receiver", "decline", at=_china("2026-03-04 10:00"), reason="outside-duty", notice_body="不属职责。"
    )
    journey.step("receiver", "notify-outcome", at=_china("2026-03-12 10:00"), **_typed(NOTIFIED))

    journey.step("archivist", "archive", at=_china("2026-03-13 10:00"))

    assert (journey.case.is_final, journey.case.on_time) == (True, False)


def _typed(values):
    return {key.replace("-", "_"): value for key, value in values.items()}


def test_reply_stops_no_clock_until_it_is_sent(rulebooks, team):
    journey = Journey(team, "consumer-complaint", now=_china("2026-03-02 09:30"))
    _bank_to_handling(journey, "simple")
    journey.step("handler", "find", **FOUND, root_cause="system")
    journey.step("unit-head", "sign-off")
    journey.step("handler", "reply", reply_body="已退还。")
    while_written = _clock(journey, "decide").stopped_at

    journey.step("handler", "send-reply", **_typed(NOTIFIED))

    assert while_written is None
    assert _clock(journey, "decide").stopped_at == journey.now


# R12: closed is not finished.


@pytest.mark.clause("T17", parameter="P30", shown="service")
def test_feedback_and_archive_clocks_start_at_closing_and_the_case_stays_open(alpha, team):
    journey = Journey(team, "fraud-report", now=_china("2026-03-02 09:30"))
    journey.steps(*TO_INVESTIGATION, ("handler", "find", FOUND))

    journey.step("unit-head", "close", at=_china("2026-03-05 10:00"))

    case = journey.case
    assert (case.is_final, case.finished_at, case.closed_at) == (False, None, journey.now)
    assert (case.due_clock, _due(journey, "s12a-c5")) == ("s12a-c5", "2026-03-09 23:59")
    assert Alarm.objects.filter(subject=case.public_id, key="s12a-c5").exists()


def test_case_is_finished_only_after_the_feedback_and_the_archive(alpha, team):
    journey = Journey(team, "fraud-report", now=_china("2026-03-02 09:30"))
    journey.steps(*TO_INVESTIGATION, ("handler", "find", FOUND), ("unit-head", "close", {}))
    closed_at = journey.now
    finals = [journey.case.is_final]

    for role, step, values in (
        ("unit-head", "report-back", {}),
        ("receiver", "reply", {"reply-body": "属实。"}),
        ("receiver", "send-reply", NOTIFIED),
        ("archivist", "archive", {}),
    ):
        finals.append(journey.step(role, step, **_typed(values)).is_final)

    assert finals == [False, False, False, False, True]
    assert journey.case.closed_at == closed_at
    assert journey.case.finished_at == journey.now
    assert journey.case.due_at is None
    assert Alarm.objects.filter(subject=journey.case.public_id, kind="clock").exists() is False


def test_case_closed_in_time_and_fed_back_too_late_is_not_on_time_once_finished(alpha, team):
    journey = Journey(team, "fraud-report", now=_china("2026-03-02 09:30"))
    journey.steps(*TO_INVESTIGATION, ("handler", "find", FOUND))
    journey.step("unit-head", "close", at=_china("2026-03-05 10:00"))
    at_closing = journey.case.on_time

    journey.step("unit-head", "report-back", at=_china("2026-03-06 10:00"))
    journey.step("receiver", "reply", reply_body="属实。")
    journey.step("receiver", "send-reply", at=_china("2026-03-11 09:00"), **_typed(NOTIFIED))
    journey.step("archivist", "archive")

    assert (at_closing, journey.case.on_time) == (True, False)


@pytest.mark.parametrize(
    ("proposed", "started", "on_time", "reason"),
    [
        ("2026-03-04 17:00", "2026-03-06 17:00", True, "both in their time"),
        ("2026-03-05 09:00", "2026-03-06 17:00", False, "the proposal one day late"),
        ("2026-03-04 17:00", "2026-03-11 09:00", False, "the investigation begun a day late"),
    ],
)
def test_on_time_at_closing_is_that_no_legal_clock_was_breached(
    alpha, team, proposed, started, on_time, reason
):
    journey = Journey(team, "fraud-report", now=_china("2026-03-02 09:30"))
    (propose, sign_off, assign, sign_for, begin) = TO_INVESTIGATION
    journey.step(*propose[:2], at=_china(proposed), **_typed(propose[2]))
    journey.steps(sign_off)
    journey.step(*assign[:2], at=_china("2026-03-05 10:00"), **_typed(ASSIGN))
    journey.step(*sign_for[:2], at=_china("2026-03-05 11:00"), **_typed(SIGN_FOR))
    journey.step(*begin[:2], at=_china(started), **_typed(begin[2]))
    journey.step("handler", "find", **FOUND)

    journey.step("unit-head", "close")

    assert journey.case.on_time is on_time, reason


def test_internal_target_that_was_missed_does_not_make_a_case_late(alpha, team):
    journey = Journey(team, "fraud-report", now=_china("2026-03-02 09:30"))
    journey.step("intake-manager", "propose", at=_china("2026-03-04 10:00"), proposal="建议核查。")
    journey.step("leader", "sign-off", at=_china("2026-03-18 10:00"), instruction="同意。")
    journey.steps(*TO_INVESTIGATION[2:], ("handler", "find", FOUND))

    journey.step("unit-head", "close")

    approval = _clock(journey, "s12a-approval")
    assert approval.stopped_at is not None
    assert approval.stopped_at > approval.due_at
    assert (approval.is_legal, journey.case.on_time) == (False, True)


# R13: the bank's ladder, each rung from receipt.


def _bank_to_handling(journey: Journey, tier: str) -> None:
    journey.step("receiver", "accept", acceptance_checklist=list(CHECKLISTS["consumer-complaint"]))
    journey.step("intake-manager", "assign", tier=tier, tier_reason="认定。", unit="@unit")
    journey.step("unit-head", "sign-for", officer="@handler")


def test_bank_ladder_is_15_then_30_then_60_days_from_receipt(rulebooks, team):
    journey = Journey(team, "consumer-complaint", now=_china("2026-03-02 09:30"))
    rungs = [_due(journey, "decide")]
    _bank_to_handling(journey, "complex")
    rungs.append(_due(journey, "decide"))

    journey.step("handler", "ask-extension", at=_china("2026-03-25 10:00"), note="需境外机构协查。")
    rungs.append(_due(journey, "decide"))
    journey.step("leader", "extend", at=_china("2026-03-26 10:00"), extension_reason="情况特别复杂。")
    rungs.append(_due(journey, "decide"))

    assert rungs == ["2026-03-17 23:59", "2026-04-01 23:59", "2026-04-01 23:59", "2026-05-01 23:59"]
    assert list(GrantedExtension.objects.filter(case=journey.case).values_list("clock", "occurred_at")) == [
        ("decide", _china("2026-03-26 10:00"))
    ]


def test_complainant_is_told_of_the_extension(rulebooks, team):
    import json

    from casework.cases.models import CaseEvent

    journey = Journey(team, "consumer-complaint", now=_china("2026-03-02 09:30"))
    _bank_to_handling(journey, "complex")
    journey.step("handler", "ask-extension")

    journey.step("leader", "extend", extension_reason="情况特别复杂。")

    event = CaseEvent.objects.get(case=journey.case, kind="extend")
    assert json.loads(bytes(event.body))["letters"] == ["extension-notice"]


@pytest.mark.parametrize(
    ("tier", "asked", "role", "at", "code", "reason"),
    [
        (
            "simple",
            False,
            "handler",
            "2026-03-10 10:00",
            "condition-not-met",
            "a simple complaint has 15 days",
        ),
        ("complex", False, "leader", "2026-03-10 10:00", "condition-not-met", "nobody asked"),
        (
            "complex",
            True,
            "intake-manager",
            "2026-03-10 10:00",
            "no-duty",
            "R13: the word of a senior officer",
        ),
        ("complex", True, "leader", "2026-04-02 09:00", "too-late", "the 30 days are over"),
    ],
)
def test_bank_extension_is_refused(rulebooks, team, tier, asked, role, at, code, reason):
    journey = Journey(team, "consumer-complaint", now=_china("2026-03-02 09:30"))
    _bank_to_handling(journey, tier)
    if asked:
        journey.step("handler", "ask-extension")
    step, values = ("ask-extension", {}) if role == "handler" else ("extend", {"extension_reason": "复杂。"})

    with pytest.raises(ActionRefused) as refused:
        journey.step(role, step, at=_china(at), **values)

    assert [r.code for r in refused.value.reasons] == [code], reason
    assert GrantedExtension.objects.filter(case=journey.case).exists() is False


@pytest.mark.clause("S6-consequence", parameter="P23", shown="service")
def test_bank_extension_is_granted_once(rulebooks, team):
    journey = Journey(team, "consumer-complaint", now=_china("2026-03-02 09:30"))
    _bank_to_handling(journey, "complex")
    journey.step("handler", "ask-extension")
    journey.step("leader", "extend", extension_reason="复杂。")

    with pytest.raises(ActionRefused):
        journey.step("leader", "extend", extension_reason="还是复杂。")

    assert _due(journey, "decide") == "2026-05-01 23:59"


def test_reclassifying_moves_the_end_and_begins_nothing_anew(rulebooks, team):
    journey = Journey(team, "consumer-complaint", now=_china("2026-03-02 09:30"))
    _bank_to_handling(journey, "simple")
    before = _due(journey, "decide")

    journey.step(
        "intake-manager",
        "reclassify",
        at=_china("2026-03-12 10:00"),
        tier="complex",
        tier_reason="涉及多户。",
    )

    clock = _clock(journey, "decide")
    assert (before, _due(journey, "decide")) == ("2026-03-17 23:59", "2026-04-01 23:59")
    assert clock.started_at == _china("2026-03-02 09:30")


# Pauses.


def test_paused_clock_is_on_no_list_of_due_and_goes_on_where_it_stood(rulebooks, team):
    journey = Journey(team, "consumer-complaint", now=_china("2026-03-02 09:30"))
    _bank_to_handling(journey, "simple")

    journey.step("handler", "start-mediation", at=_china("2026-03-05 10:00"))
    paused = (
        _clock(journey, "decide").paused_since,
        Alarm.objects.filter(subject=journey.case.public_id, key="decide").exists(),
    )
    journey.step("handler", "end-mediation", at=_china("2026-03-15 10:00"))

    assert paused == (_china("2026-03-05 10:00"), False)
    assert _clock(journey, "decide").paused_since is None
    assert _clock(journey, "decide").due_at > _china("2026-03-17 23:59") + timedelta(days=8)
    assert Alarm.objects.filter(subject=journey.case.public_id, key="decide").exists()


@pytest.mark.clause("S5-C2", parameter="P23", shown="service")
def test_handling_runs_longer_by_what_the_leader_grants(alpha, team):
    """S5 五 可适当延长: the rulebook says how much at most, the leader says how much."""
    journey = Journey(team, "fraud-report", now=_china("2026-04-28 09:30"))
    journey.steps(*TO_INVESTIGATION)
    before = _due(journey, "s12a-c4")
    journey.step("handler", "ask-extension", extension_reason="当事人外出。")

    journey.step("leader", "extend", instruction="同意。", extra_days=3)

    after = _due(journey, "s12a-c4")
    granted = list(GrantedExtension.objects.filter(case=journey.case).values_list("clock", "amount"))
    (recounted,) = recount([journey.case], tables=calendar_table, now=journey.now)
    assert (before, after, granted) == ("2026-05-28 23:59", "2026-06-02 23:59", [("s12a-c4", 3)])
    assert recounted.is_kept_right, "counted again from its rows it is the same"

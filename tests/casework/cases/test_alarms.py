"""Clocks that near and pass their end, and the nightly check that mends a stored date that is wrong."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest

from casework.cases.models import Case, CaseClock, CaseEvent
from kernel.models import Alarm, OutboxEntry
from tests.factories.filings import ASSIGN, NOW, SIGN_FOR, Journey, case_of, take
from tests.work import ring_alarms

pytestmark = pytest.mark.db


def _ring_for(case: Case, *, now) -> None:
    """Ring this case's alarms that are due, and no others."""
    Alarm.objects.exclude(subject=case.public_id).delete()
    ring_alarms(now=now)


def _told(case: Case) -> list[tuple[str, str]]:
    events = CaseEvent.objects.filter(case=case, kind__startswith="clock-").order_by("seq")
    return [(event.kind, json.loads(bytes(event.body))["codes"]["clock"]) for event in events]


def test_clock_warns_at_half_at_three_quarters_and_says_when_it_is_over(alpha):
    case = case_of("fraud-report")
    clock = CaseClock.objects.get(case=case, clock="s12a-c1")
    running_for = clock.due_at - clock.started_at
    moments = [clock.started_at + running_for * share for share in (0.5, 0.75)] + [clock.due_at]

    stages = []
    for moment in moments:
        assert Alarm.objects.get(subject=case.public_id, key="s12a-c1").at == moment
        _ring_for(case, now=moment + timedelta(seconds=1))
        stages.append(_told(case)[-1][0])

    assert stages == ["clock-warned", "clock-warned", "clock-breached"]
    assert {clock for _, clock in _told(case)} == {"s12a-c1"}
    assert Alarm.objects.filter(subject=case.public_id, key="s12a-c1").exists() is False


def test_breach_is_told_to_other_rooms_in_the_order_of_the_case(alpha):
    case = case_of("fraud-report")
    due_at = CaseClock.objects.get(case=case, clock="s12a-c1").due_at

    _ring_for(case, now=due_at + timedelta(minutes=1))

    case.refresh_from_db()
    rows = list(OutboxEntry.objects.filter(subject=case.public_id).order_by("seq").values_list("seq", "kind"))
    assert rows == [(1, "case.changed"), (2, "case.changed")]
    assert case.last_seq == 2


def test_clock_that_stopped_meanwhile_says_nothing(alpha, team):
    journey = Journey(team, "fraud-report")
    clock = CaseClock.objects.get(case=journey.case, clock="s12a-c1")
    stale = Alarm.objects.get(subject=journey.case.public_id, key="s12a-c1")
    journey.step("intake-manager", "propose", proposal="建议核查。")
    Alarm.objects.create(kind=stale.kind, subject=stale.subject, key=stale.key, at=stale.at)

    _ring_for(journey.case, now=clock.due_at + timedelta(hours=1))

    assert [clock for _, clock in _told(journey.case)] == ["s12a-approval"]


def test_alarm_of_a_finished_case_says_nothing(alpha, team):
    journey = Journey(team, "enquiry")
    alarm = Alarm.objects.get(subject=journey.case.public_id, key="s12c-c2")
    journey.step("receiver", "answer-now", answer_body="一年。", delivery_channel="phone")
    Alarm.objects.create(kind=alarm.kind, subject=alarm.subject, key=alarm.key, at=alarm.at)

    _ring_for(journey.case, now=alarm.at + timedelta(days=9))

    assert _told(journey.case) == []


def test_alarm_of_a_case_that_is_not_there_is_no_error(alpha):
    from kernel.ids import new_public_id

    Alarm.objects.create(kind="clock", subject=new_public_id(), key="s12a-c1", at=NOW)

    assert "clock" in ring_alarms(now=NOW)


def test_paused_clock_rings_no_more_until_it_goes_on(rulebooks, team):
    journey = Journey(team, "consumer-complaint")
    journey.step("receiver", "accept", acceptance_checklist=["entitled", "consumer-dispute", "concrete"])
    journey.step("intake-manager", "assign", tier="simple", tier_reason="简单。", **ASSIGN)
    journey.step("unit-head", "sign-for", **SIGN_FOR)
    journey.step("handler", "start-mediation")

    _ring_for(journey.case, now=journey.now + timedelta(days=400))

    assert "decide" not in {clock for _, clock in _told(journey.case)}


@pytest.mark.parametrize("column", ["due_at", "literal_at", "stopped_at", "is_provisional"])
def test_clock_audit_finds_and_mends_a_wrong_stored_date(alpha, caplog, column):
    case, sound = case_of("fraud-report"), case_of("fraud-report")
    right = CaseClock.objects.get(case=case, clock="s12a-c1")
    wrong = True if column == "is_provisional" else right.due_at + timedelta(days=1)
    CaseClock.objects.filter(pk=right.pk).update(**{column: wrong})
    untouched = list(CaseClock.objects.filter(case=sound).values_list("pk", "due_at"))

    with caplog.at_level(logging.WARNING):
        _audit(alpha, NOW)

    mended = CaseClock.objects.get(case=case, clock="s12a-c1")
    assert getattr(mended, column) == getattr(right, column)
    assert list(CaseClock.objects.filter(case=sound).values_list("pk", "due_at")) == untouched
    assert [r.getMessage() for r in caplog.records if "clock audit" in r.getMessage()] == [
        "clock audit: 1 cases had stored due times that differ from their milestones"
    ]


def test_clock_audit_mends_a_wrong_due_time_of_the_case_itself(alpha, caplog):
    case = case_of("fraud-report")
    right = (case.due_at, case.due_clock)
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at + timedelta(days=3), due_clock="s12a-c3")

    with caplog.at_level(logging.WARNING):
        _audit(alpha, NOW)

    case.refresh_from_db()
    assert (case.due_at, case.due_clock) == right


def test_clock_audit_mends_a_clock_that_was_lost(alpha, caplog):
    case = case_of("fraud-report")
    CaseClock.objects.filter(case=case).delete()
    Alarm.objects.filter(subject=case.public_id).delete()

    with caplog.at_level(logging.WARNING):
        _audit(alpha, NOW)

    assert CaseClock.objects.filter(case=case, clock="s12a-c1").exists()
    assert Alarm.objects.filter(subject=case.public_id, key="s12a-c1").exists()


def test_clock_audit_that_finds_nothing_says_nothing_and_comes_again(alpha, caplog):
    take("fraud-report")

    with caplog.at_level(logging.WARNING):
        _audit(alpha, NOW)

    assert [r.getMessage() for r in caplog.records if "clock audit" in r.getMessage()] == []
    assert Alarm.objects.get(kind="clock-audit", subject=alpha.uuid).at == NOW + timedelta(days=1)


def _audit(tenant, now) -> None:
    Alarm.objects.exclude(kind="clock-audit").filter(at__lte=now).delete()
    Alarm.objects.filter(kind="clock-audit").update(at=now)
    assert "clock-audit" in ring_alarms(now=now)

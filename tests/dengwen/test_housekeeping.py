"""The hourly round of an organisation, and what is counted of its events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session

from billing.shared.models import UsageRecord
from dengwen.housekeeping import on_housekeeping
from dengwen.metering import on_case_changed
from kernel import alarms
from kernel.ids import new_public_id
from kernel.models import Alarm
from kernel.outbox import DeliveredEvent

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _ring(tenant, **payload: int) -> None:
    on_housekeeping(
        alarms.Ringing(kind="housekeeping", subject=tenant.uuid, key="", at=NOW, now=NOW, payload=payload)
    )


def test_round_sets_the_next_one_and_remembers_how_far_it_looked(alpha) -> None:
    _ring(alpha, checked=41)

    alarm = Alarm.objects.get(kind="housekeeping")
    assert (alarm.at, alarm.payload) == (NOW + timedelta(hours=1), {"checked": 41})


def test_round_throws_away_sessions_that_are_over(alpha) -> None:
    for key, ends in (("over", NOW - timedelta(seconds=1)), ("open", NOW + timedelta(seconds=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)

    _ring(alpha)

    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def _event(tenant, seq: int) -> DeliveredEvent:
    return DeliveredEvent(
        id=new_public_id(), tenant=tenant.uuid, kind="case.changed", version=1, subject=new_public_id(), seq=seq,
        payload={}, occurred_at=NOW,
    )  # fmt: skip


def test_case_is_counted_once_when_it_is_opened(alpha) -> None:
    opened = _event(alpha, 1)

    for event in (opened, opened, _event(alpha, 2)):
        on_case_changed(event)

    assert list(UsageRecord.objects.values_list("tenant", "event_id", "meter", "quantity", "used_on")) == [
        (alpha.uuid, opened.id, "cases-opened", 1, NOW.date())
    ]

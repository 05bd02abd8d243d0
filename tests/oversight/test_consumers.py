"""Events become facts and totals: once, whatever comes twice, late or in a language of tomorrow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction

from kernel import clock, outbox, tenancy
from kernel.ids import new_public_id
from kernel.outbox import NewEvent
from kernel.tenancy import TenantRef
from oversight import consumers, services
from oversight.shared.models import CaseFact, LiveTotal, ParkedEvent
from tests.conftest import TwoOrganisations
from tests.oversight.conftest import Tell, event_of, noon

pytestmark = pytest.mark.db


def totals(tenant: TenantRef) -> tuple[int, int]:
    row = LiveTotal.objects.get(tenant=tenant.uuid)
    return row.opened, row.closed


def test_first_event_makes_a_fact_and_moves_the_total(alpha: TenantRef, tell: Tell) -> None:
    case = tell(alpha, received="2026-03-02", tier="major")

    fact = CaseFact.objects.get(case=case)
    assert (fact.tenant, fact.tier, fact.received_month, fact.closed_at) == (
        alpha.uuid,
        "major",
        date(2026, 3, 1),
        None,
    )
    assert (fact.sector, fact.region) == ("quality", "130534")
    assert totals(alpha) == (1, 0)


def test_closing_says_how_long_it_took(alpha: TenantRef, tell: Tell) -> None:
    case = tell(alpha, received="2026-03-02")

    tell(alpha, case=case, seq=2, received="2026-03-02", closed="2026-03-09", on_time=False)

    fact = CaseFact.objects.get(case=case)
    assert (fact.handling_days, fact.on_time, fact.closed_month) == (Decimal("7.00"), False, date(2026, 3, 1))
    assert totals(alpha) == (1, 1)


def test_reopening_takes_the_closing_back(alpha: TenantRef, tell: Tell) -> None:
    case = tell(alpha, closed="2026-03-09")

    tell(alpha, case=case, seq=2, on_time=True)

    fact = CaseFact.objects.get(case=case)
    assert (fact.closed_at, fact.handling_days, fact.on_time) == (None, None, None)
    assert totals(alpha) == (1, 0)


def test_late_event_changes_nothing(alpha: TenantRef, tell: Tell) -> None:
    case = tell(alpha, seq=3, closed="2026-03-09", state="closed")

    tell(alpha, case=case, seq=2, state="accepted")

    assert CaseFact.objects.get(case=case).state == "closed"
    assert totals(alpha) == (1, 1)


def test_event_that_comes_twice_counts_once(alpha: TenantRef) -> None:
    event = event_of(alpha, case=new_public_id())

    consumers.on_case_changed(event)
    consumers.on_case_changed(event)

    assert totals(alpha) == (1, 0)


@pytest.fixture
def second_worker(organisations: TwoOrganisations) -> Iterator[psycopg.Connection]:
    """Another process's connection. What it commits it takes away again."""
    place = connection.settings_dict
    found = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    with psycopg.connect(**{key: place[name] for key, name in found.items()}) as other:
        other.execute("SET lock_timeout = '5s'")
        yield other
        other.execute("DELETE FROM public.oversight_shared_casefact")


FIRST_STATE = """
    INSERT INTO public.oversight_shared_casefact (tenant, "case", last_seq, pack, business_type, nature, channel,
        tier, sector, region, state, stage, outcome, received_at, received_month, is_final, updated_at)
    VALUES (%s, %s, 1, 'p', 'b', 'n', 'c', '', '', '', 'received', 's', '', now(), '2026-03-01', false, now())
"""


def test_two_workers_with_one_case_leave_its_latest_state(
    second_worker: psycopg.Connection, alpha: TenantRef
) -> None:
    event = event_of(alpha, case=new_public_id(), seq=2, state="accepted")
    second_worker.execute(FIRST_STATE, [alpha.uuid, event.subject])
    threading.Timer(0.4, second_worker.commit).start()

    with transaction.atomic():
        consumers.on_case_changed(event)
        fact = CaseFact.objects.get(case=event.subject)
        transaction.set_rollback(True)  # gives the row back to the worker that takes it away

    assert (fact.last_seq, fact.state) == (2, "accepted")


def test_totals_of_organisations_are_kept_apart(alpha: TenantRef, beta: TenantRef, tell: Tell) -> None:
    tell(alpha)
    tell(beta)
    tell(beta)

    assert (totals(alpha), totals(beta)) == ((1, 0), (2, 0))


def test_month_is_that_of_the_organisations_clock(alpha: TenantRef) -> None:
    event = event_of(alpha, case=new_public_id(), received_at="2026-03-31T16:30:00Z")

    consumers.on_case_changed(event)

    assert CaseFact.objects.get(case=event.subject).received_month == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 2}, "unknown version 2"),
        ({"payload": {"number": "张三的案件"}}, "not version 1: business_type"),
    ],
)
def test_unreadable_event_is_parked_without_its_words(
    alpha: TenantRef, change: dict[str, object], reason: str
) -> None:
    event = replace(event_of(alpha, case=new_public_id(), seq=4), **change)  # type: ignore[arg-type]

    consumers.on_case_changed(event)
    consumers.on_case_changed(event)

    parked = ParkedEvent.objects.get(event_id=event.id)
    assert (parked.tenant, parked.subject, parked.seq) == (alpha.uuid, event.subject, 4)
    assert parked.reason.startswith(reason)
    assert "张三" not in parked.reason
    assert CaseFact.objects.count() == 0


def test_parked_event_is_taken_in_when_it_can_be_read(alpha: TenantRef) -> None:
    event = event_of(alpha, case=new_public_id())
    outbox.append(
        events=[NewEvent("case.changed", 1, event.subject, 1, event.payload, occurred_at=noon("2026-03-02"))]
    )
    stored = tenancy.current().uuid
    entry = outbox.OutboxEntry.objects.get(subject=event.subject)
    ParkedEvent.objects.create(
        event_id=entry.event_id,
        tenant=stored,
        kind="case.changed",
        version=1,
        subject=event.subject,
        seq=1,
        reason="unknown version 1",
        parked_at=clock.now(),
    )

    taken = services.replay_parked(now=clock.now())

    assert taken == 1
    assert totals(alpha) == (1, 0)
    assert ParkedEvent.objects.count() == 0


def test_delivery_through_the_outbox_counts_once(alpha: TenantRef) -> None:
    event = event_of(alpha, case=new_public_id())
    outbox.append(
        events=[NewEvent("case.changed", 1, event.subject, 1, event.payload, occurred_at=noon("2026-03-02"))]
    )
    entry = outbox.OutboxEntry.objects.get(subject=event.subject)

    first = outbox.deliver(event_id=entry.event_id, consumer="oversight.consumers.on_case_changed")
    second = outbox.deliver(event_id=entry.event_id, consumer="oversight.consumers.on_case_changed")

    assert (first, second) == (True, False)
    assert totals(alpha) == (1, 0)

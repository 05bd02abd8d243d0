"""Rows of one change are written together, and are the rows that the ORM would have written."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from casework.cases.models import CaseEvent, CaseEventText, Milestone
from kernel import clock, rows, tenancy
from kernel.models import Alarm, OutboxEntry
from tests.factories.filings import case_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _alarm(key: str, **columns: object) -> Alarm:
    return Alarm(kind="probe", subject=uuid.UUID(int=7), key=key, at=NOW, **columns)


def _columns(row: Model) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def test_rows_hold_what_the_orm_would_have_stored(alpha) -> None:
    given = {"payload": {"名": ["值", 1, None]}, "attempts": 3}
    Alarm.objects.create(kind="probe", subject=uuid.UUID(int=7), key="orm", at=NOW, **given)

    rows.insert([_alarm("rows", **given)])

    by_orm, by_rows = (_columns(Alarm.objects.get(key=key)) for key in ("orm", "rows"))
    assert by_rows == {**by_orm, "key": "rows"}


def test_rows_that_others_point_to_get_their_keys_first(alpha) -> None:
    case = case_of("enquiry", now=clock.now())
    event = CaseEvent(case=case, seq=2, kind="probe", body=b"{}", occurred_at=NOW, recorded_at=NOW)
    text = CaseEventText(event=event, sealed=b"sealed")

    rows.insert([event, text, Milestone(case=case, seq=2, kind="m", occurred_at=NOW, recorded_at=NOW)])

    stored = CaseEvent.objects.select_related("text").get(case=case, seq=2)
    assert (stored.pk, bytes(stored.text.sealed)) == (event.pk, b"sealed")
    assert Milestone.objects.filter(case=case, kind="m").count() == 1


def test_statement_goes_in_its_place_among_the_rows(alpha) -> None:
    move = rows.Statement(text="UPDATE kernel_alarm SET attempts = attempts + %s", values=(1,))

    rows.insert([_alarm("before"), move, _alarm("after")])

    assert dict(Alarm.objects.filter(kind="probe").values_list("key", "attempts")) == {
        "before": 1,
        "after": 0,
    }


def test_update_stores_the_named_fields_and_no_others(alpha) -> None:
    row = Alarm.objects.create(kind="probe", subject=uuid.UUID(int=7), key="k", at=NOW)
    row.attempts, row.payload, row.key = 4, {"名": 1}, "other"

    rows.insert([rows.update_of(row, ("attempts", "payload"))])

    kept = Alarm.objects.get(pk=row.pk)
    assert (kept.attempts, kept.payload, kept.key) == (4, {"名": 1}, "k")


def test_upsert_inserts_what_is_new_and_updates_what_stands(alpha) -> None:
    rows.insert([_alarm("stands", attempts=2)])
    later = NOW + timedelta(hours=1)
    given = [
        Alarm(kind="probe", subject=uuid.UUID(int=7), key=key, at=later, payload={}, attempts=9)
        for key in ("stands", "new")
    ]

    rows.insert([rows.upsert_of(given, unique=("kind", "subject", "key"), update=("at", "payload"))])

    stored = Alarm.objects.filter(kind="probe").order_by("attempts")
    assert list(stored.values_list("key", "at", "attempts")) == [
        ("stands", later, 2),
        ("new", later, 9),
    ]


def test_upsert_leaves_a_row_that_differs_in_nothing_untouched(alpha) -> None:
    rows.insert([_alarm("same")])
    version = "SELECT xmin::text FROM kernel_alarm WHERE key = 'same'"
    before = rows.read(rows.Statement(text=version, values=()))

    rows.insert([rows.upsert_of([_alarm("same")], unique=("kind", "subject", "key"), update=("at",))])

    assert rows.read(rows.Statement(text=version, values=())) == before


def test_rows_that_break_a_rule_break_the_transaction_whole(alpha) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([_alarm("same"), _alarm("other"), _alarm("same")])

    assert Alarm.objects.filter(kind="probe").count() == 0


def test_rows_need_a_transaction(organisations, committed) -> None:
    with pytest.raises(RuntimeError, match="one transaction"):
        rows.insert([_alarm("alone")])


def test_same_text_serves_every_organisation(alpha, organisations) -> None:
    """The database keeps the statement by its text, and finds each organisation's own table under it."""
    rows.insert([_alarm("alpha")])
    with tenancy.in_schema(organisations.beta.schema):
        rows.insert([_alarm("beta")])
        in_beta = list(Alarm.objects.filter(kind="probe").values_list("key", flat=True))

    in_alpha = list(Alarm.objects.filter(kind="probe").values_list("key", flat=True))
    assert (in_alpha, in_beta) == (["alpha"], ["beta"])


def test_next_values_are_drawn_in_one_query(alpha) -> None:
    sequence = rows.sequence_of(OutboxEntry)
    rows.next_values(sequence)

    with CaptureQueriesContext(connection) as queries:
        first, second = rows.next_values(sequence, sequence)

    assert (second - first, len(queries)) == (1, 1)


def test_statement_that_a_failure_kept_from_being_prepared_works_afterwards(alpha) -> None:
    """After a failure the database skips the rest of the batch; what it skipped it does not know as prepared."""
    fails = rows.Statement(text="SELECT 1 / %s", values=(0,))
    never_seen = rows.Statement(text="UPDATE kernel_alarm SET attempts = attempts + 5 + %s", values=(0,))
    rows.insert([_alarm("kept")])
    with suppress(DataError), transaction.atomic():
        rows.insert([_alarm("lost"), fails, never_seen])

    rows.insert([never_seen])

    assert list(Alarm.objects.filter(kind="probe").values_list("key", "attempts")) == [("kept", 5)]

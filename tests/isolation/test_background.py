"""Every consumer and alarm handler, run in one organisation with what identifies another's: nothing moves there."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.utils.module_loading import import_string

from dengwen.subscriptions import ALARM_HANDLERS, CONSUMERS
from kernel import alarms, clock, tenancy
from kernel.background import deliver_event
from kernel.models import Alarm, OutboxEntry
from kernel.outbox import DeliveredEvent
from kernel.shared.models import AlarmHint, OutboxHint
from policies.replays import selectors as replays

pytestmark = pytest.mark.db

HINTS = {OutboxHint._meta.db_table, AlarmHint._meta.db_table}
"""What wakes the loops; a hint too many costs a look and tells nothing."""

Fingerprints = dict[str, tuple[int, str]]


def fingerprints(schema: str, *, only: str = "") -> Fingerprints:
    """How many rows each table has and a digest of them; with ``only``, of rows in which that text stands."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(r::text, chr(10) ORDER BY r::text)), '') "  # noqa: S608 -- from the catalogue
                f'FROM "{schema}"."{table}" r WHERE strpos(r::text, %s) > 0 OR %s = \'\'',
                [only, only],
            )
            found[table] = cursor.fetchone()
    return found


def _public(uuid: UUID) -> Fingerprints:
    return {name: kept for name, kept in fingerprints("public", only=str(uuid)).items() if name not in HINTS}


def _identifiers(leak, alpha) -> list[tuple[UUID, str]]:
    """Everything of alpha's that an alarm could be about."""
    with tenancy.in_schema(alpha.schema):
        standing = list(Alarm.objects.values_list("subject", "key"))
    return [*standing, (leak.case, "s12b-c1"), (leak.letter, "print"), (leak.evidence, ""), (alpha.uuid, "")]


def test_every_alarm_handler_run_elsewhere_changes_nothing_here(leak, alpha, beta) -> None:
    before = fingerprints(alpha.schema)
    now = clock.now()

    with tenancy.in_schema(beta.schema):
        for kind, handler in ALARM_HANDLERS.items():
            for subject, key in _identifiers(leak, alpha):
                ringing = alarms.Ringing(kind=kind, subject=subject, key=key, at=now, now=now, payload={})
                with suppress(LookupError, ObjectDoesNotExist), transaction.atomic():
                    import_string(handler)(ringing)

    assert fingerprints(alpha.schema) == before


def test_alarm_handlers_do_move_something_where_they_belong(leak, alpha) -> None:
    """Without this the test above would pass for handlers that do nothing."""
    before = fingerprints(alpha.schema)
    now = clock.now()

    for subject, key in _identifiers(leak, alpha):
        if subject == leak.case:
            ringing = alarms.Ringing(kind="clock", subject=subject, key=key, at=now, now=now, payload={})
            import_string(ALARM_HANDLERS["clock"])(ringing)

    changed = {table for table, kept in fingerprints(alpha.schema).items() if kept != before[table]}
    assert "casework_caseevent" in changed


def test_replay_runs_where_it_was_asked_for(leak, alpha) -> None:
    """Without this the first test would pass for a replay that never looks at anything."""
    now = clock.now() + timedelta(minutes=1)
    ringing = alarms.Ringing(kind="policy-replay", subject=leak.replay, key="", at=now, now=now, payload={})

    import_string(ALARM_HANDLERS["policy-replay"])(ringing)

    assert replays.job(leak.replay).summary.cases == 1


@pytest.mark.parametrize("consumer", sorted({c for consumers in CONSUMERS.values() for c in consumers}))
def test_every_consumer_given_a_foreign_event_changes_nothing_there(leak, alpha, beta, consumer) -> None:
    with tenancy.in_schema(alpha.schema):
        entry = OutboxEntry.objects.filter(subject=leak.case).order_by("seq").first()
    before, public_before = fingerprints(alpha.schema), _public(alpha.uuid)
    event = DeliveredEvent(
        id=entry.event_id,
        tenant=beta.uuid,
        kind=entry.kind,
        version=entry.version,
        subject=entry.subject,
        seq=entry.seq,
        payload=entry.payload,
        occurred_at=entry.occurred_at,
    )

    with tenancy.in_schema(beta.schema), suppress(LookupError, ObjectDoesNotExist), transaction.atomic():
        import_string(consumer)(event)

    assert fingerprints(alpha.schema) == before
    assert _public(alpha.uuid) == public_before


def test_message_about_a_foreign_event_finds_nothing(leak, alpha, beta) -> None:
    with tenancy.in_schema(alpha.schema):
        event_id = OutboxEntry.objects.filter(subject=leak.case).first().event_id
    before = fingerprints(alpha.schema)

    with tenancy.in_schema(beta.schema), pytest.raises(OutboxEntry.DoesNotExist):
        deliver_event.fn(event_id=str(event_id), consumer="oversight.consumers.on_case_changed")

    assert fingerprints(alpha.schema) == before

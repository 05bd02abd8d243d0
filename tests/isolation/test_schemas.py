"""What holds below the pages: tables, messages, files, cache and sealed data of one organisation."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction

from casework.cases.models import Case
from casework.evidence.models import EvidenceItem
from kernel import background, clock, files, keys, outbox, tenancy
from kernel.crypto import CannotOpen, DataKey, Sealer
from kernel.models import Alarm, OutboxEntry, StoredFile


def _tables(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {name for (name,) in cursor.fetchall()}


def test_no_table_stands_in_public_and_in_an_organisation(alpha) -> None:
    """Else a dropped table would silently show another schema's rows."""
    assert _tables("public") & _tables(alpha.schema) == {"django_migrations"}


def test_lost_table_raises_and_shows_nobody_else_s_rows(alpha) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE accounts_user CASCADE")

    with (
        pytest.raises(ProgrammingError, match='relation "accounts_user" does not exist'),
        transaction.atomic(),
    ):
        get_user_model().objects.count()


def test_work_in_no_organisation_raises(alpha) -> None:
    with tenancy.in_schema(tenancy.PUBLIC), pytest.raises(tenancy.NoTenant):
        tenancy.current()


def test_schema_is_left_also_when_the_work_fails(alpha, organisations) -> None:
    with pytest.raises(ZeroDivisionError), tenancy.in_schema(organisations.beta.schema):
        raise ZeroDivisionError

    assert tenancy.current() == organisations.alpha


def test_present_organisation_is_the_schema_s(alpha, organisations) -> None:
    with tenancy.in_schema(organisations.beta.schema):
        inner = tenancy.current().host

    assert (inner, tenancy.current().host) == ("beta.localhost", "alpha.localhost")


def test_cases_of_one_organisation_are_none_of_another_s(leak, beta) -> None:
    assert Case.objects.count() == 0
    assert EvidenceItem.objects.count() == 0


def test_event_is_not_delivered_in_another_organisation(leak, alpha, beta) -> None:
    with tenancy.in_schema(alpha.schema):
        event_id = OutboxEntry.objects.first().event_id

    with tenancy.in_schema(beta.schema), pytest.raises(OutboxEntry.DoesNotExist):
        outbox.deliver(event_id=event_id, consumer="oversight.consumers.on_case_changed")


def test_alarm_is_not_rung_in_another_organisation(alpha, beta) -> None:
    with tenancy.in_schema(alpha.schema):
        alarm = Alarm.objects.create(kind="probe", subject=alpha.uuid, at=clock.now())

    with tenancy.in_schema(beta.schema):
        background.ring_alarm(alarm_id=alarm.id, handler="no.such.handler")

    with tenancy.in_schema(alpha.schema):
        assert Alarm.objects.filter(id=alarm.id).exists()


def test_file_of_one_organisation_is_not_read_in_another(alpha, beta) -> None:
    key = DataKey.new()
    with tenancy.in_schema(alpha.schema):
        row = files.store(file=files.inspect(name="a.txt", content=b"secret"), key=key, now=clock.now())

    with tenancy.in_schema(beta.schema):
        assert not StoredFile.objects.filter(public_id=row.public_id).exists()
        with pytest.raises((FileNotFoundError, CannotOpen)):
            files.read(row=row, key=key)


def test_cached_value_is_kept_per_organisation(alpha, beta) -> None:
    with tenancy.in_schema(alpha.schema):
        cache.set("wagtail_site_root_paths", "alpha's")

    with tenancy.in_schema(beta.schema):
        assert cache.get("wagtail_site_root_paths") is None


def test_what_is_sealed_for_one_organisation_does_not_open_with_another_s_key(alpha, beta) -> None:
    sealed = Sealer(alpha.sealing_key).seal(b"who filed", info=b"")

    with pytest.raises(CannotOpen):
        keys.opener_for(beta.uuid).open(sealed, info=b"")

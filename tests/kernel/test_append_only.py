"""A closed table takes new rows and nothing else, from anybody; the serving role has not even the right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from kernel import clock
from policies.models import AdoptedPolicy
from tenants import roles

CLOSED = ("policies_adoptedpolicy", "casework_caseevent")


@pytest.fixture
def row(alpha) -> AdoptedPolicy:
    return AdoptedPolicy.objects.create(
        pack_id="probe", version=1, digest="0" * 64, body={}, adopted_at=clock.now()
    )


def test_append_only_table_refuses_update(row) -> None:
    with pytest.raises(IntegrityError, match="append-only: UPDATE is refused"), transaction.atomic():
        AdoptedPolicy.objects.filter(pk=row.pk).update(version=2)

    assert AdoptedPolicy.objects.get(pk=row.pk).version == 1


def test_append_only_table_refuses_delete(row) -> None:
    with pytest.raises(IntegrityError, match="append-only: DELETE is refused"), transaction.atomic():
        AdoptedPolicy.objects.filter(pk=row.pk).delete()

    assert AdoptedPolicy.objects.filter(pk=row.pk).exists()


def test_append_only_table_refuses_truncate(row) -> None:
    refused = pytest.raises(IntegrityError, match="append-only: TRUNCATE is refused")

    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE policies_adoptedpolicy CASCADE")

    assert AdoptedPolicy.objects.filter(pk=row.pk).exists()


@pytest.fixture
def serving(alpha) -> Iterator[psycopg.Connection]:
    """A connection as the role that serves, in alpha's schema."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    if unquote(parts.username or "") == connection.settings_dict["USER"]:
        pytest.fail("DATABASE_URL and DATABASE_OWNER_URL name one role: there is nothing to keep apart")
    with psycopg.connect(
        host=parts.hostname, port=parts.port, user=unquote(parts.username or ""),
        password=unquote(parts.password or ""), dbname=connection.settings_dict["NAME"], autocommit=True,
    ) as serving:  # fmt: skip
        serving.execute(
            psycopg.sql.SQL("SET search_path = {}, public").format(psycopg.sql.Identifier(alpha.schema))
        )
        yield serving


@pytest.mark.parametrize("table", CLOSED)
@pytest.mark.parametrize(
    ("privilege", "expected"),
    [
        ("SELECT", True),
        ("INSERT", True),
        ("UPDATE", False),
        ("DELETE", False),
        ("TRUNCATE", False),
    ],
)
def test_serving_role_may_only_add_to_a_closed_table(serving, table, privilege, expected) -> None:
    answer = serving.execute("SELECT has_table_privilege(%s, %s)", [table, privilege]).fetchone()

    assert answer == (expected,)


@pytest.mark.parametrize("privilege", ["SELECT", "INSERT", "UPDATE", "DELETE"])
@pytest.mark.parametrize(
    "table", ["accounts_user", "casework_case", "kernel_shared_alarmhint", "tenants_tenant"]
)
def test_serving_role_may_write_ordinary_tables(serving, table, privilege) -> None:
    answer = serving.execute("SELECT has_table_privilege(%s, %s)", [table, privilege]).fetchone()

    assert answer == (True,)


def test_serving_role_makes_no_schema_and_no_table(serving, alpha) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute("CREATE SCHEMA t_intruder")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute(f"CREATE TABLE {alpha.schema}.probe ()")


def test_rights_on_a_closed_table_stay_away_after_they_were_given_again(alpha) -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE, DELETE ON policies_adoptedpolicy TO PUBLIC")

        cursor.execute(roles.withhold_statement(alpha.schema))

        cursor.execute("SELECT has_table_privilege('pg_monitor', 'policies_adoptedpolicy', 'UPDATE')")
        assert cursor.fetchone() == (False,)

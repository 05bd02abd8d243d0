"""The upgrade runner: what it makes equals what the stock command makes, and it touches only what is behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kernel import clock, tenancy
from kernel.models import Alarm
from tenants import migration_sets, migrator, template, upgrade
from tenants.models import Tenant
from tests.tenants.conftest import drop_schema
from tests.tenants.fingerprints import crossing_keys, fingerprint, migrations_of

ADD_FIELD = """
    migrations.AddField("alarm", "note", models.CharField(max_length=20, default="", db_index=True)),
"""
ADD_MODEL = """
    migrations.CreateModel("Probe", [
        ("id", models.BigAutoField(primary_key=True)),
        ("content_type", models.ForeignKey("contenttypes.ContentType", models.CASCADE)),
        ("file", models.ForeignKey("kernel.StoredFile", models.CASCADE)),
    ]),
    migrations.AddConstraint("probe", models.UniqueConstraint("content_type", "file", name="probe_once")),
"""
FAILS_WITH_ROWS = """
    migrations.RunSQL("SELECT 1 / (1 - count(*)) FROM kernel_alarm WHERE kind = 'obstacle'"),
"""


@pytest.fixture
def two(make_organisation) -> tuple[str, str]:
    return make_organisation("one.example").schema, make_organisation("two.example").schema


def test_upgrade_equals_the_stock_command(two, add_migration) -> None:
    ours, stock = two
    add_migration("0002_note", ADD_FIELD)
    add_migration("0003_probe", ADD_MODEL)

    reports = [report for report in upgrade.upgrade() if report.schema == ours]
    _migrate_by_the_stock_command(stock)

    assert [(report.applied, report.error) for report in reports] == [(2, "")]
    assert fingerprint(ours) == fingerprint(stock)
    assert migrations_of(ours) == migrations_of(stock)


def test_upgrade_leaves_no_key_that_crosses_schemas(two, add_migration) -> None:
    add_migration("0002_probe", ADD_MODEL)

    list(upgrade.upgrade())

    assert crossing_keys() == []


def _of(schemas: tuple[str, ...], reports: Iterable[upgrade.SchemaReport]) -> dict[str, tuple[int, bool]]:
    """What was done to these schemas; another test's organisation may stand beside them."""
    return {r.schema: (r.applied, bool(r.error)) for r in reports if r.schema in schemas}


def test_upgrade_touches_only_schemas_that_are_behind(two, add_migration) -> None:
    add_migration("0002_note", ADD_FIELD)
    Tenant.objects.filter(schema_name=two[0]).update(migrations_digest=migration_sets.tenant_digest())

    reports = list(upgrade.upgrade())

    assert [report.schema for report in reports if report.schema in two] == [two[1]]
    assert upgrade.behind() == []


def test_upgrade_of_nothing_asks_one_question(alpha, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):  # the search path, the question
        reports = list(upgrade.upgrade())

    assert reports == []


def test_upgrade_reports_a_failure_goes_on_and_is_taken_up_again(two, add_migration) -> None:
    blocked, free = two
    with tenancy.in_schema(blocked):
        obstacle = Alarm.objects.create(
            kind="obstacle", subject=_tenant(blocked).uuid, at=_tenant(blocked).created_at
        )
    add_migration("0002_note", ADD_FIELD)
    add_migration("0003_blocked", FAILS_WITH_ROWS)

    first = _of(two, upgrade.upgrade())
    with tenancy.in_schema(blocked):
        Alarm.objects.filter(pk=obstacle.pk).delete()
    second = _of(two, upgrade.upgrade())

    assert first == {blocked: (2, True), free: (2, False)}
    assert second == {blocked: (1, False)}
    assert migrations_of(blocked) == migrations_of(free)


def test_upgrade_that_makes_a_model_gives_permissions(two, add_migration) -> None:
    with tenancy.in_schema(two[0]):
        Permission.objects.filter(codename="add_alarm").delete()
    add_migration("0002_probe", ADD_MODEL)

    list(upgrade.upgrade())

    with tenancy.in_schema(two[0]):
        assert Permission.objects.filter(codename="add_alarm").count() == 1


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("0001_initial", True),  # makes models, so permissions are due
        ("0002_append_only", False),  # SQL only
    ],
)
def test_post_migrate_is_due_only_where_models_change(name, expected) -> None:
    migration = import_module(f"casework.migrations.{name}").Migration(name, "casework")

    assert migrator.needs_post_migrate([(migration, False)]) is expected


def _tenant(schema: str) -> Tenant:
    return Tenant.objects.get(schema_name=schema)


def _migrate_by_the_stock_command(schema: str) -> None:
    call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
    connection.set_schema_to_public()


@pytest.fixture
def scratch(committed) -> Iterator[str]:
    yield "t_stock"
    connection.set_schema_to_public()
    drop_schema("t_stock")


@pytest.mark.slow
def test_template_equals_the_stock_command(scratch, make_organisation) -> None:
    """From nothing, by stock migrations: some 15 s."""
    ours = make_organisation("three.example").schema
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {scratch}")

    _migrate_by_the_stock_command(scratch)

    assert fingerprint(ours) == fingerprint(scratch)
    assert migrations_of(ours) == migrations_of(scratch)


def test_template_is_kept_and_not_built_twice(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):  # the search path, the question
        kept = template.build(now=clock.now())

    assert kept.digest == migration_sets.tenant_digest()


def test_no_migration_is_missing_in_alpha(alpha) -> None:
    executor = MigrationExecutor(connection)

    plan = executor.migration_plan(migration_sets.tenant_targets(executor.loader))

    assert plan == []


def test_no_key_crosses_schemas(alpha) -> None:
    assert crossing_keys() == []

"""Organisations that a test may break, and migrations that nobody has yet."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from psycopg import sql

import kernel.migrations
from dengwen.provisioning import Created, create_organisation
from kernel import clock, keys
from kernel.shared import directory
from kernel.shared.models import AlarmHint
from tenants import migration_sets
from tenants.models import Tenant

MakeOrganisation = Callable[[str], Created]
AddMigration = Callable[[str, str], None]


@pytest.fixture
def make_organisation(committed: None) -> Iterator[MakeOrganisation]:
    """Makes committed organisations without a rulebook, and takes them away afterwards."""
    made: list[Created] = []

    def make(host: str) -> Created:
        made.append(
            create_organisation(
                name_zh="丙监管局",
                name_en="Gamma",
                host=host,
                kind="regulator",
                pack_ids=[],
                admin_email="admin@gamma.example",
                admin_name="甘棠",
                now=clock.now(),
            )
        )
        return made[-1]

    yield make
    connection.set_schema_to_public()
    for created in made:
        drop_schema(created.schema)
        Tenant.objects.filter(uuid=created.uuid).delete()
        AlarmHint.objects.filter(schema=created.schema).delete()
        keys.destroy_keys(created.uuid)
    directory.forget()


def drop_schema(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


@pytest.fixture
def add_migration(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddMigration]:
    """Adds a migration to the ``kernel`` app, in a copy of its migrations; alpha and beta count as up to date."""
    package = tmp_path / "newer_kernel_migrations"
    package.mkdir()
    for file in Path(kernel.migrations.__path__[0]).glob("*.py"):
        (package / file.name).write_text(file.read_text())
    monkeypatch.syspath_prepend(tmp_path)
    standing = dict(Tenant.objects.values_list("schema_name", "migrations_digest"))

    def add(name: str, operations: str) -> None:
        before = sorted(file.stem for file in package.glob("0*.py"))[-1]
        (package / f"{name}.py").write_text(
            "import django.db.models\nfrom django.db import migrations, models\n\n\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [('kernel', '{before}'), ('contenttypes', '0002_remove_content_type_name')]\n"
            f"    operations = [\n{textwrap.indent(textwrap.dedent(operations), ' ' * 8)}\n    ]\n"
        )
        _forget_modules()
        settings.MIGRATION_MODULES = {**settings.MIGRATION_MODULES, "kernel": package.name}
        migration_sets.tenant_digest.cache_clear()
        others = Tenant.objects.filter(domains__domain__in=["alpha.localhost", "beta.localhost"])
        others.update(migrations_digest=migration_sets.tenant_digest())

    yield add
    _forget_modules()
    migration_sets.tenant_digest.cache_clear()
    connection.set_schema_to_public()
    for schema, digest in standing.items():
        Tenant.objects.filter(schema_name=schema).update(migrations_digest=digest)


def _forget_modules() -> None:
    for name in [name for name in sys.modules if name.startswith("newer_kernel_migrations")]:
        del sys.modules[name]

"""Brings one schema to the present migrations: the machinery under template and upgrade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from django.apps import apps
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import AlterModelOptions, CreateModel, DeleteModel, RenameModel
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from psycopg import sql

from kernel import tenancy
from tenants import migration_sets

_LOCK = 0x0DE2_6E57
_CROSSING = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
JOIN pg_class AS target ON target.oid = confrelid
WHERE contype = 'f' AND connamespace = %s::regnamespace AND target.relnamespace <> connamespace
"""
_MAKE_ROWS_AFTERWARDS = (CreateModel, RenameModel, DeleteModel, AlterModelOptions)
"""Operations after which permissions may have changed, so that ``post_migrate`` has work."""

Step = tuple[Migration, bool]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the advisory lock of migrations, on a connection of its own so that others may be recycled."""
    guard = connections["default"].copy()
    try:
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield
    finally:
        guard.close()


def migrate_public() -> int:
    """Bring the public schema up to date and name every model's content type. Returns how many were applied.

    Only shared apps are planned: the stock command also records every tenant migration here, in 12 s.
    """
    tenancy.serve_public()
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    plan = executor.migration_plan(migration_sets.public_targets(executor.loader))
    if plan:
        executor.migrate(
            None, plan=plan, state=cast(Any, executor)._create_project_state(with_applied_migrations=True)
        )
    for config in apps.get_app_configs():
        create_contenttypes(config, verbosity=0)
    return len(plan)


def apply(*, schema: str, plan: Sequence[Step], state: ProjectState) -> None:
    """Run a plan on one schema, each migration in its own transaction, so that it can be taken up again.

    ``state`` is the state before the plan; it is not changed.
    """
    tenancy.serve(schema)
    recorder = MigrationRecorder(connection)
    state = state.clone()
    for migration, _ in plan:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            state = migration.apply(state, editor)
        _record(recorder, migration)
    drop_crossing_keys(schema)
    if needs_post_migrate(plan):
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _record(recorder: MigrationRecorder, migration: Migration) -> None:
    """A squashed migration counts as applied only when all that it replaces do."""
    for label, name in [*migration.replaces, (migration.app_label, migration.name)]:
        recorder.record_applied(label, name)


def needs_post_migrate(plan: Sequence[Step]) -> bool:
    """Whether a plan can change what permissions there are."""
    return any(
        isinstance(operation, _MAKE_ROWS_AFTERWARDS) for step, _ in plan for operation in step.operations
    )


def drop_crossing_keys(schema: str) -> int:
    """Drop foreign keys from ``schema`` to another one: they make creation slow and dropping dangerous."""
    with connection.cursor() as cursor:
        cursor.execute(_CROSSING, [schema])
        found = cursor.fetchall()
        for table, name in found:
            cursor.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), sql.Identifier(name))
            )
    return len(found)


def ensure_records(schema: str) -> None:
    """Make the schema's own record of migrations, lest the public one is read in its place."""
    tenancy.serve(schema, include_public=False)
    MigrationRecorder(connection).ensure_schema()
    tenancy.serve(schema)

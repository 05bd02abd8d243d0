"""Brings organisations that are behind to the present migrations, and touches no other.

Schemas with the same applied set share one plan and one project state. Each migration commits by itself, so a
run that was cut off is taken up where it stopped; a schema that fails does not hold up the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from kernel import monotonic, tenancy
from tenants import migration_sets, migrator
from tenants.models import Tenant, TenantStatus

RECYCLE_AFTER = 50
"""Schemas that one connection may visit: each costs it about 0.35 MB of relation cache for ever."""


@dataclass(frozen=True, slots=True)
class SchemaReport:
    """What was done to one organisation's schema; ``error`` is empty when it is up to date now."""

    schema: str
    applied: int
    seconds: float
    error: str = ""


def behind() -> list[str]:
    """Schemas that are not at the present migration set: one query, however many there are."""
    stale = Tenant.objects.exclude(migrations_digest=migration_sets.tenant_digest())
    standing = stale.exclude(status=TenantStatus.ERASED).order_by("id")
    return list(standing.values_list("schema_name", flat=True))


def upgrade() -> Iterator[SchemaReport]:
    """Upgrade all schemas that are behind, reporting each as it is done."""
    tenancy.serve_public()
    try:
        for group in _groups(behind()):
            yield from _upgrade_group(group)
    finally:
        tenancy.serve_public()


def _groups(schemas: Iterable[str]) -> list[list[str]]:
    """Schemas by the set of migrations that each one records as applied."""
    groups: dict[frozenset[migration_sets.Key], list[str]] = defaultdict(list)
    for schema in schemas:
        tenancy.serve(schema)
        groups[frozenset(MigrationRecorder(connection).applied_migrations())].append(schema)
    return list(groups.values())


def _upgrade_group(schemas: list[str]) -> Iterator[SchemaReport]:
    tenancy.serve(schemas[0])
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(migration_sets.tenant_targets(executor.loader))
    state = cast(Any, executor)._create_project_state(with_applied_migrations=True)
    for visited, schema in enumerate(schemas, start=1):
        yield _upgrade_one(schema, plan, state)
        if visited % RECYCLE_AFTER == 0:
            connection.close()


def _upgrade_one(schema: str, plan: list[migrator.Step], state: ProjectState) -> SchemaReport:
    started = monotonic.seconds()
    error = ""
    try:
        migrator.apply(schema=schema, plan=plan, state=state)
    except DatabaseError as failure:
        error = f"{type(failure).__name__}: {failure}".strip()
    tenancy.serve_public()
    if not error:
        Tenant.objects.filter(schema_name=schema).update(migrations_digest=migration_sets.tenant_digest())
    return SchemaReport(schema=schema, applied=len(plan), seconds=monotonic.seconds() - started, error=error)

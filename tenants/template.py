"""An empty organisation as SQL text: made once by migrations (10 s), replayed for each new one (0.2 s)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql
from wagtail.models import Page, Site

from kernel import tenancy
from tenants import dump, migration_sets, migrator, roles
from tenants.models import SchemaTemplate

_PLACE = "@schema@"


class NoTemplate(RuntimeError):
    """Raised where the template of the present migrations was not built yet."""


def build(*, now: datetime) -> SchemaTemplate:
    """The template of the present migration set, built if it is not kept yet. Older ones are thrown away."""
    digest = migration_sets.tenant_digest()
    kept = SchemaTemplate.objects.filter(digest=digest).first()
    if kept is not None:
        return kept
    scratch = f"t_template_{digest[:16]}"
    try:
        _migrate_into(scratch)
        text = _text_of(scratch)
    finally:
        tenancy.serve_public()
        _drop(scratch)
    SchemaTemplate.objects.exclude(digest=digest).delete()
    return SchemaTemplate.objects.create(digest=digest, sql=text, built_at=now)


def instantiate(*, schema: str) -> str:
    """Make ``schema`` within the caller's transaction and return the digest it is at.

    Raises:
        NoTemplate: when ``dengwen migrate`` did not run since the migrations changed.
    """
    digest = migration_sets.tenant_digest()
    text = SchemaTemplate.objects.filter(digest=digest).values_list("sql", flat=True).first()
    if text is None:
        raise NoTemplate("the template of the present migrations is missing: run `dengwen migrate`")
    with connection.cursor() as cursor:
        cursor.execute(text.replace(_PLACE, schema))
    return digest


def _migrate_into(scratch: str) -> None:
    _drop(scratch)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(scratch)))
    migrator.ensure_records(scratch)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(migration_sets.tenant_targets(executor.loader))
    state = cast(Any, executor)._create_project_state(with_applied_migrations=True)
    migrator.apply(schema=scratch, plan=plan, state=state)
    _drop_sample_site()


def _drop_sample_site() -> None:
    """Wagtail's migrations make a welcome page and a site for localhost; provisioning makes the real ones."""
    with transaction.atomic():
        Site.objects.all().delete()
        for page in Page.objects.filter(depth=2):
            page.delete()


def _text_of(scratch: str) -> str:
    """The dump carries no rights: default privileges give them; append-only tables must lose some again."""
    text = dump.schema_text(scratch)
    if _PLACE in text:
        raise RuntimeError(f"{_PLACE} occurs in the dump")
    return text.replace(scratch, _PLACE) + roles.withhold_statement(_PLACE)


def _drop(scratch: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(scratch)))

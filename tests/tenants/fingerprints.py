"""What a schema is made of, as values that compare: two schemas are equal when their fingerprints are."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import connection

from tenants import migration_sets

QUERIES = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               pg_get_expr(d.adbin, d.adrelid), l.collname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    """,
    # A foreign key to another schema is left out: the one difference that is meant.
    "constraints": """
        SELECT t.relname, o.conname, pg_get_constraintdef(o.oid)
        FROM pg_constraint o JOIN pg_class t ON t.oid = o.conrelid LEFT JOIN pg_class f ON f.oid = o.confrelid
        WHERE o.connamespace = %s::regnamespace AND (f.oid IS NULL OR f.relnamespace = o.connamespace)
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
    "triggers": """
        SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = %s::regnamespace AND NOT t.tgisinternal
    """,
    "sequences": """
        SELECT sequencename, data_type::text, start_value, increment_by, cycle FROM pg_sequences WHERE schemaname = %s
    """,
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = %s",
}

CROSSING = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    JOIN pg_class target ON target.oid = confrelid
    WHERE contype = 'f' AND target.relnamespace <> connamespace
"""


_CASTS = re.compile(r"::character varying|::text(\[\])?|[()]")
"""PostgreSQL prints ``IN`` over varchar with other casts once its own text was read in again; the meaning is one."""


def fingerprint(schema: str) -> dict[str, list[tuple[Any, ...]]]:
    """Columns, constraints, indexes, triggers and sequences of a schema, without its name."""
    return {subject: _rows(schema, query) for subject, query in QUERIES.items()}


def migrations_of(schema: str) -> set[tuple[str, str]]:
    """What a schema records as applied of its own apps; the stock command also records the public ones."""
    labels = migration_sets.labels_of(settings.TENANT_APPS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT app, name FROM {schema}.django_migrations")  # noqa: S608 -- a schema of ours
        return {(app, name) for app, name in cursor.fetchall() if app in labels}


def crossing_keys() -> list[tuple[str, str]]:
    """Every foreign key of the database that leads out of its schema."""
    with connection.cursor() as cursor:
        cursor.execute(CROSSING)
        return cursor.fetchall()


def _rows(schema: str, query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [schema])
        return sorted(
            (tuple(_nameless(schema, value) for value in row) for row in cursor.fetchall()), key=repr
        )


def _nameless(schema: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    named = value.replace(f"{schema}.", "").replace(f"'{schema}'", "")
    return _CASTS.sub("", named) if "ARRAY[" in named else named

"""Two database roles: the owner changes schemas, the serving role reads and writes rows.

The serving role's rights come by default privileges, so that every table and schema that the owner makes later
has them from its first moment. From append-only tables the changing rights are taken away again.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from psycopg import sql

_DEFAULTS = (
    "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {app}",
    "GRANT USAGE ON SCHEMA public TO {app}",
)


def prepare() -> None:
    """Give the serving role its default rights on what the present role will make. Harmless to repeat."""
    if not _is_apart():
        return
    with connection.cursor() as cursor:
        for statement in _DEFAULTS:
            cursor.execute(sql.SQL(statement).format(app=sql.Identifier(settings.DATABASE_APP_ROLE)))


def withhold_statement(schema: str) -> str:
    """The statement that takes the changing rights on append-only tables from all but the owner."""
    return (  # the name is one that we made: ids.new_schema_name
        "SELECT public.withhold_changes(tgrelid) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "  # noqa: S608
        f"WHERE relnamespace = '{schema}'::regnamespace "
        "AND tgfoid = 'public.refuse_change'::regproc;"
    )


def _is_apart() -> bool:
    """Whether this process migrates as another role than the one that serves, and that one exists."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user <> %s AND EXISTS (SELECT FROM pg_roles WHERE rolname = %s)",
            [settings.DATABASE_APP_ROLE] * 2,
        )
        return bool(cursor.fetchone()[0])

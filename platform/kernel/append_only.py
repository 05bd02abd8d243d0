"""Tables to which rows are only ever added.

A trigger refuses every other change, and the serving role may not even try one.

Migrations may import this module; its names and what they do are frozen.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL


def append_only(table: str) -> RunSQL:
    """The operation that closes ``table`` (as the database names it) against UPDATE, DELETE and TRUNCATE.

    The work is done by ``public.make_append_only``, so that a later template or grant finds the closed tables
    by their trigger and takes the same rights away again.
    """
    return RunSQL(
        sql=[("SELECT public.make_append_only(%s::regclass)", [table])],
        reverse_sql=[("SELECT public.undo_append_only(%s::regclass)", [table])],
    )

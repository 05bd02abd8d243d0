"""What must hold before this installation may serve anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import DatabaseError, InterfaceError, connection

from kernel import keys, tenancy
from tenants.selectors import has_current_template, organisations
from tenants.upgrade import behind

ROUNDS = 20


def findings() -> list[str]:
    """Sentences about what would go wrong, empty when nothing would."""
    found: list[str] = []
    for check in CHECKS:
        try:
            found.extend(check())
        except (DatabaseError, InterfaceError) as error:
            return [*found, f"the database does not answer: {error}"]
    return found


def _search_path_survives() -> Iterator[str]:
    """A pooler in transaction mode hands statements to other sessions: rows of another organisation would be read."""
    with tenancy.in_schema("t_probe"), connection.cursor() as cursor:
        seen = set()
        for _ in range(ROUNDS):
            cursor.execute("SELECT pg_backend_pid(), current_setting('search_path')")
            seen.add(cursor.fetchone())
    if len(seen) != 1 or not next(iter(seen))[1].startswith("t_probe"):
        yield "search_path does not survive between statements: use no pooler, or one in session mode"


def _template_is_current() -> Iterator[str]:
    if not has_current_template():
        yield "the template of the present migrations is missing: run `dengwen migrate`"


def _nobody_is_behind() -> Iterator[str]:
    for schema in behind():
        yield f"{schema} is behind the present migrations: run `dengwen migrate`"


def _keys_are_there() -> Iterator[str]:
    for row in organisations():
        try:
            keys.index_key_for(row.uuid)
        except keys.NoKey:
            yield f"{row.host} has no keys in the key store: what was sealed for it cannot be opened"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    _search_path_survives, _template_is_current, _nobody_is_behind, _keys_are_there,
)  # fmt: skip

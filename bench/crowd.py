"""Very many cases in one organisation: a few hundred real ones, then their rows multiplied by the database.

The real ones are played by the demo's simulation through the services that people use. A copy keeps all child
rows of its original with keys of its own; its times are moved so that lists are spread over years. The sealed
texts of a copy open for nobody, because a seal is bound to the case: pages of single cases are measured on the
originals, which lie in the same tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

SEED = 12365


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases, and how many of them are played for real."""

    cases: int = 100_000
    open_cases: int = 30_000
    real_finished: int = 200
    real_open: int = 60


@dataclass(frozen=True, slots=True)
class Copied:
    """A table whose rows follow their case. ``to_case``: the join from its row ``t`` to the case ``c``."""

    name: str
    to_case: str
    links: tuple[tuple[str, str], ...] = ()
    """Columns that hold the id of another copied table's row."""
    drawn: tuple[tuple[str, str], ...] = ()
    """Columns with a new value for each copy, as SQL of ``t`` and the copy's number ``k``."""


_BY_CASE = "c.id = t.case_id"
_CASE = (("case_id", "casework_case"),)
_UUID = (("public_id", "gen_random_uuid()"),)
_EVENTS, _LETTERS = "casework_caseevent", "casework_letter"

TABLES = (
    Copied(
        "casework_submission",
        "t.id = c.submission_id",
        drawn=(*_UUID, ("code_lookup", "sha256(t.code_lookup || k::text::bytea)")),
    ),
    Copied(
        "casework_case",
        "t.id = c.id",
        links=(("submission_id", "casework_submission"),),
        drawn=(*_UUID, ("number", "t.number || '-' || k")),
    ),
    Copied("casework_party", _BY_CASE, links=_CASE, drawn=_UUID),
    Copied("casework_milestone", _BY_CASE, links=_CASE),
    Copied("casework_grantedextension", _BY_CASE, links=_CASE),
    Copied("casework_caseclock", _BY_CASE, links=_CASE),
    Copied("casework_caseexclusion", _BY_CASE, links=_CASE),
    Copied(_EVENTS, _BY_CASE, links=_CASE),
    Copied(
        "casework_caseeventtext",
        "c.id = (SELECT e.case_id FROM casework_caseevent e WHERE e.id = t.event_id)",
        links=(("event_id", _EVENTS),),
    ),
    Copied(
        _LETTERS,
        _BY_CASE,
        links=_CASE,
        drawn=(*_UUID, ("number", "t.number + 100000 * k"), ("number_text", "t.number_text || '-' || k")),
    ),
    Copied(
        "casework_delivery",
        "c.id = (SELECT l.case_id FROM casework_letter l WHERE l.id = t.letter_id)",
        links=(("letter_id", _LETTERS),),
        drawn=_UUID,
    ),
)

_STEP = "(SELECT step FROM stride WHERE name = '%s')"
_SHIFT = "(CASE WHEN c.is_final THEN k * interval '55 hours' ELSE k * interval '11 minutes' END)"
"""How much earlier the copy ``k`` is than its original: finished ones over years, open ones over days."""


def fill(*, size: Size, now: datetime, progress: Callable[[str], None]) -> dict[str, int]:
    """Fill the present organisation up. Returns the number of rows by table; a full one is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_case")
        there = int(cursor.fetchone()[0])
    if there < size.real_open + size.real_finished:
        _play(size, now, progress)
    if there < size.cases * 9 // 10:
        _multiply(size, progress)
    return _counts()


def _play(size: Size, now: datetime, progress: Callable[[str], None]) -> None:
    from demo.organisations import COUNTY
    from demo.simulation import Simulation
    from dengwen.subscriptions import CONSUMERS
    from kernel import relay

    simulation = Simulation(mix=COUNTY.mix, seed=SEED, today=now)
    for done in range(size.real_finished):
        simulation.finished()
        if done % 50 == 0:
            progress(f"{done} of {size.real_finished + size.real_open} cases played")
    still_open = sum(simulation.recent() for _ in range(size.real_open))
    progress(f"{still_open} of {size.real_open} recent cases are open; letters follow")
    relay.drain(consumers=CONSUMERS)


def _multiply(size: Size, progress: Callable[[str], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE NOT is_final), count(*) FILTER (WHERE is_final) FROM casework_case"
        )
        still_open, finished = cursor.fetchone()
    copies = {
        "open": size.open_cases // max(still_open, 1) - 1,
        "finished": (size.cases - size.open_cases) // max(finished, 1) - 1,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE stride (name text PRIMARY KEY, step bigint) ON COMMIT DROP")
        cursor.execute("CREATE TEMPORARY TABLE original ON COMMIT DROP AS SELECT * FROM casework_case")
        for table in TABLES:
            stride = f"INSERT INTO stride SELECT %s, coalesce(max(id), 0) + 1 FROM {table.name}"  # noqa: S608 -- ours
            cursor.execute(stride, [table.name])
        for table in TABLES:
            cursor.execute(_copying(table, _columns(table.name)), copies)
            progress(f"{table.name}: {cursor.rowcount} rows")
        for table in TABLES:
            cursor.execute(f"SELECT setval('{table.name}_id_seq', max(id)) FROM {table.name}")  # noqa: S608 -- ours
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(table.name for table in TABLES)}")


def _copying(table: Copied, columns: dict[str, str]) -> str:
    links, drawn = dict(table.links), dict(table.drawn)

    def value(column: str) -> str:
        if column == "id":
            return f"t.id + k * {_STEP % table.name}"
        if column in links:
            return f"t.{column} + k * {_STEP % links[column]}"
        if column in drawn:
            return drawn[column]
        return f"t.{column} - {_SHIFT}" if columns[column].startswith("timestamp") else f"t.{column}"

    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(map(value, columns))} "  # noqa: S608 -- ours
        f"FROM {table.name} t JOIN original c ON {table.to_case} "
        "CROSS JOIN LATERAL generate_series(1, CASE WHEN c.is_final THEN %(finished)s ELSE %(open)s END) k"
    )


def _columns(table: str) -> dict[str, str]:
    query = (
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return dict(cursor.fetchall())


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table.name}")  # noqa: S608 -- ours
            found[table.name] = int(cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM casework_case WHERE NOT is_final")
        found["open cases"] = int(cursor.fetchone()[0])
    return found

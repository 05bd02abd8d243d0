"""The floor of filing: the rows that one real filing writes, written again and again by psycopg alone.

One filing is watched in the database; every table in which it left rows becomes one prepared INSERT (or the
one UPDATE of the draft that was there), all of them one transaction, as in the product. Nothing is read,
validated, sealed or computed.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

ID, FIXED, UUID, RANDOM, REFERENCE = "id", "fixed", "uuid", "random", "reference"


@dataclass(frozen=True, slots=True)
class Value:
    """How one value of a row is made anew: kept, drawn (so that it stays unique), or the id of another row."""

    how: str
    kept: Any = None


@dataclass(frozen=True, slots=True)
class Write:
    """One statement: the rows of one table. ``is_update``: of the row that was there, by its key."""

    schema: str
    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    ids: tuple[int, ...]
    is_update: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that one filing writes, in an order that its foreign keys allow."""

    schema: str
    writes: tuple[Write, ...]

    @property
    def row_count(self) -> int:
        return sum(len(write.rows) for write in self.writes)


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in the database: what was written later is known by it."""

    transaction: int
    counts: Mapping[tuple[str, str], int]


class Watcher:
    """Sees what was written between two moments."""

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def mark(self) -> Mark:
        row = self._connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        assert row is not None
        counts = {place: self._count(place) for place in self._tables()}
        return Mark(transaction=int(row[0]) % 2**32, counts=counts)

    def plan(self, since: Mark) -> Plan:
        """What was written since then, while nobody else wrote."""
        writes = []
        for place in self._tables():
            write = self._write(place, since)
            if write is not None:
                writes.append(write)
        return Plan(schema=self._schema, writes=tuple(self._ordered(writes)))

    def close(self) -> None:
        self._connection.close()

    def _tables(self) -> list[tuple[str, str]]:
        query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN (%s, 'public') ORDER BY 1, 2"
        return [(str(s), str(t)) for s, t in self._connection.execute(query, [self._schema])]

    def _count(self, place: tuple[str, str]) -> int:
        row = self._connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*place))
        ).fetchone()
        assert row is not None
        return int(row[0])

    def _write(self, place: tuple[str, str], since: Mark) -> Write | None:
        found = self._connection.execute(
            sql.SQL("SELECT * FROM {} WHERE xmin::text::bigint > %s").format(sql.Identifier(*place)),
            [since.transaction],
        )
        columns = [column.name for column in found.description or ()]
        rows = found.fetchall()
        if not rows:
            return None
        references, unique = self._references(place), self._unique(place)
        kept = [c for c in columns if c != "id"]
        return Write(
            schema=place[0],
            table=place[1],
            columns=tuple(kept),
            rows=tuple(
                tuple(_value(c, row[columns.index(c)], references, unique) for c in kept) for row in rows
            ),
            ids=tuple(int(row[columns.index("id")]) for row in rows) if "id" in columns else (),
            is_update=self._count(place) == since.counts[place],
        )

    def _references(self, place: tuple[str, str]) -> dict[str, str]:
        """Columns that hold the id of another table's row, with that table."""
        query = (
            "SELECT a.attname, f.relname FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid "
            "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] "
            "WHERE k.contype = 'f' AND k.conrelid = %s::regclass"
        )
        return {str(c): str(t) for c, t in self._connection.execute(query, [f"{place[0]}.{place[1]}"])}

    def _unique(self, place: tuple[str, str]) -> frozenset[str]:
        """Columns that are unique by themselves."""
        query = (
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a "
            "ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
            "WHERE i.indisunique AND i.indnkeyatts = 1 AND i.indrelid = %s::regclass"
        )
        return frozenset(str(row[0]) for row in self._connection.execute(query, [f"{place[0]}.{place[1]}"]))

    def _ordered(self, writes: list[Write]) -> Iterator[Write]:
        """Referenced tables first."""
        left = {write.table: write for write in writes}
        while left:
            for table, write in list(left.items()):
                needed = {v.kept[0] for row in write.rows for v in row if v.how == REFERENCE}
                if not (needed & set(left)) - {table}:
                    yield left.pop(table)


def _value(column: str, value: Any, references: Mapping[str, str], unique: frozenset[str]) -> Value:
    if column in references and value is not None:
        return Value(REFERENCE, (references[column], value))
    if isinstance(value, uuid.UUID):
        return Value(UUID, value)
    if column in unique and isinstance(value, str | bytes):
        return Value(RANDOM, value)
    return Value(FIXED, Jsonb(value) if isinstance(value, dict | list) else value)


class Writer:
    """Writes a plan once for each call."""

    def __init__(self, plan: Plan, drafts: Sequence[str]) -> None:
        self._plan = plan
        self._made = {(w.table, old) for w in plan.writes if not w.is_update for old in w.ids}
        self._statements = [_statement(write) for write in plan.writes]
        self._drafts = iter(drafts)
        self._own = self._own_uuids()

    def _own_uuids(self) -> frozenset[uuid.UUID]:
        """Identifiers that this filing made: those in a column that is called so."""
        names = {"public_id", "event_id"}
        return frozenset(
            value.kept
            for write in self._plan.writes
            for row in write.rows
            for column, value in zip(write.columns, row, strict=True)
            if value.how == UUID and column in names
        )

    def write(self, cursor: psycopg.Cursor[Any]) -> None:
        ids: dict[tuple[str, int], int] = {}
        uuids = {old: uuid.uuid4() for old in self._own}
        for write, statement in zip(self._plan.writes, self._statements, strict=True):
            values = [self._new(value, ids, uuids) for row in write.rows for value in row]
            if write.is_update:
                cursor.execute(statement, [*values, next(self._drafts)])
                continue
            cursor.execute(statement, values)
            if write.ids:
                made = (row[0] for row in cursor.fetchall())
                ids.update(zip(((write.table, old) for old in write.ids), made, strict=True))

    def _new(
        self, value: Value, ids: Mapping[tuple[str, int], int], uuids: Mapping[uuid.UUID, uuid.UUID]
    ) -> Any:
        if value.how == REFERENCE:
            return ids.get(value.kept, value.kept[1])
        if value.how == UUID:
            return uuids.get(value.kept, value.kept)
        if value.how == RANDOM:
            return secrets.token_bytes(32) if isinstance(value.kept, bytes) else secrets.token_hex(12)
        return value.kept


def _statement(write: Write) -> sql.Composed:
    table = sql.Identifier(write.schema, write.table)
    if write.is_update:
        key = write.columns[0]
        changes = sql.SQL(", ").join(
            sql.SQL("{} = %s").format(sql.Identifier(c))
            if c != key
            else sql.SQL("{} = coalesce({}, %s)").format(sql.Identifier(c), sql.Identifier(c))
            for c in write.columns
        )
        return sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(table, changes, sql.Identifier(key))
    row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(write.columns)))
    rows = sql.SQL(", ").join([row] * len(write.rows))
    columns = sql.SQL(", ").join(map(sql.Identifier, write.columns))
    returning = sql.SQL(" RETURNING id") if write.ids else sql.SQL("")
    return sql.SQL("INSERT INTO {} ({}) VALUES {}{}").format(table, columns, rows, returning)


def measure(plan: Plan, *, processes: int, seconds: float) -> float:
    """Transactions per second of several processes that write the plan for so long."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    results = context.SimpleQueue()
    workers = [
        context.Process(target=_run, args=(plan, os.environ["DATABASE_URL"], seconds, barrier, results))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    found = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    return float(sum(count / spent for count, spent in found))


def _run(plan: Plan, url: str, seconds: float, barrier: Any, results: Any) -> None:
    with psycopg.connect(url, prepare_threshold=2) as connection:
        connection.execute(sql.SQL("SET search_path = {}, public").format(sql.Identifier(plan.schema)))
        drafts = _spare_drafts(connection, plan, count=int(seconds * 6000) + 100)
        connection.commit()
        writer, cursor = Writer(plan, drafts), connection.cursor()
        for _ in range(20):
            writer.write(cursor)
            connection.commit()
        barrier.wait()
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            writer.write(cursor)
            connection.commit()
            count += 1
        results.put((count, time.perf_counter() - began))


def _spare_drafts(connection: psycopg.Connection[Any], plan: Plan, *, count: int) -> list[str]:
    """Drafts that wait to be turned into receipts: every filing updates one of its own."""
    update = next((write for write in plan.writes if write.is_update), None)
    if update is None:
        return []
    keys = [secrets.token_hex(32) for _ in range(count)]
    values = [value.kept for value in update.rows[0]]
    row = sql.SQL(", ").join([sql.SQL("key"), *[sql.Placeholder()] * (len(update.columns) - 1)])
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM unnest(%s::text[]) AS key").format(
            sql.Identifier(update.schema, update.table),
            sql.SQL(", ").join(map(sql.Identifier, update.columns)),
            row,
        ),
        [*values[1:], keys],
    )
    return keys

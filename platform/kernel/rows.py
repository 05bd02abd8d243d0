"""Writing the rows of one change together: one round trip, with statements that the database keeps prepared.

For what happens hundreds of times a second. A row is an unsaved model instance; nothing but its columns is
written (no ``save``, no signal). The tables of one change differ little from one to the next, so the texts of
the statements repeat and neither side compiles them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    AutoField,
    BigAutoField,
    BinaryField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    TextField,
    UUIDField,
)

Columns = tuple["Field[Any, Any]", ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its values. The text is ours, the values are not."""

    text: str
    values: tuple[Any, ...]


def next_values(*sequences: str) -> tuple[int, ...]:
    """The next number of each of these sequences of the present schema, in one query."""
    query = f"SELECT {', '.join(['nextval(%s)'] * len(sequences))}"
    with connection.cursor() as cursor:
        cursor.execute(query, sequences)
        found: tuple[int, ...] = cursor.fetchone()
    return found


def sequence_of(model: type[Model]) -> str:
    """The sequence from which a model's keys are drawn."""
    return f"{model._meta.db_table}_{model._meta.pk.column}_seq"


def update_of(row: Model, columns: Sequence[str]) -> Statement:
    """The statement that stores these fields of a row which stands already."""
    fields = _named(type(row), columns)
    asked = connections[DEFAULT_DB_ALIAS]
    return Statement(
        text=_update_text(type(row), fields), values=(*(_value(f, row, asked) for f in fields), row.pk)
    )


def upsert_of(items: Sequence[Model], *, unique: Sequence[str], update: Sequence[str]) -> Statement:
    """The statement that inserts rows of one model, or updates those that ``unique`` finds already there.

    A row that stands and differs in nothing is left untouched.
    """
    inserting = _inserting(items, connections[DEFAULT_DB_ALIAS])
    clause = _conflict_text(type(items[0]), tuple(unique), tuple(update))
    return Statement(text=inserting.text + clause, values=inserting.values)


def read(statement: Statement, *, binary: bool = False) -> list[tuple[Any, ...]]:
    """The rows that a query returns; the database keeps it prepared from its first use on.

    With ``binary`` moments cost a tenth, because nobody reads them as text: for millions of them.
    """
    with connection.cursor() as cursor, connection.wrap_database_errors:
        raw: psycopg.Connection[Any] = cursor.connection
        with psycopg.Cursor(raw) as reader:
            return reader.execute(statement.text, statement.values, prepare=True, binary=binary).fetchall()


def insert(items: Iterable[Model | Statement]) -> None:
    """Write new rows, in this order, within the caller's transaction.

    A row that others in the batch point to gets its key first; the others' keys stay unknown to the caller.

    Raises:
        django.db.IntegrityError: as any insert would; the transaction is broken then.
    """
    batch = list(items)
    rows = [item for item in batch if isinstance(item, Model)]
    _number(rows)
    statements = list(_statements(batch, connections[DEFAULT_DB_ALIAS]))
    connection.validate_no_broken_transaction()
    if not connection.in_atomic_block:
        raise RuntimeError("rows of one change are written in one transaction")
    with connection.cursor() as cursor, connection.wrap_database_errors:
        raw: psycopg.Connection[Any] = cursor.connection
        with raw.pipeline(), psycopg.Cursor(raw) as sender:
            for statement in statements:
                sender.execute(statement.text, statement.values, prepare=True)
    for row in rows:
        if row.pk is not None:
            row._state.adding, row._state.db = False, connection.alias


def _number(rows: Sequence[Model]) -> None:
    """Give keys to rows that others point to, and tell the others."""
    links = [
        (row, field, target)
        for row in rows
        for field in _links(type(row))
        if (target := field.get_cached_value(row, None)) is not None and getattr(row, field.attname) is None
    ]
    unnumbered = {id(target): target for _row, _field, target in links if target.pk is None}
    if unnumbered:
        keys = next_values(*(sequence_of(type(target)) for target in unnumbered.values()))
        for target, key in zip(unnumbered.values(), keys, strict=True):
            target.pk = key
    for row, field, target in links:
        setattr(row, field.attname, target.pk)


def _statements(batch: Sequence[Model | Statement], asked: BaseDatabaseWrapper) -> Iterator[Statement]:
    """The batch as statements; neighbours of one model share one."""
    for _kind, run in groupby(batch, key=lambda item: (type(item), getattr(item, "pk", None) is None)):
        items = list(run)
        yield from (item for item in items if isinstance(item, Statement))
        rows = [item for item in items if isinstance(item, Model)]
        if rows:
            yield _inserting(rows, asked)


def _inserting(rows: Sequence[Model], asked: BaseDatabaseWrapper) -> Statement:
    model, has_keys = type(rows[0]), rows[0].pk is not None
    columns = _columns(model, has_keys)
    values = tuple(_value(field, row, asked) for row in rows for field in columns)
    return Statement(text=_text(model, has_keys, len(rows)), values=values)


_AS_THEY_ARE = frozenset({CharField, TextField, UUIDField, BooleanField, BinaryField, ForeignKey,
                          PositiveIntegerField, PositiveSmallIntegerField, BigAutoField})  # fmt: skip
"""Kinds of fields whose values the driver takes as they are; all others are asked what they store."""


def _value(field: Field[Any, Any], row: Model, asked: BaseDatabaseWrapper) -> Any:
    kind, value = type(field), getattr(row, field.attname)
    if kind in _AS_THEY_ARE or (kind is DateTimeField and value is not None and value.tzinfo is not None):
        return value
    return field.get_db_prep_save(field.pre_save(row, add=True), asked)


@lru_cache(maxsize=1024)
def _text(model: type[Model], has_keys: bool, count: int) -> str:
    quote, columns = connection.ops.quote_name, _columns(model, has_keys)
    row = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(quote(str(field.column)) for field in columns)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608 -- names from models


@lru_cache(maxsize=256)
def _update_text(model: type[Model], fields: Columns) -> str:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = quote(str(model._meta.pk.column))
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {key} = %s"  # noqa: S608 -- names from models


@lru_cache(maxsize=256)
def _conflict_text(model: type[Model], unique: tuple[str, ...], update: tuple[str, ...]) -> str:
    quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
    keys = ", ".join(quote(str(field.column)) for field in _named(model, unique))
    names = [quote(str(field.column)) for field in _named(model, update)]
    sets = ", ".join(f"{name} = excluded.{name}" for name in names)
    kept, given = (", ".join(f"{row}.{name}" for name in names) for row in (table, "excluded"))
    return f" ON CONFLICT ({keys}) DO UPDATE SET {sets} WHERE ({kept}) IS DISTINCT FROM ({given})"


def _named(model: type[Model], names: Iterable[str]) -> Columns:
    return tuple(cast("Field[Any, Any]", model._meta.get_field(name)) for name in names)


@lru_cache(maxsize=256)
def _columns(model: type[Model], has_keys: bool) -> Columns:
    fields = model._meta.local_concrete_fields
    return tuple(field for field in fields if has_keys or not isinstance(field, AutoField))


@lru_cache(maxsize=256)
def _links(model: type[Model]) -> tuple[ForeignKey[Any, Any], ...]:
    return tuple(field for field in model._meta.local_concrete_fields if isinstance(field, ForeignKey))

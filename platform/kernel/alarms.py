"""Moments at which an organisation's work needs attention, as rows beside that work.

An alarm is set in the transaction of the change. A public hint tells the sweeper when an organisation's next
one rings; nobody walks all organisations to find out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min, Model

from kernel import rows, tenancy
from kernel.models import Alarm
from kernel.shared.models import AlarmHint


@dataclass(frozen=True, slots=True)
class NewAlarm:
    """What shall ring. One alarm stands per (kind, subject, key); setting it again moves it."""

    kind: str
    subject: UUID
    at: datetime
    key: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alarm as its handler gets it."""

    kind: str
    subject: UUID
    key: str
    at: datetime
    now: datetime
    payload: Mapping[str, Any]


Handler = Callable[[Ringing], None]


def arm(*, alarms: Sequence[NewAlarm]) -> None:
    """Set alarms within the caller's transaction."""
    rows.insert(arming(alarms=alarms))


def arming(*, alarms: Sequence[NewAlarm]) -> list[rows.Statement]:
    """The statements of ``arm``, for a caller who writes them together with its own."""
    if not alarms:
        return []
    setting = rows.upsert_of(_rows(alarms), unique=("kind", "subject", "key"), update=("at", "payload"))
    return [setting, _hinting(min(a.at for a in alarms))]


def new_rows(*, alarms: Sequence[NewAlarm]) -> list[Model | rows.Statement]:
    """As ``arming``, for subjects that are new and have no alarm yet."""
    return [*_rows(alarms), _hinting(min(a.at for a in alarms))] if alarms else []


def _rows(alarms: Sequence[NewAlarm]) -> list[Alarm]:
    return [
        Alarm(kind=a.kind, subject=a.subject, key=a.key, at=a.at, payload=dict(a.payload)) for a in alarms
    ]


def disarming(*, kind: str, subject: UUID, but: Sequence[str] = ()) -> rows.Statement:
    """The statement that unsets a subject's alarms of one kind, sparing the keys ``but``.

    A stale hint does no harm.
    """
    return rows.Statement(text=_DISARM, values=(kind, subject, list(but)))


def repair_hint() -> None:
    """Make the public hint of the present organisation no later than its earliest alarm."""
    earliest: datetime | None = Alarm.objects.aggregate(at=Min("at"))["at"]
    if earliest is not None:
        hint_at(earliest)


def hint_at(at: datetime) -> None:
    """Move the public hint, if this is earlier. It is read first: a row that needs no change is not locked."""
    hinting = _hinting(at)
    with connection.cursor() as cursor:
        cursor.execute(hinting.text, hinting.values)


def _hinting(at: datetime) -> rows.Statement:
    schema = tenancy.schema_name()
    return rows.Statement(text=_HINT, values=(schema, at, schema, at))


_DISARM = (
    f"DELETE FROM {Alarm._meta.db_table} WHERE kind = %s AND subject = %s "  # noqa: S608 -- our table
    "AND NOT key = ANY(%s::text[])"
)
_HINT = (
    f"INSERT INTO public.{AlarmHint._meta.db_table} AS kept (schema, at) SELECT %s, %s WHERE NOT EXISTS "  # noqa: S608 -- our table
    f"(SELECT FROM public.{AlarmHint._meta.db_table} WHERE schema = %s AND at <= %s) "
    "ON CONFLICT (schema) DO UPDATE SET at = LEAST(excluded.at, kept.at)"
)

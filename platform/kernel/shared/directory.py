"""The directory of organisations as plain values, cached in the process for a short while.

The rows belong to the ``tenants`` room, which lies above this one; so they are read here by their table's
name, and that room drops the cache when it changes one.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from kernel import monotonic

KEEP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class TenantRef:
    """An organisation, as much of it as every room may know."""

    uuid: UUID
    schema: str
    kind: str
    name_zh: str
    name_en: str
    host: str
    region: str
    sector: str
    zone: str
    sealing_key: bytes
    """The public half of the organisation's key: who holds it can seal and cannot open."""

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_zh


class UnknownTenant(LookupError):
    """Raised for a schema or uuid that no organisation has."""


_COLUMNS = (
    "t.uuid, t.schema_name, t.kind, t.name_zh, t.name_en, d.domain, t.region, t.sector, t.zone, t.sealing_key"
)
_QUERY = (
    f"SELECT {_COLUMNS} FROM public.tenants_tenant t "  # noqa: S608 -- a constant list of columns
    "LEFT JOIN public.tenants_domain d ON d.tenant_id = t.id AND d.is_primary WHERE t.{} = %s"
)
_lock = threading.Lock()
_by_key: dict[tuple[str, Any], tuple[float, TenantRef]] = {}


def tenant_by_schema(schema: str) -> TenantRef:
    """The organisation that lives in ``schema``.

    Raises:
        UnknownTenant: when there is none.
    """
    return _find("schema_name", schema)


def tenant_by_uuid(uuid: UUID) -> TenantRef:
    """The organisation with this identifier.

    Raises:
        UnknownTenant: when there is none.
    """
    return _find("uuid", uuid)


def forget() -> None:
    """Drop what this process remembers; others forget within ``KEEP_SECONDS``."""
    with _lock:
        _by_key.clear()


def _find(column: str, value: Any) -> TenantRef:
    kept = _by_key.get((column, value))
    if kept is not None and monotonic.seconds() - kept[0] < KEEP_SECONDS:
        return kept[1]
    with connection.cursor() as cursor:
        cursor.execute(_QUERY.format(column), [value])
        row = cursor.fetchone()
    if row is None:
        raise UnknownTenant(str(value))
    uuid, schema, kind, name_zh, name_en, host, region, sector, zone, sealing_key = row
    found = TenantRef(
        uuid=uuid, schema=schema, kind=kind, name_zh=name_zh, name_en=name_en, host=host or "",
        region=region, sector=sector, zone=zone, sealing_key=bytes(sealing_key),
    )  # fmt: skip
    with _lock:
        _by_key[(column, value)] = (monotonic.seconds(), found)
    return found

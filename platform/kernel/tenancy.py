"""Which organisation the present connection serves, as a plain value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db import connection

from kernel.shared.directory import TenantRef, tenant_by_schema

PUBLIC = "public"

__all__ = ["PUBLIC", "NoTenant", "TenantRef", "current", "in_schema", "schema_name", "tenant_by_schema"]


class NoTenant(RuntimeError):
    """Raised where code that belongs to one organisation runs in none."""


_connection = cast(Any, connection)
"""django-tenants' backend, which Django's types do not know."""


def schema_name() -> str:
    """The schema that the present connection serves."""
    return str(_connection.schema_name)


def serve(schema: str, *, include_public: bool = True) -> None:
    """Let the present connection serve ``schema`` from now on, seeing the public schema behind it or not."""
    _connection.set_schema(schema, include_public=include_public)


def serve_public() -> None:
    """Let the present connection serve nobody."""
    _connection.set_schema_to_public()


def current() -> TenantRef:
    """The organisation that the present connection serves.

    Raises:
        NoTenant: in the public schema.
    """
    schema = schema_name()
    if schema == PUBLIC:
        raise NoTenant("no organisation is set for this work")
    return tenant_by_schema(schema)


@contextmanager
def in_schema(schema: str) -> Iterator[None]:
    """Serve ``schema`` within the block and what was served before after it."""
    before = _connection.tenant
    _connection.set_schema(schema)
    try:
        yield
    finally:
        _connection.set_tenant(before)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a ciphertext belongs to: bound into it, so that it opens nowhere else."""

    tenant: UUID
    place: str
    subject: UUID

    def aad(self) -> bytes:
        """The additional authenticated data of an envelope (tenant, table.column, public id)."""
        return f"{self.tenant}|{self.place}|{self.subject}".encode()

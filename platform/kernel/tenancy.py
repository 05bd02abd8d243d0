"""Which organisation the present connection serves, as a plain value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from kernel.shared.directory import TenantRef, tenant_by_schema

PUBLIC = "public"

__all__ = ["PUBLIC", "NoTenant", "TenantRef", "current", "in_schema", "schema_name", "tenant_by_schema"]


class NoTenant(RuntimeError):
    """Raised where code that belongs to one organisation runs in none."""


def schema_name() -> str:
    """The schema that the present connection serves."""
    return str(connection.schema_name)  # type: ignore[attr-defined] -- django-tenants' backend


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
    before = connection.tenant  # type: ignore[attr-defined] -- django-tenants' backend
    connection.set_schema(schema)  # type: ignore[attr-defined] -- django-tenants' backend
    try:
        yield
    finally:
        connection.set_tenant(before)  # type: ignore[attr-defined] -- django-tenants' backend


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a ciphertext belongs to: bound into it, so that it opens nowhere else."""

    tenant: UUID
    place: str
    subject: UUID

    def aad(self) -> bytes:
        """The additional authenticated data of an envelope (tenant, table.column, public id)."""
        return f"{self.tenant}|{self.place}|{self.subject}".encode()

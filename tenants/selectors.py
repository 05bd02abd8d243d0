"""Which organisations there are, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tenants import migration_sets
from tenants.models import Domain, SchemaTemplate, TenantStatus


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation in a list."""

    uuid: UUID
    schema: str
    host: str
    name_zh: str
    kind: str
    status: str


def organisations() -> list[Organisation]:
    """Every organisation that is not erased, oldest first, at its primary host."""
    primary = Domain.objects.select_related("tenant").filter(is_primary=True)
    standing = primary.exclude(tenant__status=TenantStatus.ERASED).order_by("tenant_id")
    return [
        Organisation(
            uuid=row.tenant.uuid,
            schema=row.tenant.schema_name,
            host=row.domain,
            name_zh=row.tenant.name_zh,
            kind=row.tenant.kind,
            status=row.tenant.status,
        )
        for row in standing
    ]


def has_current_template() -> bool:
    """Whether a new organisation can be made without migrating first."""
    return SchemaTemplate.objects.filter(digest=migration_sets.tenant_digest()).exists()

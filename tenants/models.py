"""The register of organisations and of the hosts that lead to them."""

from __future__ import annotations

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from kernel.ids import new_public_id, new_schema_name


class TenantStatus(models.TextChoices):
    """Where an organisation stands in its life."""

    REQUESTED = "REQUESTED", "requested"
    READY = "READY", "ready"
    SUSPENDED = "SUSPENDED", "suspended"
    ERASED = "ERASED", "erased"


class Tenant(TenantMixin):  # type: ignore[misc]  # django-tenants has no types
    """An organisation. Its schema has a random name, so that neither host nor name stands in the database."""

    uuid = models.UUIDField(default=new_public_id, unique=True, editable=False)
    schema_name = models.CharField(max_length=63, unique=True, default=new_schema_name)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, help_text="a TenantKind of the pack format")
    status = models.CharField(max_length=16, choices=TenantStatus, default=TenantStatus.REQUESTED)
    sector = models.CharField(max_length=32, blank=True)
    region = models.CharField(
        max_length=6, blank=True, help_text="GB/T 2260 code of the administrative division"
    )
    zone = models.CharField(max_length=64, default="Asia/Shanghai", help_text="IANA time zone")
    sealing_key = models.BinaryField(max_length=32, help_text="X25519 public key; who has it can only seal")
    migrations_digest = models.CharField(
        max_length=64, blank=True, help_text="migration set its schema is at"
    )
    created_at = models.DateTimeField()

    auto_create_schema = False
    auto_drop_schema = False

    def __str__(self) -> str:
        return self.name_zh


class Domain(DomainMixin):  # type: ignore[misc]  # django-tenants has no types
    """A host that leads to an organisation. The platform host is for ever; others may be added for the portal."""

    is_platform = models.BooleanField(default=True)


class SchemaTemplate(models.Model):
    """The SQL text of an empty organisation, kept under the digest of the migrations that made it."""

    digest = models.CharField(max_length=64, primary_key=True)
    sql = models.TextField()
    built_at = models.DateTimeField()

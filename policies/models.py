"""The rulebooks that an organisation has adopted. One never changes; another version is another row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AdoptedPolicy(models.Model):
    """A pack as it stood when it was adopted, whole, with what it extended merged in (PolicyVersion)."""

    pack_id = models.CharField(max_length=48)
    version = models.PositiveIntegerField(help_text="the pack's own version")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the canonical body")
    body = models.TextField(help_text="JSON; as text, because jsonb would lose the order of steps and lines")
    adopted_at = models.DateTimeField()

    class Meta:
        app_label = "policies"


class Binding(models.Model):
    """Which adopted rulebook governs a line of business, and from when until when (R2)."""

    policy = models.ForeignKey(AdoptedPolicy, on_delete=models.PROTECT, related_name="bindings")
    business_type = models.CharField(max_length=48)
    in_force_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "policies"
        constraints = [
            models.UniqueConstraint(
                "business_type", condition=Q(retired_at__isnull=True), name="binding_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(retired_at__gte=models.F("in_force_from")),
                name="binding_ends_after_start",
            ),
        ]

"""Usage that plans will be measured by, counted once per event."""

from __future__ import annotations

from django.db import models


class UsageRecord(models.Model):
    """One metered event of an organisation. The event's id makes late and double deliveries harmless."""

    tenant = models.UUIDField()
    event_id = models.UUIDField()
    meter = models.CharField(max_length=32, help_text="what was used, e.g. cases-opened")
    quantity = models.PositiveIntegerField(default=1)
    used_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("tenant", "event_id", "meter", name="usage_once_per_event")]
        indexes = [models.Index("tenant", "meter", "used_on", name="usage_by_day")]

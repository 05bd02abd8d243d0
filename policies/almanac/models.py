"""An organisation's own days and office hours, version by version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class OwnCalendarTable(models.Model):
    """One version; the one without ``published_at`` is the draft of the next."""

    version = models.PositiveIntegerField(unique=True)
    revision = models.PositiveIntegerField(default=1, help_text="grows with every change of a draft")
    days = models.JSONField(default=dict, help_text="ISO date to [kind, Chinese name, English name, basis]")
    opens = models.TimeField(null=True, help_text="office hours; empty: as the rulebook has them")
    closes = models.TimeField(null=True)
    cut_off = models.TimeField(null=True, help_text="what arrives later counts as the next day's")
    updated_by = models.BigIntegerField(null=True, help_text="user")
    updated_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True, help_text="user")
    published_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["published_at"],
                condition=Q(published_at__isnull=True),
                nulls_distinct=False,
                name="own_calendar_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True, cut_off__isnull=True)
                | Q(opens__isnull=False, closes__gt=F("opens")),
                name="own_calendar_hours_whole",
            ),
        ]

"""Published working calendars as rows. A correction is a new version; an old one stays."""

from __future__ import annotations

from django.db import models


class CalendarTable(models.Model):
    """One version of one country's working calendar."""

    code = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    years = models.JSONField(help_text="years whose schedule the government has published")
    days = models.JSONField(help_text="ISO date to [kind, Chinese name, English name]; exceptions only")
    source = models.TextField(blank=True, help_text="where the schedule was published")
    published_at = models.DateTimeField()

    class Meta:
        app_label = "policies_shared"
        constraints = [models.UniqueConstraint("code", "version", name="calendar_version_once")]

"""Published working calendars as rows. A correction is a new version; an old one stays."""

from __future__ import annotations

from django.db import models

from policies.shared.calendars import CalendarDraft, CalendarRun, CalendarShare, CalendarTable, CalendarUse

__all__ = [
    "Baseline",
    "BaselineSubject",
    "CalendarDraft",
    "CalendarRun",
    "CalendarShare",
    "CalendarTable",
    "CalendarUse",
]


class Baseline(models.Model):
    """A rulebook that a regulator published as the least its organisations promise; a new one is a new row."""

    regulator = models.UUIDField()
    pack_id = models.CharField(max_length=48)
    version = models.PositiveIntegerField(help_text="counted per regulator and pack from 1")
    body = models.TextField(help_text="JSON of the whole pack")
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "policies_shared"
        constraints = [
            models.UniqueConstraint("regulator", "pack_id", "version", name="baseline_version_once")
        ]


class BaselineSubject(models.Model):
    """Whose baselines bind an organisation. Plain ids: no relation leaves this room."""

    tenant = models.UUIDField()
    regulator = models.UUIDField()
    since = models.DateField()

    class Meta:
        app_label = "policies_shared"
        constraints = [models.UniqueConstraint("tenant", "regulator", name="baseline_subject_once")]

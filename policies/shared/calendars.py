"""The countries' calendars as rows, the draft of a next version, and what its publication sets in motion."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_public_id


class CalendarTable(models.Model):
    """One version of one country's working calendar."""

    code = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    years = models.JSONField(help_text="years whose schedule the government has published")
    days = models.JSONField(help_text="ISO date to [kind, Chinese name, English name]; exceptions only")
    source = models.TextField(blank=True, help_text="where the schedule was published")
    source_url = models.URLField(max_length=500, blank=True, default="")
    notice = models.CharField(max_length=80, blank=True, default="", help_text="number of the notice")
    published_by = models.CharField(max_length=60, blank=True, default="", help_text="the operator's name")
    published_at = models.DateTimeField()

    class Meta:
        app_label = "policies_shared"
        constraints = [models.UniqueConstraint("code", "version", name="calendar_version_once")]


class CalendarDraft(models.Model):
    """The next version of a calendar in the making; one per calendar, gone when it is published."""

    code = models.CharField(max_length=16, unique=True)
    base_version = models.PositiveIntegerField(
        help_text="the version that it was made from; 0 for a new country"
    )
    revision = models.PositiveIntegerField(default=1, help_text="grows with every change")
    years = models.JSONField()
    days = models.JSONField()
    source = models.TextField(blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    notice = models.CharField(max_length=80, blank=True)
    updated_by = models.CharField(max_length=60, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "policies_shared"


class CalendarUse(models.Model):
    """A hint: the rulebooks of the organisation in ``schema`` count by this calendar. A slow round repairs it."""

    code = models.CharField(max_length=16)
    schema = models.CharField(max_length=63)

    class Meta:
        app_label = "policies_shared"
        constraints = [models.UniqueConstraint("code", "schema", name="calendar_use_once")]


class CalendarRun(models.Model):
    """All open clocks counted anew by another table: to see what would move, or because it was published."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    code = models.CharField(max_length=16)
    before_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(null=True, help_text="what was published; empty for a trial")
    draft_revision = models.PositiveIntegerField(null=True, help_text="what was tried")
    started_at = models.DateTimeField()

    class Meta:
        app_label = "policies_shared"
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True) ^ Q(draft_revision__isnull=True),
                name="calendar_run_one_kind",
            )
        ]


class CalendarShare(models.Model):
    """One organisation's part of a run: how far it is, and how many of its clocks move."""

    run = models.ForeignKey(CalendarRun, on_delete=models.CASCADE, related_name="shares")
    schema = models.CharField(max_length=63)
    is_handed_over = models.BooleanField(default=False, help_text="its alarm is set in the organisation")
    total = models.PositiveIntegerField(default=0, help_text="open cases")
    done = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0, help_text="clocks with another due time")
    firmed = models.PositiveIntegerField(default=0, help_text="clocks that were provisional and are no more")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "policies_shared"
        constraints = [
            models.UniqueConstraint("run", "schema", name="calendar_share_once"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="calendar_share_within"),
        ]
        indexes = [
            models.Index("run", "id", condition=Q(is_handed_over=False), name="calendar_share_waiting")
        ]

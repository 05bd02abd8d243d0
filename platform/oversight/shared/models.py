"""Facts across organisations, in the public schema. Ids of organisations and cases, codes, moments and
counts: there is no column in which a name, a text, an address or a case number could stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

CODE = 48
"""The length of a pack's codes."""


class Jurisdiction(models.Model):
    """That a regulator sees the figures of an organisation. Names are copied: it is read alone."""

    regulator = models.UUIDField()
    tenant = models.UUIDField()
    tenant_name_zh = models.CharField(max_length=120)
    tenant_name_en = models.CharField(max_length=120)
    since = models.DateField(help_text="first day of the first month whose figures the regulator gets")

    class Meta:
        constraints = [models.UniqueConstraint("regulator", "tenant", name="jurisdiction_once")]


class CaseFact(models.Model):
    """A case as its last event left it. Months are those of the organisation's own time zone."""

    tenant = models.UUIDField()
    case = models.UUIDField()
    last_seq = models.PositiveIntegerField()
    pack = models.CharField(max_length=CODE)
    business_type = models.CharField(max_length=CODE)
    nature = models.CharField(max_length=CODE)
    channel = models.CharField(max_length=CODE)
    tier = models.CharField(max_length=CODE, blank=True)
    sector = models.CharField(max_length=32, blank=True)
    region = models.CharField(max_length=6, blank=True)
    state = models.CharField(max_length=CODE)
    stage = models.CharField(max_length=CODE)
    outcome = models.CharField(max_length=CODE, blank=True)
    received_at = models.DateTimeField()
    received_month = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_month = models.DateField(null=True)
    is_final = models.BooleanField()
    on_time = models.BooleanField(null=True)
    handling_days = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant", "case", name="fact_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_month=None, handling_days=None)
                | Q(closed_at__isnull=False, closed_month__isnull=False, handling_days__isnull=False),
                name="fact_closed_whole",
            ),
        ]
        indexes = [
            models.Index("received_month", "tenant", name="fact_by_received"),
            models.Index("closed_month", "tenant", name="fact_by_closed"),
        ]


class LiveTotal(models.Model):
    """An organisation's totals, moved with each event, and how fresh they are."""

    tenant = models.UUIDField(primary_key=True)
    opened = models.PositiveIntegerField()
    closed = models.IntegerField()
    last_event_at = models.DateTimeField(help_text="when what was last taken in happened")
    updated_at = models.DateTimeField(help_text="when it was taken in; to the second, see consumers")


class ParkedEvent(models.Model):
    """An event that cannot be read. Its payload stays in the organisation's outbox; see services."""

    event_id = models.UUIDField(primary_key=True)
    tenant = models.UUIDField()
    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    subject = models.UUIDField()
    seq = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, help_text="names of fields, never their values")
    parked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("tenant", "parked_at", name="parked_by_tenant")]


class ReleasedPeriod(models.Model):
    """That a regulator's figures of a month are closed: suppressed once, and frozen."""

    regulator = models.UUIDField()
    period = models.DateField(help_text="first day of the month")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("regulator", "period", name="period_closed_once")]


class ReleasedCell(models.Model):
    """What was released of one cell. A missing figure is one that is not shown; small ones cannot be
    stored."""

    regulator = models.UUIDField()
    table = models.CharField(max_length=16)
    period = models.DateField(help_text="first day of the month")
    tenant = models.UUIDField(null=True, help_text="none: all organisations of the jurisdiction")
    pack = models.CharField(max_length=CODE, blank=True)
    code = models.CharField(max_length=CODE, blank=True, help_text="business type or tier; blank: none")
    received = models.PositiveIntegerField(null=True, help_text="while the period is open: at least")
    closed = models.PositiveIntegerField(null=True, help_text="while the period is open: at least")
    on_time_percent = models.PositiveSmallIntegerField(null=True)
    median_days = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    is_final = models.BooleanField()
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regulator", "table", "period", "tenant", "pack", "code"],
                nulls_distinct=False,
                name="cell_once",
            ),
            models.CheckConstraint(
                condition=Q(received=None) | Q(received=0) | Q(received__gte=5),
                name="cell_received_never_small",
            ),
            models.CheckConstraint(
                condition=Q(closed=None) | Q(closed=0) | Q(closed__gte=5), name="cell_closed_never_small"
            ),
            models.CheckConstraint(
                condition=Q(on_time_percent=None, median_days=None) | Q(closed__gte=5),
                name="cell_share_has_base",
            ),
        ]


class LineStep(models.Model):
    """The exact sum of an open period's line when its released figures last moved. Never shown."""

    regulator = models.UUIDField()
    table = models.CharField(max_length=16)
    period = models.DateField()
    tenant = models.UUIDField(null=True)
    received = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regulator", "table", "period", "tenant"], nulls_distinct=False, name="step_once"
            ),
        ]

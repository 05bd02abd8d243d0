"""The floor's tables in each organisation's schema: what leaves it, what wakes it, and its files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kernel.ids import new_public_id


class OutboxEntry(models.Model):
    """An event that left a room, written in the transaction of the change. Ids and codes only."""

    event_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    subject = models.UUIDField()
    seq = models.PositiveIntegerField()
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("kind", "subject", "seq", name="outbox_one_event_per_seq")]
        indexes = [models.Index("id", condition=Q(sent_at__isnull=True), name="outbox_unsent")]


class ConsumedEvent(models.Model):
    """That a consumer has taken an event in, so that it takes it in once."""

    event_id = models.UUIDField()
    consumer = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("event_id", "consumer", name="consumed_once")]


class Alarm(models.Model):
    """A moment at which something of this organisation needs attention."""

    kind = models.CharField(max_length=64)
    subject = models.UUIDField()
    key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("kind", "subject", "key", name="alarm_one_per_key")]
        indexes = [models.Index("at", name="alarm_by_time")]


class StoredFile(models.Model):
    """An encrypted file on disk. The name is sealed with the content; what is open here tells nothing of it."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes before encryption")
    sha256 = models.BinaryField(max_length=32, help_text="digest of the plain content")
    name_sealed = models.BinaryField()
    stored_at = models.DateTimeField()

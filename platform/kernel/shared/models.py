"""Hints in the public schema. Losing one delays work and never loses it: a slow sweep repairs."""

from django.db import models


class OutboxHint(models.Model):
    """That an organisation's outbox has something to send. Only ever inserted and deleted."""

    schema = models.CharField(max_length=63)


class AlarmHint(models.Model):
    """When an organisation's earliest alarm rings; moved only to an earlier moment, or by the sweeper."""

    schema = models.CharField(max_length=63, primary_key=True)
    at = models.DateTimeField(db_index=True)

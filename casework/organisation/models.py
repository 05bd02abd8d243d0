"""The organisation as the rulebook sees it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kernel.ids import new_public_id


class Unit(models.Model):
    """A part of the organisation that cases are assigned to (科室, 分局, 支行, 部门)."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    is_active = models.BooleanField(default=True)

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("name", name="unit_name_once", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """Where a person works, from when until when. Moving closes one row and opens another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "casework"
        constraints = [
            models.UniqueConstraint("user", name="post_one_at_a_time", condition=Q(until__isnull=True)),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_ends_after"
            ),
        ]


class Duty(models.Model):
    """That a person holds a role of the rulebook (P18)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=48)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "casework"
        constraints = [
            models.UniqueConstraint("user", "role", name="duty_held_once", condition=Q(until__isnull=True)),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="duty_ends_after"
            ),
        ]


class Deputy(models.Model):
    """That ``deputy`` acts with ``user``'s duties for a while. What is done names both."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputises_for"
    )
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        app_label = "casework"
        constraints = [
            models.CheckConstraint(condition=~Q(user=F("deputy")), name="deputy_is_another"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="deputy_ends_after"),
        ]

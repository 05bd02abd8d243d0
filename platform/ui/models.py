"""An organisation's face, one row in its own schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ui.branding import DEFAULT_COLOUR


class Branding(models.Model):
    """Names, colour, logo and how to reach the organisation. Always row 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    short_zh = models.CharField(max_length=20, help_text="简称, the organisation's word in letter numbers")
    colour = models.CharField(max_length=7, default=DEFAULT_COLOUR)
    logo = models.BinaryField(default=bytes, blank=True)
    logo_type = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address_zh = models.CharField(max_length=200, blank=True)
    address_en = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    hours_zh = models.CharField(max_length=200, blank=True)
    hours_en = models.CharField(max_length=200, blank=True)
    intro_zh = models.TextField(blank=True)
    intro_en = models.TextField(blank=True)
    version = models.CharField(
        max_length=16, help_text="changes with every save; part of the stylesheet's address"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="branding_single_row")]

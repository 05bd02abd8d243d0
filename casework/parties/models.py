"""Parties of a case. What identifies a person is sealed; beside it stand indexes that open nothing."""

from __future__ import annotations

from django.db import models

from kernel.ids import new_public_id


class PartyRole(models.TextChoices):
    """What somebody is in a case."""

    FILER = "FILER", "filer"
    RESPONDENT = "RESPONDENT", "respondent"
    AGENT = "AGENT", "agent"


class Party(models.Model):
    """Somebody in a case. ``identity`` is an envelope under the case's data key."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=12, choices=PartyRole)
    is_named = models.BooleanField()
    wants_reply = models.BooleanField(default=True)
    identity = models.BinaryField(null=True)
    name_index = models.BinaryField(max_length=32, null=True)
    phone_index = models.BinaryField(max_length=32, null=True)

    class Meta:
        app_label = "casework"
        indexes = [
            models.Index("name_index", name="party_by_name"),
            models.Index("phone_index", name="party_by_phone"),
        ]

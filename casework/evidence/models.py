"""Evidence of a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kernel.ids import new_public_id


class EvidenceItem(models.Model):
    """A file that belongs to a case, from the filer or from an officer."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        app_label = "casework"

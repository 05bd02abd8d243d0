"""A filing that is being written. What stands here opens only with the token in the visitor's cookie."""

from __future__ import annotations

from django.db import models

from kernel.ids import new_public_id


class FilingDraft(models.Model):
    """One visitor's filing; after it is sent, its receipt. Neither who nor from where is kept."""

    digest = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of the visitor's token")
    sealed = models.BinaryField(help_text="envelope under a key derived from the token")
    expires_at = models.DateTimeField()

    class Meta:
        app_label = "cms"
        indexes = [models.Index("expires_at", name="draft_by_expiry")]


class DraftFile(models.Model):
    """An uploaded file of a draft. Its name and type stand in the draft's envelope."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    draft = models.ForeignKey(FilingDraft, on_delete=models.CASCADE, related_name="files")
    sealed = models.BinaryField(help_text="envelope under the draft's key")

    class Meta:
        app_label = "cms"

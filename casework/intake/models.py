"""What arrived. A submission is one arrival; it may become several cases."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kernel.ids import new_public_id


class Submission(models.Model):
    """One arrival through one channel (来件).

    Who received it and who registered it are two people, and who handles it a third (T33). The tracking code
    is kept only as an HMAC under a pepper outside the database; ``reporter_key`` is the public half of a key
    that only the code yields, so that replies can be sealed to somebody nobody knows.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    channel = models.CharField(max_length=48)
    received_at = models.DateTimeField()
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    registrar = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField()
    code_lookup = models.BinaryField(max_length=32, unique=True)
    reporter_key = models.BinaryField(max_length=32)

    class Meta:
        app_label = "casework"

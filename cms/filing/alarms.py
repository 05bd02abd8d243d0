"""What rings for drafts."""

from __future__ import annotations

from cms.filing.models import FilingDraft
from cms.filing.services import purge_expired, ring_at
from kernel.alarms import Ringing


def on_draft_expiry(ringing: Ringing) -> None:
    """Take expired drafts away, and ring again when the next one expires."""
    purge_expired(now=ringing.now)
    following = FilingDraft.objects.order_by("expires_at").values_list("expires_at", flat=True).first()
    if following is not None:
        ring_at(following)

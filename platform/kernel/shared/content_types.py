"""The id that a content type has in every database: permissions and revisions carry it with them."""

from __future__ import annotations

import hashlib


def stable_id(*, app_label: str, model: str) -> int:
    """31 bits of SHA-256 of ``app_label.model``; the database computes the same in a trigger."""
    digest = hashlib.sha256(f"{app_label}.{model}".encode()).digest()
    return max(1, int.from_bytes(digest[:4]) & 0x7FFF_FFFF)

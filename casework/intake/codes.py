"""What a tracking code yields: the value it is looked up by, and the key that replies are sealed to."""

from __future__ import annotations

from uuid import UUID

from kernel import keys
from kernel.crypto import Opener, derive, fingerprint


def lookup_of(*, code: str, tenant: UUID) -> bytes:
    """HMAC of a normalised code under the pepper; without the pepper nobody can try codes out."""
    return fingerprint(keys.pepper(), f"{tenant}|{code}")


def reader_of(*, code: str, tenant: UUID) -> Opener:
    """The reporter's own key. It is derived from the code's 100 random bits and stored nowhere."""
    return Opener(derive(code.encode(), purpose=f"dengwen reporter {tenant}"))

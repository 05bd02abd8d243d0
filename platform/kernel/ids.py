"""Identifiers that tell nothing: random, never ordered by time where a respondent might see them."""

from __future__ import annotations

import secrets
import uuid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code survives the telephone."""

CODE_LENGTH = 20
"""Symbols of a tracking code: 20 times 5 bits is 100 random bits."""

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_public_id() -> uuid.UUID:
    """A random 128-bit identifier for the outside."""
    return uuid.UUID(bytes=secrets.token_bytes(16))


def new_schema_name() -> str:
    """A schema name that says nothing about the organisation in it."""
    return f"t_{secrets.token_hex(8)}"


def new_tracking_code() -> str:
    """A code of 100 random bits in five groups of four, e.g. ``7K2M-Q9XD-…``."""
    drawn = secrets.randbits(5 * CODE_LENGTH)
    symbols = "".join(ALPHABET[drawn >> 5 * place & 31] for place in range(CODE_LENGTH))
    return "-".join(symbols[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def normalise_code(typed: str) -> str | None:
    """The code as issued, from what a person typed or read out; None where it cannot be a code."""
    symbols = "".join(c for c in typed.upper().translate(_READ_AS) if c.isalnum())
    if len(symbols) != CODE_LENGTH or not set(symbols) <= set(ALPHABET):
        return None
    return "-".join(symbols[i : i + 4] for i in range(0, CODE_LENGTH, 4))

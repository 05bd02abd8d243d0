"""Keyset paging: the next page starts after a key, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


class BadCursor(ValueError):
    """Raised for a cursor that was not made here."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows and the cursor of the next page, if there is one."""

    rows: Sequence[Row]
    next_cursor: str | None


def encode_cursor(*key: Any) -> str:
    """A cursor for a row's sort key (JSON-able values)."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *, length: int) -> list[Any]:
    """The sort key in a cursor.

    Raises:
        BadCursor: for anything else.
    """
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeDecodeError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(key, list) or len(key) != length:
        raise BadCursor(cursor)
    return key

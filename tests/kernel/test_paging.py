"""Cursors carry a sort key there and back, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from kernel.paging import BadCursor, decode_cursor, encode_cursor

pytestmark = pytest.mark.unit


def test_cursor_returns_its_key() -> None:
    assert decode_cursor(encode_cursor("2026-11-24T09:00:00+00:00", 7), length=2) == [
        "2026-11-24T09:00:00+00:00",
        7,
    ]


@pytest.mark.parametrize(
    "cursor",
    ["", "%%%", "bm90IGpzb24", encode_cursor(1), encode_cursor(1, 2, 3), "eyJhIjoxfQ", "é"],
)
def test_anything_else_is_refused(cursor) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(cursor, length=2)

"""A cache that is away costs a miss, never a page."""

from __future__ import annotations

import pytest

from kernel.cache import ForgivingRedisCache

pytestmark = pytest.mark.unit


@pytest.fixture
def away() -> ForgivingRedisCache:
    """Nobody listens on port 1."""
    return ForgivingRedisCache("redis://127.0.0.1:1/0", {})


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda c: c.get("k", "fallback"), "fallback"),
        (lambda c: c.set("k", 1), None),
        (lambda c: c.add("k", 1), True),
        (lambda c: c.touch("k"), False),
        (lambda c: c.delete("k"), False),
        (lambda c: c.get_many(["k"]), {}),
        (lambda c: c.set_many({"k": 1}), []),
        (lambda c: c.delete_many(["k"]), None),
        (lambda c: c.has_key("k"), False),
        (lambda c: c.clear(), False),
        (lambda c: c.get_or_set("k", 5), 5),
    ],
)
def test_cache_that_is_away_is_a_miss(away, call, expected) -> None:
    assert call(away) == expected


def test_counter_that_is_away_is_not_there(away) -> None:
    with pytest.raises(ValueError, match="not there"):
        away.incr("k")

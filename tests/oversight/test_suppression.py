"""Nothing hidden can be computed back: by example, then against somebody who adds and subtracts."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.suppression import SLACK, THRESHOLD, Step, advance, hidden_in_line, sum_gives_away

pytestmark = pytest.mark.unit

LINES = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 60)), min_size=1, max_size=7).map(
    lambda counts: {f"type-{place}": count for place, count in enumerate(counts)}
)


@pytest.mark.parametrize(
    ("counts", "hidden", "reason"),
    [
        ({"a": 12, "b": 30}, set(), "nothing is small"),
        ({"a": 12, "b": 0}, set(), "a zero concerns nobody"),
        ({"a": 0, "b": 0}, set(), "nothing happened"),
        ({"a": 3}, {"a"}, "a line of one cell hides it where it is small"),
        ({"a": 13}, set(), "a line of one cell is its own sum"),
        ({"a": 3, "b": 20, "c": 30}, {"a", "b"}, "the smallest large one goes along, or a = sum - b - c"),
        ({"a": 3, "b": 4, "c": 30}, {"a", "b", "c"}, "two small ones of 7 alone: the rule would tell both"),
        ({"a": 1, "b": 2, "c": 9, "d": 40}, {"a", "b", "c"}, "three that sum to 12 have 9 to share"),
        ({"a": 3, "b": 0, "c": 0}, {"a", "b", "c"}, "the sum alone would tell, so zeros go along"),
        ({"a": 4, "b": 0, "c": 5}, {"a", "c"}, "4 and 5 leave 7 beside the true one; the zero stays"),
        ({"a": 1, "b": 5, "c": 9}, {"a", "b", "c"}, "1 and 5 leave but 4"),
        ({"a": 2, "b": 8, "c": 8, "d": 9}, {"a", "b", "c"}, "of two of one size the choice would tell"),
    ],
)
def test_hidden_in_line_hides_what_its_sum_would_tell(
    counts: dict[str, int], hidden: set[str], reason: str
) -> None:
    found = hidden_in_line(counts)

    assert found == hidden, reason


def test_hidden_in_line_reckons_with_what_was_said_before() -> None:
    counts = {"a": 3, "b": 10, "c": 40}

    plain = hidden_in_line(counts)
    after_open_month = hidden_in_line(counts, floors={"a": 0, "b": 10, "c": 35})

    assert plain == {"a", "b"}
    assert after_open_month == {"a", "b", "c"}, "b is at least 10, so a would be at most 3"


def feasible(
    counts: Mapping[str, int], hidden: frozenset[str], floors: Mapping[str, int]
) -> dict[str, range]:
    """What an attacker can say of each hidden cell who knows the line's sum, the shown cells and what was
    said before: worked out by counting solutions, not by the rule under test."""
    rest = sum(counts[key] for key in hidden)
    whole = len(hidden) == len(counts)
    least = {key: max(floors.get(key, 0), 0 if whole else 1) for key in hidden}
    found = {}
    for key in hidden:
        others = sum(least[other] for other in hidden if other != key)
        values = [
            v for v in range(least[key], rest + 1) if (rest - v) >= others and (len(hidden) > 1 or v == rest)
        ]
        found[key] = range(min(values), max(values) + 1)
    return found


@given(counts=LINES)
@settings(max_examples=400)
def test_no_hidden_cell_can_be_computed_from_the_rest_of_its_line(counts: dict[str, int]) -> None:
    hidden = hidden_in_line(counts)

    total = sum(counts.values())
    if len(counts) > 1:
        for key, values in feasible(counts, hidden, {}).items():
            assert counts[key] in values
            assert len(values) - 1 >= min(SLACK, total)


@given(counts=LINES)
@settings(max_examples=400)
def test_no_small_cell_is_shown(counts: dict[str, int]) -> None:
    hidden = hidden_in_line(counts)

    assert [key for key, count in counts.items() if 0 < count < THRESHOLD and key not in hidden] == []


@pytest.mark.parametrize(("cells", "most"), [(2, 24), (3, 20), (4, 16)])
def test_not_even_somebody_who_knows_the_rule_can_tell_a_hidden_cell(cells: int, most: int) -> None:
    """All lines up to ``most`` filings: those that look alike when released leave two values or more for each
    hidden cell."""
    alike: dict[object, list[tuple[int, ...]]] = {}
    for line in itertools.product(range(most + 1), repeat=cells):
        if sum(line) <= most:
            hidden = hidden_in_line(dict(enumerate(line)))
            shown = tuple(None if place in hidden else count for place, count in enumerate(line))
            alike.setdefault((sum(line), shown), []).append(line)

    told = [
        (shown, lines)
        for (_total, shown), lines in alike.items()  # type: ignore[misc]
        for place, count in enumerate(shown)
        if count is None and len({line[place] for line in lines}) == 1
    ]

    assert len(alike) > 50
    assert told == []


@pytest.mark.parametrize(
    ("counts", "expected", "reason"),
    [
        ((12, 30), False, "none is small"),
        ((3, 30), True, "one small one is the sum less the others"),
        ((2, 3, 30), False, "5 may be 1+4, 2+3, 3+2, 4+1"),
        ((1, 1, 30), True, "2 can only be 1+1"),
        ((4, 4, 30), True, "8 can only be 4+4"),
        ((0, 0, 30), False, "zeros are shown"),
    ],
)
def test_sum_gives_away_small_ones_without_cover(
    counts: tuple[int, ...], expected: bool, reason: str
) -> None:
    found = sum_gives_away(counts)

    assert found is expected, reason


@given(st.data())
@settings(max_examples=200)
def test_an_open_line_never_tells_of_fewer_than_five(data: st.DataObject) -> None:
    keys = [f"type-{place}" for place in range(data.draw(st.integers(2, 5)))]
    counts = dict.fromkeys(keys, 0)
    step: Step | None = None
    for _day in range(data.draw(st.integers(1, 12))):
        for key in keys:
            counts[key] += data.draw(st.one_of(st.integers(0, 3), st.integers(0, 12)))

        after = advance(before=step, counts=counts)

        total = sum(counts.values())
        assert all(after.floors[key] <= counts[key] for key in keys)
        assert all(after.floors[key] % THRESHOLD == 0 for key in keys)
        assert sum(after.floors.values()) == 0 or after.total - sum(after.floors.values()) >= THRESHOLD
        if step is not None:
            moves = [after.floors[key] - step.floors[key] for key in keys]
            assert all(move == 0 or move >= THRESHOLD for move in moves)
            assert not any(moves) or total - step.total >= THRESHOLD
        step = after
    _assert_closing_keeps_the_secret(counts, step)


def _assert_closing_keeps_the_secret(counts: dict[str, int], step: Step | None) -> None:
    """The month closes: what was said while it was open may not help."""
    floors = dict(step.floors) if step else {}
    hidden = hidden_in_line(counts, floors=floors)
    for key, values in feasible(counts, hidden, floors).items():
        assert counts[key] in values
        assert len(values) - 1 >= min(THRESHOLD, sum(counts.values()))


def test_advance_waits_until_five_more_came() -> None:
    first = advance(before=None, counts={"a": 12, "b": 3})
    one_more = advance(before=first, counts={"a": 15, "b": 3})
    five_more = advance(before=first, counts={"a": 17, "b": 3})

    assert first == Step({"a": 10, "b": 0}, 15)
    assert one_more == first
    assert five_more == Step({"a": 15, "b": 0}, 20)


def test_advance_takes_back_what_a_correction_took_away() -> None:
    before = Step({"a": 20, "b": 0}, 30)

    after = advance(before=before, counts={"a": 11, "b": 24})

    assert after == Step({"a": 10, "b": 20}, 35)


def test_advance_of_a_single_cell_keeps_nothing_back() -> None:
    after = advance(before=None, counts={"only": 14})

    assert after == Step({"only": 10}, 14)


def test_seeded_attack_recovers_no_hidden_cell() -> None:
    """A year of an organisation, released day by day and closed month by month; the attacker knows each day's
    exact total, all that was ever said, and tightens bounds until nothing moves."""
    chance = random.Random(20_260_301)  # noqa: S311 -- a repeatable attack needs no secrecy
    exact = 0
    for _month in range(300):
        keys = [f"type-{place}" for place in range(chance.randint(2, 6))]
        weights = [chance.choice((0.05, 0.2, 1, 4)) for _ in keys]
        counts = dict.fromkeys(keys, 0)
        step: Step | None = None
        for _day in range(30):
            for key in chance.choices(keys, weights, k=chance.choice((0, 0, 1, 2, 5))):
                counts[key] += 1
            step = advance(before=step, counts=counts)
        assert step is not None
        hidden = hidden_in_line(counts, floors=step.floors)
        exact += sum(
            len(values) == 1 and sum(counts.values()) > 0
            for values in feasible(counts, hidden, step.floors).values()
        )

    assert exact == 0

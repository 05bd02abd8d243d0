"""The geometry of the small drawings."""

from __future__ import annotations

import pytest

from ui.charts import draw_bars, is_numeric, spark_points
from ui.pieces import Bar, steps


def test_bars_are_measured_against_the_longest() -> None:
    drawn = draw_bars((Bar("a", 50), Bar("b", 200), Bar("c", None)))

    assert [bar.width for bar in drawn] == ["25", "100", "0"]


def test_bars_of_nothing_have_no_length() -> None:
    assert [bar.width for bar in draw_bars((Bar("a", 0), Bar("b", 0)))] == ["0", "0"]


@pytest.mark.parametrize(
    ("values", "expected", "reason"),
    [
        ((), "", "no value, no line"),
        ((5,), "3.0,29.0", "one value stands at the start"),
        ((0, 10), "3.0,29.0 117.0,3.0", "the lowest below, the highest above"),
        ((4, 4, 4), "3.0,29.0 60.0,29.0 117.0,29.0", "equal values make a level line"),
    ],
)
def test_spark_spans_the_drawing(values: tuple[float, ...], expected: str, reason: str) -> None:
    assert spark_points(values) == expected, reason


@pytest.mark.parametrize(
    ("cells", "expected", "reason"),
    [
        ((1, 20, 3), True, "numbers"),
        (("96%", "—", "1,204"), True, "shares, gaps and thousands"),
        (("少于 5", 7), True, "a suppressed cell is a gap"),
        (("—", "—"), False, "nothing but gaps is no number"),
        (("3 天", 4), False, "a word among numbers"),
    ],
)
def test_is_numeric_knows_columns_of_numbers(cells: tuple[object, ...], expected: bool, reason: str) -> None:
    assert is_numeric(cells) is expected, reason


def test_steps_divide_the_done_from_the_rest() -> None:
    assert [step.state for step in steps("abc", current=1)] == ["done", "current", "todo"]
    assert [step.state for step in steps("abc", current=3)] == ["done", "done", "done"]

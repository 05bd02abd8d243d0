"""What must hold for every date, span and pause, not only for those in the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.engine.clocks import Interval, due_at
from policies.engine.facts import Due
from policies.engine.pack import BusinessHours, Roll, Span, Unit
from tests.policies.engine.china import CHINA, ZONE, at

pytestmark = pytest.mark.unit

EPOCH = at("2025-12-01 00:00")
moments = st.integers(0, 400 * 24 * 60).map(lambda minutes: EPOCH + timedelta(minutes=minutes))
units = st.sampled_from([unit for unit in Unit if unit is not Unit.IMMEDIATE])
rolls = st.sampled_from(list(Roll))
amounts = st.integers(0, 40)


@st.composite
def intervals(draw: Any) -> Interval:
    start = draw(moments)
    return Interval(start, start + timedelta(minutes=draw(st.integers(0, 20 * 24 * 60))))


pauses = st.lists(intervals(), max_size=4)


def due(
    span: Span,
    started_at: datetime,
    roll: Roll = Roll.NONE,
    paused: Sequence[Interval] = (),
    extensions: Sequence[Span] = (),
    explain: bool = False,
) -> Due:
    return due_at(
        span=span,
        roll=roll,
        started_at=started_at,
        calendar=CHINA,
        zone=ZONE,
        hours=BusinessHours(),
        pauses=paused,
        extensions=extensions,
        explain=explain,
    )


@given(moments, units, amounts, st.integers(0, 10), rolls, pauses)
def test_due_at_of_a_longer_span_is_never_earlier(
    started_at: datetime, unit: Unit, amount: int, more: int, roll: Roll, paused: list[Interval]
) -> None:
    shorter = due(Span(amount=amount, unit=unit), started_at, roll, paused)
    longer = due(Span(amount=amount + more, unit=unit), started_at, roll, paused)

    assert shorter.due_at <= longer.due_at
    assert shorter.literal_at <= longer.literal_at


@given(moments, units, amounts, rolls, pauses, intervals())
def test_due_at_with_one_more_pause_is_never_earlier(
    started_at: datetime, unit: Unit, amount: int, roll: Roll, paused: list[Interval], another: Interval
) -> None:
    span = Span(amount=amount, unit=unit)

    assert (
        due(span, started_at, roll, paused).due_at <= due(span, started_at, roll, [*paused, another]).due_at
    )


@given(moments, units, amounts, rolls, intervals(), st.floats(0, 1))
def test_due_at_is_the_same_when_a_pause_is_split_in_two(
    started_at: datetime, unit: Unit, amount: int, roll: Roll, whole: Interval, share: float
) -> None:
    span = Span(amount=amount, unit=unit)
    middle = whole.start_at + (whole.stop_at - whole.start_at) * share
    parts = [Interval(middle, whole.stop_at), Interval(whole.start_at, middle)]

    assert due(span, started_at, roll, [whole]) == due(span, started_at, roll, parts)


@given(moments, units, amounts, rolls, pauses, st.integers(1, 5))
def test_due_at_with_an_extension_is_never_earlier(
    started_at: datetime, unit: Unit, amount: int, roll: Roll, paused: list[Interval], more: int
) -> None:
    span, extension = Span(amount=amount, unit=unit), Span(amount=more, unit=unit)

    assert (
        due(span, started_at, roll, paused).due_at <= due(span, started_at, roll, paused, [extension]).due_at
    )


@given(moments, st.sampled_from([Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.WEEK]), amounts, amounts)
def test_due_at_of_one_span_equals_that_of_its_two_halves(
    started_at: datetime, unit: Unit, first: int, second: int
) -> None:
    whole = due(Span(amount=first + second, unit=unit), started_at)
    halves = due(Span(amount=first, unit=unit), started_at, extensions=[Span(amount=second, unit=unit)])

    assert whole.due_at == halves.due_at


@given(moments, units, amounts, rolls, pauses)
def test_due_at_is_never_before_the_start_nor_before_its_literal_end(
    started_at: datetime, unit: Unit, amount: int, roll: Roll, paused: list[Interval]
) -> None:
    result = due(Span(amount=amount, unit=unit), started_at, roll, paused)

    assert started_at <= result.literal_at <= result.due_at


@given(moments, moments, units, amounts, rolls, pauses)
def test_due_at_of_a_later_start_is_never_earlier(
    one: datetime, other: datetime, unit: Unit, amount: int, roll: Roll, paused: list[Interval]
) -> None:
    assume(unit not in {Unit.MONTH, Unit.YEAR} or not paused)
    span = Span(amount=amount, unit=unit)

    assert due(span, min(one, other), roll, paused).due_at <= due(span, max(one, other), roll, paused).due_at


@given(moments, units, amounts, st.integers(0, 30 * 24 * 60))
def test_due_at_is_not_over_while_a_pause_that_began_in_time_lasts(
    started_at: datetime, unit: Unit, amount: int, minutes: int
) -> None:
    span = Span(amount=amount, unit=unit)
    since = due(span, started_at).due_at - timedelta(minutes=1)
    assume(since >= started_at)
    now = since + timedelta(minutes=minutes)

    assert due(span, started_at, paused=[Interval(since, now)]).due_at >= now


@settings(max_examples=200)
@given(moments, st.sampled_from([Unit.CALENDAR_DAY, Unit.WORKING_DAY]), st.integers(1, 40), rolls, pauses)
def test_explanation_counts_every_day_once_and_its_last_counted_day_is_the_literal_end(
    started_at: datetime, unit: Unit, amount: int, roll: Roll, paused: list[Interval]
) -> None:
    result = due(Span(amount=amount, unit=unit), started_at, roll, paused, explain=True)
    counted = [step for step in result.explanation if step.counted is not None]
    days = [step.on for step in result.explanation[1:-1]]

    assert [step.counted for step in counted] == list(range(1, amount + 1))
    assert counted[-1].on == result.literal_at.date().isoformat()
    assert result.explanation[-1].on == result.due_at.isoformat()
    assert days == sorted(days)


@settings(max_examples=200)
@given(moments, units, amounts, rolls, pauses, st.lists(st.integers(0, 5), max_size=2))
def test_explanation_never_fails_and_ends_at_the_due_time(
    started_at: datetime, unit: Unit, amount: int, roll: Roll, paused: list[Interval], more: list[int]
) -> None:
    extensions = [Span(amount=one, unit=unit) for one in more]

    result = due(Span(amount=amount, unit=unit), started_at, roll, paused, extensions, explain=True)

    assert datetime.fromisoformat(result.explanation[-1].on) == result.due_at.replace(microsecond=0)

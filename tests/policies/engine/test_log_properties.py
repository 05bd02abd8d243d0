"""What must hold of every course of a case: its log alone decides, in whatever order it is read."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.engine.clocks import clock_states
from policies.engine.facts import CaseFacts, ClockState, GrantedExtension, Milestone
from policies.engine.lint import Severity, lint
from policies.engine.pack import Pack
from policies.loading import load_pack, text_of
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
PACK = small_pack(
    {
        "clocks/decide/restart": ["repeat-received"],
        "clocks/decide/tiers": {"grave": {"amount": 24, "unit": "hour"}},
        "clocks/handle/extension/total": {"amount": 100, "unit": "calendar-day"},
    }
)
KINDS = ("accepted", "testing-began", "testing-ended", "repeat-received", "closed", "classified", "replied")
START = at("2026-02-10 09:00")
moments = st.integers(1, 100 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
milestones = st.lists(st.tuples(st.sampled_from(KINDS), moments), max_size=8, unique_by=lambda one: one[1])
grants = st.lists(moments.map(lambda moment: GrantedExtension("handle", moment)), max_size=3)
tiers = st.sampled_from([None, "grave", "common", "slight"])


def facts_of(
    happened: list[tuple[str, datetime]], extensions: list[GrantedExtension], tier: str | None
) -> CaseFacts:
    log = (Milestone("received", START), *(Milestone(kind, moment) for kind, moment in happened))
    return case(received_at=START, milestones=log, extensions=tuple(extensions), tier=tier)


def states_of(facts: CaseFacts, now: datetime) -> tuple[ClockState, ...]:
    return clock_states(pack=PACK, facts=facts, calendar=CHINA, now=now, explain=False)


@given(milestones, grants, tiers, moments, st.randoms())
def test_order_of_the_log_does_not_matter(
    happened: list[tuple[str, datetime]],
    extensions: list[GrantedExtension],
    tier: str | None,
    now: datetime,
    random: Any,
) -> None:
    facts = facts_of(happened, extensions, tier)
    shuffled = list(facts.milestones)
    random.shuffle(shuffled)
    other = replace(facts, milestones=tuple(shuffled), extensions=facts.extensions[::-1])

    assert states_of(other, now) == states_of(facts, now)


@given(milestones, grants, tiers, moments, moments)
def test_what_was_stored_is_what_the_log_gives_later(
    happened: list[tuple[str, datetime]],
    extensions: list[GrantedExtension],
    tier: str | None,
    one: datetime,
    other: datetime,
) -> None:
    """A clock that had stopped keeps its value, whatever happens afterwards, unless it is started anew."""
    then, later = sorted((one, other))
    known = [(kind, moment) for kind, moment in happened if moment <= then]
    new = [(kind, moment) for kind, moment in happened if moment > then and kind != "repeat-received"]
    granted = [grant for grant in extensions if grant.at <= then]

    stored = {s.id: s for s in states_of(facts_of(known, granted, tier), then) if s.stopped_at is not None}
    again = {s.id: s for s in states_of(facts_of(known + new, granted, tier), later)}

    assert {code: again[code] for code in stored} == stored


@given(milestones, grants, tiers, moments)
def test_log_read_twice_gives_the_same(
    happened: list[tuple[str, datetime]], extensions: list[GrantedExtension], tier: str | None, now: datetime
) -> None:
    facts = facts_of(happened, extensions, tier)
    again = deepcopy(facts)

    assert states_of(again, now) == states_of(facts, now)


@given(milestones, grants, moments)
def test_no_extension_goes_beyond_the_total(
    happened: list[tuple[str, datetime]], extensions: list[GrantedExtension], now: datetime
) -> None:
    paused = any(kind.startswith("testing") for kind, _ in happened)
    assume(not paused)

    found = {s.id: s for s in states_of(facts_of(happened, extensions, None), now)}

    if "handle" in found:
        handle = found["handle"]
        assert handle.due.literal_at.date() <= handle.started_at.date() + timedelta(days=100)


@given(milestones, moments)
def test_unclassified_case_is_never_later_than_in_any_tier(
    happened: list[tuple[str, datetime]], now: datetime
) -> None:
    facts = facts_of(happened, [], None)

    strictest = {s.id: s.due.due_at for s in states_of(facts, now)}

    for tier in PACK.business_types["complaint"].tiers:
        for state in states_of(replace(facts, tier=tier), now):
            assert strictest[state.id] <= state.due.due_at


TABLES = (
    "roles",
    "channels",
    "fields",
    "forms",
    "profiles",
    "workflows",
    "clocks",
    "letters",
    "citations",
    "reasons",
)
WHOLE: dict[str, Any] = yaml.safe_load(text_of(load_pack("market-121")))


def _drops(body: dict[str, Any]) -> list[Callable[[dict[str, Any]], None]]:
    """Every way to take away a definition that something uses."""

    def drop(table: str, code: str) -> Callable[[dict[str, Any]], None]:
        return lambda pack: pack[table].pop(code, None)

    without = {table: [code for code in body[table] if _is_used(table, code)] for table in TABLES}
    return [drop(table, code) for table, codes in without.items() for code in codes]


def _is_used(table: str, code: str) -> bool:
    """Whether the code stands anywhere but at its own definition, as a whole word of the pack's text."""
    others = {name: entries for name, entries in WHOLE.items() if name != table}
    return f'"{code}"' in text_of_values(others)


def text_of_values(values: Any) -> str:
    if isinstance(values, dict):
        return " ".join(text_of_values(entry) for entry in values.values())
    if isinstance(values, list):
        return " ".join(text_of_values(entry) for entry in values)
    return f'"{values}"'


@settings(max_examples=40)
@given(st.lists(st.sampled_from(_drops(WHOLE)), min_size=1, max_size=3))
def test_lint_finds_every_definition_that_is_taken_away(
    drops: list[Callable[[dict[str, Any]], None]],
) -> None:
    body = deepcopy(WHOLE)

    for drop in drops:
        drop(body)

    found = lint(Pack.model_validate(body))
    assert any(one.severity is Severity.ERROR for one in found)

"""Replays of any history: against itself nothing changes; both sides say what their clocks say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.clocks import clock_states
from policies.engine.facts import CaseFacts, GrantedExtension, Milestone
from policies.engine.past import CaseHistory, PastStep
from policies.engine.replay import Replay, Side
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import small_pack
from tests.policies.engine.pasts import NOW, WITH_APPROVAL, past

pytestmark = pytest.mark.unit

HISTORIES_BY_STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(small_pack().workflows["complaint"].transitions)),
        st.sampled_from(["clerk", "handler", "leader"]),
        st.integers(1, 30 * 24 * 60),
    ),
    max_size=8,
)


@st.composite
def histories(draw: Any) -> CaseHistory:
    """Any steps in any order, lawful or not, at growing moments; the milestones are those of the pack."""
    received = at("2026-01-02 08:00") + timedelta(minutes=draw(st.integers(0, 200 * 24 * 60)))
    transitions = small_pack().workflows["complaint"].transitions
    steps, happened, moment = [], [Milestone("received", received)], received
    extensions = []
    for code, role, minutes in draw(HISTORIES_BY_STEPS):
        moment += timedelta(minutes=minutes)
        steps.append(PastStep(code, moment, frozenset({role})))
        happened += [Milestone(kind, moment) for kind in transitions[code].milestones]
        if code == "extend":
            extensions.append(GrantedExtension("handle", moment))
    facts = CaseFacts(
        business_type="complaint",
        state="received",
        received_at=received,
        tier=draw(st.sampled_from([None, "grave", "common"])),
        wants_reply=draw(st.booleans()),
        milestones=tuple(happened),
        extensions=tuple(extensions),
    )
    ended = draw(st.sampled_from([None, moment]))
    return past()._replace(facts=facts, steps=tuple(steps), ended_at=ended)


ITSELF = Replay(before=Side(small_pack(), CHINA), after=Side(small_pack(), CHINA))
CHANGED = small_pack(
    {
        "clocks/decide/span/amount": 2,
        "clocks/handle/tiers": {"grave": {"amount": 5, "unit": "working-day"}},
        "letters/notice/when": "facts.named",
        **WITH_APPROVAL,
    }
)
ANEW = Replay(before=Side(small_pack(), CHINA), after=Side(CHANGED, CHINA))


@given(histories())
def test_replay_against_itself_changes_nothing_whatever_happened(history: CaseHistory) -> None:
    outcome = ITSELF.outcome(history, now=NOW)

    assert not outcome.is_changed


@given(histories())
def test_replay_says_of_both_sides_what_their_clocks_say(history: CaseHistory) -> None:
    until = history.ended_at or NOW

    outcome = ANEW.outcome(history, now=NOW)

    said = [
        tuple(
            state.id
            for state in clock_states(
                pack=pack, facts=history.facts, calendar=CHINA, now=until, explain=False
            )
            if state.legal and state.is_breached(until)
        )
        for pack in (small_pack(), CHANGED)
    ]
    assert [outcome.late_before, outcome.late_after] == said


@given(histories(), st.sampled_from(["decide", "handle"]), st.integers(1, 100))
def test_longer_span_makes_no_case_late(history: CaseHistory, clock: str, more: int) -> None:
    amount = small_pack().clocks[clock].span.amount + more
    longer = Side(small_pack({f"clocks/{clock}/span/amount": amount}), CHINA)

    outcome = Replay(before=Side(small_pack(), CHINA), after=longer).outcome(history, now=NOW)

    assert set(outcome.late_after) <= set(outcome.late_before)
    assert not outcome.became_late

"""Clocks of a case, recomputed from its milestones: the rulebooks' own clocks and every rule of counting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from policies.engine.clocks import clock_states
from policies.engine.facts import CaseFacts, ClockState
from policies.engine.pack import Pack
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import NOW, case, granted, small_pack

pytestmark = pytest.mark.unit

LABEL = {"zh-hans": "时限", "en": "Clock"}


def rule(start: str, stop: str, amount: int, unit: str, **more: Any) -> dict[str, Any]:
    """A clock as a pack writes it."""
    return {
        "label": LABEL,
        "legal": True,
        "start": start.split(),
        "stop": stop.split(),
        "span": {"amount": amount, "unit": unit},
        "actor": "clerk",
        **more,
    }


def pack_with(**clocks: Mapping[str, Any]) -> Pack:
    """The small pack with just these clocks; ``_`` in a name stands for ``-``."""
    named = {code.replace("_", "-"): clock for code, clock in clocks.items()}
    return small_pack({"clocks": named, "business_types/complaint/clocks": list(named)})


def states(pack: Pack, facts: CaseFacts, now: datetime = NOW) -> dict[str, ClockState]:
    return {state.id: state for state in clock_states(pack=pack, facts=facts, calendar=CHINA, now=now)}


def dues(pack: Pack, facts: CaseFacts, now: datetime = NOW) -> dict[str, str]:
    """Clock to local due time, to the minute."""
    return {code: f"{s.due.due_at:%Y-%m-%d %H:%M}" for code, s in states(pack, facts, now).items()}


S1 = pack_with(
    c1=rule("received", "screened", 24, "hour"),
    c2=rule("received", "preliminary-reply-sent", 48, "hour"),
)
S2 = pack_with(
    reply=rule(
        "received",
        "replied",
        24,
        "hour",
        tiers={
            "grave": {"amount": 24, "unit": "hour"},
            "common": {"amount": 3, "unit": "working-day"},
            "slight": {"amount": 5, "unit": "working-day"},
        },
    )
)
S3 = pack_with(
    c1=rule("received", "dispatched", 24, "hour"),
    c2=rule("task-received", "verified", 3, "working-day"),
)
S9 = pack_with(
    c2=rule("closed", "notified", 1, "working-day"),
    c3=rule("closed", "replied", 3, "working-day", when="facts.named && facts.wants_reply"),
)
S12A = pack_with(
    c1=rule("accepted", "proposed", 2, "working-day"),
    c3=rule("task-received", "investigation-started", 3, "working-day"),
    c5=rule("closed", "reported-back", 2, "working-day"),
    c6=rule("reported-back", "replied", 2, "working-day"),
)
S12B = pack_with(
    c1=rule("accepted", "proposed", 2, "working-day"),
    c2=rule("received", "triage-notified", 7, "working-day"),
    c4=rule("task-received", "mediation-ended", 30, "calendar-day", roll="statutory-holiday"),
)
S12C = pack_with(c2=rule("received", "replied", 2, "working-day"))


@pytest.mark.parametrize(
    ("pack", "facts", "expected", "reason"),
    [
        (
            S1,
            case("received@2026-04-30 16:00"),
            {"c1": "2026-05-01 16:00", "c2": "2026-05-02 16:00"},
            "S1: both from receipt, in parallel, through the holiday (T4, T5)",
        ),
        (
            S2,
            case("received@2026-04-30 16:00"),
            {"reply": "2026-05-01 16:00"},
            "S2: until classified the strictest, 24 hours (T6)",
        ),
        (
            S2,
            case("received@2026-04-30 16:00", tier="common"),
            {"reply": "2026-05-08 23:59"},
            "S2: three working days, from receipt",
        ),
        (
            S2,
            case("received@2026-04-30 16:00", tier="slight"),
            {"reply": "2026-05-11 23:59"},
            "S2: the slightest waits longest, as written (T7)",
        ),
        (
            S3,
            case("received@2026-05-06 10:00"),
            {"c1": "2026-05-07 10:00"},
            "S3: the investigation has not begun to run (T2)",
        ),
        (
            S3,
            case(
                "received@2026-05-06 10:00", "dispatched@2026-05-07 09:00", "task-received@2026-05-07 15:00"
            ),
            {"c1": "2026-05-07 10:00", "c2": "2026-05-11 23:59"},
            "S3: three working days from when the unit has it; make-up Saturday 05-09 is day 2",
        ),
        (
            S9,
            case("received@2026-05-06 10:00", "closed@2026-05-08 16:00"),
            {"c2": "2026-05-09 23:59", "c3": "2026-05-12 23:59"},
            "S9: one and three working days from the end of the case",
        ),
        (
            S9,
            case("received@2026-05-06 10:00", "closed@2026-05-08 16:00", named=False),
            {"c2": "2026-05-09 23:59"},
            "S9-C3 needs a real name (T20)",
        ),
        (
            S9,
            case("received@2026-05-06 10:00", "closed@2026-05-08 16:00", wants_reply=False),
            {"c2": "2026-05-09 23:59"},
            "and the wish for a reply",
        ),
        (
            S12A,
            case("received@2026-05-06 10:00", "accepted@2026-05-06 10:00"),
            {"c1": "2026-05-08 23:59"},
            "S12a-C1: received is accepted (T16)",
        ),
        (
            S12A,
            case(
                "received@2026-05-06 10:00",
                "accepted@2026-05-06 10:00",
                "proposed@2026-05-07 10:00",
                "task-received@2026-05-08 10:00",
                "investigation-started@2026-05-11 09:00",
                "closed@2026-05-14 10:00",
                "reported-back@2026-05-15 10:00",
            ),
            {
                "c1": "2026-05-08 23:59",
                "c3": "2026-05-12 23:59",
                "c5": "2026-05-18 23:59",
                "c6": "2026-05-19 23:59",
            },
            "S12a: two hops, the second from when the receiving unit has the result (T18)",
        ),
        (
            S12B,
            case(
                "received@2026-09-01 10:00",
                "accepted@2026-09-01 10:00",
                "task-received@2026-09-02 10:00",
            ),
            {"c1": "2026-09-03 23:59", "c2": "2026-09-10 23:59", "c4": "2026-10-04 23:59"},
            "S12b: C2 from receipt (R13, T9); C4's 30 days end on National Day and move past it",
        ),
        (
            S12C,
            case("received@2026-05-08 16:00"),
            {"c2": "2026-05-11 23:59"},
            "S12c-C2: two working days from the enquiry (R16, T10)",
        ),
    ],
)
def test_clock_states_of_the_rulebooks(
    pack: Pack, facts: CaseFacts, expected: dict[str, str], reason: str
) -> None:
    assert dues(pack, facts) == expected, reason


BANK = pack_with(
    handle=rule(
        "received",
        "decision-sent",
        15,
        "calendar-day",
        tiers={"grave": {"amount": 30, "unit": "calendar-day"}},
        extension={
            "span": {"amount": 30, "unit": "calendar-day"},
            "approver": "leader",
            "tiers": ["grave"],
            "notify_filer": True,
        },
    )
)


@pytest.mark.parametrize(
    ("facts", "expected", "reason"),
    [
        ({}, "2026-03-17", "unclassified: the strictest, 15 days"),
        ({"tier": "common"}, "2026-03-17", "a simple case"),
        ({"tier": "grave"}, "2026-04-01", "complex: 30 days from receipt, not from when it was recorded"),
        (
            {"tier": "grave", "extensions": granted("handle", "2026-03-30 10:00")},
            "2026-05-01",
            "and 30 more with approval, 60 from receipt",
        ),
        (
            {"tier": "grave", "extensions": granted("handle", "2026-03-20 10:00", "2026-03-30 10:00")},
            "2026-05-01",
            "a second extension is one too many",
        ),
        (
            {"tier": "common", "extensions": granted("handle", "2026-03-10 10:00")},
            "2026-03-17",
            "a simple case cannot be extended",
        ),
        (
            {"extensions": granted("handle", "2026-03-10 10:00")},
            "2026-03-17",
            "nor can one that nobody classified",
        ),
        (
            {"tier": "grave", "extensions": granted("handle", "2026-04-02 00:00")},
            "2026-04-01",
            "an extension after the end came too late",
        ),
        (
            {"tier": "grave", "extensions": granted("another", "2026-03-30 10:00")},
            "2026-04-01",
            "an extension of another clock",
        ),
    ],
)
def test_clock_states_follow_the_banks_ladder(facts: dict[str, Any], expected: str, reason: str) -> None:
    case_facts = case("received@2026-03-02 10:00", **facts)

    assert dues(BANK, case_facts) == {"handle": f"{expected} 23:59"}, reason


def test_clock_states_count_a_second_extension_while_the_first_runs() -> None:
    pack = small_pack()
    facts = case(
        "received@2026-03-02 10:00",
        "accepted@2026-03-02 10:00",
        extensions=granted("handle", "2026-04-30 10:00", "2026-05-30 10:00"),
    )

    # 60 days end on 05-01 and move to 05-03; 30 from the literal 05-01, and 30 again.
    assert dues(pack, facts)["handle"] == "2026-06-30 23:59"


def test_clock_states_find_the_strictest_by_date_and_not_by_amount() -> None:
    # Received on the eve of a holiday: 3 calendar days end before 1 working day does.
    tiers = {"grave": {"amount": 1, "unit": "working-day"}, "common": {"amount": 3, "unit": "calendar-day"}}
    pack = pack_with(reply=rule("received", "replied", 9, "working-day", tiers=tiers))

    holiday, ordinary = case("received@2026-04-30 10:00"), case("received@2026-05-11 10:00")

    assert dues(pack, holiday) == {"reply": "2026-05-03 23:59"}
    assert dues(pack, ordinary) == {"reply": "2026-05-12 23:59"}


def test_clock_states_use_the_rules_own_span_for_a_tier_that_has_none() -> None:
    pack = pack_with(
        reply=rule(
            "received", "replied", 2, "working-day", tiers={"grave": {"amount": 4, "unit": "working-day"}}
        )
    )

    assert dues(pack, case("received@2026-05-11 10:00", tier="slight")) == {"reply": "2026-05-13 23:59"}
    assert dues(pack, case("received@2026-05-11 10:00")) == {"reply": "2026-05-13 23:59"}
    assert dues(pack, case("received@2026-05-11 10:00", tier="grave")) == {"reply": "2026-05-15 23:59"}


def test_clock_states_use_the_rules_own_span_where_the_business_has_no_tiers() -> None:
    tiers = {"grave": {"amount": 1, "unit": "working-day"}}
    pack = small_pack(
        {
            "clocks": {"reply": rule("received", "replied", 2, "working-day", tiers=tiers)},
            "business_types/complaint/clocks": ["reply"],
            "business_types/complaint/tiers": [],
        }
    )

    assert dues(pack, case("received@2026-05-11 10:00")) == {"reply": "2026-05-13 23:59"}


TIMED = pack_with(
    handle=rule(
        "accepted taken-over",
        "closed withdrawn",
        10,
        "calendar-day",
        restart=["repeated"],
        pauses=[
            {"start": "testing-began", "stop": "testing-ended", "label": LABEL},
            {"start": "recusal-asked", "stop": "recusal-decided", "label": LABEL},
        ],
        warn_at=[0.75, 0.5],
    )
)
RECEIVED, ACCEPTED = "received@2026-03-01 10:00", "accepted@2026-03-02 10:00"
PAUSED, RESUMED = "testing-began@2026-03-04 10:00", "testing-ended@2026-03-07 10:00"


@pytest.mark.parametrize(
    ("milestones", "now", "started", "stopped", "paused", "end", "reason"),
    [
        ([ACCEPTED], "03-05 09:00", "03-02", None, None, "03-12", "runs"),
        (
            ["taken-over@2026-03-01 12:00", ACCEPTED],
            "03-05 09:00",
            "03-01",
            None,
            None,
            "03-11",
            "the first of its starts",
        ),
        (
            [ACCEPTED, "accepted@2026-03-04 10:00"],
            "03-05 09:00",
            "03-02",
            None,
            None,
            "03-12",
            "again is not anew",
        ),
        ([ACCEPTED, "closed@2026-03-05 10:00"], "03-09 09:00", "03-02", "03-05", None, "03-12", "stopped"),
        (
            [ACCEPTED, "closed@2026-03-02 10:00"],
            "03-09 09:00",
            "03-02",
            "03-02",
            None,
            "03-12",
            "stopped at its very start",
        ),
        (
            ["closed@2026-03-01 12:00", ACCEPTED],
            "03-09 09:00",
            "03-02",
            None,
            None,
            "03-12",
            "what was before the start stops nothing",
        ),
        (
            ["closed@2026-03-06 10:00", ACCEPTED, "withdrawn@2026-03-04 10:00"],
            "03-09 09:00",
            "03-02",
            "03-04",
            None,
            "03-12",
            "the first stop by time",
        ),
        (
            [ACCEPTED, "repeated@2026-03-05 10:00"],
            "03-09 09:00",
            "03-05",
            None,
            None,
            "03-15",
            "a repeat with new facts starts it anew",
        ),
        (
            [ACCEPTED, "repeated@2026-03-05 10:00", "repeated@2026-03-08 10:00"],
            "03-09 09:00",
            "03-08",
            None,
            None,
            "03-18",
            "the last repeat counts",
        ),
        (
            ["repeated@2026-03-01 12:00", ACCEPTED],
            "03-09 09:00",
            "03-02",
            None,
            None,
            "03-12",
            "a repeat before the start",
        ),
        (
            [ACCEPTED, "closed@2026-03-05 10:00", "repeated@2026-03-08 10:00"],
            "03-09 09:00",
            "03-08",
            None,
            None,
            "03-18",
            "reopened by a repeat",
        ),
        (
            [ACCEPTED, PAUSED],
            "03-06 09:00",
            "03-02",
            None,
            "03-04",
            "03-14",
            "paused until now: two days so far",
        ),
        (
            [ACCEPTED, PAUSED, "testing-began@2026-03-05 10:00"],
            "03-06 09:00",
            "03-02",
            None,
            "03-04",
            "03-14",
            "paused twice is paused once",
        ),
        ([ACCEPTED, PAUSED, RESUMED], "03-09 09:00", "03-02", None, None, "03-15", "three days"),
        (
            [ACCEPTED, "testing-ended@2026-03-03 10:00"],
            "03-09 09:00",
            "03-02",
            None,
            None,
            "03-12",
            "an end without a beginning",
        ),
        (
            [ACCEPTED, PAUSED, "closed@2026-03-05 10:00"],
            "03-09 09:00",
            "03-02",
            "03-05",
            None,
            "03-13",
            "the pause ends with the clock",
        ),
        (
            [ACCEPTED, "closed@2026-03-03 10:00", PAUSED],
            "03-09 09:00",
            "03-02",
            "03-03",
            None,
            "03-12",
            "a pause after the stop",
        ),
        (
            [ACCEPTED, PAUSED, "recusal-asked@2026-03-05 10:00", RESUMED],
            "03-10 09:00",
            "03-02",
            None,
            "03-05",
            "03-18",
            "another pause goes on",
        ),
    ],
)
def test_clock_states_follow_the_milestones(
    milestones: list[str],
    now: str,
    started: str,
    stopped: str | None,
    paused: str | None,
    end: str,
    reason: str,
) -> None:
    state = states(TIMED, case(RECEIVED, *milestones), at(f"2026-{now}"))["handle"]

    assert f"{state.started_at:%m-%d}" == started, reason
    assert (state.stopped_at and f"{state.stopped_at:%m-%d}") == stopped, reason
    assert (state.paused_since and f"{state.paused_since:%m-%d}") == paused, reason
    assert f"{state.due.due_at:%m-%d}" == end, reason


def test_clock_states_are_empty_before_anything_happened() -> None:
    assert dues(TIMED, case(RECEIVED)) == {}


def test_clock_states_keep_a_clock_whose_condition_cannot_be_decided() -> None:
    pack = pack_with(reply=rule("received", "replied", 2, "working-day", when="values.amount > 100.0"))

    blank = case("received@2026-05-11 10:00")
    small = case("received@2026-05-11 10:00", values={"amount": 50.0})
    large = case("received@2026-05-11 10:00", values={"amount": 500.0})

    assert [list(dues(pack, facts)) for facts in (blank, small, large)] == [["reply"], [], ["reply"]]


def test_clock_states_warn_at_shares_of_the_time_in_order() -> None:
    state = states(TIMED, case(RECEIVED, "accepted@2026-03-02 23:59:59"))["handle"]

    assert [f"{moment:%m-%d %H:%M:%S}" for moment in state.warnings] == ["03-07 23:59:59", "03-10 11:59:59"]


def test_clock_states_apply_the_cut_off_to_arrivals_only() -> None:
    pack = small_pack({"hours/cut_off": "17:30"})
    facts = case("received@2026-05-11 20:00", "accepted@2026-05-11 20:00")

    # Both clocks run from one moment: the arrival counts as the next day's, the bureau's own act does not.
    assert dues(pack, facts) == {
        "decide": "2026-05-21 23:59",
        "handle": "2026-07-10 23:59",
        "target": "2026-05-12 13:00",
    }


def test_clock_states_carry_what_the_rule_says() -> None:
    state = states(small_pack(), case("received@2026-05-11 10:00"))["decide"]

    assert (state.label.en, state.legal, state.actor, state.cites) == (
        "Decision to accept",
        True,
        "clerk",
        ("art-1",),
    )


def test_clock_states_without_explanation_have_the_same_dates() -> None:
    pack, facts = small_pack(), case("received@2026-04-30 10:00", "accepted@2026-05-06 10:00")

    told = clock_states(pack=pack, facts=facts, calendar=CHINA, now=NOW)
    silent = clock_states(pack=pack, facts=facts, calendar=CHINA, now=NOW, explain=False)

    assert [state.due.due_at for state in told] == [state.due.due_at for state in silent]
    assert [len(state.due.explanation) > 0 for state in told] == [True, True, True]
    assert [state.due.explanation for state in silent] == [(), (), ()]


@pytest.mark.parametrize(
    ("stop", "now", "breached", "running"),
    [
        ([], "2026-05-20 23:59:59", False, True),
        ([], "2026-05-21 00:00:00", True, True),
        (["accepted@2026-05-20 10:00"], "2026-06-01 10:00:00", False, False),
        (["accepted@2026-05-21 10:00"], "2026-06-01 10:00:00", True, False),
    ],
)
def test_clock_state_is_breached_once_it_ran_past_its_due_time(
    stop: list[str], now: str, breached: bool, running: bool
) -> None:
    state = states(small_pack(), case("received@2026-05-11 10:00", *stop), at(now))["decide"]

    assert (state.is_breached(at(now)), state.is_running) == (breached, running)

"""What the public is told (R14)."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.facts import CaseFacts
from policies.engine.promises import PromisedDate, PromisedRule, promises
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import NOW, case, small_pack

pytestmark = pytest.mark.unit

RECEIVED, ACCEPTED = "received@2026-05-06 10:00", "accepted@2026-05-07 10:00"


def told(facts: CaseFacts, changes: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """Clock and date, or clock and rule."""
    found = promises(pack=small_pack(changes), facts=facts, calendar=CHINA, now=NOW)
    return [
        (one.clock, f"{one.due_at:%Y-%m-%d}" if isinstance(one, PromisedDate) else one.rule.zh_hans)
        for one in found
    ]


@pytest.mark.parametrize(
    ("facts", "expected", "reason"),
    [
        (
            case(RECEIVED),
            [("decide", "2026-05-14"), ("handle", "自受理之日起 60 日内")],
            "a date for what runs, words for what comes; the internal target is not mentioned",
        ),
        (
            case(RECEIVED, ACCEPTED, state="handling"),
            [("handle", "2026-07-06")],
            "what is done is promised no more",
        ),
        (
            case(RECEIVED, ACCEPTED, "testing-began@2026-05-06 11:00", state="handling"),
            [("handle", "自受理之日起 60 日内")],
            "a date that moves every day is no date",
        ),
        (
            case(RECEIVED, "declined@2026-05-07 10:00", state="finished"),
            [],
            "a finished case promises nothing, not even what never began",
        ),
    ],
)
def test_promises_are_dates_for_what_runs_and_rules_for_what_comes(
    facts: CaseFacts, expected: list[tuple[str, str]], reason: str
) -> None:
    assert told(facts) == expected, reason


def test_promises_leave_out_a_clock_that_does_not_exist_in_this_case() -> None:
    changes = {"clocks/handle/when": "facts.named"}

    assert told(case(RECEIVED, named=False), changes) == [("decide", "2026-05-14")]


def test_promises_leave_out_an_internal_target_even_where_the_pack_promises_it() -> None:
    promise = {"label": {"zh-hans": "分级", "en": "Tier"}, "rule": {"zh-hans": "及时", "en": "Promptly"}}

    assert told(case(RECEIVED), {"clocks/target/promise": promise}) == told(case(RECEIVED))


def test_promises_leave_out_a_legal_clock_that_the_filer_does_not_experience() -> None:
    assert told(case(RECEIVED), {"clocks/decide/promise": None}) == [("handle", "自受理之日起 60 日内")]


def test_promises_say_that_a_date_is_provisional_and_how_it_was_computed() -> None:
    facts = case("received@2026-12-28 10:00")

    dated, ruled = promises(pack=small_pack(), facts=facts, calendar=CHINA, now=at("2026-12-28 10:00"))

    assert isinstance(dated, PromisedDate)
    assert isinstance(ruled, PromisedRule)
    assert (dated.provisional, dated.label.en, dated.rule.en, dated.cites) == (
        True,
        "You learn whether we take it up",
        "Within 7 working days of receipt",
        ("art-1",),
    )
    assert [step.counted for step in dated.explanation if step.counted] == [1, 2, 3, 4, 5, 6, 7]
    assert (ruled.label.en, ruled.cites) == ("The outcome", ("art-1",))


def test_promises_come_without_explanation_when_asked() -> None:
    found = promises(pack=small_pack(), facts=case(RECEIVED), calendar=CHINA, now=NOW, explain=False)

    assert [one.explanation for one in found if isinstance(one, PromisedDate)] == [()]

"""What happens by itself when a time is over (R16), and sums that a rule limits (R26)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from policies.engine.clocks import clock_states
from policies.engine.facts import Command, Refused
from policies.engine.lint import lint
from policies.engine.pack import Pack
from policies.engine.transitions import decide
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit

LABEL = {"zh-hans": "某", "en": "Some"}


def clock(start: list[str], stop: list[str], amount: int, unit: str, **more: Any) -> dict[str, Any]:
    return {
        "label": LABEL,
        "legal": True,
        "start": start,
        "stop": stop,
        "span": {"amount": amount, "unit": unit},
        "actor": "clerk",
        "cites": ["art-3"],
        **more,
    }


def with_lapse() -> Pack:
    """Acknowledge within 7 days; answer within 3 months of that, or of the end of the 7 days."""
    clocks = {
        "answer": clock(["acknowledged", "acknowledgement-lapsed"], ["replied"], 3, "month"),
        "acknowledge": clock(
            ["received"], ["acknowledged"], 7, "calendar-day", lapse="acknowledgement-lapsed"
        ),
    }
    return small_pack({"clocks": clocks, "business_types/complaint/clocks": list(clocks)})


@pytest.mark.parametrize(
    ("happened", "now", "due", "reason"),
    [
        (["received@2026-03-02 10:00"], "2026-03-05 10:00", None, "the seven days still run"),
        (["received@2026-03-02 10:00"], "2026-03-10 00:00", "2026-06-09", "from the end of the 7th day"),
        (
            ["received@2026-03-02 10:00", "acknowledged@2026-03-04 09:00"],
            "2026-03-20 10:00",
            "2026-06-04",
            "from the acknowledgement",
        ),
        (
            ["received@2026-03-02 10:00", "acknowledged@2026-03-12 09:00"],
            "2026-03-20 10:00",
            "2026-06-09",
            "a late acknowledgement gains nothing",
        ),
    ],
)
def test_clock_starts_at_the_event_or_at_the_end_of_its_time(
    happened: list[str], now: str, due: str | None, reason: str
) -> None:
    states = clock_states(pack=with_lapse(), facts=case(*happened), calendar=CHINA, now=at(now))

    found = {state.id: f"{state.due.due_at:%Y-%m-%d}" for state in states}
    assert found.get("answer") == due, reason


def test_lint_sees_a_clock_that_a_lapse_starts_and_nothing_stops() -> None:
    clocks = {
        "acknowledge": clock(["received"], ["decided"], 7, "calendar-day", lapse="over"),
        "answer": clock(["over"], ["never"], 3, "month"),
    }
    pack = small_pack({"clocks": clocks, "business_types/complaint/clocks": list(clocks)})

    messages = [one.message.en for one in lint(pack) if "answer" in one.path or "answer" in one.message.en]

    assert "The clock “answer” never stops" in messages
    assert "The clock “answer” never starts" not in messages


@pytest.mark.parametrize(
    ("sum_of_money", "codes"),
    [(Decimal("200"), []), (Decimal("200.01"), ["too-much"]), (3000, ["too-much"]), (0, [])],
)
def test_sum_above_its_maximum_is_refused(sum_of_money: Any, codes: list[str]) -> None:
    step = "workflows/complaint/transitions/fine"
    pack = small_pack(
        {
            "fields/fine": {"label": LABEL, "kind": "money", "required": "hard", "maximum": 200},
            step: {
                "verb": "begin",
                "label": LABEL,
                "from": ["received"],
                "roles": ["clerk"],
                "inputs": ["fine"],
            },
        }
    )
    command = Command("fine", frozenset({"clerk"}), {"fine": sum_of_money})

    verdict = decide(
        pack=pack, facts=case("received@2026-03-02 10:00"), command=command, now=at("2026-03-02 11:00")
    )

    refused = verdict.reasons if isinstance(verdict, Refused) else ()
    assert [reason.code for reason in refused] == codes

"""What a draft may not promise less than a baseline: computed on every day of the published years (R6)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.calendars import shipped_calendar
from policies.engine.calendar import CalendarTable
from policies.engine.floors import Violation, violations
from policies.engine.pack import Pack
from policies.loading import load_pack
from tests.policies.engine.china import CHINA
from tests.policies.engine.packs import small_pack

REPLY = "workflows/complaint/transitions/reply"


def found(
    changes: dict[str, Any], baseline: dict[str, Any] | None = None, kin: bool = True
) -> tuple[Violation, ...]:
    floor = small_pack(baseline)
    draft = small_pack({"id": "ours", **({"extends": ["small"]} if kin else {}), **changes})
    return violations(draft, floor, CHINA)


@pytest.mark.parametrize(
    "pack_id", ["market-121", "bank-2020", "quality-12365", "company-tiers", "eu-whistleblowing"]
)
def test_pack_keeps_its_own_promises(pack_id: str) -> None:
    pack = load_pack(pack_id)

    assert violations(pack, pack, shipped_calendar(pack.calendar)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"clocks/decide/span/amount": 5}, id="a shorter time"),
        pytest.param({"clocks/decide/span": {"amount": 7, "unit": "calendar-day"}}, id="days instead of working days"),
        pytest.param({"clocks/target": None, "business_types/complaint/clocks": ["decide", "handle"]}, id="no target"),
        pytest.param({"clocks/target/span/amount": 40}, id="a longer internal target"),
        pytest.param({"clocks/handle/roll": "none"}, id="no roll"),
        pytest.param({"clocks/handle/pauses": []}, id="no pause"),
        pytest.param({"clocks/handle/extension": None}, id="no extension"),
        pytest.param({"clocks/handle/extension/times": 1}, id="fewer extensions"),
        pytest.param({"clocks/decide/start": ["received", "registered"]}, id="it may start sooner"),
        pytest.param(
            {"letters/receipt": None, "workflows/complaint/transitions/accept/letters": ["notice"]},
            id="no paper for the file",
        ),
        pytest.param({"workflows/complaint/transitions/accept/roles": ["leader"]}, id="another role"),
        pytest.param({"business_types/complaint/nature": "enquiry"}, id="what is no complaint any more"),
    ],
)  # fmt: skip
def test_draft_that_promises_as_much_or_more_passes(changes: dict[str, Any]) -> None:
    assert found(changes) == ()


@pytest.mark.parametrize(
    ("changes", "path", "locator"),
    [
        pytest.param({"clocks/decide/span/amount": 8}, "clocks.decide.span", "第一条", id="a longer time"),
        pytest.param({"clocks/decide/span": {"amount": 10, "unit": "calendar-day"}}, "clocks.decide.span", "第一条",
                     id="10 days are mostly longer than 7 working days"),
        pytest.param({"clocks/decide/roll": "none", "clocks/decide/span": {"amount": 9, "unit": "calendar-day"}},
                     "clocks.decide.span", "第一条", id="9 days, longer in most weeks"),
        pytest.param({"clocks/decide/legal": False, "clocks/decide/promise": None}, "business_types.complaint.clocks",
                     "第一条", id="no legal limit any more"),
        pytest.param({"business_types/complaint/clocks": ["handle", "target"]}, "business_types.complaint.clocks",
                     "第一条", id="the line without the limit"),
        pytest.param({"clocks/decide/start": ["classified"]}, "business_types.complaint.clocks", "第一条",
                     id="it starts later"),
        pytest.param({"clocks/decide/stop": ["accepted", "declined", "classified"]},
                     "business_types.complaint.clocks", "第一条", id="it stops sooner"),
        pytest.param({"clocks/decide/when": "facts.named"}, "clocks.decide.when", "第一条", id="on a condition"),
        pytest.param({"clocks/handle/roll": "non-working-day"}, "clocks.handle.span", "第一条", id="a kinder roll"),
        pytest.param({"clocks/decide/extension": {"span": {"amount": 1, "unit": "working-day"}, "approver": "leader"}},
                     "clocks.decide.extension", "第一条", id="an extension that the baseline does not know"),
        pytest.param({"clocks/handle/extension/times": 3}, "clocks.handle.extension", "第三条", id="once more"),
        pytest.param({"clocks/decide/restart": ["testing-ended"]}, "clocks.decide.restart", "第一条", id="anew"),
        pytest.param({"clocks/decide/tiers": {"slight": {"amount": 9, "unit": "working-day"}}},
                     "clocks.decide.tiers.slight", "第一条", id="longer for one tier"),
        pytest.param({f"{REPLY}/letters": []}, "workflows.complaint.transitions.reply.letters", "第二条",
                     id="a dropped notice"),
        pytest.param({"letters/notice/audience": "file"}, "workflows.complaint.transitions.accept.letters", "第二条",
                     id="the notice stays in the file"),
        pytest.param({"letters/notice/when": "facts.named"}, "workflows.complaint.transitions.accept.letters",
                     "第二条", id="the notice on another condition"),
    ],
)  # fmt: skip
def test_draft_that_promises_less_is_told_with_the_article(
    changes: dict[str, Any], path: str, locator: str
) -> None:
    first = found(changes)[0]

    assert (first.path, first.locator) == (path, locator)
    assert first.text.zh_hans.endswith(f"（依据：办法{locator}）")


def test_longer_time_names_a_day_on_which_it_shows() -> None:
    (one,) = found({"clocks/decide/span/amount": 8})

    assert one.text.zh_hans == (
        "投诉：“受理决定”长于规定：本稿 8 个工作日，规定 7 个工作日；"
        "2026-01-01 起算的，本稿到 2026-01-13，规定到 2026-01-12（依据：办法第一条）"
    )
    assert one.text.en == (
        "Complaint: “Decision to accept” is longer than asked: 8 working days here, 7 working days in the baseline; "
        "starting on 2026-01-01 it ends on 2026-01-13 instead of 2026-01-12 (Rules, 第一条)"
    )


def test_new_pause_is_told() -> None:
    pause = {"start": "testing-began", "stop": "testing-ended", "label": {"zh-hans": "检验", "en": "Testing"}}

    assert [one.path for one in found({"clocks/decide/pauses": [pause]})] == ["clocks.decide.pauses.0"]


def test_tiers_of_another_rulebook_are_held_against_the_loosest() -> None:
    """Codes of tiers mean something in their own pack only (R4)."""
    floor = {"clocks/decide/tiers": {"grave": {"amount": 1, "unit": "working-day"}}}
    changes = {"clocks/decide/tiers": {"grave": {"amount": 6, "unit": "working-day"}}}

    assert found(changes, floor, kin=False) == ()
    assert [one.path for one in found(changes, floor)] == ["clocks.decide.tiers.grave"]


def test_limit_may_have_another_name() -> None:
    """What counts is from what to what it runs."""
    clock = small_pack().clocks["decide"].model_dump(by_alias=True, exclude_none=True)
    renamed = {
        "clocks/admission": clock,
        "clocks/decide": None,
        "business_types/complaint/clocks": ["admission", "handle"],
    }

    assert found(renamed, kin=False) == ()


@settings(max_examples=30)
@given(
    ours=st.tuples(st.integers(1, 40), st.sampled_from(["working-day", "calendar-day", "week", "hour"])),
    theirs=st.tuples(st.integers(1, 40), st.sampled_from(["working-day", "calendar-day", "week", "hour"])),
)
def test_two_lengths_are_both_within_each_other_only_where_they_always_end_together(
    ours: tuple[int, str], theirs: tuple[int, str]
) -> None:
    one, other = ({"clocks/decide/span": {"amount": amount, "unit": unit}} for amount, unit in (ours, theirs))

    there, back = found(one, other), found(other, one)

    if not there and not back:
        assert ours == theirs or {ours[1], theirs[1]} == {"calendar-day", "week"}


def test_unpublished_years_are_not_guessed() -> None:
    nothing = CalendarTable(code="CN", version=1, days={}, published=frozenset())

    assert violations(_longer(), small_pack(), nothing) == ()


def _longer() -> Pack:
    return small_pack({"id": "ours", "clocks/decide/span/amount": 70})

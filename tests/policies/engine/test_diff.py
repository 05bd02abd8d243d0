"""Differences in sentences, with what they mean for strictness."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.diff import DifferenceKind, differences
from policies.engine.pack import Span, Unit
from policies.loading import load_pack, pack_from_text, text_of
from tests.policies.engine.packs import small_pack

BIG = ("market-121", "quality-12365", "bank-2020", "company-service", "fca-disp")


@pytest.mark.parametrize("pack_id", BIG)
def test_pack_does_not_differ_from_itself(pack_id: str) -> None:
    pack = load_pack(pack_id)

    assert differences(pack, pack_from_text(text_of(pack))) == ()


def told(changes: dict[str, Any], before: dict[str, Any] | None = None) -> list[tuple[str, str, str | None]]:
    found = differences(small_pack(before), small_pack(changes))
    return [(one.path, one.kind.value, one.effect) for one in found]


@pytest.mark.parametrize(
    ("changes", "path", "kind", "effect"),
    [
        pytest.param(
            {"clocks/decide/span/amount": 5}, "clocks.decide.span", "changed", "stricter", id="shorter"
        ),
        pytest.param(
            {"clocks/decide/span/amount": 9}, "clocks.decide.span", "changed", "looser", id="longer"
        ),
        pytest.param(
            {"clocks/handle/span": {"amount": 60, "unit": "working-day"}},
            "clocks.handle.span",
            "changed",
            None,
            id="60 days or 60 working days may end together where all are worked",
        ),
        pytest.param(
            {"clocks/decide/span": {"amount": 24, "unit": "hour"}},
            "clocks.decide.span",
            "changed",
            "stricter",
            id="24 hours end before 7 working days whatever the calendar",
        ),
        pytest.param(
            {"clocks/decide/span": {"amount": 5, "unit": "calendar-day"}},
            "clocks.decide.span",
            "changed",
            "stricter",
            id="5 days end before 7 working days",
        ),
        pytest.param(
            {"clocks/handle/roll": "none"}, "clocks.handle.roll", "changed", "stricter", id="no roll"
        ),
        pytest.param(
            {"clocks/decide/legal": False}, "clocks.decide.legal", "changed", "looser", id="no promise"
        ),
        pytest.param(
            {"clocks/handle/extension": None},
            "clocks.handle.extension",
            "removed",
            "stricter",
            id="no extension",
        ),
        pytest.param(
            {"clocks/handle/extension/times": 3},
            "clocks.handle.extension.times",
            "changed",
            "looser",
            id="more often",
        ),
        pytest.param(
            {"clocks/handle/pauses": []}, "clocks.handle.pauses.0", "removed", "stricter", id="no pause"
        ),
        pytest.param(
            {"clocks/target/stop": ["classified"]},
            "clocks.target.stop",
            "changed",
            "stricter",
            id="fewer ends",
        ),
        pytest.param(
            {"clocks/decide/when": "facts.named"},
            "clocks.decide.when",
            "added",
            "looser",
            id="only sometimes",
        ),
        pytest.param(
            {"workflows/complaint/transitions/accept/roles": ["clerk", "handler"]},
            "workflows.complaint.transitions.accept.roles",
            "changed",
            "looser",
            id="more may",
        ),
        pytest.param(
            {"workflows/complaint/transitions/reply/letters": []},
            "workflows.complaint.transitions.reply.letters",
            "removed",
            "looser",
            id="a notice less",
        ),
        pytest.param(
            {"workflows/complaint/transitions/accept/letters": ["notice"]},
            "workflows.complaint.transitions.accept.letters",
            "changed",
            "neutral",
            id="a paper for the file less",
        ),
        pytest.param(
            {"fields/amount/required": "hard"},
            "fields.amount.required",
            "changed",
            "stricter",
            id="must be filled",
        ),
        pytest.param(
            {"profiles/open/respondent_door": False},
            "profiles.open.respondent_door",
            "changed",
            "stricter",
            id="door shut",
        ),
        pytest.param({"title/en": "Other"}, "title", "changed", "neutral", id="a name"),
        pytest.param(
            {"tiers/slight/label/en": "Light"}, "tiers.slight.label", "changed", "neutral", id="a label"
        ),
        pytest.param(
            {"letters/notice/cites": ["art-3"]}, "letters.notice.cites", "changed", "neutral", id="a citation"
        ),
    ],
)
def test_difference_names_its_path_and_effect(
    changes: dict[str, Any], path: str, kind: str, effect: str | None
) -> None:
    assert told(changes) == [(path, kind, effect)]


def test_what_is_added_one_way_is_removed_the_other() -> None:
    changes = {
        "clocks/decide/extension": {"span": {"amount": 3, "unit": "working-day"}, "approver": "leader"}
    }

    assert told(changes) == [("clocks.decide.extension", "added", "looser")]
    assert told({}, before=changes) == [("clocks.decide.extension", "removed", "stricter")]


def test_difference_is_one_sentence_in_both_languages() -> None:
    (one,) = differences(small_pack(), small_pack({"clocks/decide/span/amount": 9}))

    assert one.text.zh_hans == "时限“受理决定”的期限由“7 个工作日”改为“9 个工作日”。"
    assert (
        one.text.en
        == "Time limit “Decision to accept”, length changes from 7 working days to 9 working days."
    )
    assert one.before is not None
    assert one.after is not None
    assert (one.before.en, one.after.en, one.cites) == ("7 working days", "9 working days", ("art-1",))


def test_lists_say_what_joined_and_what_left() -> None:
    (one,) = differences(
        small_pack(), small_pack({"workflows/complaint/transitions/decline/roles": ["clerk", "handler"]})
    )

    assert one.text.zh_hans == "流程“投诉”的步骤“不予受理”的岗位：增加承办人，去掉分管领导。"


def test_new_time_limit_is_told_whole() -> None:
    clock = {
        "label": {"zh-hans": "回访", "en": "Call back"}, "legal": False, "start": ["replied"], "stop": ["closed"],
        "span": {"amount": 3, "unit": "working-day"}, "actor": "clerk",
    }  # fmt: skip
    (one,) = differences(small_pack(), small_pack({"clocks/call-back": clock}))

    assert (one.kind, one.effect) == (DifferenceKind.ADDED, "stricter")
    assert "自答复起 3 个工作日内" in one.text.zh_hans


UNITS = st.sampled_from([unit for unit in Unit if unit is not Unit.IMMEDIATE])
SPANS = st.builds(Span, amount=st.integers(1, 400), unit=UNITS)


@given(one=SPANS, other=SPANS)
def test_effect_of_two_spans_turns_round_with_them(one: Span, other: Span) -> None:
    turned = {"stricter": "looser", "looser": "stricter", None: None}
    before, after = (small_pack({"clocks/decide/span": span.model_dump()}) for span in (one, other))

    there = [difference.effect for difference in differences(before, after)]
    back = [difference.effect for difference in differences(after, before)]

    assert back == [turned[effect] for effect in there]

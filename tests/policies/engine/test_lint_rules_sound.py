"""Rules beside workflows and clocks with nothing wrong: the checks keep silent."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.lint import Severity, lint
from tests.policies.engine.packs import small_pack
from tests.policies.engine.rule_entries import (
    APPROVAL,
    CLOSE,
    FEEDBACK,
    LABEL,
    LEVEL,
    OTHER,
    OVERDUE,
    PRINTED,
    REWARD,
    RISING,
)

pytestmark = pytest.mark.unit

SOUND: list[tuple[dict[str, Any], str]] = [
    ({}, "the small pack"),
    ({"approvals": {"a": APPROVAL}}, "an approval"),
    ({"feedback": {"f": FEEDBACK}}, "feedback to the filer"),
    ({"reward": REWARD}, "a reward"),
    ({"supervision": {"s": OVERDUE}}, "a ladder"),
    (
        {
            "supervision": {
                "s": {**OVERDUE, "trigger": "no-result", "since": ["accepted"], "awaited": ["closed"]}
            }
        },
        "no result",
    ),
    ({"topology": "mixed"}, "mixed is never wrong"),
    ({"topology": "chained"}, "chained, as it is"),
    ({"appeal": {"levels": {"r": {**LEVEL, "other_person": False}}}}, "an appeal to the same person"),
    (
        {"appeal": {"levels": {"r": {**LEVEL, "body": "outside", "decided": ["moon"]}}}},
        "what a court decides",
    ),
    (
        {"letters/extra": {**PRINTED, "audience": "file"}, f"{CLOSE}/letters": ["extra"]},
        "the file of a complaint",
    ),
    ({"letters/extra": {**PRINTED, "audience": "filer"}, f"{CLOSE}/letters": ["extra"]}, "their own name"),
    (
        {"letters/extra": {**PRINTED, "prints": ["story"]}, f"{CLOSE}/letters": ["extra"]},
        "a story that is no secret",
    ),
    (
        {"letters/extra": PRINTED, f"{CLOSE}/letters": ["extra"], "profiles/open/respondent_sees": ["name"]},
        "mediation needs the name",
    ),
    (
        {
            "letters/extra": {**PRINTED, "prints": [], "from_file_only": True},
            f"{CLOSE}/letters": ["extra"],
            "profiles/open/respondent_door": False,
        },
        "a paper of the enforcement",
    ),
    ({"archive": {"filed": ["closed"], "retention": {"permanent": True}}}, "kept for ever"),
    (
        {
            "archive": {
                "filed": ["closed"],
                "retention": {"span": {"amount": 5, "unit": "year"}, "source": "art-1"},
            }
        },
        "a term with its source",
    ),
    (
        {
            "feedback": {"f": {**FEEDBACK, "on": ["moon-rises"], "audience": "respondent"}},
            "profiles/open/respondent_door": False,
            "business_types/other": OTHER,
            "profiles/ajar": {"label": LABEL, "respondent_door": True, "need_to_know": ["handler"]},
            "workflows/complaint/transitions/classify/milestones": ["classified"],
            "workflows/other": RISING,
        },
        "a line in which it never happens",
    ),
    (
        {"categories": {"a": {"label": LABEL}, "b": {"label": LABEL, "parent": "a"}}},
        "a category below another",
    ),
    (
        {
            "business_types/complaint/nature": "conduct",
            "profiles/open/respondent_door": False,
            "conflict": {},
        },
        "conduct with its rule",
    ),
    (
        {
            "business_types/complaint/tiers": ["grave", "common", "slight"],
            "tiers/grave/milestones": ["plan"],
            "feedback": {"f": {**FEEDBACK, "on": ["plan"]}},
        },
        "a milestone of a tier",
    ),
    (
        {"duplicates": {"restart": "again"}, "feedback": {"f": {**FEEDBACK, "on": ["again"]}}},
        "a milestone of a repeat",
    ),
    ({"case_filing": {"approver": "leader"}}, "a case filing without a step"),
    (
        {
            "clocks/target/when": "values.amount != null && values.amount + 1.5 > 3.0 && size(values.story) > 1 || true"
        },
        "a fraction beside a size",
    ),
    ({"clocks/target/when": "has(values.amount) || named"}, "whether there is a value"),
    ({"clocks/target/when": "'x' in values || named"}, "the whole map"),
    ({"clocks/target/when": "null != values.story && values.note == 'anything'"}, "a free text"),
    ({"clocks/target/when": "values.against in [values.note, 'a']"}, "a list of words and fields"),
    ({"clocks/target/when": "'a' == 'b' || 'c' in ['d'] || named"}, "words alone"),
]


@pytest.mark.parametrize(("changes", "reason"), SOUND, ids=[row[1] for row in SOUND])
def test_lint_finds_nothing_in_what_is_sound(changes: dict[str, Any], reason: str) -> None:
    assert [f"{one.path}: {one.message.en}" for one in lint(small_pack(changes))] == [], reason


def test_lint_spares_fragments_the_questions_for_whole_packs() -> None:
    pack = small_pack(
        {"fragment": True, "feedback": {"f": {**FEEDBACK, "on": ["moon"]}}, "topology": "parallel"}
    )

    assert lint(pack) == ()


def test_lint_skips_what_is_told_of_elsewhere() -> None:
    """An unknown workflow, profile, letter or field is one finding, not many."""
    pack = small_pack(
        {
            "business_types/complaint/workflow": "gone",
            "business_types/complaint/on_receipt": ["gone"],
            "profiles/open/respondent_sees": ["gone"],
            "letters/notice/prints": ["gone"],
            "feedback": {"f": {**FEEDBACK, "letter": "notice"}},
        }
    )

    paths = {one.path for one in lint(pack) if one.severity is Severity.ERROR}

    assert paths == {
        "business_types.complaint.workflow",
        "business_types.complaint.on_receipt",
        "profiles.open.respondent_sees",
        "letters.notice.prints",
    }

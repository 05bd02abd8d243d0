"""Who is told, what is asked, what may be done against it (P30 to P33)."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.appeals import appeal_windows, may_review, routes_after
from policies.engine.audiences import audiences, forbidden, may_tell
from policies.engine.pack import Audience
from policies.engine.progress import call_back, follows_up, is_sampled, may_rate, progress_due
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "告知", "en": "Tell"}
HOPS = {
    "feedback": {
        "to-filer": {
            "label": LABEL,
            "on": ["closed"],
            "audience": "filer",
            "hop": 2,
            "letter": "notice",
            "when": "facts.wants_reply",
        },
        "to-intake": {"label": LABEL, "on": ["closed"], "audience": "intake-unit", "done": ["reported-back"]},
        "to-respondent": {"label": LABEL, "on": ["closed"], "audience": "respondent", "optional": True},
        "elsewhere": {"label": LABEL, "on": ["closed"], "audience": "superior", "business_types": ["other"]},
        "of-money": {"label": LABEL, "on": ["closed"], "audience": "leader", "when": "values.amount > 5"},
    }
}


@pytest.mark.parametrize(
    ("changes", "facts", "expected", "reason"),
    [
        (
            {},
            {},
            [("to-intake", False), ("to-respondent", False), ("to-filer", True)],
            "by hop; the second waits",
        ),
        (
            {},
            {"milestones": ("reported-back@2026-05-08 10:00",)},
            [("to-intake", False), ("to-respondent", False), ("to-filer", False)],
            "the first hop was sent",
        ),
        ({}, {"wants_reply": False}, [("to-intake", False), ("to-respondent", False)], "no reply is wanted"),
        (
            {"business_types/complaint/nature": "report"},
            {},
            [("to-intake", False), ("to-filer", True)],
            "the respondent never (R22)",
        ),
        ({"profiles/open/respondent_door": False}, {}, [("to-intake", False), ("to-filer", True)], "no door"),
        (
            {"forbidden": ["intake-unit"]},
            {},
            [("to-respondent", False), ("to-filer", False)],
            "the pack forbids",
        ),
        (
            {"unnamed": {"reply": False}},
            {"named": False},
            [("to-intake", False), ("to-respondent", False)],
            "unnamed, not answered",
        ),
        (
            {"unnamed": {"reply": True}},
            {"named": False},
            [("to-intake", False), ("to-respondent", False), ("to-filer", True)],
            "unnamed, answered",
        ),
        (
            {},
            {"named": False},
            [("to-intake", False), ("to-respondent", False), ("to-filer", True)],
            "unnamed, no rule",
        ),
    ],
)
def test_audiences(changes: dict[str, Any], facts: dict[str, Any], expected: list[Any], reason: str) -> None:
    known = case(*facts.pop("milestones", ()), **facts)

    found = audiences(pack=small_pack({**HOPS, **changes}), facts=known, event="closed")

    assert [(one.rule, one.waits) for one in found] == expected, reason


def test_audiences_of_an_undecided_condition_are_none_but_the_filer() -> None:
    pack = small_pack({**HOPS, "feedback/to-filer/when": "values.amount > 5"})

    found = [one.rule for one in audiences(pack=pack, facts=case(), event="closed")]

    assert found == ["to-intake", "to-respondent", "to-filer"]


def test_audiences_of_another_event_are_none() -> None:
    assert audiences(pack=small_pack(HOPS), facts=case(), event="received") == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, frozenset()),
        ({"business_types/complaint/nature": "conduct"}, frozenset({"respondent", "other-party", "public"})),
        ({"business_types/complaint/forbidden": ["superior"]}, frozenset({"superior"})),
        ({"business_types/complaint/profile": "gone"}, frozenset()),
    ],
    ids=["a complaint", "conduct", "the line forbids", "no profile"],
)
def test_forbidden(changes: dict[str, Any], expected: frozenset[str]) -> None:
    assert forbidden(pack=small_pack(changes), business_type="complaint") == expected


def test_may_tell() -> None:
    pack = small_pack({"forbidden": ["public"]})

    assert may_tell(pack=pack, business_type="complaint", audience=Audience.FILER) is True
    assert may_tell(pack=pack, business_type="complaint", audience=Audience.PUBLIC) is False


TEN = {"amount": 10, "unit": "calendar-day"}


@pytest.mark.parametrize(
    ("rule", "state", "changed", "expected", "reason"),
    [
        (None, "handling", None, None, "no rule"),
        ({"mode": "none"}, "handling", None, None, "none"),
        ({"mode": "every", "every": TEN}, "handling", None, "2026-05-16 23:59:59", "every ten days"),
        ({"mode": "every"}, "handling", None, None, "no length, nothing owed"),
        ({"mode": "every", "every": TEN}, "finished", None, None, "it is finished"),
        ({"mode": "on-stage-change"}, "handling", None, None, "nothing moved"),
        ({"mode": "on-stage-change"}, "handling", "2026-05-07 10:00", "2026-05-07 10:00", "it moved on"),
        ({"mode": "on-stage-change"}, "handling", "2026-05-05 10:00", None, "it was told since"),
    ],
)
def test_progress_due(
    rule: dict[str, Any] | None, state: str, changed: str | None, expected: str | None, reason: str
) -> None:
    pack = small_pack({} if rule is None else {"progress": rule})

    found = progress_due(
        pack=pack,
        facts=case(state=state),
        told_at=at("2026-05-06 10:00"),
        stage_changed_at=at(changed) if changed else None,
        calendar=CHINA,
    )

    assert found == (at(expected) if expected else None), reason


def test_sample_is_steady_and_of_its_size() -> None:
    keys = [f"case-{number}" for number in range(2000)]

    sampled = [key for key in keys if is_sampled(key=key, percent=20)]

    assert [key for key in keys if is_sampled(key=key, percent=20)] == sampled
    assert 300 < len(sampled) < 500
    assert not any(is_sampled(key=key, percent=0) for key in keys)
    assert all(is_sampled(key=key, percent=100) for key in keys)


SURVEY = {
    "sampling": 100,
    "after": {"amount": 1, "unit": "calendar-day"},
    "within": TEN,
    "aspects": {"speed": LABEL},
}
CLOSED = ("closed@2026-05-06 10:00",)


@pytest.mark.parametrize(
    ("rule", "milestones", "named", "expected", "reason"),
    [
        (None, CLOSED, True, None, "no rule"),
        (SURVEY, ("received@2026-05-06 10:00",), True, None, "not closed"),
        (SURVEY, CLOSED, False, None, "unnamed"),
        ({"sampling": 0}, CLOSED, True, None, "not sampled"),
        (SURVEY, CLOSED, True, ("2026-05-07 23:59:59", "2026-05-16 23:59:59"), "a day after, within ten"),
        ({"sampling": 100}, CLOSED, True, ("2026-05-06 10:00:00", None), "at once, without end"),
    ],
)
def test_call_back(
    rule: dict[str, Any] | None, milestones: tuple[str, ...], named: bool, expected: Any, reason: str
) -> None:
    pack = small_pack({} if rule is None else {"satisfaction": rule})

    found = call_back(pack=pack, facts=case(*milestones, named=named), key="abc", calendar=CHINA)

    assert (found and (found.not_before, found.due_at)) == (
        expected and (at(expected[0]), at(expected[1]) if expected[1] else None)
    ), reason


@pytest.mark.parametrize(
    ("rule", "milestones", "expected"),
    [
        (None, CLOSED, False),
        ({}, CLOSED, True),
        ({"rating": False}, CLOSED, False),
        ({}, ("received@2026-05-06 10:00",), False),
    ],
)
def test_may_rate(rule: dict[str, Any] | None, milestones: tuple[str, ...], expected: bool) -> None:
    pack = small_pack({} if rule is None else {"satisfaction": rule})

    assert may_rate(pack=pack, facts=case(*milestones)) is expected


@pytest.mark.parametrize(
    ("rule", "ratings", "expected"),
    [
        (None, {"a": 1}, False),
        ({}, {"a": 5, "b": 2}, True),
        ({}, {"a": 3}, False),
        ({"low": 3}, {"a": 3}, True),
    ],
)
def test_follows_up(rule: dict[str, Any] | None, ratings: dict[str, int], expected: bool) -> None:
    pack = small_pack({} if rule is None else {"satisfaction": rule})

    assert follows_up(pack=pack, business_type="complaint", ratings=ratings) is expected


REVIEW = {
    "label": LABEL,
    "on": ["replied"],
    "window": {"amount": 30, "unit": "calendar-day"},
    "decide_within": {"amount": 30, "unit": "calendar-day"},
    "reviewer": "leader",
    "pauses": ["hearing-began", "hearing-ended"],
}
LEVELS = {
    "appeal": {
        "levels": {
            "review": REVIEW,
            "last": {
                **REVIEW,
                "on": ["appeal-decided"],
                "lodged": ["again"],
                "decided": ["settled"],
                "final": True,
            },
            "never": {**REVIEW, "on": ["replied"]},
        },
        "routes": LABEL,
    }
}
TOLD = "replied@2026-05-06 10:00"


@pytest.mark.parametrize(
    ("milestones", "now", "expected", "reason"),
    [
        ((), "2026-05-07 10:00", [], "nothing was told yet"),
        (
            (TOLD,),
            "2026-06-05 10:00",
            [("review", True, "2026-06-05 23:59:59", None), ("never", True, "2026-06-05 23:59:59", None)],
            "the last day",
        ),
        (
            (TOLD,),
            "2026-06-06 00:00",
            [("review", False, "2026-06-05 23:59:59", None), ("never", False, "2026-06-05 23:59:59", None)],
            "over",
        ),
        (
            (TOLD, "appealed@2026-05-10 10:00"),
            "2026-05-11 10:00",
            [
                ("review", False, "2026-06-05 23:59:59", "2026-06-09 23:59:59"),
                ("never", False, "2026-06-05 23:59:59", "2026-06-09 23:59:59"),
            ],
            "lodged",
        ),
        (
            (
                TOLD,
                "appealed@2026-05-10 10:00",
                "appeal-decided@2026-05-20 10:00",
                "again@2026-05-21 10:00",
                "settled@2026-05-22 10:00",
            ),
            "2026-05-23 10:00",
            [
                ("review", False, "2026-06-05 23:59:59", "2026-06-09 23:59:59"),
                ("last", False, "2026-06-19 23:59:59", "2026-06-20 23:59:59"),
            ],
            "nothing opens after a final decision",
        ),
        (
            (
                TOLD,
                "appealed@2026-05-10 10:00",
                "hearing-began@2026-05-12 10:00",
                "hearing-ended@2026-05-15 10:00",
            ),
            "2026-05-16 10:00",
            [
                ("review", False, "2026-06-05 23:59:59", "2026-06-12 23:59:59"),
                ("never", False, "2026-06-05 23:59:59", "2026-06-12 23:59:59"),
            ],
            "the hearing does not count",
        ),
        (
            (
                TOLD,
                "appealed@2026-05-10 10:00",
                "hearing-began@2026-05-12 10:00",
                "hearing-ended@2026-05-19 10:00",
            ),
            "2026-05-14 10:00",
            [
                ("review", False, "2026-06-05 23:59:59", "2026-06-11 23:59:59"),
                ("never", False, "2026-06-05 23:59:59", "2026-06-11 23:59:59"),
            ],
            "a hearing that goes on counts so far",
        ),
    ],
)
def test_appeal_windows(milestones: tuple[str, ...], now: str, expected: list[Any], reason: str) -> None:
    found = appeal_windows(pack=small_pack(LEVELS), facts=case(*milestones), calendar=CHINA, now=at(now))

    assert [
        (
            one.level,
            one.is_open,
            one.closes and one.closes.due_at,
            one.decision_due and one.decision_due.due_at,
        )
        for one in found
    ] == [(a, b, at(c), at(d) if d else None) for a, b, c, d in expected], reason


@pytest.mark.parametrize(
    ("level", "closes", "legal", "reason"),
    [
        (
            {"window": None, "term": "in-time"},
            "2026-05-21 23:59:59",
            False,
            "the number of a vague word is ours",
        ),
        ({"window": None, "term": "gone"}, None, False, "an unknown word gives no end"),
        ({"window": None}, None, True, "no end"),
        ({"legal": False}, "2026-06-05 23:59:59", False, "our own window"),
        (
            {"window": {"amount": 15, "unit": "calendar-day"}, "term": "in-time"},
            "2026-05-21 23:59:59",
            False,
            "both",
        ),
    ],
)
def test_appeal_window_lengths(level: dict[str, Any], closes: str | None, legal: bool, reason: str) -> None:
    terms = {"in-time": {"label": LABEL, "span": {"amount": 15, "unit": "calendar-day"}}}
    changes = {key: value for key, value in {**REVIEW, **level}.items() if value is not None}
    pack = small_pack({"appeal": {"levels": {"review": changes}}, "vague_terms": terms})

    (found,) = appeal_windows(pack=pack, facts=case(TOLD), calendar=CHINA, now=at("2027-01-01 00:00"))

    assert (found.closes and found.closes.due_at, found.legal) == (at(closes) if closes else None, legal), (
        reason
    )


def test_appeal_without_time_for_a_decision() -> None:
    level = {key: value for key, value in REVIEW.items() if key not in ("decide_within", "pauses")}
    pack = small_pack({"appeal": {"levels": {"review": {**level, "when": "named"}}}})
    facts = case(TOLD, "appealed@2026-05-07 10:00")

    (found,) = appeal_windows(pack=pack, facts=facts, calendar=CHINA, now=at("2026-05-08 10:00"))

    assert (found.lodged_at, found.decision_due) == (at("2026-05-07 10:00"), None)


def test_appeal_without_pauses_and_for_others() -> None:
    level = {key: value for key, value in REVIEW.items() if key != "pauses"}
    pack = small_pack({"appeal": {"levels": {"a": level, "b": {**level, "when": "!named"}}}})
    facts = case(TOLD, "appealed@2026-05-10 10:00")

    found = appeal_windows(pack=pack, facts=facts, calendar=CHINA, now=at("2026-05-11 10:00"))

    assert [(one.level, one.decision_due and one.decision_due.due_at) for one in found] == [
        ("a", at("2026-06-09 23:59:59"))
    ]


@pytest.mark.parametrize(
    ("changes", "roles", "handled", "expected", "reason"),
    [
        ({}, {"leader"}, False, False, "no appeal"),
        (LEVELS, {"leader"}, False, True, "the reviewer"),
        (LEVELS, {"leader"}, True, False, "who handled it does not decide"),
        (LEVELS, {"clerk"}, False, False, "another role"),
        (
            {**LEVELS, "appeal": {"levels": {"review": {**REVIEW, "other_person": False}}}},
            {"leader"},
            True,
            True,
            "allowed",
        ),
    ],
)
def test_may_review(
    changes: dict[str, Any], roles: set[str], handled: bool, expected: bool, reason: str
) -> None:
    found = may_review(
        pack=small_pack(changes),
        business_type="complaint",
        level="review",
        roles=frozenset(roles),
        handled=handled,
    )

    assert found is expected, reason


def test_routes_after() -> None:
    assert routes_after(pack=small_pack(), business_type="complaint") is None
    routes = routes_after(pack=small_pack(LEVELS), business_type="complaint")
    assert routes is not None
    assert routes.en == "Tell"

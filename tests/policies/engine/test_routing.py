"""Where a case goes, and when it counts as received (P5, P6, P7, P20)."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.pack import OutOfScopeAction
from policies.engine.routing import (
    arrived_at,
    categories_of,
    channels_of,
    lineage,
    may_pass_on,
    out_of_scope,
    route,
)
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "词", "en": "Word"}
CATEGORIES = {"goods": {"label": LABEL}, "food": {"label": LABEL, "parent": "goods"}, "law": {"label": LABEL}}
ROUTES = {
    "categories": CATEGORIES,
    "unit_kinds": {"squad": {"label": LABEL}, "section": {"label": LABEL, "may_pass_on": False}},
    "routing": {
        "grave": {"label": LABEL, "tiers": ["grave"], "role": "leader", "told": ["leader"]},
        "goods": {"label": LABEL, "categories": ["goods"], "unit_kind": "section"},
        "dear": {
            "label": LABEL,
            "when": "values.amount != null && values.amount > 1000",
            "unit_kind": "squad",
        },
        "other": {"label": LABEL, "business_types": ["elsewhere"], "unit_kind": "squad"},
        "by-phone": {"label": LABEL, "channels": ["phone"], "role": "clerk"},
    },
}


@pytest.mark.parametrize(
    ("facts", "categories", "expected", "reason"),
    [
        ({"tier": "grave"}, ("food",), "grave", "the first that fits is taken"),
        ({}, ("food",), "goods", "a category above it is named"),
        ({}, ("law",), None, "nothing fits"),
        ({"values": {"amount": 2000}}, (), "dear", "a condition holds"),
        ({"values": {"amount": "many"}}, (), None, "a condition that cannot be decided does not fit"),
        ({"channel": "phone"}, (), "by-phone", "by its channel"),
    ],
)
def test_route_is_the_first_that_fits(
    facts: dict[str, Any], categories: tuple[str, ...], expected: str | None, reason: str
) -> None:
    found = route(pack=small_pack(ROUTES), facts=case(**facts), categories=categories)

    assert (found.code if found else None) == expected, reason


def test_route_says_who_handles_and_who_is_told() -> None:
    found = route(pack=small_pack(ROUTES), facts=case(tier="grave"))

    assert found is not None
    assert (found.role, found.unit_kind, found.told, found.cites) == ("leader", None, ("leader",), ())


@pytest.mark.parametrize(
    ("categories", "code", "expected"),
    [
        (CATEGORIES, "food", ("food", "goods")),
        (CATEGORIES, "unknown", ("unknown",)),
        (
            {"a": {"label": LABEL, "parent": "b"}, "b": {"label": LABEL, "parent": "a"}},
            "a",
            ("a", "b"),
        ),
    ],
    ids=["everything above", "an unknown one", "a circle ends"],
)
def test_lineage(categories: dict[str, Any], code: str, expected: tuple[str, ...]) -> None:
    assert lineage(small_pack({"categories": categories}), code) == expected


@pytest.mark.parametrize(("kind", "expected"), [("squad", True), ("section", False), ("unknown", True)])
def test_may_pass_on(kind: str, expected: bool) -> None:
    assert may_pass_on(pack=small_pack(ROUTES), unit_kind=kind) is expected


def test_categories_of_a_line_are_its_own_or_all() -> None:
    everything = small_pack(ROUTES)
    own = small_pack({**ROUTES, "business_types/complaint/categories": ["law"]})

    assert list(categories_of(pack=everything, business_type="complaint")) == ["goods", "food", "law"]
    assert list(categories_of(pack=own, business_type="complaint")) == ["law"]


def test_channels_of_a_line_leave_out_those_for_others() -> None:
    pack = small_pack(
        {
            "channels/post": {"label": LABEL, "kind": "post", "business_types": ["other"]},
            "business_types/complaint/channels": ["web", "post"],
        }
    )

    assert channels_of(pack=pack, business_type="complaint") == ("web",)


@pytest.mark.parametrize(
    ("arrival", "happened", "registered", "expected", "reason"),
    [
        ("moment", "2026-05-09 22:00", None, "2026-05-09 22:00", "by night, too"),
        (
            "registered",
            "2026-05-08 10:00",
            "2026-05-09 09:30",
            "2026-05-09 09:30",
            "when the post room had it",
        ),
        ("registered", "2026-05-08 10:00", None, "2026-05-08 10:00", "not registered yet"),
        ("office", "2026-05-06 12:00", None, "2026-05-06 12:00", "during office hours"),
        ("office", "2026-05-06 08:00", None, "2026-05-06 09:00", "before the office opens"),
        ("office", "2026-05-06 17:30", None, "2026-05-07 09:00", "after it closed"),
        ("office", "2026-05-10 12:00", None, "2026-05-11 09:00", "on a Sunday"),
        ("office", "2026-05-09 12:00", None, "2026-05-09 12:00", "on a make-up Saturday"),
    ],
)
def test_arrived_at(arrival: str, happened: str, registered: str | None, expected: str, reason: str) -> None:
    pack = small_pack({"channels/web/arrival": arrival})

    found = arrived_at(
        pack=pack,
        channel="web",
        happened_at=at(happened),
        registered_at=at(registered) if registered else None,
        calendar=CHINA,
    )

    assert found == at(expected), reason


def test_arrived_at_after_the_cut_off_waits_for_the_next_day() -> None:
    pack = small_pack({"channels/web/arrival": "office", "hours/cut_off": "16:00"})

    found = arrived_at(pack=pack, channel="web", happened_at=at("2026-05-06 16:30"), calendar=CHINA)

    assert found == at("2026-05-07 09:00")


RULE = {"action": "transfer", "explanation": LABEL}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"first_contact": True}, OutOfScopeAction.ACCEPT_THEN_GUIDE),
        ({"out_of_scope": RULE}, OutOfScopeAction.TRANSFER),
        (
            {
                "out_of_scope": RULE,
                "business_types/complaint/out_of_scope": {**RULE, "action": "refuse-with-route"},
            },
            OutOfScopeAction.REFUSE_WITH_ROUTE,
        ),
    ],
    ids=["nothing said", "first contact", "the pack's", "the line's own"],
)
def test_out_of_scope(changes: dict[str, Any], expected: OutOfScopeAction | None) -> None:
    assert out_of_scope(pack=small_pack(changes), business_type="complaint") is expected

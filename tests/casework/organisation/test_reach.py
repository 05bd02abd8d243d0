"""How far duties reach over the lines of business of a rulebook. Pure."""

from __future__ import annotations

import pytest

from casework.organisation.rules import Hat, Officer, names_in, normalise_name, reach_of, roles_in_case
from policies.loading import load_pack

PACK = load_pack("demo-county-12365")
ALL_BUT_CONDUCT = {"fraud-report", "quality-complaint", "enquiry"}


def _officer(*roles: str, units: frozenset[int] = frozenset({7})) -> Officer:
    return Officer(user_id=1, name="甲", roles=frozenset(roles), unit_ids=units)


@pytest.mark.parametrize(
    ("roles", "everywhere", "in_unit", "desks"),
    [
        (("receiver",), ALL_BUT_CONDUCT, set(), {"receiver"}),
        (("leader",), {"fraud-report", "quality-complaint"}, set(), {"leader"}),
        (("unit-head",), set(), ALL_BUT_CONDUCT, set()),
        (("handler",), set(), ALL_BUT_CONDUCT, set()),
        (("discipline",), {"conduct"}, set(), {"discipline"}),
        (("receiver", "discipline"), ALL_BUT_CONDUCT | {"conduct"}, set(), {"receiver", "discipline"}),
        (("baker",), set(), set(), set()),
        ((), set(), set(), set()),
    ],
)
def test_reach(roles, everywhere, in_unit, desks):
    reach = reach_of(frozenset(roles), [PACK])

    assert (reach.everywhere, reach.in_unit, reach.desks) == (everywhere, in_unit, desks)


def test_no_duty_of_the_hotline_reaches_a_conduct_filing_even_where_it_is_assigned():
    """R23: it is not enough that somebody put the case into one's hands."""
    reach = reach_of(
        frozenset({"receiver", "intake-manager", "leader", "unit-head", "handler", "archivist"}), [PACK]
    )

    assert "conduct" not in reach.everywhere | reach.in_unit | reach.if_assigned | reach.may_open_identity


@pytest.mark.parametrize(
    ("unit_id", "handler_id", "roles", "why"),
    [
        (None, None, {"receiver"}, "unassigned: the organisation's duties only"),
        (
            7,
            None,
            {"receiver", "unit-head", "handler"},
            "in the unit and nobody's yet: whoever there takes it",
        ),
        (7, 1, {"receiver", "unit-head", "handler"}, "one's own"),
        (7, 2, {"receiver", "unit-head"}, "a colleague's: the head may act, the handler not"),
        (8, 1, {"receiver", "handler"}, "one's own, in another unit"),
        (8, None, {"receiver"}, "another unit's"),
    ],
)
def test_roles_in_a_case(unit_id, handler_id, roles, why):
    officer = _officer("receiver", "unit-head", "handler")

    held = roles_in_case(
        officer, pack=PACK, business_type="fraud-report", unit_id=unit_id, handler_id=handler_id
    )

    assert held == roles, why


HEAD_OF_8 = Hat(user_id=2, roles=frozenset({"unit-head", "handler"}), unit_ids=frozenset({8}))
HANDLER_IN_7 = Hat(user_id=1, roles=frozenset({"handler"}), unit_ids=frozenset({7}))


@pytest.mark.parametrize(
    ("unit_id", "handler_id", "roles", "why"),
    [
        (8, 3, {"unit-head"}, "as head of 8, for whom one stands in"),
        (8, 2, {"unit-head", "handler"}, "the case of the person stood in for"),
        (7, 3, set(), "standing in for the head of 8 makes nobody the head of 7"),
        (7, 1, {"handler"}, "one's own case"),
        (9, 2, {"handler"}, "a case of the person stood in for, in another unit"),
    ],
)
def test_who_stands_in_has_the_duties_where_the_other_has_them(unit_id, handler_id, roles, why):
    officer = Officer(
        user_id=1,
        name="甲",
        roles=HEAD_OF_8.roles | HANDLER_IN_7.roles,
        unit_ids=HEAD_OF_8.unit_ids | HANDLER_IN_7.unit_ids,
        hats=(HANDLER_IN_7, HEAD_OF_8),
    )

    held = roles_in_case(
        officer, pack=PACK, business_type="fraud-report", unit_id=unit_id, handler_id=handler_id
    )

    assert held == roles, why


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("罗不良", {"罗不良"}),
        (" 罗 不良　", {"罗不良"}),
        ("罗不良、张三；李四", {"罗不良", "张三", "李四"}),
        ("Ｊohn  Smith, 罗不良", {"johnsmith", "罗不良"}),
        ("、，", set()),
        ("", set()),
    ],
)
def test_names_in(written, names):
    assert names_in(written) == names


def test_normalised_names_are_equal_however_they_are_typed():
    assert {normalise_name(n) for n in ("Ａnn Lee", "ann  lee", "ANN\tLEE")} == {"annlee"}

"""The drawn flow: nothing lies on anything else, every step is on it, backwards arrows lead back."""

from __future__ import annotations

from itertools import combinations

import pytest

from policies.engine.flow import edges_of
from policies.loading import load_pack
from policies.studio.clock_bars import draw_clocks
from policies.studio.drawing import Arrow, Box, draw_flow, staying, wrapped
from policies.studio.layering import Link, Size, lay_out, levels
from policies.studio.reading import flow_list
from tests.policies.studio.test_entry_forms import PACKS

FLOWS = [(pack, flow) for pack in PACKS for flow in load_pack(pack).workflows]


def overlap(one: Box | Arrow, other: Box | Arrow) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("pack_id", "flow"), FLOWS)
def test_nothing_lies_on_anything_else(pack_id, flow, language):
    pack = load_pack(pack_id)

    drawing = draw_flow(pack, pack.workflows[flow], language)

    drawn = [*drawing.boxes, *drawing.arrows]
    assert [(one, other) for one, other in combinations(drawn, 2) if overlap(one, other)] == []
    assert all(one.x >= 0 and one.x + one.width <= drawing.width for one in drawn)
    assert all(one.y >= 0 and one.y + one.height <= drawing.height for one in drawn)


@pytest.mark.parametrize(("pack_id", "flow"), FLOWS)
def test_every_state_and_every_way_is_drawn(pack_id, flow):
    pack = load_pack(pack_id)
    workflow = pack.workflows[flow]

    drawing = draw_flow(pack, workflow, "zh-hans")

    ways = {(edge.source, edge.target) for edge in edges_of(workflow) if edge.source != edge.target}
    assert {box.code for box in drawing.boxes} == set(workflow.states)
    assert len(drawing.arrows) == len(ways)


@pytest.mark.parametrize(("pack_id", "flow"), FLOWS)
def test_list_says_what_the_drawing_says(pack_id, flow):
    pack = load_pack(pack_id)
    workflow = pack.workflows[flow]

    listed = flow_list(pack, workflow, "en")

    assert sum(len(state.steps) for state in listed) == len(edges_of(workflow))
    assert [sum(step.to is None for step in state.steps) for state in listed] == [
        len(staying(workflow, code)) for code in workflow.states
    ]


def test_link_that_leads_back_is_drawn_back():
    nodes = {name: Size(50, 20) for name in "abc"}
    links = [Link(*ends, Size(30, 10)) for ends in ("ab", "bc", "ca")]

    layout = lay_out(nodes=nodes, links=links, first="a", gap=Size(10, 10), margin=5)

    assert [route.is_back for route in layout.routes] == [False, False, True]
    assert layout.nodes["a"].y < layout.nodes["b"].y < layout.nodes["c"].y
    last = layout.routes[2]
    assert [bend.y for bend in last.bends] == sorted((bend.y for bend in last.bends), reverse=True)


LEVELS = (
    (("ab", "bc", "ac"), {"a": 0, "b": 1, "c": 2}, "the longest way counts"),
    (("ab", "ba"), {"a": 0, "b": 1, "c": 0}, "what leads back lifts nothing"),
    ((), {"a": 0, "b": 0, "c": 0}, "nothing is joined"),
)


@pytest.mark.parametrize(("ends", "expected", "why"), LEVELS, ids=[row[2] for row in LEVELS])
def test_levels(ends, expected, why):
    assert levels(nodes="abc", ends=[tuple(one) for one in ends], first="a") == expected


WRAPPED = (
    ("受理", 4, ["受理"], "short"),
    ("移送或不予处理，待通知", 9, ["移送或不予处理，待", "通知"], "Chinese breaks anywhere"),
    ("Awaiting sign-off", 6, ["Awaiting", "sign-off"], "Latin words stay whole"),
    ("", 4, [], "nothing"),
)


@pytest.mark.parametrize(("words", "ems", "lines", "why"), WRAPPED, ids=[row[3] for row in WRAPPED])
def test_wrapped(words, ems, lines, why):
    assert wrapped(words, ems) == lines


@pytest.mark.parametrize("pack_id", PACKS)
def test_every_time_limit_is_a_bar_within_the_drawing(pack_id):
    pack = load_pack(pack_id)

    for business in pack.business_types.values():
        drawing = draw_clocks(pack, business, "zh-hans")
        assert [bar.code for bar in drawing.bars] == list(business.clocks)
        assert all(bar.width > 0 and bar.x + bar.width <= drawing.width for bar in drawing.bars)


def test_time_limits_stand_in_the_order_of_the_flow():
    pack = load_pack("company-service")
    business = pack.business_types["customer-complaint"]

    drawing = draw_clocks(pack, business, "zh-hans")

    starts = {bar.code: bar.x for bar in drawing.bars}
    assert starts["s1-c1"] <= starts["s1-sign-for"] <= starts["s1-verify"] <= starts["s1-record"]

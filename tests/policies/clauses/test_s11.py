"""S11 监管工作规程 as the source has it: garbled, so it lends words and no law; its vocabulary in bank-2020."""

from __future__ import annotations

import pytest

from policies.engine.pack import ChannelKind
from policies.loading import load_pack, shipped_packs
from tests.policies.clauses.story import Story, channels

pytestmark = pytest.mark.unit
PACK, LINE = "bank-2020", "consumer-complaint"


@pytest.mark.clause("S11-caution", parameter="P1", shown="engine")
def test_s11_is_cited_by_no_rulebook() -> None:
    quoting = [
        summary.id
        for summary in shipped_packs()
        if not summary.fragment
        and any("监管工作规程" in c.source.zh_hans for c in load_pack(summary.id).citations.values())
    ]

    assert quoting == []


@pytest.mark.clause("S11-business-types", parameter="P3", shown="engine")
def test_s11_consumer_complaint_is_the_line() -> None:
    assert load_pack(PACK).business_types[LINE].label.zh_hans == "消费投诉"


@pytest.mark.clause("S11-channels", parameter="P6", shown="engine")
def test_s11_channels_are_written_oral_and_online() -> None:
    kinds = set(channels(PACK, LINE).values())

    assert {"post", "voice", "counter", "web"} - kinds == set()


@pytest.mark.clause("S11-stages", parameter="P3", shown="engine")
def test_s11_stages_run_from_acceptance_to_feedback() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00").walk(
        ("accept", "2026-05-06 11:00"),
        ("assign", "2026-05-06 12:00"),
        ("sign-for", "2026-05-06 13:00"),
        ("find", "2026-05-08 10:00"),
        ("sign-off", "2026-05-08 11:00"),
        ("reply", "2026-05-08 12:00"),
        ("send-reply", "2026-05-08 13:00"),
        ("archive", "2026-05-11 09:00"),
    )

    happened = [one.kind for one in case.facts.milestones]
    assert [kind for kind in happened if kind in ("accepted", "found", "decided", "replied", "archived")] == [
        "accepted",
        "found",
        "decided",
        "replied",
        "archived",
    ]


@pytest.mark.clause("S11-progress", parameter="P31", shown="engine")
def test_s11_every_state_tells_the_consumer_how_it_progresses() -> None:
    states = load_pack(PACK).workflows[LINE].states.values()

    assert len({state.public.zh_hans for state in states}) == len(states)


@pytest.mark.clause("S11-consumers-part", parameter="P32", shown="engine")
def test_s11_consumer_is_asked_whether_the_result_satisfies() -> None:
    choices = load_pack(PACK).fields["satisfaction"].choices

    assert list(choices) == ["satisfied", "accepts", "not-satisfied", "not-reached"]


@pytest.mark.clause("S11-supervision", parameter="P22", shown="engine")
def test_s11_case_forwarded_by_the_regulator_has_its_own_clock() -> None:
    forwarded = Story(PACK, LINE, "2026-05-06 10:00", channel="regulator")

    assert load_pack(PACK).channels["regulator"].kind is ChannelKind.TRANSFER_IN
    assert forwarded.due("forwarded") == "2026-05-07 23:59"
    assert Story(PACK, LINE, "2026-05-06 10:00").due("forwarded") is None


@pytest.mark.clause("S11-clocks", parameter="P23", shown="engine")
def test_s11_levels_and_limits_without_numbers_come_from_the_2020_rule() -> None:
    assert load_pack(PACK).clocks["decide"].cites == ("art-18",)
    assert Story(PACK, LINE, "2026-05-06 10:00").promised() == {"decide": "2026-05-21"}

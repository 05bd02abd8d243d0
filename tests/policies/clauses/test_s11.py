"""S11 监管工作规程 as the source has it: garbled, so it lends words and no law; its vocabulary in bank-2020."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policies.engine.appeals import appeal_windows
from policies.engine.archives import archive_plan
from policies.engine.audiences import audiences
from policies.engine.pack import ChannelKind, Reviewer
from policies.engine.progress import call_back, follows_up, progress_due
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


def replied() -> Story:
    return Story("bank-2020", "consumer-complaint", "2026-05-06 10:00").walk(
        ("accept", "2026-05-06 11:00"),
        ("assign", "2026-05-06 12:00"),
        ("sign-for", "2026-05-06 13:00"),
        ("find", "2026-05-07 09:00"),
        ("sign-off", "2026-05-07 10:00"),
        ("reply", "2026-05-07 11:00"),
        ("send-reply", "2026-05-07 12:00"),
    )


@pytest.mark.clause("S11-levels", parameter="P33", shown="engine")
def test_s11_levels_the_upper_institution_verifies_within_30_and_30_days() -> None:
    case = replied()
    windows = appeal_windows(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now)

    assert [(one.level, one.body, one.is_open, one.final) for one in windows] == [
        ("verification", Reviewer.HIGHER_UNIT, True, True)
    ]
    closes = windows[0].closes
    assert closes is not None
    assert f"{closes.due_at.astimezone(case.now.tzinfo):%F}" == "2026-06-06"


@pytest.mark.clause("S11-supervision", parameter="P30", shown="engine")
@pytest.mark.parametrize(("channel", "told"), [("regulator", ["referrer"]), ("hotline", [])])
def test_s11_supervision_what_the_regulator_forwarded_is_answered_to_it_too(
    channel: str, told: list[str]
) -> None:
    case = Story("bank-2020", "consumer-complaint", "2026-05-06 10:00", channel=channel)

    found = audiences(pack=case.pack, facts=case.facts, event="replied")

    assert [one.audience.value for one in found] == told


@pytest.mark.clause("S11-progress", parameter="P31", shown="engine")
def test_s11_progress_is_told_when_the_stage_changes() -> None:
    case = Story("bank-2020", "consumer-complaint", "2026-05-06 10:00")
    changed = case.now + timedelta(hours=5)

    due = [
        progress_due(
            pack=case.pack,
            facts=case.facts,
            told_at=case.now,
            stage_changed_at=moment,
            calendar=case.calendar,
        )
        for moment in (None, changed)
    ]

    assert due == [None, changed]


@pytest.mark.clause("S11-consumers-part", parameter="P32", shown="engine")
def test_s11_consumers_part_one_in_five_is_called_and_bad_marks_are_looked_into() -> None:
    case = replied()

    called = [
        key
        for key in map(str, range(500))
        if call_back(pack=case.pack, facts=case.facts, key=key, calendar=case.calendar)
    ]
    low = [
        mark
        for mark in range(1, 6)
        if follows_up(pack=case.pack, business_type="consumer-complaint", ratings={"result": mark})
    ]

    assert 75 <= len(called) <= 125
    assert low == [1, 2]


@pytest.mark.clause("S11-forms", parameter="P42", shown="engine")
def test_s11_forms_are_not_spoken_of_so_the_file_is_that_of_the_2020_rule() -> None:
    case = replied()

    plan = archive_plan(pack=case.pack, facts=case.facts, calendar=case.calendar, issued=["reply"])

    assert plan is not None
    assert ([one.missing for one in plan.volumes], plan.cites) == ([()], ("art-archive",))
    assert plan.dispose_after is None, "no number could be verified (R7)"

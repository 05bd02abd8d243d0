"""S9 投诉举报处理制度（稽查队）, article by article (pack inspection-team)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from policies.loading import load_pack
from tests.policies.clauses.story import Story, channels

pytestmark = pytest.mark.unit
PACK = "inspection-team"


def filed(line: str = "quality-dispute", moment: str = "2026-05-06 10:00", **facts: Any) -> Story:
    return Story(PACK, line, moment, **facts)


def directed(tier: str, line: str = "quality-dispute", **facts: Any) -> Story:
    case = filed(line, **facts).do("report", "2026-05-06 10:30")
    return case.do("direct", "2026-05-06 14:00", {"tier": tier})


def handling(tier: str = "general", line: str = "quality-dispute", **facts: Any) -> Story:
    case = directed(tier, line, **facts)
    return case.do("route-section" if tier == "general" else "take-over", "2026-05-06 15:00")


def closed(line: str = "quality-dispute", **facts: Any) -> Story:
    """Closed on Wednesday 29 April 2026, two days before the Labour Day holiday."""
    return Story(PACK, line, "2026-04-20 10:00", **facts).walk(
        ("report", "2026-04-20 10:30"),
        ("direct", "2026-04-20 14:00"),
        ("route-section", "2026-04-20 15:00"),
        ("find", "2026-04-28 10:00"),
        ("close", "2026-04-29 16:00"),
    )


@pytest.mark.clause("S9-C1", parameter="P24", shown="engine")
def test_s9_c1_leader_is_told_at_once() -> None:
    case = filed()

    assert case.due("s9-c1") == "2026-05-06 11:00"
    assert case.pack.clocks["s9-c1"].legal is False
    assert case.do("report", "2026-05-06 10:30").is_kept("s9-c1")


@pytest.mark.clause("S9-C2", parameter="P23", shown="engine")
def test_s9_c2_both_sides_of_a_dispute_are_told_within_1_working_day_of_its_end() -> None:
    case = closed()

    assert {clock: case.due(clock) for clock in ("s9-c2", "s9-c2-others")} == {
        "s9-c2": "2026-04-30 23:59",
        "s9-c2-others": "2026-04-30 23:59",
    }
    case.walk(("reply", "2026-04-30 09:00"), ("tell-filer", "2026-04-30 10:00"))
    assert (case.is_kept("s9-c2"), case.is_kept("s9-c2-others")) == (True, False)
    assert case.refused("archive", "2026-04-30 11:00") == ["wrong-state"]
    case.do("tell-others", "2026-05-06 09:00")
    assert case.is_late("s9-c2-others")


@pytest.mark.clause("S9-C3", parameter="P30", shown="engine")
@pytest.mark.parametrize(
    ("named", "wants_reply", "due", "reason"),
    [
        (True, True, "2026-05-07 23:59", "30 April, 6 and 7 May"),
        (True, False, None, "no wish for a reply"),
        (False, True, None, "no true name and contact"),
        (False, False, None, "neither"),
    ],
)
def test_s9_c3_reporter_is_answered_within_3_working_days_on_three_conditions(
    named: bool, wants_reply: bool, due: str | None, reason: str
) -> None:
    case = closed("report", named=named, wants_reply=wants_reply)

    assert case.due("s9-c3") == due, reason
    assert case.open_to("handler") == (["reply"] if due else ["no-reply"]), reason


@pytest.mark.clause("S9-C3", parameter="P30", shown="engine")
def test_s9_c3_stops_at_dispatch() -> None:
    case = closed("report").do("reply", "2026-05-06 10:00")

    assert case.is_kept("s9-c3") is False
    assert case.do("send-reply", "2026-05-07 23:00").is_kept("s9-c3")


@pytest.mark.clause("S9-C4", parameter="P24", shown="engine")
def test_s9_c4_both_sides_get_a_written_notice_when_it_takes_time() -> None:
    case = handling().do("not-at-once", "2026-05-07 09:00")

    assert case.due("s9-c4") == "2026-05-11 23:59"
    assert case.pack.clocks["s9-c4"].legal is False
    case.do("notify-parties", "2026-05-08 09:00")
    assert case.accepted is not None
    assert (case.accepted.letters, case.is_kept("s9-c4")) == (("delay-notice",), True)


@pytest.mark.clause("S9-C5", parameter="P24", shown="engine")
@pytest.mark.parametrize(("line", "step"), [("quality-dispute", "tell-filer"), ("report", "send-reply")])
def test_s9_c5_what_belongs_to_another_authority_is_referred_and_answered_soon(line: str, step: str) -> None:
    case = filed(line).do("refer", "2026-05-06 11:00", {"destination": "应急管理局"})

    assert case.due("s9-c5") == "2026-05-08 23:59"
    case.walk(("reply", "2026-05-06 12:00"), (step, "2026-05-07 10:00"))
    assert case.is_kept("s9-c5")


@pytest.mark.clause("S9-C6", parameter="P23", shown="engine")
def test_s9_c6_extension_is_granted_by_the_deputy_director_in_special_cases() -> None:
    case = handling()

    assert case.due("s9-handle") == "2026-06-02 23:59"
    case.do("ask-extension", "2026-05-20 09:00")
    assert case.refused("extend", "2026-05-20 10:00", role="unit-head") == ["no-duty"]
    assert case.do("extend", "2026-05-20 10:00").due("s9-handle") == "2026-06-16 23:59"
    assert case.refused("extend", "2026-05-21 10:00") == ["no-extension"]


@pytest.mark.clause("S9-routing", parameter="P20", shown="engine")
@pytest.mark.parametrize(
    ("tier", "open_steps", "reason"),
    [
        ("general", ["route-section"], "一般申诉交由相关业务股室"),
        ("unlawful", ["take-over"], "违法案件由稽查队直接处理"),
        ("major", ["report-director"], "重大的先向局长汇报"),
    ],
)
def test_s9_routing_follows_the_kind_of_case(tier: str, open_steps: list[str], reason: str) -> None:
    case = directed(tier)

    assert [
        step
        for step in case.open_to("intake-manager")
        if step in ("route-section", "take-over", "report-director")
    ] == open_steps, reason


@pytest.mark.clause("S9-severity", parameter="P17", shown="engine")
def test_s9_major_case_reaches_the_team_only_through_the_director() -> None:
    case = directed("major").do("report-director", "2026-05-06 15:00")

    assert case.open_to("director") == ["director-directs"]
    assert case.do("take-over", "2026-05-06 16:00").facts.state == "handling"


@pytest.mark.clause("S9-approvals", parameter="P19", shown="engine")
def test_s9_nothing_is_routed_before_the_leader_directs() -> None:
    case = filed().do("report", "2026-05-06 10:30")

    assert case.refused("route-section", "2026-05-06 11:00") == ["wrong-state"]
    assert case.refused("direct", "2026-05-06 11:00", role="intake-manager") == ["no-duty"]


@pytest.mark.clause("S9-branches", parameter="P27", shown="engine")
@pytest.mark.parametrize(
    ("target", "kind", "fine", "codes"),
    [
        ("person", "fine", {"fine-person": Decimal("200")}, []),
        ("person", "fine", {"fine-person": Decimal("200.01")}, ["too-much"]),
        ("organisation", "fine", {"fine-organisation": Decimal("3000")}, []),
        ("organisation", "fine", {"fine-organisation": Decimal("3001")}, ["too-much"]),
        ("organisation", "warning", {}, []),
        ("person", "revoke-licence", {}, ["no-such-choice"]),
    ],
)
def test_s9_penalty_on_the_spot_stays_within_the_law(
    target: str, kind: str, fine: dict[str, Decimal], codes: list[str]
) -> None:
    case = handling("unlawful")
    typed = {"penalty-target": target, "penalty-kind": kind, **fine}

    assert case.refused("penalise", "2026-05-07 09:00", typed) == codes


@pytest.mark.clause("S9-branches", parameter="P29", shown="engine")
def test_s9_case_is_opened_where_it_has_to_be() -> None:
    assert handling("unlawful").do("open-case", "2026-05-07 09:00").facts.state == "enforcing"
    assert handling("general").refused("open-case", "2026-05-07 09:00") == ["condition-not-met"]


@pytest.mark.clause("S9-business-types", parameter="P3", shown="engine")
def test_s9_has_three_business_types_with_their_own_codes() -> None:
    assert {code: line.nature.value for code, line in load_pack(PACK).business_types.items()} == {
        "quality-dispute": "complaint",
        "complaint": "complaint",
        "report": "report",
    }


@pytest.mark.clause("S9-form", parameter="P36", shown="engine")
def test_s9_registration_form_is_made_for_every_filing() -> None:
    pack = load_pack(PACK)

    assert {line.on_receipt for line in pack.business_types.values()} == {("registration",)}
    assert pack.letters["registration"].label.zh_hans == "投诉举报登记表"


@pytest.mark.clause("S9-workflow", parameter="P3", shown="engine")
def test_s9_workflow_ends_with_the_file() -> None:
    case = closed().walk(
        ("reply", "2026-04-30 09:00"), ("tell-filer", "2026-04-30 10:00"), ("tell-others", "2026-04-30 11:00")
    )

    assert case.do("archive", "2026-05-06 09:00").facts.state == "finished"


@pytest.mark.clause("S9-documents", parameter="P36", shown="engine")
def test_s9_written_notice_says_why_and_until_when() -> None:
    pack = load_pack(PACK)

    assert pack.letters["delay-notice"].template == "delay-notice"
    help_text = pack.fields["notice-body"].help
    assert help_text is not None
    assert help_text.zh_hans == "事项、不能立即处理的原因、预计的时间、联系人。"


@pytest.mark.clause("S9-feedback", parameter="P30", shown="engine")
def test_s9_promises_follow_the_line() -> None:
    assert filed().promised() == {"s9-c2": "rule"}
    assert filed("complaint").promised() == {}
    assert filed("report").promised() == {"s9-c3": "rule"}
    assert filed("report", named=False).promised() == {}


@pytest.mark.clause("S9-archive", parameter="P42", shown="engine")
def test_s9_file_is_kept_for_every_filing() -> None:
    lines = load_pack(PACK).business_types.values()

    assert ["s9-archive" in line.clocks for line in lines] == [True, True, True]


@pytest.mark.clause("S9-leads", parameter="P27", shown="engine")
def test_s9_new_leads_are_recorded() -> None:
    case = handling().do("record-lead", "2026-05-07 09:00")

    assert case.facts.first("lead-found") == case.at("2026-05-07 09:00")


@pytest.mark.clause("S9-channels", parameter="P6", shown="engine")
def test_s9_centre_takes_12365_calls() -> None:
    assert channels(PACK, "report")["hotline"] == "voice"

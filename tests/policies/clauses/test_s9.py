"""S9 投诉举报处理制度（稽查队）, article by article (pack inspection-team)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from policies.engine.appeals import appeal_windows
from policies.engine.appraisal import accountable
from policies.engine.archives import archive_plan
from policies.engine.audiences import audiences, may_tell
from policies.engine.branches import penalty_refusal
from policies.engine.facts import GrantedExtension, Milestone
from policies.engine.pack import Audience, OutOfScopeAction, PackStatus, Span, Unit
from policies.engine.routing import out_of_scope, route
from policies.engine.secrecy import Onlooker, visible_fields
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


@pytest.mark.clause("S9-C6", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("granted", "due", "reason"),
    [
        (5, "2026-06-09 23:59", "as long as the director says"),
        (30, "2026-06-16 23:59", "and 10 days at most"),
    ],
)
def test_s9_c6_suitably_longer_is_what_the_director_grants(granted: int, due: str, reason: str) -> None:
    case = handling()
    span = Span(amount=granted, unit=Unit.WORKING_DAY)

    case.facts = replace(case.facts, extensions=(GrantedExtension("s9-handle", case.now, span),))

    assert case.due("s9-handle") == due, reason


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


@pytest.mark.clause("S9-basis", parameter="P1", shown="engine")
def test_s9_basis_is_repealed_so_the_pack_is_history() -> None:
    pack = load_pack(PACK)

    assert (pack.status, pack.legal_basis) == (PackStatus.HISTORY, ("s9-1",))
    assert "《产品质量申诉处理办法》" in pack.citations["s9-1"].text


@pytest.mark.clause("S9-organisation", parameter="P18", shown="engine")
def test_s9_organisation_one_centre_takes_in_and_sorts() -> None:
    pack = load_pack(PACK)

    assert {line.first_role for line in pack.business_types.values()} == {"receiver"}
    assert pack.roles["receiver"].label.zh_hans == "投诉举报中心人员"
    assert filed().open_to("handler", "unit-head") == []


@pytest.mark.clause("S9-principle", parameter="P7", shown="engine")
def test_s9_principle_every_filing_is_taken_in_and_what_is_not_ours_is_passed_on() -> None:
    pack = load_pack(PACK)

    assert pack.reasons == {}
    assert out_of_scope(pack=pack, business_type="report") is OutOfScopeAction.TRANSFER
    assert filed("report").do("refer", "2026-05-06 11:00").facts.first("referred") is not None


@pytest.mark.clause("S9-confidentiality", parameter="P34", shown="engine")
def test_s9_confidentiality_nothing_of_a_report_reaches_who_is_reported() -> None:
    pack = load_pack(PACK)

    told = {
        line: may_tell(pack=pack, business_type=line, audience=Audience.RESPONDENT)
        for line in pack.business_types
    }

    assert told == {"quality-dispute": True, "complaint": True, "report": False}
    assert visible_fields(pack=pack, business_type="report", onlooker=Onlooker.RESPONDENT) == ()


@pytest.mark.clause("S9-appeal", parameter="P33", shown="engine")
def test_s9_appeal_does_not_exist() -> None:
    case = closed()

    assert appeal_windows(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now) == ()


@pytest.mark.clause("S9-discipline", parameter="P39", shown="engine")
def test_s9_discipline_misconduct_calls_for_an_account_and_may_be_answered() -> None:
    case = closed()
    facts = replace(case.facts, milestones=(*case.facts.milestones, Milestone("misconduct-found", case.now)))

    found = accountable(pack=case.pack, facts=facts, states=(), calendar=case.calendar, now=case.now)

    assert [(one.trigger, one.cites) for one in found] == [("discipline", ("s9-11",))]
    due = found[0].reply_due
    assert due is not None
    assert f"{due.due_at:%F}" == "2026-05-15", "ten working days, the make-up Saturday among them"


@pytest.mark.clause("S9-routing", parameter="P20", shown="engine")
@pytest.mark.parametrize(
    ("tier", "unit", "told"),
    [("general", "section", ()), ("unlawful", "team", ()), ("major", "team", ("director",))],
)
def test_s9_routing_names_the_kind_of_unit_and_who_is_told(
    tier: str, unit: str, told: tuple[str, ...]
) -> None:
    case = directed(tier)

    goes = route(pack=case.pack, facts=case.facts)

    assert goes is not None
    assert (goes.unit_kind, goes.told, goes.cites) == (unit, told, ("s9-5",))


@pytest.mark.clause("S9-branches", parameter="P27", shown="engine")
@pytest.mark.parametrize(
    ("amount", "is_person", "refused"),
    [(200, True, False), (201, True, True), (3000, False, False), (3001, False, True)],
)
def test_s9_branches_penalty_on_the_spot_has_its_limit_in_the_pack(
    amount: int, is_person: bool, refused: bool
) -> None:
    found = penalty_refusal(
        pack=load_pack(PACK), branch="on-the-spot", amount=Decimal(amount), is_person=is_person
    )

    assert (found is not None) is refused


@pytest.mark.clause("S9-C2", "S9-C3", parameter="P30", shown="engine")
@pytest.mark.parametrize(
    ("line", "facts", "told"),
    [
        ("quality-dispute", {}, [("filer", "s9-c2"), ("other-party", "s9-c2-others")]),
        ("complaint", {}, [("filer", "s9-complaint-told")]),
        ("report", {}, [("filer", "s9-c3")]),
        ("report", {"wants_reply": False}, []),
        ("report", {"named": False}, []),
    ],
)
def test_s9_feedback_audiences_are_listed_one_by_one(
    line: str, facts: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    case = filed(line, **facts)

    found = audiences(pack=case.pack, facts=case.facts, event="closed")

    assert [(one.audience.value, one.clock) for one in found] == told


@pytest.mark.clause("S9-archive", parameter="P42", shown="engine")
def test_s9_archive_is_one_file_that_holds_the_registration_form() -> None:
    case = closed()

    plan = archive_plan(pack=case.pack, facts=case.facts, calendar=case.calendar)

    assert plan is not None
    assert [(one.owner, one.missing) for one in plan.volumes] == [("handling-unit", ("registration",))]
    assert plan.due is not None
    assert f"{plan.due.due_at:%F}" == "2026-05-15"

"""Every line of business from receipt to its end, by every step that its rulebook has on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.cases.models import CaseEvent, Milestone
from casework.cases.selectors import case_view
from casework.cases.services import perform
from policies import selectors as policies
from tests.factories.filings import (
    ASSIGN,
    CHECKLISTS,
    NOTIFIED,
    SIGN_FOR,
    TO_INVESTIGATION,
    Journey,
)

pytestmark = pytest.mark.db


@dataclass(frozen=True)
class Story:
    """A way through a rulebook: rows of duty, step, what is typed, and the state that follows."""

    business_type: str
    way: str
    steps: tuple[tuple[str, str, Mapping[str, object], str], ...]
    letters: tuple[str, ...]
    outcome: str | None
    is_named: bool = True


def ticked(business_type: str) -> dict[str, object]:
    return {"acceptance-checklist": list(CHECKLISTS[business_type])}


REPORT = {"outcome": "substantiated", "finding": "查获假冒电热水壶12台。"}
REPLY = {"reply-body": "您举报的情况属实，已依法查处。"}

STORIES = (
    Story("fraud-report", "investigated", (
        ("intake-manager", "propose", {"proposal": "建议稽查队核查。", "proposed-unit": "@unit"}, "proposed"),
        ("leader", "send-back", {"return-reason": "请先核清管辖。"}, "received"),
        ("intake-manager", "propose", {"proposal": "已核清，属本局管辖。"}, "proposed"),
        ("leader", "sign-off", {"instruction": "同意。"}, "approved"),
        ("receiver", "assign", ASSIGN, "dispatched"),
        ("unit-head", "return-task", {"return-reason": "请附来信原件。"}, "approved"),
        ("intake-manager", "assign", ASSIGN, "dispatched"),
        ("unit-head", "sign-for", SIGN_FOR, "signed-for"),
        ("handler", "begin", {"first-action": "到场检查。"}, "investigating"),
        ("intake-manager", "supervise", {"supervision": "请说明进展。"}, "investigating"),
        ("handler", "find", REPORT, "found"),
        ("unit-head", "send-back-finding", {"return-reason": "请补充询问笔录。"}, "investigating"),
        ("handler", "find", REPORT, "found"),
        ("unit-head", "close", {"opinion": "事实清楚。"}, "closed"),
        ("unit-head", "report-back", {}, "reported-back"),
        ("receiver", "reply", REPLY, "reply-issued"),
        ("receiver", "send-reply", NOTIFIED, "replied"),
        ("archivist", "archive", {}, "finished"),
    ), ("reply",), "substantiated"),
    Story("fraud-report", "belongs elsewhere", (
        ("receiver", "guide", {"destination": "烟草专卖局", "guidance-body": "请向烟草专卖局反映。",
                               "delivery-channel": "phone"}, "finished"),
    ), ("guidance",), None),
    Story("quality-complaint", "settled", (
        ("intake-manager", "propose", {"proposal": "建议调解。"}, "proposed"),
        ("leader", "sign-off", {"instruction": "同意。"}, "approved"),
        ("receiver", "accept", {**ticked("quality-complaint"), "notice-body": "决定处理您的申诉。"}, "accepted"),
        ("receiver", "notify-acceptance", NOTIFIED, "accepted"),
        ("receiver", "assign", ASSIGN, "dispatched"),
        ("unit-head", "sign-for", SIGN_FOR, "signed-for"),
        ("handler", "begin", {}, "investigating"),
        ("handler", "find", {"outcome": "substantiated", "finding": "内胆渗水属实。"}, "determined"),
        ("handler", "settle", {"agreement": "商家七日内退还货款。"}, "mediated"),
        ("unit-head", "close", {}, "closed"),
        ("handler", "report-back", {}, "reported-back"),
        ("intake-manager", "reply", {**REPLY, "corrective-order": True}, "reply-issued"),
        ("receiver", "send-reply", NOTIFIED, "replied"),
        ("receiver", "archive", {}, "finished"),
    ), ("triage-notice", "mediation-agreement", "reply"), "substantiated"),
    Story("quality-complaint", "declined", (
        ("intake-manager", "propose", {"proposal": "建议不予处理。"}, "proposed"),
        ("leader", "sign-off", {"instruction": "同意。"}, "approved"),
        ("intake-manager", "decline",
         {"reason": "no-written-material", "notice-body": "未提供书面材料。"}, "outcome-decided"),
        ("receiver", "notify-outcome", NOTIFIED, "replied"),
        ("archivist", "archive", {}, "finished"),
    ), ("triage-notice",), None),
    Story("quality-complaint", "mediation fails", (
        ("intake-manager", "propose", {"proposal": "建议调解。"}, "proposed"),
        ("leader", "sign-off", {"instruction": "同意。"}, "approved"),
        ("receiver", "accept", {**ticked("quality-complaint"), "notice-body": "决定处理。"}, "accepted"),
        ("receiver", "assign", ASSIGN, "dispatched"),
        ("receiver", "notify-acceptance", NOTIFIED, "dispatched"),
        ("unit-head", "sign-for", SIGN_FOR, "signed-for"),
        ("handler", "begin", {}, "investigating"),
        ("handler", "find", {"outcome": "partly", "finding": "部分属实。"}, "determined"),
        ("handler", "fail", {"failure": "双方差距过大。"}, "mediated"),
        ("handler", "notify-failure", NOTIFIED, "mediated"),
        ("unit-head", "close", {}, "closed"),
        ("unit-head", "report-back", {}, "reported-back"),
        ("receiver", "reply", REPLY, "reply-issued"),
        ("receiver", "send-reply", NOTIFIED, "replied"),
        ("archivist", "archive", {}, "finished"),
    ), ("triage-notice", "reply"), "partly"),
    Story("enquiry", "answered at once", (
        ("receiver", "answer-now", {"answer-body": "整机一年。", "delivery-channel": "phone"}, "finished"),
    ), ("answer",), None),
    Story("enquiry", "with specialists", (
        ("receiver", "pass-on", ASSIGN, "with-unit"),
        ("unit-head", "return-task", {"return-reason": "不属本股业务。"}, "received"),
        ("receiver", "pass-on", ASSIGN, "with-unit"),
        ("unit-head", "draft-answer", {"draft-answer": "整机一年，主要部件三年。"}, "answer-ready"),
        ("receiver", "send-answer", {"answer-body": "整机一年，主要部件三年。", **NOTIFIED}, "finished"),
    ), ("answer",), None),
    Story("conduct", "verified", (
        ("discipline", "take-over", {}, "verifying"),
        ("discipline", "find", {"outcome": "unverifiable", "finding": "未能查实。"}, "found"),
        ("discipline", "send-back-finding", {"return-reason": "请再走访。"}, "verifying"),
        ("discipline", "find", {"outcome": "substantiated", "finding": "属实。"}, "found"),
        ("discipline", "close", {}, "closed"),
        ("discipline", "reply", {"reply-body": "已依规处理。"}, "reply-issued"),
        ("discipline", "send-reply", NOTIFIED, "finished"),
    ), ("conduct-reply",), "substantiated"),
    Story("conduct", "sent to the superior", (
        ("discipline", "refer-up", {"destination": "市局纪检组"}, "referred"),
        ("discipline", "reply", {"reply-body": "已报上级。"}, "reply-issued"),
        ("discipline", "send-reply", NOTIFIED, "finished"),
    ), ("conduct-reply",), None),
    Story("consumer-complaint", "handled", (
        ("receiver", "accept", ticked("consumer-complaint"), "accepted"),
        ("intake-manager", "assign", {"tier": "simple", "tier-reason": "事实清楚。", **ASSIGN}, "assigned"),
        ("unit-head", "return-task", {"return-reason": "属信用卡中心。"}, "accepted"),
        ("intake-manager", "assign", {"tier": "simple", "tier-reason": "事实清楚。", **ASSIGN}, "assigned"),
        ("unit-head", "sign-for", SIGN_FOR, "handling"),
        ("handler", "start-mediation", {}, "mediating"),
        ("handler", "end-mediation", {}, "handling"),
        ("handler", "find", {"outcome": "substantiated", "finding": "误收属实。", "root-cause": "system"}, "proposed"),
        ("unit-head", "send-back-finding", {"return-reason": "请附流水。"}, "handling"),
        ("handler", "find",
         {"outcome": "substantiated", "finding": "误收属实，流水已附。", "root-cause": "system"}, "proposed"),
        ("unit-head", "sign-off", {}, "decided"),
        ("handler", "reply", {"reply-body": "已退还年费。"}, "reply-issued"),
        ("receiver", "send-reply", NOTIFIED, "closed"),
        ("receiver", "archive", {}, "finished"),
    ), ("acceptance-notice", "reply"), "substantiated"),
    Story("consumer-complaint", "declined", (
        ("receiver", "decline", {"reason": "no-facts"}, "declining"),
        ("receiver", "notify-decline", NOTIFIED, "finished"),
    ), ("decline-notice",), None),
    Story("customer-complaint", "major", (
        ("receiver", "classify", {"tier": "major"}, "classified"),
        ("intake-manager", "start-plan", {"plan": "启动预案。"}, "plan-started"),
        ("intake-manager", "report-leaders", {"report": "用户受伤。"}, "escalated"),
        ("leader", "direct", {"instruction": "全力处理。"}, "directed"),
        ("intake-manager", "assign-major", ASSIGN, "assigned"),
        ("unit-head", "sign-for", SIGN_FOR, "handling"),
        ("handler", "find",
         {"outcome": "substantiated", "finding": "批次缺陷。", "improvement": "停用该批合页。"}, "found"),
        ("unit-head", "send-back-finding", {"return-reason": "补充检测。"}, "handling"),
        ("handler", "find",
         {"outcome": "substantiated", "finding": "检测已补充。", "improvement": "停用该批合页。"}, "found"),
        ("unit-head", "approve", {}, "approved"),
        ("receiver", "reply", {"reply-body": "已为您更换。"}, "reply-issued"),
        ("receiver", "send-reply", NOTIFIED, "closed"),
        ("receiver", "reopen", {"return-reason": "客户说仍松动。"}, "handling"),
        ("handler", "find", {"outcome": "substantiated", "finding": "复查更换。", "improvement": "加检。"}, "found"),
        ("unit-head", "approve", {}, "approved"),
        ("receiver", "reply", {"reply-body": "已再次更换。"}, "reply-issued"),
        ("receiver", "send-reply", NOTIFIED, "closed"),
        ("receiver", "follow-up", {"resolved": "solved"}, "finished"),
    ), ("reply", "reply"), "substantiated", is_named=False),
    Story("customer-complaint", "minor", (
        ("receiver", "classify", {"tier": "minor"}, "classified"),
        ("receiver", "assign", ASSIGN, "assigned"),
        ("handler", "sign-for", SIGN_FOR, "handling"),
        ("handler", "find",
         {"outcome": "unsubstantiated", "finding": "使用不当。", "improvement": "完善说明书。"}, "found"),
        ("unit-head", "approve", {}, "approved"),
        ("intake-manager", "reply", {"reply-body": "附上使用说明。"}, "reply-issued"),
        ("receiver", "send-reply", NOTIFIED, "closed"),
        ("intake-manager", "follow-up", {"resolved": "solved"}, "finished"),
    ), ("reply",), "unsubstantiated"),
    Story("complaint", "settled", (
        ("receiver", "accept", ticked("complaint"), "accepted"),
        ("receiver", "notify-acceptance", NOTIFIED, "notified"),
        ("intake-manager", "assign", ASSIGN, "assigned"),
        ("unit-head", "sign-for", SIGN_FOR, "preparing"),
        ("handler", "start-mediation", {"summons": "请于3月10日到场调解。"}, "mediating"),
        ("handler", "start-test", {"test-body": "送检走时精度。"}, "testing"),
        ("handler", "end-test", {}, "mediating"),
        ("handler", "settle", {"outcome": "substantiated", "agreement": "退货退款。"}, "settled"),
        ("handler", "deliver-agreement", NOTIFIED, "closed"),
        ("receiver", "archive", {}, "finished"),
    ), ("acceptance-notice", "mediation-notice", "mediation-agreement"), "substantiated"),
    Story("complaint", "declined", (
        ("receiver", "decline", {"reason": "art-16-3"}, "declining"),
        ("receiver", "notify-decline", NOTIFIED, "finished"),
    ), ("decline-notice",), None),
    Story("report", "not opened", (
        ("intake-manager", "assign", ASSIGN, "assigned"),
        ("unit-head", "sign-for", SIGN_FOR, "checking"),
        ("handler", "propose", {"outcome": "unsubstantiated", "finding": "批准文号齐全。"}, "proposed"),
        ("leader", "not-open", {"instruction": "不予立案。"}, "closed"),
        ("handler", "reply", {"legal-basis": "第三十一条", "reply-body": "不予立案。"}, "reply-issued"),
        ("handler", "send-reply", NOTIFIED, "replied"),
        ("receiver", "archive", {}, "finished"),
    ), ("report-result",), "unsubstantiated"),
    Story("report", "anonymous, opened and decided", (
        ("intake-manager", "assign", ASSIGN, "assigned"),
        ("unit-head", "sign-for", SIGN_FOR, "checking"),
        ("handler", "propose", {"outcome": "substantiated", "finding": "无批准文号。"}, "proposed"),
        ("leader", "open-case", {"instruction": "立案。"}, "enforcing"),
        ("handler", "decide-case", {"outcome": "substantiated", "finding": "罚没。"}, "decided"),
        ("unit-head", "close", {}, "closed"),
        ("handler", "no-reply", {}, "replied"),
        ("receiver", "archive", {}, "finished"),
    ), (), "substantiated", is_named=False),
)  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda s: f"{s.business_type} {s.way}")
def test_case_goes_all_the_way(rulebooks, team, story):
    journey = Journey(team, story.business_type, is_named=story.is_named)

    states, desks, offered = [], [], []
    for role, transition, values, _ in story.steps:
        officer = team.officer(role, now=journey.now)
        view = case_view(officer=officer, public_id=journey.case.public_id, now=journey.now)
        offered.append(transition in [action.id for action in view.actions])
        case = journey.step(role, transition, **{k.replace("-", "_"): v for k, v in values.items()})
        states.append(case.state)
        desks.append(case.desk)

    case = journey.case
    events = list(CaseEvent.objects.filter(case=case).order_by("seq"))
    bodies = [json.loads(bytes(event.body)) for event in events]
    assert states == [state for *_, state in story.steps]
    assert all(offered), "the page shows each step to the person with the duty"
    assert [event.kind for event in events] == [
        "received",
        *(transition for _, transition, _, _ in story.steps),
    ]
    assert [event.actor_id for event in events[1:]] == [team.user(role).pk for role, *_ in story.steps]
    assert [code for body in bodies[1:] for code in body["letters"]] == list(story.letters)
    assert (case.is_final, case.outcome, desks[-1]) == (True, story.outcome, "")
    assert "" not in desks[:-1]
    assert case.finished_at == journey.now
    assert case.closed_at is not None
    assert case.on_time is True


def test_every_business_type_of_the_shipped_rulebooks_has_a_story(rulebooks):
    known = {code for version in policies.adopted_versions() for code in version.pack.business_types}

    assert {story.business_type for story in STORIES} == known


def test_milestones_carry_the_moment_and_the_line_of_the_history(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)

    rows = list(Milestone.objects.filter(case=journey.case).order_by("id").values_list("kind", "seq"))
    assert rows == [
        ("received", 1), ("accepted", 1), ("proposed", 2), ("approved", 3), ("dispatched", 4),
        ("task-received", 5), ("handler-named", 5), ("investigation-started", 6),
    ]  # fmt: skip


def test_assigning_sets_the_unit_and_signing_for_sets_the_handler(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:3])
    assigned = (journey.case.unit_id, journey.case.handler_id)

    journey.steps(*TO_INVESTIGATION[3:4])

    assert assigned == (team.unit.pk, None)
    assert (journey.case.unit_id, journey.case.handler_id) == (team.unit.pk, team.user("handler").pk)


def test_assigning_to_another_unit_takes_the_case_from_its_handler(rulebooks, team):
    journey = Journey(team, "customer-complaint")
    journey.step("receiver", "classify", tier="minor")
    journey.step("receiver", "assign", unit="@unit")
    journey.step("unit-head", "return-task", return_reason="不属本部门。")

    journey.step("intake-manager", "assign-major", unit=str(team.elsewhere.public_id))

    assert (journey.case.unit_id, journey.case.handler_id) == (team.elsewhere.pk, None)


def test_step_says_what_was_typed_sealed_and_codes_open(alpha, team):
    from casework.cases.history import texts_of
    from casework.cases.keys import data_key_of

    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)
    case = journey.step("handler", "find", **{"outcome": "partly", "finding": "查获十二台。"})

    event = CaseEvent.objects.get(case=case, kind="find")
    body = json.loads(bytes(event.body))
    assert body["codes"] == {"outcome": "partly", "verb": "find", "breaches": []}
    assert "查获十二台" not in bytes(event.body).decode()
    assert texts_of(event=event, case=case, key=data_key_of(case)) == {"finding": "查获十二台。"}


def test_steps_taken_twice_at_once_are_taken_once(alpha, team):
    """Whoever comes second finds the case where the first one left it."""
    from casework.cases.services import ActionRefused

    journey = Journey(team, "fraud-report")
    journey.step("intake-manager", "propose", proposal="建议核查。")

    with pytest.raises(ActionRefused) as refused:
        perform(
            public_id=journey.case.public_id,
            officer=team.officer("intake-manager", now=journey.now),
            transition="propose",
            values={"proposal": "再提一次。"},
            now=journey.now,
        )

    assert [reason.code for reason in refused.value.reasons] == ["wrong-state"]
    assert CaseEvent.objects.filter(case=journey.case).count() == 2


def test_step_holds_the_case_until_it_is_stored(alpha, team):
    journey = Journey(team, "fraud-report")

    with CaptureQueriesContext(connection) as seen:
        journey.step("intake-manager", "propose", proposal="建议核查。")

    reads = [q["sql"] for q in seen if q["sql"].startswith("SELECT") and 'FROM "casework_case"' in q["sql"]]
    assert reads[0].endswith('FOR UPDATE OF "casework_case"')

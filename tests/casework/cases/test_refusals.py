"""What the rulebook does not allow is refused in words, beside the field, and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from casework.cases.access import CaseNotFound
from casework.cases.models import CaseClock, CaseEvent
from casework.cases.services import ActionRefused, perform
from casework.organisation.selectors import NotFound
from casework.organisation.services import close_unit
from kernel.models import Alarm, OutboxEntry
from tests.factories.filings import NOW, TO_INVESTIGATION, Journey, case_of
from tests.factories.people import unit

pytestmark = pytest.mark.db

AT_INVESTIGATION = TO_INVESTIGATION
AT_APPROVED = TO_INVESTIGATION[:2]

REFUSALS = (
    # business type, steps before, duty, step, values, (code, field) of each reason, why
    ("fraud-report", (), "leader", "sign-off", {"instruction": "同意。"}, [("wrong-state", None)],
     "no sign-off before a proposal"),
    ("fraud-report", (), "receiver", "propose", {"proposal": "建议。"}, [("no-duty", None)],
     "a duty officer proposes nothing"),
    ("fraud-report", (), "intake-manager", "propose", {}, [("required", "proposal")],
     "a proposal says something"),
    ("fraud-report", (), "intake-manager", "propose", {"proposal": "   "}, [("required", "proposal")],
     "blanks say nothing"),
    ("fraud-report", (), "intake-manager", "fly", {}, [("unknown-transition", None)],
     "a step that no rulebook has"),
    ("fraud-report", AT_APPROVED, "receiver", "assign", {}, [("required", "unit")], "to whom?"),
    ("fraud-report", AT_INVESTIGATION, "handler", "find", {"outcome": "guilty", "finding": "有。"},
     [("no-such-choice", "outcome")], "an outcome that the rulebook does not know"),
    ("fraud-report", AT_INVESTIGATION, "handler", "find", {"finding": "有。"}, [("required", "outcome")],
     "a finding has an outcome"),
    ("fraud-report", AT_INVESTIGATION, "handler", "find", {},
     [("required", "outcome"), ("required", "finding")], "everything that lacks is told at once"),
    ("fraud-report", AT_INVESTIGATION, "unit-head", "close", {}, [("wrong-state", None)],
     "no closing before the finding"),
    ("fraud-report", AT_INVESTIGATION, "leader", "sign-off-late", {"instruction": "补批。"},
     [("condition-not-met", None)], "a late sign-off has its place only after an early dispatch"),
    ("fraud-report", AT_INVESTIGATION, "leader", "extend", {"instruction": "同意延长。"},
     [("condition-not-met", None)], "nobody asked for more time"),
    ("quality-complaint", (), "intake-manager", "accept", {"notice-body": "受理。"}, [("wrong-state", None)],
     "S12b: no decision before the sign-off"),
    ("quality-complaint",
     (("intake-manager", "propose", {"proposal": "建议。"}), ("leader", "sign-off", {"instruction": "同意。"})),
     "receiver", "decline", {"reason": "do-not-like-it", "notice-body": "不予处理。"}, [("no-such-choice", "reason")],
     "a ground that the rulebook does not have"),
    ("quality-complaint",
     (("intake-manager", "propose", {"proposal": "建议。"}), ("leader", "sign-off", {"instruction": "同意。"})),
     "receiver", "accept", {"acceptance-checklist": ["complaint-target"], "notice-body": "受理。"},
     [("acceptance-condition", "acceptance-checklist"), ("acceptance-condition", "acceptance-checklist")],
     "each condition that is not ticked is named"),
    ("conduct", (), "discipline", "close", {}, [("wrong-state", None)], "no approval of no finding"),
    ("enquiry", (), "receiver", "send-answer", {"answer-body": "答。", "delivery-channel": "phone"},
     [("wrong-state", None)], "an answer that is ready comes from the specialists"),
    ("enquiry", (), "receiver", "answer-now", {"answer-body": "答。", "delivery-channel": "pigeon"},
     [("no-such-choice", "delivery-channel")], "a way of telling that the rulebook does not know"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("business_type", "before", "role", "transition", "values", "reasons", "why"), REFUSALS,
    ids=[row[-1] for row in REFUSALS],
)  # fmt: skip
def test_step_is_refused_and_changes_nothing(
    alpha, team, business_type, before, role, transition, values, reasons, why
):
    journey = Journey(team, business_type)
    journey.steps(*before)
    case = journey.case
    untouched = _snapshot(case)

    with pytest.raises(ActionRefused) as refused:
        journey.step(role, transition, **{k.replace("-", "_"): v for k, v in values.items()})

    told = refused.value.reasons
    assert [(r.code, r.field) for r in told] == reasons, why
    assert all(r.text.zh_hans and r.text.en for r in told)
    assert _snapshot(case) == untouched


def _snapshot(case):
    case.refresh_from_db()
    return (
        {field.attname: getattr(case, field.attname) for field in case._meta.concrete_fields},
        CaseEvent.objects.filter(case=case).count(),
        sorted(CaseClock.objects.filter(case=case).values_list("clock", "due_at", "stopped_at")),
        sorted(Alarm.objects.filter(subject=case.public_id).values_list("key", "at")),
        OutboxEntry.objects.filter(subject=case.public_id).count(),
    )


def test_refusal_of_a_wrong_state_says_what_is_possible_now(alpha, team):
    journey = Journey(team, "fraud-report")

    with pytest.raises(ActionRefused) as refused:
        journey.step("intake-manager", "assign", unit="@unit")

    assert refused.value.reasons[0].text.zh_hans == (
        "案件现处于“待提建议”，不能“交办”。现在可以：提出建议、批示前先行交办、非本职，引导并办结。"
    )


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (lambda: str(uuid4()), "a unit that is not there"),
        (lambda: _closed_unit(), "a unit that was closed"),
    ],
)
def test_assigning_to_a_unit_that_is_not_there_changes_nothing(alpha, team, chosen, why):
    journey = Journey(team, "fraud-report")
    journey.steps(*AT_APPROVED)
    untouched = _snapshot(journey.case)

    with pytest.raises(NotFound):
        journey.step("receiver", "assign", unit=chosen())

    assert _snapshot(journey.case) == untouched, why


def _closed_unit() -> str:
    closed = unit("旧科室")
    close_unit(unit_id=closed.pk)
    return str(closed.public_id)


def test_handler_who_left_cannot_be_named(alpha, team):
    from accounts.services import leave

    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:3])
    leave(user_id=team.user("handler").pk, now=NOW)

    with pytest.raises(NotFound):
        journey.step("unit-head", "sign-for", officer="@handler")


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ("", "no unit is no answer"),
        ("not-an-id", "what is no id names nobody"),
        ("1", "inner ids are no ids outside"),
    ],
)
def test_unit_that_is_no_id_is_refused_like_one_that_is_not_there(alpha, team, chosen, why):
    journey = Journey(team, "fraud-report")
    journey.steps(*AT_APPROVED)

    with pytest.raises((NotFound, ActionRefused)):
        journey.step("receiver", "assign", unit=chosen)

    journey.case.refresh_from_db()
    assert (journey.case.state, journey.case.unit_id) == ("approved", None), why


def test_case_named_in_a_handler_is_not_assigned_to_that_handler(alpha, team):
    """R23: whoever is named in a case does not get it."""
    from casework.cases.models import CaseExclusion

    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:3])
    CaseExclusion.objects.create(case=journey.case, user=team.user("handler"), reason="RECUSED", since=NOW)

    with pytest.raises(ActionRefused) as refused:
        journey.step("unit-head", "sign-for", officer="@handler")

    assert [(r.code, r.field) for r in refused.value.reasons] == [("excluded", "officer")]
    journey.case.refresh_from_db()
    assert journey.case.handler_id is None


def test_case_that_is_not_there_and_one_that_is_not_ours_are_refused_alike(alpha, team):
    case = case_of("conduct")
    errors = []

    for public_id in (case.public_id, uuid4()):
        with pytest.raises(CaseNotFound) as refused:
            perform(
                public_id=public_id,
                officer=team.officer("leader", now=NOW),
                transition="take-over",
                values={},
                now=NOW,
            )
        errors.append((type(refused.value), str(refused.value).replace(str(public_id), "ID")))

    assert errors[0] == errors[1]


# R16: dispatch before the sign-off is possible, and recorded.


@pytest.mark.clause("T3", parameter="P19", shown="service")
def test_dispatch_before_the_sign_off_is_recorded_as_a_breach_of_order_with_both_times(alpha, team):
    import json

    journey = Journey(team, "fraud-report")
    journey.step("intake-manager", "propose", proposal="情况紧急，建议先行核查。")

    journey.step("receiver", "assign-early", unit="@unit")
    dispatched_at = journey.now
    journey.step("leader", "sign-off-late", instruction="补批：同意。")
    approved_at = journey.now

    events = {e.kind: json.loads(bytes(e.body)) for e in CaseEvent.objects.filter(case=journey.case)}
    breaches = {kind: body["codes"].get("breaches", []) for kind, body in events.items()}
    moments = {m.kind: m.occurred_at for m in journey.case.milestones.all()}
    assert {kind for kind, found in breaches.items() if found} == {"assign-early"}
    assert (moments["dispatched"], moments["approved-late"]) == (dispatched_at, approved_at)
    assert "approved" not in moments
    assert journey.case.state == "dispatched"


def test_case_dispatched_early_does_not_close_without_a_late_sign_off(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.step("receiver", "assign-early", unit="@unit")
    journey.step("unit-head", "sign-for", officer="@handler")
    journey.step("handler", "begin", first_action="到场检查。")
    journey.step("handler", "find", outcome="substantiated", finding="属实。")

    with pytest.raises(ActionRefused) as refused:
        journey.step("unit-head", "close")

    assert [r.code for r in refused.value.reasons] == ["condition-not-met"]
    journey.step("leader", "sign-off-late", instruction="补批：同意。")
    assert journey.step("unit-head", "close").state == "closed"


@pytest.mark.clause("T3", parameter="P19", shown="service")
def test_late_sign_off_is_warned_of_at_half_and_three_quarters_of_its_time(alpha, team):
    """T3: the approver is warned, the clock is not paused."""
    from casework.cases.facts import compute_clocks, facts_of
    from policies import selectors as policies

    journey = Journey(team, "fraud-report")
    journey.step("intake-manager", "propose", proposal="建议核查。")
    journey.step("receiver", "assign-early", unit="@unit")

    pack = policies.policy_version(journey.case.policy_id).pack
    states = compute_clocks(pack=pack, facts=facts_of(journey.case), now=journey.now)

    approval = next(s for s in states if s.id == "s12a-approval")
    running_for = approval.due.due_at - approval.started_at
    assert (approval.is_running, approval.paused_since) == (True, None)
    assert [w - approval.started_at for w in approval.warnings] == [running_for * 0.5, running_for * 0.75]
    assert timedelta(0) < running_for

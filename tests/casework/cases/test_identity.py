"""Who filed is masked until somebody who needs to know opens it, and the history says who did and why."""

from __future__ import annotations

import json

import pytest

from casework.cases.access import CaseNotFound
from casework.cases.history import texts_of
from casework.cases.keys import data_key_of
from casework.cases.models import CaseEvent
from casework.cases.selectors import case_view
from casework.cases.services import open_identity
from casework.correspondence.models import Letter
from tests.factories.filings import NOW, TO_INVESTIGATION, Journey, case_of
from tests.work import deliver_events

pytestmark = pytest.mark.db


@pytest.mark.clause("T28", parameter="P34", shown="service")
def test_identity_is_opened_to_who_needs_to_know_and_the_history_says_why(alpha, team):
    case = case_of("fraud-report", filer_address="甲县长江路1号")
    officer = team.officer("receiver", now=NOW)

    opened = open_identity(public_id=case.public_id, officer=officer, reason="核对电话", now=NOW)

    event = CaseEvent.objects.get(case=case, kind="identity-opened")
    assert opened == [{"role": "FILER", "name": "钱多多", "phone": "13800000001", "address": "甲县长江路1号"}]
    assert (event.actor_id, event.occurred_at) == (officer.user_id, NOW)
    assert texts_of(event=event, case=case, key=data_key_of(case)) == {"reason": "核对电话"}
    assert "钱多多" not in json.dumps(json.loads(bytes(event.body)), ensure_ascii=False)


NEED_TO_KNOW = (
    ("fraud-report", "receiver", True, "takes the report"),
    ("fraud-report", "intake-manager", True, "proposes"),
    ("fraud-report", "handler", True, "investigates"),
    ("fraud-report", "unit-head", False, "a report is protected from the head of the unit too"),
    ("fraud-report", "leader", False, "signs off facts, not people"),
    ("fraud-report", "archivist", False, "keeps the file closed"),
    ("quality-complaint", "unit-head", True, "a complaint has two parties who meet"),
    ("quality-complaint", "leader", False, "signs off facts, not people"),
)


@pytest.mark.parametrize(("business_type", "role", "may", "why"), NEED_TO_KNOW)
def test_need_to_know_is_what_the_profile_of_the_rulebook_says(alpha, team, business_type, role, may, why):
    journey = Journey(team, business_type)
    if business_type == "fraud-report":
        journey.steps(*TO_INVESTIGATION)
    else:
        journey.step("receiver", "assign-early", unit="@unit", notice_body="决定处理。")
        journey.step("unit-head", "sign-for", officer="@handler")
    officer, case = team.officer(role, now=journey.now), journey.case

    offered = case_view(officer=officer, public_id=case.public_id, now=journey.now).may_open_identity

    assert offered is may, why
    if not may:
        with pytest.raises(CaseNotFound):
            open_identity(public_id=case.public_id, officer=officer, reason="看看", now=journey.now)
        assert CaseEvent.objects.filter(case=case, kind="identity-opened").exists() is False


def test_handler_of_the_unit_whose_case_it_is_not_cannot_open_the_identity(alpha, team):
    from casework.organisation.selectors import officer_for
    from tests.factories.people import colleague

    other = colleague("handler", unit_name="稽查队", name="罗一鸣")
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)

    with pytest.raises(CaseNotFound):
        open_identity(
            public_id=journey.case.public_id,
            officer=officer_for(other.pk, now=journey.now),
            reason="看",
            now=journey.now,
        )


def test_identity_of_an_anonymous_filing_is_empty_and_still_recorded(alpha, team):
    case = case_of("fraud-report", is_named=False)

    opened = open_identity(
        public_id=case.public_id, officer=team.officer("receiver", now=NOW), reason="看", now=NOW
    )

    assert opened == []
    assert CaseEvent.objects.filter(case=case, kind="identity-opened").count() == 1


def test_reason_for_an_opening_is_no_ground_of_a_letter(alpha, team):
    """The rulebook has a field of the same name, for declining: a reply must not look for it there."""
    journey = Journey(team, "enquiry")
    officer = team.officer("receiver", now=NOW)
    open_identity(public_id=journey.case.public_id, officer=officer, reason="核对电话", now=NOW)
    journey.step("receiver", "answer-now", answer_body="整机一年。", delivery_channel="phone")

    deliver_events()

    assert list(Letter.objects.filter(case=journey.case).values_list("code", flat=True)) == ["answer"]


def test_case_page_shows_parties_masked(alpha, team):
    case = case_of("fraud-report", filer_address="甲县长江路1号", filer_email="q@example.cn")

    view = case_view(officer=team.officer("receiver", now=NOW), public_id=case.public_id, now=NOW)

    assert [(p.role, dict(p.masked)) for p in view.parties] == [
        ("FILER", {"name": "钱**", "phone": "138****0001", "address": "****", "email": "****"})
    ]


def test_case_page_of_a_sealed_line_shows_its_text_to_discipline(alpha, team):
    case = case_of("conduct")

    view = case_view(officer=team.officer("discipline", now=NOW), public_id=case.public_id, now=NOW)

    shown = {value.key: value.value for value in view.values}
    assert shown == {
        "title": "检查人员索要礼品",
        "conduct-category": "integrity",
        "narrative": "检查时暗示要送礼品。",
    }
    assert {p.role for p in view.parties} == {"FILER", "RESPONDENT"}

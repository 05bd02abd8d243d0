"""A case keeps the rulebook that was in force at its receipt (P2, R5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.cases.models import CaseClock
from casework.cases.selectors import case_view
from policies import selectors as policies
from policies.engine.pack import Span, Unit
from policies.services import adopt
from tests.factories.filings import NOW, TO_INVESTIGATION, Journey, case_of
from tests.work import ring_alarms

pytestmark = pytest.mark.db


def _adopt_slower(alpha, at):
    """Version 2, in which the proposal may take 9 working days and a report needs no sign-off."""
    old = policies.policy_for_business("fraud-report", NOW).pack
    clock = old.clocks["s12a-c1"].model_copy(update={"span": Span(amount=9, unit=Unit.WORKING_DAY)})
    new = old.model_copy(update={"version": 2, "clocks": {**old.clocks, "s12a-c1": clock}})
    adopted = adopt(pack=new, now=at, in_force_from=at)
    policies.trust(alpha.schema)
    return adopted


def test_open_case_stays_under_the_version_of_its_receipt(alpha, team):
    journey = Journey(team, "fraud-report")
    pinned, due_at = journey.case.policy_id, journey.case.due_at

    adopted = _adopt_slower(alpha, NOW + timedelta(hours=1))
    journey.steps(*TO_INVESTIGATION)

    later = case_of("fraud-report", now=NOW + timedelta(hours=2))
    assert journey.case.policy_id == pinned
    assert CaseClock.objects.get(case=journey.case, clock="s12a-c1").due_at == due_at
    assert later.policy_id == adopted.pk
    assert later.due_at > due_at + timedelta(days=5)


def test_nightly_audit_leaves_open_cases_under_their_own_version(alpha, team, caplog):
    from kernel.models import Alarm

    case = case_of("fraud-report")
    due_at = case.due_at
    _adopt_slower(alpha, NOW + timedelta(hours=1))
    Alarm.objects.exclude(kind="clock-audit").delete()
    Alarm.objects.filter(kind="clock-audit").update(at=NOW)

    ring_alarms(now=NOW + timedelta(hours=2))

    case.refresh_from_db()
    assert case.due_at == due_at
    assert "clock audit" not in caplog.text


def test_filing_of_yesterday_registered_today_is_under_yesterdays_version(alpha, team):
    _adopt_slower(alpha, NOW)

    case = case_of("fraud-report", now=NOW - timedelta(days=1))

    assert policies.policy_version(case.policy_id).pack.version == 1


def test_case_page_names_the_version_that_governs(alpha, team):
    case = case_of("fraud-report")
    _adopt_slower(alpha, NOW + timedelta(hours=1))

    view = case_view(officer=team.officer("receiver", now=NOW), public_id=case.public_id, now=NOW)

    assert view.pack.version == 1


def test_retired_line_goes_on_for_its_open_cases_and_officers_still_see_them(rulebooks, team):
    """The duties of a rulebook that is in force no more still reach the cases that it governs."""
    from policies.models import Binding

    journey = Journey(team, "consumer-complaint")
    Binding.objects.filter(business_type="consumer-complaint").update(retired_at=NOW + timedelta(hours=1))
    policies.trust(rulebooks.schema)

    journey.step("receiver", "decline", at=NOW + timedelta(hours=2), reason="no-facts")

    assert journey.case.state == "declining"
    with pytest.raises(policies.UnknownBusiness):
        case_of("consumer-complaint", now=NOW + timedelta(hours=2))

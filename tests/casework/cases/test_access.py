"""Who sees a case: by duty, unit and assignment; whoever is shut out sees nothing of it, anywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.services import leave
from casework.cases.access import CaseNotFound, case_for, cases_for
from casework.cases.models import CaseExclusion
from casework.cases.search import find_cases
from casework.cases.selectors import case_view
from casework.cases.services import open_identity, perform
from casework.cases.worklists import Worklist, counts, worklist
from casework.correspondence.models import Letter
from casework.correspondence.services import LetterNotFound, read_letter
from casework.evidence.services import add_evidence, read_evidence
from casework.organisation.selectors import NotFound, officer_for
from casework.organisation.services import appoint_deputy, end_deputy, move_person, set_duties
from kernel import files
from tests.factories.filings import NOW, TO_INVESTIGATION, Journey, case_of
from tests.factories.people import colleague
from tests.work import deliver_events

pytestmark = pytest.mark.db

PHOTO = files.inspect(name="照片.txt", content="门面照片".encode())


def _sees(officer, case) -> bool:
    return cases_for(officer).filter(pk=case.pk).exists()


# By duty, unit and assignment.

SCOPES = (
    # role, before assignment, in the own unit, in another unit, why
    ("receiver", True, True, "the duty reaches over the organisation"),
    ("intake-manager", True, True, "the duty reaches over the organisation"),
    ("leader", True, True, "the duty reaches over the organisation"),
    ("discipline", False, False, "no part in reports"),
    ("unit-head", False, True, "the own unit's cases, once they are there"),
    ("handler", False, True, "colleagues of the unit know each other's cases"),
    ("head-elsewhere", False, False, "another unit's case"),
    ("handler-elsewhere", False, False, "another unit's case"),
)


@pytest.mark.parametrize(("role", "at_first", "once_assigned", "why"), SCOPES, ids=[row[0] for row in SCOPES])
def test_duty_reaches_as_far_as_the_rulebook_says(alpha, team, role, at_first, once_assigned, why):
    journey = Journey(team, "fraud-report")
    officer = team.officer(role, now=NOW)
    before = _sees(officer, journey.case)

    journey.steps(*TO_INVESTIGATION[:3])

    assert (before, _sees(officer, journey.case)) == (at_first, once_assigned), why


def test_assigned_handler_of_another_unit_sees_the_case(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:3])

    journey.step("unit-head", "sign-for", officer="@handler-elsewhere")

    assert _sees(team.officer("handler-elsewhere", now=journey.now), journey.case)


def test_handler_acts_only_in_cases_that_are_his_own(alpha, team):
    colleague_in_unit = colleague("handler", unit_name="稽查队", name="罗一鸣")
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)

    other = officer_for(colleague_in_unit.pk, now=journey.now)
    theirs = case_view(officer=other, public_id=journey.case.public_id, now=journey.now).actions
    own = case_view(
        officer=team.officer("handler", now=journey.now), public_id=journey.case.public_id, now=journey.now
    ).actions

    assert [action.id for action in theirs] == []
    assert [action.id for action in own] == ["find", "register-exhibits", "ask-extension"]


def test_somebody_without_a_duty_sees_no_case(alpha, team):
    case = case_of("fraud-report")
    nobody = officer_for(colleague(name="新来的").pk, now=NOW)

    assert _sees(nobody, case) is False
    assert find_cases(officer=nobody, query=case.number) == []


def test_admin_of_the_organisation_sees_no_case_by_that(alpha, team):
    """R23: arranging an organisation is no way to its cases."""
    case = case_of("conduct")
    admin = officer_for(colleague(name="管理员", is_admin=True).pk, now=NOW)

    assert _sees(admin, case) is False


def test_unit_head_who_moves_sees_the_new_unit_and_no_longer_the_old_one(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:3])
    seen = [_sees(team.officer("unit-head", now=journey.now), journey.case)]

    move_person(user_id=team.user("unit-head").pk, unit_id=team.elsewhere.pk, now=journey.now)

    after = journey.now + timedelta(minutes=1)
    seen.append(_sees(team.officer("unit-head", now=after), journey.case))
    assert seen == [True, False]


# Shut out.


@pytest.mark.parametrize("reason", ["NAMED", "RECUSED"])
def test_whoever_is_shut_out_gets_nothing_of_the_case(alpha, team, reason):
    journey = Journey(team, "quality-complaint", files=(PHOTO,))
    other = case_of("quality-complaint")
    deliver_events()
    user = team.user("intake-manager")
    CaseExclusion.objects.create(case=journey.case, user=user, reason=reason, since=NOW)
    officer, case = officer_for(user.pk, now=NOW), journey.case
    evidence = case.evidence.get()
    letter = Letter.objects.get(case=case)

    in_lists = {
        which: [row.pk for row in worklist(officer=officer, which=which, now=NOW).rows]
        for which in (Worklist.MINE, Worklist.UNASSIGNED, Worklist.SOON, Worklist.ALL)
    }

    assert in_lists == {which: [other.pk] for which in in_lists}
    assert counts(officer=officer, now=NOW)[Worklist.MINE].number == 1
    assert find_cases(officer=officer, query=case.number) == []
    assert [found.pk for found in find_cases(officer=officer, query="13800000001")] == [other.pk]
    for attempt in (
        lambda: case_for(officer=officer, public_id=case.public_id),
        lambda: case_view(officer=officer, public_id=case.public_id, now=NOW),
        lambda: open_identity(public_id=case.public_id, officer=officer, reason="看", now=NOW),
        lambda: read_evidence(officer=officer, evidence_id=evidence.public_id),
        lambda: add_evidence(public_id=case.public_id, officer=officer, incoming=(PHOTO,), now=NOW),
        lambda: perform(
            public_id=case.public_id,
            officer=officer,
            transition="propose",
            values={"proposal": "建议。"},
            now=NOW,
        ),
    ):
        with pytest.raises(CaseNotFound):
            attempt()
    with pytest.raises(LetterNotFound):
        read_letter(officer=officer, letter_id=letter.public_id, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.last_seq) == ("received", journey.case.last_seq)


def test_linked_case_of_one_filing_is_not_shown_to_who_is_shut_out_of_it(rulebooks, team):
    from tests.factories.filings import take

    one, two = take("complaint", also="report").cases
    officer = team.officer("intake-manager", now=NOW)
    shown = [c.pk for c in case_view(officer=officer, public_id=one.public_id, now=NOW).linked]

    CaseExclusion.objects.create(case=two, user=team.user("intake-manager"), reason="RECUSED", since=NOW)

    hidden = case_view(officer=officer, public_id=one.public_id, now=NOW).linked
    assert (shown, list(hidden)) == ([two.pk], [])


# Deputies and leavers.


def test_deputy_acts_with_the_duty_while_it_lasts_and_the_history_names_the_deputy(alpha, team):
    from casework.cases.models import CaseEvent

    deputy = colleague("archivist", name="代理者")
    appoint_deputy(
        user_id=team.user("intake-manager").pk,
        deputy_id=deputy.pk,
        since=NOW - timedelta(days=1),
        until=NOW + timedelta(days=1),
    )
    case = case_of("fraud-report")

    perform(
        public_id=case.public_id,
        officer=officer_for(deputy.pk, now=NOW),
        transition="propose",
        values={"proposal": "建议。"},
        now=NOW,
    )

    assert CaseEvent.objects.get(case=case, kind="propose").actor_id == deputy.pk


@pytest.mark.parametrize(
    ("since", "until", "acts", "reason"),
    [
        (timedelta(days=1), timedelta(days=2), False, "not yet"),
        (-timedelta(days=2), -timedelta(days=1), False, "no longer"),
        (timedelta(0), timedelta(days=1), True, "from its first moment"),
        (-timedelta(days=1), timedelta(0), False, "to its last moment and not beyond"),
    ],
)
def test_deputyship_has_a_beginning_and_an_end(alpha, team, since, until, acts, reason):
    deputy = colleague(name="代理者")
    appoint_deputy(user_id=team.user("leader").pk, deputy_id=deputy.pk, since=NOW + since, until=NOW + until)

    assert ("leader" in officer_for(deputy.pk, now=NOW).roles) is acts, reason


def test_deputy_of_a_unit_head_sees_the_unit_of_who_is_stood_in_for(alpha, team):
    deputy = colleague("handler", unit_name="质检股", name="代理者")
    appoint_deputy(
        user_id=team.user("unit-head").pk,
        deputy_id=deputy.pk,
        since=NOW - timedelta(days=1),
        until=NOW + timedelta(days=1),
    )
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:3])

    officer = officer_for(deputy.pk, now=NOW)

    assert _sees(officer, journey.case)
    assert officer.unit_ids == {team.unit.pk, team.elsewhere.pk}


def test_deputy_of_a_handler_has_that_handlers_cases_and_works_on_them(alpha, team):
    deputy = colleague("archivist", name="代理者")
    appoint_deputy(
        user_id=team.user("handler").pk,
        deputy_id=deputy.pk,
        since=NOW - timedelta(days=1),
        until=NOW + timedelta(days=9),
    )
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)
    officer = officer_for(deputy.pk, now=journey.now)

    listed = [case.pk for case in worklist(officer=officer, which=Worklist.MINE, now=journey.now).rows]
    case = perform(
        public_id=journey.case.public_id,
        officer=officer,
        transition="find",
        values={"outcome": "partly", "finding": "部分属实。"},
        now=journey.now,
    )

    assert listed == [journey.case.pk]
    assert case.state == "found"


def test_deputy_of_a_unit_head_is_no_head_of_the_own_unit(alpha, team):
    deputy = colleague("handler", unit_name="质检股", name="代理者")
    appoint_deputy(
        user_id=team.user("unit-head").pk,
        deputy_id=deputy.pk,
        since=NOW - timedelta(days=1),
        until=NOW + timedelta(days=9),
    )
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:2])
    journey.step("receiver", "assign", unit=str(team.elsewhere.public_id))
    officer = officer_for(deputy.pk, now=journey.now)

    offered = case_view(officer=officer, public_id=journey.case.public_id, now=journey.now).actions

    assert "return-task" not in [action.id for action in offered]
    assert "sign-for" in [action.id for action in offered]


def test_deputyship_that_ended_early_gives_nothing_any_more(alpha, team):
    deputy = colleague(name="代理者")
    row = appoint_deputy(
        user_id=team.user("leader").pk,
        deputy_id=deputy.pk,
        since=NOW - timedelta(days=1),
        until=NOW + timedelta(days=9),
    )

    end_deputy(deputy_row_id=row.pk, user_id=team.user("leader").pk, now=NOW)

    assert officer_for(deputy.pk, now=NOW).roles == frozenset()


def test_deputy_of_somebody_who_left_holds_nothing_of_it(alpha, team):
    from casework.organisation.services import release_person

    deputy = colleague(name="代理者")
    user = team.user("leader")
    appoint_deputy(
        user_id=user.pk, deputy_id=deputy.pk, since=NOW - timedelta(days=1), until=NOW + timedelta(days=9)
    )

    leave(user_id=user.pk, now=NOW)
    release_person(user_id=user.pk, now=NOW)

    assert officer_for(deputy.pk, now=NOW + timedelta(minutes=1)).roles == frozenset()


def test_whoever_left_is_no_officer(alpha, team):
    user = team.user("receiver")

    leave(user_id=user.pk, now=NOW)

    with pytest.raises(NotFound):
        officer_for(user.pk, now=NOW)


def test_duty_counts_from_when_it_was_given_until_it_was_taken(alpha, team):
    user = colleague(name="轮岗者")
    set_duties(user_id=user.pk, roles=["receiver"], now=NOW)
    set_duties(user_id=user.pk, roles=["archivist"], now=NOW + timedelta(days=1))

    held = [officer_for(user.pk, now=NOW + timedelta(hours=h)).roles for h in (-1, 1, 25)]

    assert held == [frozenset(), frozenset({"receiver"}), frozenset({"archivist"})]

"""A replay from the question to the lists: slice by slice, through crashes, until it is done or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from casework.cases.histories import CaseHistories
from casework.cases.services import perform
from casework.organisation import services as organisation
from casework.public.history import histories
from kernel.models import Alarm
from kernel.paging import BadCursor
from kernel.tenancy import in_schema
from policies.access import NotAnAdmin
from policies.drafts import services as drafts
from policies.drafts.rules import Edit
from policies.engine.pack import Pack
from policies.engine.past import CaseHistory
from policies.engine.replay_summary import Finding
from policies.models import ReplayFinding, ReplayJob, ReplayState
from policies.replays import selectors, services
from policies.replays.histories import Scope
from policies.replays.selectors import UnknownReplay
from policies.selectors import policy_for_business
from tests.factories.filings import NOW
from tests.factories.people import colleague
from tests.policies.replays.conftest import LATER, Past
from tests.work import ring_alarms

pytestmark = pytest.mark.db

MORE_TIME = {"amount": 4000, "unit": "working-day"}
"""With so much time for the proposal, the three reports that lay there would not have been late."""


def begin(past: Past, **arguments) -> ReplayJob:
    settings = {"pack": past.draft(), "actor_id": past.admin, "now": LATER} | arguments
    return services.start_replay(**settings)


def ring_to_the_end() -> int:
    """Run the slices of all replays; returns how many there were."""
    slices = 0
    while alarm := Alarm.objects.filter(kind=services.ALARM).order_by("id").first():
        ring_one(alarm)
        slices += 1
    return slices


def ring_one(alarm: Alarm, reader: CaseHistories | None = None) -> None:
    """One slice as the worker runs it: the alarm and what it does, whole or not at all."""
    with transaction.atomic():
        alarm.delete()
        services.run_slice(job=alarm.subject, histories=reader or histories(), now=LATER)


def test_replay_tells_what_would_have_been_late_and_lists_it(past):
    job = begin(past)

    kinds = ring_alarms(now=LATER)

    status = selectors.job(job.public_id)
    page = selectors.late_list(job=job.public_id)
    assert services.ALARM in kinds
    assert (status.state, status.done, status.total, status.percent) == (ReplayState.DONE, 4, 4, 100)
    assert (status.summary.cases, status.summary.late_before, status.summary.late_after) == (4, 3, 4)
    assert status.summary.clocks_after == {"s12a-c1": 3, "s12a-c3": 1}
    assert [(row.case, row.number, row.told) for row in page.rows] == [
        (past.cases[0].public_id, past.cases[0].number, {"late_after": ["s12a-c3"]})
    ]
    assert (page.next_cursor, status.listed, status.is_running) == (None, {"late": 1}, False)
    assert (status.asked_by, status.asked_at, status.ended_at, status.since) == (
        past.admin,
        LATER,
        LATER,
        None,
    )


def test_replay_of_the_rulebook_in_force_changes_nothing(past):
    job = begin(past, pack=past.pack)

    ring_to_the_end()

    assert (selectors.job(job.public_id).summary.cases, selectors.job(job.public_id).summary.changed) == (
        4,
        0,
    )
    assert ReplayFinding.objects.count() == 0


def test_steps_are_judged_by_the_duties_that_people_held_then(past):
    """The leader signed off; by now nobody is leader any more, and that changes nothing."""
    organisation.set_duties(
        user_id=past.team.user("leader").pk, roles=["receiver"], now=NOW + timedelta(days=1)
    )
    body = past.pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    flow = body["business_types"]["fraud-report"]["workflow"]
    body["workflows"][flow]["transitions"]["sign-off"]["roles"] = ["receiver"]
    job = begin(past, pack=Pack.model_validate(body))

    ring_to_the_end()

    (found,) = selectors.found_cases(job=job.public_id, kind=Finding.DECIDED).rows
    assert found.case == past.cases[0].public_id
    assert found.told["objected"] == [
        {"step": "sign-off", "why": "another", "roles": ["receiver"], "approval": ""}
    ]


def test_only_cases_of_the_lines_and_times_in_question_are_looked_at(past):
    since = past.cases[2].received_at

    few = begin(past, since=since)
    none = begin(past, lines=["quality-complaint"], pack=past.draft("s12b-c1"))
    early = begin(past, now=since, pack=past.draft("s12a-c5"))
    ring_to_the_end()

    assert [selectors.job(job.public_id).summary.cases for job in (few, none, early)] == [2, 0, 3]
    assert [selectors.job(job.public_id).percent for job in (few, none, early)] == [100, 100, 100]


def test_replay_goes_on_slice_by_slice(past, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 1)
    monkeypatch.setattr(services, "SLICE_SECONDS", 0.0)
    job = begin(past, pack=past.draft("s12a-c1", **MORE_TIME))
    shares = [selectors.job(job.public_id).percent]

    while (status := selectors.job(job.public_id)).is_running:
        services.run_slice(job=job.public_id, histories=histories(), now=LATER, seconds=0.0)
        shares.append(selectors.job(job.public_id).percent)

    assert shares == [0, 25, 50, 75, 100, 100]
    assert (status.summary.cases, status.summary.found) == (4, {"on-time": 3})
    assert [row.case for row in selectors.found_cases(job=job.public_id, kind=Finding.ON_TIME).rows] == [
        case.public_id for case in past.cases[1:]
    ]


class Crash(Exception):
    """The worker dies."""


class Crashing(CaseHistories):
    """A reader in a process that ends in the middle of its second batch."""

    def batch(self, scope: Scope, *, after: int, size: int) -> Sequence[CaseHistory]:
        found = super().batch(scope, after=after, size=size)
        if after:
            raise Crash
        return found


def test_slice_that_crashes_leaves_no_trace_and_is_run_again(past, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 1)
    job = begin(past, pack=past.draft("s12a-c1", **MORE_TIME))
    services.run_slice(job=job.public_id, histories=histories(), now=LATER, seconds=0.0)
    before = selectors.job(job.public_id)
    alarm = Alarm.objects.get(kind=services.ALARM)

    with pytest.raises(Crash):
        ring_one(alarm, Crashing())

    assert selectors.job(job.public_id) == before
    assert before.done == 1
    assert ring_to_the_end() == 1
    after = selectors.job(job.public_id)
    assert (after.state, after.done, after.summary.found) == (ReplayState.DONE, 4, {"on-time": 3})
    assert ReplayFinding.objects.filter(job__public_id=job.public_id).count() == 3


def test_cancelled_replay_keeps_what_it_found_and_goes_no_further(past):
    job = begin(past, pack=past.draft("s12a-c1", **MORE_TIME))
    services.run_slice(job=job.public_id, histories=histories(), now=LATER)
    other = begin(past)

    for one in (job, other):
        services.cancel_replay(job=one.public_id, actor_id=past.admin, now=LATER)
    ring_to_the_end()

    done, cancelled = selectors.job(job.public_id), selectors.job(other.public_id)
    assert (done.state, cancelled.state) == (ReplayState.DONE, ReplayState.CANCELLED)
    assert (cancelled.done, cancelled.total, cancelled.percent, cancelled.ended_at) == (0, None, 0, LATER)


def test_only_who_arranges_the_organisation_asks_and_cancels(past):
    clerk = colleague(name="苏登记").pk
    job = begin(past)

    with pytest.raises(NotAnAdmin):
        begin(past, actor_id=clerk, pack=past.pack)
    with pytest.raises(NotAnAdmin):
        services.cancel_replay(job=job.public_id, actor_id=clerk, now=LATER)

    assert [status.public_id for status in selectors.jobs()] == [job.public_id]
    assert begin(past, actor_id=None, pack=past.pack).asked_by is None


def test_same_question_asked_twice_is_one_replay(past):
    job = begin(past)

    again, other = begin(past), begin(past, since=NOW)

    assert (again.pk == job.pk, other.pk == job.pk) == (True, False)


def test_too_many_at_once_are_refused(past):
    for clock in ("s12a-c1", "s12a-c3", "s12a-c5"):
        begin(past, pack=past.draft(clock))

    with pytest.raises(services.TooManyReplays):
        begin(past, pack=past.pack)


def test_old_replays_go_with_their_lists(past, monkeypatch):
    monkeypatch.setattr(services, "KEPT_JOBS", 1)
    jobs = []
    for clock in ("s12a-c3", "s12a-c1", "s12a-c5"):
        jobs.append(begin(past, pack=past.draft(clock)).public_id)
        ring_to_the_end()

    assert [status.public_id for status in selectors.jobs()] == jobs[:0:-1]
    with pytest.raises(UnknownReplay):
        selectors.job(jobs[0])
    assert {f.job.public_id for f in ReplayFinding.objects.all()} <= set(jobs[1:])


def test_lists_are_bounded_and_figures_are_not(past, monkeypatch):
    monkeypatch.setattr(services, "LONGEST_LIST", 2)
    job = begin(past, pack=past.draft("s12a-c1", **MORE_TIME))

    ring_to_the_end()

    status = selectors.job(job.public_id)
    assert (status.summary.found, status.listed) == ({"on-time": 3}, {"on-time": 2})
    assert len(selectors.found_cases(job=job.public_id, kind=Finding.ON_TIME).rows) == 2


def test_lists_are_paged_by_key(past, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE_SIZE", 2)
    job = begin(past, pack=past.draft("s12a-c1", **MORE_TIME))
    ring_to_the_end()

    first = selectors.found_cases(job=job.public_id, kind=Finding.ON_TIME)
    second = selectors.found_cases(job=job.public_id, kind=Finding.ON_TIME, cursor=first.next_cursor)

    shown = [row.case for page in (first, second) for row in page.rows]
    assert shown == [case.public_id for case in past.cases[1:]]
    assert second.next_cursor is None
    for cursor in ("x", "WyJhIl0"):
        with pytest.raises(BadCursor):
            selectors.found_cases(job=job.public_id, kind=Finding.ON_TIME, cursor=cursor)


def test_replay_of_a_draft_looks_at_what_it_would_govern_as_it_stood(past):
    draft = drafts.start_draft(
        actor_id=past.admin, from_policy=policy_for_business("fraud-report", NOW).id, now=LATER
    )
    edit = Edit(("clocks", "s12a-c3", "span"), {"amount": 0, "unit": "immediate"})
    draft = drafts.apply_edits(
        actor_id=past.admin, draft=draft, edits=[edit], revision=draft.revision, now=LATER
    )
    job = services.start_draft_replay(draft=draft, actor_id=past.admin, now=LATER)
    drafts.undo(actor_id=past.admin, draft=draft, revision=draft.revision, now=LATER)

    ring_to_the_end()

    (status,) = selectors.jobs(draft_id=draft.pk)
    assert (status.public_id, status.revision) == (job.public_id, draft.revision)
    assert status.lines == tuple(sorted(past.pack.business_types))
    assert status.summary.found == {"late": 1}


def test_nothing_is_known_of_another_organisation_s_replay(past, organisations):
    job = begin(past)

    with in_schema(organisations.beta.schema):
        services.run_slice(job=job.public_id, histories=histories(), now=LATER)
        with pytest.raises(UnknownReplay):
            selectors.job(job.public_id)
        page = selectors.late_list(job=job.public_id)

    assert page.rows == []
    assert selectors.job(job.public_id).done == 0
    with pytest.raises(UnknownReplay):
        services.cancel_replay(job=UUID(int=0), actor_id=past.admin, now=LATER)


def test_later_step_of_a_case_does_not_disturb_a_replay_that_runs(past, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    job = begin(past)
    services.run_slice(job=job.public_id, histories=histories(), now=LATER, seconds=0.0)

    perform(
        public_id=past.cases[3].public_id,
        officer=past.team.officer("intake-manager", now=LATER),
        transition="propose",
        values={"proposal": "建议核查。"},
        now=LATER,
    )
    ring_to_the_end()

    assert selectors.job(job.public_id).summary.cases == 4

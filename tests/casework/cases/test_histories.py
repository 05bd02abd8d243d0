"""Past cases as a replay reads them: what the engine knows of each, in a constant number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from casework.cases import histories as reader
from casework.cases.facts import facts_of
from casework.cases.histories import CaseHistories
from casework.cases.models import Case
from casework.organisation import services as organisation
from casework.organisation.past_duties import PastDuties, Stint
from policies.engine.past import PastStep
from policies.replays.histories import Scope
from tests.factories.filings import NOW, TO_INVESTIGATION, Journey, case_of
from tests.factories.people import SINCE

pytestmark = pytest.mark.db

UNTIL = NOW + timedelta(days=300)
REPORTS = Scope(lines=("fraud-report", "enquiry"), until=UNTIL)


def read(scope: Scope = REPORTS, *, after: int = 0, size: int = 100):
    return CaseHistories().batch(scope, after=after, size=size)


def test_history_says_of_a_case_what_the_engine_is_told(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)
    case_of("enquiry", channel="hotline")
    case_of("quality-complaint")

    found = read()

    cases = list(Case.objects.filter(business_type__in=REPORTS.lines).order_by("id"))
    assert [history.facts for history in found] == [facts_of(case) for case in cases]
    assert [(h.key, h.case, h.number, h.policy, h.ended_at) for h in found] == [
        (c.pk, c.public_id, c.number, c.policy_id, c.finished_at) for c in cases
    ]


def test_steps_come_in_order_with_the_duties_of_whoever_took_them(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:2])

    (history,) = read()

    manager, leader = team.user("intake-manager").pk, team.user("leader").pk
    half = timedelta(minutes=30)
    assert history.steps[0].transition == "received"
    assert history.steps[1:] == (
        PastStep("propose", NOW + half, frozenset({"intake-manager"}), str(manager)),
        PastStep("sign-off", NOW + 2 * half, frozenset({"leader"}), str(leader)),
    )


def test_batches_follow_each_other_by_key_within_the_scope(alpha):
    cases = [case_of("enquiry", now=NOW + timedelta(days=day)) for day in range(4)]
    scope = Scope(lines=("enquiry",), since=NOW + timedelta(days=1), until=NOW + timedelta(days=2))

    first = read(scope, size=1)
    second = read(scope, after=first[-1].key, size=5)
    third = read(scope, after=second[-1].key, size=5)

    assert [h.key for h in (*first, *second)] == [cases[1].pk, cases[2].pk]
    assert third == []
    assert CaseHistories().count(scope) == 2


def test_batch_of_many_costs_the_queries_of_a_batch_of_one(alpha, team, monkeypatch):
    counts = []
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, query: Any, *rest: Any, **options: Any) -> Any:
        sent.append(str(query))
        return execute(cursor, query, *rest, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    for more in (1, 3):
        for _ in range(more):
            Journey(team, "fraud-report").steps(*TO_INVESTIGATION[:2])
        sent.clear()
        assert len(read()) == Case.objects.count()
        counts.append(len([query for query in sent if "casework_" in query and "count" not in query.lower()]))

    assert counts == [5, 5]


def test_no_query_reads_a_sealed_column() -> None:
    asked = " ".join((reader._CASES, reader._MILESTONES, reader._EXTENSIONS, reader._STEPS, reader._COUNT))

    assert [
        word for word in ("narrative", "data_key", "title", "body", "sealed", "party") if word in asked
    ] == []


DAY = timedelta(days=1)


@pytest.mark.unit
def test_duties_of_the_past_begin_and_end_when_they_did() -> None:
    duties = PastDuties(
        [
            Stint(1, "clerk", NOW, None),
            Stint(1, "leader", NOW + DAY, NOW + 2 * DAY),
            Stint(2, "clerk", NOW - DAY, NOW),
            Stint(3, "clerk", NOW, None),
        ]
    )

    held = [sorted(duties.roles(1, NOW + n * DAY / 2)) for n in (-1, 0, 1, 2, 3, 4)]

    assert held == [[], ["clerk"], ["clerk"], ["clerk", "leader"], ["clerk", "leader"], ["clerk"]]
    assert [sorted(duties.roles(2, NOW + n * DAY)) for n in (-2, -1, 0)] == [[], ["clerk"], []]
    assert (duties.roles(None, NOW), duties.roles(99, NOW)) == (frozenset(), frozenset())
    assert duties.roles(1, NOW) is duties.roles(3, NOW)


def test_deputy_held_the_duties_of_whom_he_stood_in_for(alpha, team):
    leader, manager = team.user("leader"), team.user("intake-manager")
    organisation.appoint_deputy(user_id=leader.pk, deputy_id=manager.pk, since=NOW, until=NOW + DAY)
    organisation.set_duties(user_id=leader.pk, roles=["archivist"], now=NOW + DAY / 2)

    duties = PastDuties.read()

    moments = (SINCE, NOW, NOW + DAY * 3 / 4, NOW + DAY)
    assert [sorted(duties.roles(manager.pk, at)) for at in moments] == [
        ["intake-manager"],
        ["intake-manager", "leader"],
        ["archivist", "intake-manager"],
        ["intake-manager"],
    ]

"""What a page costs the database does not grow with what stands on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.cases.services import open_identity
from casework.cases.worklists import Worklist
from casework.evidence.services import add_evidence
from kernel import clock, files
from tests.factories.filings import NOTIFIED, TO_INVESTIGATION, Journey, case_of
from tests.factories.people import colleague, unit
from tests.work import deliver_events

pytestmark = pytest.mark.db

NOTE = files.inspect(name="记录.txt", content="内容".encode())


def _queries(client, address: str) -> int:
    """How many queries a page makes once caches are warm."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = client.get(address)
    assert response.status_code == 200
    return len(seen)


@pytest.mark.parametrize("which", [w.value for w in Worklist])
def test_worklist_with_three_rows_costs_what_one_costs(alpha, team, signed_in, which):
    client = signed_in("receiver")
    now = clock.now() - timedelta(hours=1)

    def more() -> None:
        case_of("enquiry", now=now)
        journey = Journey(team, "fraud-report", now=now - timedelta(days=40))
        journey.steps(*TO_INVESTIGATION)
        Journey(team, "enquiry", now=now).step(
            "receiver", "answer-now", answer_body="一年。", delivery_channel="phone"
        )

    counts = []
    for rounds in (1, 2):
        for _ in range(rounds):
            more()
        counts.append(_queries(client, f"/desk/list/{which}/"))

    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_search_with_three_hits_costs_what_one_costs(alpha, signed_in):
    client = signed_in("receiver")
    counts = []
    for rounds in (1, 2):
        for _ in range(rounds):
            case_of("enquiry", now=clock.now())
        counts.append(_queries(client, "/desk/search/?q=13800000001"))

    assert counts[0] == counts[1]


def test_case_page_that_grows_costs_the_same(alpha, team, signed_in):
    """Evidence, letters with deliveries, openings of the identity and lines of the history."""
    journey = Journey(team, "fraud-report", now=clock.now() - timedelta(days=3))
    journey.steps(*TO_INVESTIGATION)
    client = signed_in("receiver")
    address = reverse("desk-case", args=[journey.case.public_id], urlconf="dengwen.urls.tenant")

    def grow(times: int) -> int:
        for _ in range(times):
            officer = team.officer("receiver", now=journey.now)
            add_evidence(public_id=journey.case.public_id, officer=officer, incoming=(NOTE,), now=journey.now)
            open_identity(public_id=journey.case.public_id, officer=officer, reason="核对", now=journey.now)
        deliver_events()
        return _queries(client, address)

    small = grow(1)
    journey.step("handler", "find", outcome="partly", finding="部分属实。")
    journey.step("unit-head", "close")
    journey.step("unit-head", "report-back")
    journey.step("receiver", "reply", reply_body="答复。")
    journey.step("receiver", "send-reply", **{k.replace("-", "_"): v for k, v in NOTIFIED.items()})

    assert grow(3) == small
    assert small <= 40


def test_step_page_with_many_colleagues_costs_the_same(alpha, team, signed_in):
    journey = Journey(team, "fraud-report", now=clock.now() - timedelta(days=1))
    journey.steps(*TO_INVESTIGATION[:3])
    client = signed_in("unit-head")
    address = reverse("desk-act", args=[journey.case.public_id, "sign-for"], urlconf="dengwen.urls.tenant")

    few = _queries(client, address)
    for number in range(3):
        colleague("handler", unit_name="稽查队", name=f"同事{number}")
        unit(f"科室{number}")

    assert _queries(client, address) == few


def test_organisation_room_with_many_people_costs_the_same(alpha, admin):
    pages = ("/desk/organisation/", "/desk/organisation/units/", "/desk/organisation/duties/")
    few = [_queries(admin, page) for page in pages]

    for number in range(3):
        colleague("handler", "unit-head", unit_name=f"科室{number}", name=f"同事{number}")

    assert [_queries(admin, page) for page in pages] == few

"""The history of a case: canonical, complete, and only ever added to."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import rfc8785
from django.db import DatabaseError, connection, transaction

from casework.cases.events import CaseChanged
from casework.cases.history import texts_of
from casework.cases.keys import data_key_of
from casework.cases.models import Case, CaseEvent, CaseEventText, Milestone
from kernel.models import OutboxEntry
from tests.factories.filings import TO_INVESTIGATION, Journey, case_of

pytestmark = pytest.mark.db

TABLES = ("casework_caseevent", "casework_milestone", "casework_grantedextension", "casework_delivery")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {table} SET id = id", "DELETE FROM {table}", "TRUNCATE {table} CASCADE"],
    ids=["update", "delete", "truncate"],
)
def test_database_refuses_every_change_of_the_history(alpha, table, statement):
    case_of("fraud-report")

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table=table))


def test_history_refuses_to_be_rewritten_through_the_models(alpha):
    case = case_of("fraud-report")
    event = CaseEvent.objects.get(case=case)
    event.kind = "propose"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()

    assert CaseEvent.objects.get(case=case).kind == "received"


def test_bodies_are_canonical_json_and_name_case_and_place(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)

    events = list(CaseEvent.objects.filter(case=journey.case).order_by("seq"))
    bodies = [bytes(event.body) for event in events]
    assert [rfc8785.dumps(json.loads(body)) for body in bodies] == bodies
    assert [(json.loads(b)["case"], json.loads(b)["seq"]) for b in bodies] == [
        (str(journey.case.public_id), seq) for seq in range(1, len(events) + 1)
    ]


def test_time_of_the_act_and_time_of_the_record_are_both_kept(alpha, team):
    """A demo or an import may say when something happened, never when it was written down."""
    from kernel import clock

    before = clock.now()
    journey = Journey(team, "fraud-report")

    event = CaseEvent.objects.get(case=journey.case)
    assert event.occurred_at == journey.now
    assert before <= event.recorded_at <= clock.now()
    assert Milestone.objects.filter(case=journey.case).first().recorded_at == event.recorded_at


def test_text_can_be_erased_and_its_digest_still_proves_what_it_was(alpha, team):
    journey = Journey(team, "fraud-report")
    case = journey.step("intake-manager", "propose", proposal="建议核查。")
    event = CaseEvent.objects.get(case=case, kind="propose")
    digest = json.loads(bytes(event.body))["text"]
    plain = json.dumps(
        texts_of(event=event, case=case, key=data_key_of(case)), ensure_ascii=False, sort_keys=True
    )

    CaseEventText.objects.filter(event=event).delete()

    proof = hashlib.sha256(bytes.fromhex(digest["salt"]) + plain.encode()).hexdigest()
    assert proof == digest["sha256"]
    assert texts_of(event=event, case=case, key=data_key_of(case)) == {}


def test_equal_texts_have_different_digests(alpha, team):
    """Without its salt nobody can try out what a sealed text says."""
    digests = set()
    for _ in range(2):
        case = Journey(team, "fraud-report").step("intake-manager", "propose", proposal="建议核查。")
        event = CaseEvent.objects.get(case=case, kind="propose")
        digests.add(json.loads(bytes(event.body))["text"]["sha256"])

    assert len(digests) == 2


def test_text_of_one_case_does_not_open_in_another(alpha, team):
    from kernel.crypto import CannotOpen

    one = Journey(team, "fraud-report").step("intake-manager", "propose", proposal="建议核查。")
    two = Journey(team, "fraud-report").step("intake-manager", "propose", proposal="另案。")
    event = CaseEvent.objects.get(case=one, kind="propose")

    with pytest.raises(CannotOpen):
        texts_of(event=event, case=two, key=data_key_of(two))


def test_outbox_tells_every_line_once_and_in_order(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)

    told = list(
        OutboxEntry.objects.filter(subject=journey.case.public_id)
        .order_by("id")
        .values_list("seq", flat=True)
    )
    assert told == list(range(1, 7))
    assert Case.objects.get(pk=journey.case.pk).last_seq == 6


def test_outgoing_event_is_the_case_as_it_stands_after_the_step(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION[:3])

    payload = OutboxEntry.objects.filter(subject=journey.case.public_id).order_by("-seq").first().payload
    assert payload == {
        "number": journey.case.number,
        "pack": "demo-county-12365",
        "business_type": "fraud-report",
        "nature": "report",
        "channel": "web",
        "tier": None,
        "state": "dispatched",
        "stage": "handling",
        "unit": str(team.unit.public_id),
        "received_at": "2026-03-02T01:30:00Z",
        "closed_at": None,
        "outcome": None,
        "is_final": False,
        "on_time": None,
        "milestones": ["dispatched"],
        "letters": [],
    }


GOLDEN = Path(__file__).parents[2] / "golden" / "events" / "case.changed.v1.json"


def test_golden_event_is_what_this_room_sends(alpha):
    """The file that the readers of the event are tested against, checked from the writer's side."""
    golden = json.loads(GOLDEN.read_text())
    case = case_of("quality-complaint")

    sent = OutboxEntry.objects.get(subject=case.public_id)
    read = CaseChanged.model_validate({**golden["payload"], "version": golden["version"]})

    assert (sent.kind, sent.version) == (golden["kind"], golden["version"])
    assert set(sent.payload) == set(golden["payload"])
    assert read.model_dump(mode="json", exclude={"version"}) == golden["payload"]

"""Evidence: judged by its content, sealed with its name, read through the door of its case."""

from __future__ import annotations

import json

import pytest

from casework.cases.access import CaseNotFound
from casework.cases.models import CaseEvent
from casework.evidence.models import EvidenceItem
from casework.evidence.selectors import evidence_of
from casework.evidence.services import add_evidence, read_evidence
from kernel import files
from kernel.ids import new_public_id
from kernel.models import OutboxEntry
from tests.factories.filings import NOW, case_of

pytestmark = pytest.mark.db

NOTE = files.inspect(name="通话记录.txt", content="通话内容".encode())
PAPER = files.inspect(name="检测报告.pdf", content=b"%PDF-1.7\n%%EOF")


def test_files_of_a_filing_come_out_as_they_went_in(alpha, team):
    case = case_of("fraud-report", files=(NOTE, PAPER))
    officer = team.officer("receiver", now=NOW)

    read = [read_evidence(officer=officer, evidence_id=item.public_id) for item in evidence_of(case)]

    assert read == [NOTE, PAPER]
    assert [(e.name, e.media_type, e.size, e.added_by) for e in evidence_of(case)] == [
        ("通话记录.txt", "text/plain", 12, ""),
        ("检测报告.pdf", "application/pdf", 14, ""),
    ]


def test_officer_adds_files_and_the_history_says_how_many_and_who(alpha, team):
    case = case_of("fraud-report")
    officer = team.officer("receiver", now=NOW)

    changed = add_evidence(public_id=case.public_id, officer=officer, incoming=(NOTE, PAPER), now=NOW)

    event = CaseEvent.objects.get(case=case, kind="evidence-added")
    items = list(EvidenceItem.objects.filter(case=case).order_by("id"))
    assert json.loads(bytes(event.body))["codes"] == {"items": [str(item.public_id) for item in items]}
    assert (event.actor_id, event.seq, changed.last_seq) == (officer.user_id, 2, 2)
    assert {item.added_by_id for item in items} == {officer.user_id}
    assert "通话记录" not in json.dumps(
        OutboxEntry.objects.get(subject=case.public_id, seq=2).payload, ensure_ascii=False
    )


def test_files_that_cannot_be_stored_leave_no_line_in_the_history(alpha, team, monkeypatch):
    case = case_of("fraud-report")
    stored = files.store

    def second_fails(**given):
        if given["file"] is PAPER:
            raise OSError("disk full")
        return stored(**given)

    monkeypatch.setattr(files, "store", second_fails)

    with pytest.raises(OSError, match="disk full"):
        add_evidence(
            public_id=case.public_id,
            officer=team.officer("receiver", now=NOW),
            incoming=(NOTE, PAPER),
            now=NOW,
        )

    assert EvidenceItem.objects.filter(case=case).count() == 0
    assert CaseEvent.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("business_type", ["fraud-report", "conduct"])
def test_evidence_is_for_those_who_see_the_case(alpha, team, business_type):
    case = case_of(business_type, files=(NOTE,))
    item = EvidenceItem.objects.get(case=case)
    may = "receiver" if business_type == "fraud-report" else "discipline"
    may_not = "discipline" if business_type == "fraud-report" else "receiver"

    assert read_evidence(officer=team.officer(may, now=NOW), evidence_id=item.public_id) == NOTE
    refusals = []
    for evidence_id in (item.public_id, new_public_id()):
        with pytest.raises(CaseNotFound) as refused:
            read_evidence(officer=team.officer(may_not, now=NOW), evidence_id=evidence_id)
        refusals.append(type(refused.value))
    assert refusals[0] is refusals[1]


def test_case_without_files_has_none(alpha):
    assert evidence_of(case_of("fraud-report")) == []

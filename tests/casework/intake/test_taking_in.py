"""One arrival becomes submission, cases, clocks, history, outbox and alarms: all of it or nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from casework.cases import facts
from casework.cases.models import Case, CaseClock, CaseEvent, CaseLink, Milestone
from casework.evidence.models import EvidenceItem
from casework.intake import services
from casework.intake.codes import lookup_of, reader_of
from casework.intake.models import Submission
from casework.intake.rules import MixedRefused
from casework.parties.models import Party
from kernel import files
from kernel.crypto import CannotOpen
from kernel.models import Alarm, OutboxEntry, StoredFile
from kernel.shared.models import OutboxHint
from policies import selectors as policies
from tests.factories.filings import NOW, VALUES, case_of, take
from tests.factories.people import colleague

pytestmark = pytest.mark.db

PHOTO = files.inspect(name="发票.txt", content="发票号 0001".encode())


def test_arrival_leaves_submission_case_history_clocks_outbox_and_alarms(alpha):
    taken = take("quality-complaint", files=(PHOTO,))

    case = Case.objects.get(submission=taken.submission)
    event = CaseEvent.objects.get(case=case)
    entry = OutboxEntry.objects.get(subject=case.public_id)
    assert (case.state, case.stage, case.desk, case.is_final) == (
        "received",
        "received",
        "intake-manager",
        False,
    )
    assert (case.nature, case.channel, case.last_seq) == ("complaint", "web", 1)
    assert (event.seq, event.kind, event.actor_id, event.occurred_at) == (1, "received", None, NOW)
    assert list(Milestone.objects.filter(case=case).values_list("kind", "seq", "occurred_at")) == [
        ("received", 1, NOW),
        ("accepted", 1, NOW),
    ]
    assert set(CaseClock.objects.filter(case=case).values_list("clock", "is_legal")) == {
        ("s12b-c1", True),
        ("s12b-c2", True),
    }
    assert (entry.kind, entry.seq, entry.payload["letters"]) == ("case.changed", 1, ["intake-record"])
    assert set(Alarm.objects.filter(subject=case.public_id).values_list("kind", "key")) == {
        ("clock", "s12b-c1"),
        ("clock", "s12b-c2"),
    }
    assert OutboxHint.objects.filter(schema=alpha.schema).exists()
    assert EvidenceItem.objects.filter(case=case).count() == 1
    assert set(Party.objects.filter(case=case).values_list("role", "is_named")) == {("FILER", True)}


def test_arrival_that_fails_at_the_last_step_leaves_nothing(alpha, monkeypatch):
    tables = (Submission, Case, CaseEvent, Milestone, CaseClock, Party, EvidenceItem, StoredFile, OutboxEntry)
    before = [table.objects.count() for table in tables]
    alarms_before = Alarm.objects.count()

    def full_disk(**_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(files, "store", full_disk)

    with pytest.raises(OSError, match="disk full"):
        take("quality-complaint", files=(PHOTO,))

    assert [table.objects.count() for table in tables] == before
    assert Alarm.objects.count() == alarms_before


def test_case_number_has_the_prefix_the_local_year_and_never_repeats(alpha):
    new_year_in_china = NOW.replace(year=2025, month=12, day=31, hour=16, minute=30)

    numbers = [case_of("enquiry", now=new_year_in_china).number, case_of("fraud-report", now=NOW).number]

    serials = [number.rpartition("-")[2] for number in numbers]
    assert [number.rpartition("-")[0] for number in numbers] == ["ZX2026", "JB2026"]
    assert int(serials[1]) > int(serials[0])


def test_code_finds_the_submission_and_is_stored_nowhere(alpha):
    taken = take("enquiry")

    stored = Submission.objects.get(pk=taken.submission.pk)
    assert bytes(stored.code_lookup) == lookup_of(code=taken.tracking_code, tenant=alpha.uuid)
    assert taken.tracking_code.encode() not in bytes(stored.code_lookup) + bytes(stored.reporter_key)


def test_only_the_code_opens_what_is_sealed_to_the_reporter(alpha):
    from kernel.crypto import Sealer

    taken, other = take("enquiry"), take("enquiry")
    sealed = Sealer(bytes(taken.submission.reporter_key)).seal("答复".encode(), info=b"test")

    opened = reader_of(code=taken.tracking_code, tenant=alpha.uuid).open(sealed, info=b"test")

    assert opened.decode() == "答复"
    with pytest.raises(CannotOpen):
        reader_of(code=other.tracking_code, tenant=alpha.uuid).open(sealed, info=b"test")


def test_receiver_and_registrar_stand_on_the_submission_and_the_registrar_in_the_history(alpha):
    receiver, registrar = colleague("receiver", name="接待甲"), colleague("receiver", name="登记乙")

    taken = take("enquiry", channel="hotline", receiver=receiver.pk, registrar=registrar.pk)

    assert (taken.submission.receiver_id, taken.submission.registrar_id) == (receiver.pk, registrar.pk)
    assert CaseEvent.objects.get(case=taken.cases[0]).actor_id == registrar.pk
    assert taken.cases[0].handler_id is None


def test_filing_from_the_web_has_neither_receiver_nor_registrar(alpha):
    taken = take("enquiry")

    assert (taken.submission.receiver_id, taken.submission.registrar_id) == (None, None)


@pytest.mark.clause("T29", parameter="P9", shown="service")
def test_anonymous_filing_keeps_no_filer_even_where_a_name_was_sent_along(alpha):
    case = case_of("fraud-report", is_named=False, filer_name="钱多多", filer_phone="13800000001")

    assert case.is_named is False
    assert Party.objects.filter(case=case, role="FILER").exists() is False


def test_history_and_outbox_tell_codes_and_no_text_of_the_filing(alpha):
    case = case_of("fraud-report")

    body = bytes(CaseEvent.objects.get(case=case).body).decode()
    payload = json.dumps(OutboxEntry.objects.get(subject=case.public_id).payload, ensure_ascii=False)
    told = [str(v) for v in VALUES["fraud-report"].values() if not str(v).isascii()] + [
        "钱多多",
        "13800000001",
    ]
    assert [text for text in told if text in body or text in payload] == []


def test_clocks_stored_at_receipt_are_those_computed_from_the_milestones(alpha):
    case = case_of("fraud-report")

    pack = policies.policy_version(case.policy_id).pack
    states = facts.compute_clocks(pack=pack, facts=facts.facts_of(case), now=NOW)

    stored = CaseClock.objects.filter(case=case).values_list("clock", "due_at", "literal_at", "stopped_at")
    assert set(stored) == {(s.id, s.due.due_at, s.due.literal_at, s.stopped_at) for s in states}
    assert (case.due_clock, case.due_at) == min((s.id, s.due.due_at) for s in states if s.is_running)


def test_line_that_no_rulebook_has_is_refused(alpha):
    with pytest.raises(policies.UnknownBusiness):
        services.take_in(
            services.Arrival(
                business_type="consumer-complaint", values={}, channel="web", is_named=True, received_at=NOW
            )
        )

    assert Submission.objects.count() == 0


def test_line_that_was_not_yet_in_force_is_refused(alpha):
    with pytest.raises(policies.UnknownBusiness):
        take("enquiry", now=NOW - timedelta(days=3650))


# Mixed filings (P4, R3): each pack has its own rule.


@pytest.mark.clause("T15", parameter="P4", shown="service")
@pytest.mark.parametrize(
    ("first", "also", "types", "is_linked", "reason"),
    [
        ("fraud-report", "quality-complaint", ["fraud-report", "quality-complaint"], False,
         "S12: separate lines of business, separate cases"),
        ("complaint", "report", ["complaint", "report"], True, "令121: split, and linked to each other"),
        ("consumer-complaint", "consumer-complaint", ["consumer-complaint"], False, "the same matter twice is one"),
        ("complaint", None, ["complaint"], False, "one matter is one case"),
    ],
)  # fmt: skip
def test_mixed_filing_becomes_the_cases_that_its_rulebook_says(
    rulebooks, first, also, types, is_linked, reason
):
    taken = take(first, also=also)

    links = CaseLink.objects.filter(case__submission=taken.submission)
    assert [case.business_type for case in taken.cases] == types, reason
    assert len({case.number for case in taken.cases}) == len(types)
    assert set(links.values_list("case__business_type", "other__business_type", "kind")) == (
        {(one, two, "split") for one in types for two in types if one != two} if is_linked else set()
    )


def test_mixed_filing_in_a_rulebook_of_single_matters_stays_one_case(rulebooks):
    from casework.intake.rules import business_types_of_mixed

    pack = policies.policy_for_business("customer-complaint", NOW).pack

    types, is_linked = business_types_of_mixed(pack=pack, first="customer-complaint", also="something-else")

    assert (types, is_linked) == (("customer-complaint",), False)


def test_mixed_filing_is_refused_where_the_rulebook_takes_one_matter_at_a_time(alpha):
    from casework.intake.rules import business_types_of_mixed
    from policies.engine.pack import Mixed

    pack = policies.policy_for_business("enquiry", NOW).pack
    strict = pack.model_copy(update={"mixed": pack.mixed.model_copy(update={"mode": Mixed.REJECT})})

    with pytest.raises(MixedRefused, match="fraud-report"):
        business_types_of_mixed(pack=strict, first="enquiry", also="fraud-report")


def test_second_matter_of_another_organisations_line_is_refused_whole(alpha):
    with pytest.raises(policies.UnknownBusiness):
        services.take_in(
            services.Arrival(
                business_type="enquiry",
                values={},
                channel="web",
                is_named=True,
                received_at=NOW,
                also="consumer-complaint",
            )
        )

    assert Submission.objects.count() == 0


def test_cases_of_one_filing_have_one_code_and_keys_of_their_own(rulebooks):
    taken = take("complaint", also="report")

    one, two = taken.cases
    assert one.submission_id == two.submission_id
    assert bytes(one.data_key) != bytes(two.data_key)
    assert one.state == two.state == "received"

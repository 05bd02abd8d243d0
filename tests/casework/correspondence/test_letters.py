"""Letters from the history: numbered without gaps, printed later, delivered with proof, void or not."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pypdf
import pytest
from django.db import connection, transaction

from casework.cases.keys import data_key_of
from casework.cases.models import CaseEvent
from casework.cases.selectors import case_view
from casework.correspondence import selectors, services
from casework.correspondence.models import Delivery, Letter, LetterSeries, LetterStatus
from casework.correspondence.numbering import take_number
from casework.correspondence.sealing import open_paper
from casework.public.papers import UnknownCode, receipt_pdf
from casework.public.tracking import track
from kernel import clock, tenancy
from kernel.models import Alarm
from tests.casework.correspondence.desk import COMPLAINT, ENQUIRY, NOW, REPORT, case_of, do, file, officer
from tests.casework.correspondence.papers_of import text_of
from tests.work import deliver_events, ring_alarms

pytestmark = pytest.mark.db


def _text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def _declined(now: datetime = NOW):
    """A complaint that was declined, and the officer who did it."""
    who = officer()
    receipt = file("quality-complaint", COMPLAINT, now=now)
    case = case_of(receipt)
    do(case, who, "propose", now=now, proposal="建议不予处理。")
    do(case, who, "sign-off", now=now, instruction="同意。")
    do(case, who, "decline", now=now, reason="no-written-material", notice_body="您未提供发票或者合同。")
    deliver_events()
    case.refresh_from_db()
    return receipt, case, who


def test_filing_gets_its_intake_record_with_a_number(alpha):
    receipt = file("quality-complaint", COMPLAINT)

    deliver_events()

    letter = Letter.objects.get(case=case_of(receipt))
    assert (letter.code, letter.audience, letter.status) == ("intake-record", "file", LetterStatus.QUEUED)
    assert letter.number_text == f"{letter.series}〔2026〕{letter.number}号"
    assert letter.names_filer is True
    assert letter.issued_at == NOW


@pytest.mark.clause("S3-documents", "S5-form", parameter="P36", shown="service")
def test_report_gets_both_its_records_and_neither_says_who_reported(alpha):
    case = case_of(file("fraud-report", REPORT))

    deliver_events()

    letters = list(Letter.objects.filter(case=case).order_by("code"))
    papers = [open_paper(letter=letter, key=data_key_of(case)) for letter in letters]
    assert [letter.code for letter in letters] == ["intake-record", "report-record"]
    assert ["钱多多" in text_of(paper) or "13800000001" in text_of(paper) for paper in papers] == [
        False,
        False,
    ]
    assert [letter.names_filer for letter in letters] == [False, False]
    assert ["身份信息密封保存，凭授权查阅" in text_of(paper) for paper in papers] == [True, True]


@pytest.mark.clause("T29", parameter="P9", shown="service")
def test_record_of_a_report_without_a_name_says_that_it_is_anonymous(alpha):
    nameless = {key: value for key, value in REPORT.items() if not key.startswith("filer-")}
    case = case_of(file("fraud-report", nameless))

    deliver_events()

    letters = Letter.objects.filter(case=case).order_by("code")
    assert [
        next(
            f.value
            for f in open_paper(letter=row, key=data_key_of(case)).fields()
            if f.code in ("filer", "reporter")
        )
        for row in letters
    ] == ["匿名", "匿名"]


def test_letter_follows_the_step_that_asked_for_it_with_the_words_typed_there(alpha):
    _, case, who = _declined()

    letter = Letter.objects.get(case=case, code="triage-notice")

    paper = open_paper(letter=letter, key=data_key_of(case))
    assert paper.content.addressee == "钱多多："
    assert "没有明确" not in text_of(paper)
    assert "属产品质量争议但未提供书面材料" in paper.content.paragraphs[1]
    assert paper.content.paragraphs[2] == "您未提供发票或者合同。"
    assert letter.issued_by_id == who.user_id
    assert letter.asked_seq == CaseEvent.objects.get(case=case, kind="decline").seq


def test_history_says_that_a_letter_was_issued_and_shows_its_number(alpha):
    _, case, who = _declined()

    line = next(
        entry
        for entry in case_view(officer=who, public_id=case.public_id, now=NOW).timeline
        if entry.kind == "letter-issued"
    )

    first = Letter.objects.filter(case=case).order_by("id").first()
    assert line.codes == {"letter": str(first.public_id), "code": first.code, "number": first.number_text}


def test_event_that_comes_twice_issues_one_letter(alpha):
    from casework.correspondence import actors
    from kernel.models import OutboxEntry
    from kernel.outbox import DeliveredEvent

    case = case_of(file("quality-complaint", COMPLAINT))
    entry = OutboxEntry.objects.get(subject=case.public_id, seq=1)
    event = DeliveredEvent(
        id=entry.event_id, tenant=alpha.uuid, kind=entry.kind, version=entry.version, subject=entry.subject,
        seq=entry.seq, payload=entry.payload, occurred_at=entry.occurred_at,
    )  # fmt: skip

    actors.on_case_changed(event)
    actors.on_case_changed(event)

    assert Letter.objects.filter(case=case).count() == 1


def test_numbers_of_a_series_run_on_and_begin_anew_with_the_local_year(alpha):
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half past midnight of 2027 in Shanghai

    for moment in (NOW, NOW, new_year):
        file("quality-complaint", COMPLAINT, now=moment)
    deliver_events()

    numbers = Letter.objects.filter(code="intake-record").order_by("id").values_list("year", "number")
    assert list(numbers) == [(2026, 1), (2026, 2), (2027, 1)]


def test_worker_prints_the_letter_and_files_it(alpha):
    receipt, case, who = _declined(now=clock.now())

    kinds = ring_alarms(now=clock.now())

    assert kinds.count("letter") == 2
    letter = Letter.objects.get(case=case, code="triage-notice")
    assert letter.status == LetterStatus.RENDERED
    pdf = services.read_letter(officer=who, letter_id=letter.public_id, now=NOW)
    assert pdf.name == f"{letter.number_text}.pdf"
    assert "属产品质量争议但未提供书面材料" in _text(pdf.content)
    assert receipt.tracking_code.split("-")[0] not in _text(pdf.content)


def test_letter_that_was_printed_is_not_printed_again(alpha):
    _, case, _ = _declined()
    letter = Letter.objects.get(case=case, code="triage-notice")

    first = services.render_letter(letter_id=letter.public_id, now=NOW)
    second = services.render_letter(letter_id=letter.public_id, now=NOW + timedelta(days=1))

    assert (second.file_id, second.rendered_at) == (first.file_id, NOW)


def test_letter_of_a_past_that_was_brought_in_is_printed_when_somebody_opens_it(alpha):
    _, case, who = _declined(now=clock.now() - timedelta(days=90))
    letter = Letter.objects.get(case=case, code="triage-notice")
    before = (letter.status, Alarm.objects.filter(kind="letter").count())

    opened = services.read_letter(officer=who, letter_id=letter.public_id, now=clock.now())

    letter.refresh_from_db()
    assert before == (LetterStatus.QUEUED, 0)
    assert letter.status == LetterStatus.RENDERED
    assert letter.number_text.replace("〔", "").split("2026")[0] in _text(opened.content)


def test_rare_character_makes_the_letter_failed_and_names_it(alpha):
    case = case_of(file("quality-complaint", {**COMPLAINT, "filer-name": "𠮷多多"}))
    deliver_events()
    letter = Letter.objects.get(case=case)

    services.render_letter(letter_id=letter.public_id, now=NOW)

    letter.refresh_from_db()
    assert (letter.status, letter.failure, letter.file_id) == (LetterStatus.FAILED, "U+20BB7", None)
    assert selectors.letters_of(case)[0].trouble.zh_hans == (
        "字体中没有字符 U+20BB7，无法打印。请系统管理员补充字体后重新打开。"
    )
    with pytest.raises(services.LetterNotPrinted) as error:
        services.read_letter(officer=officer(), letter_id=letter.public_id, now=NOW)
    assert (error.value.failure, error.value.case_id) == ("U+20BB7", case.public_id)


def test_paper_at_rest_tells_nothing(alpha):
    _, case, _ = _declined()

    kept = b"".join(
        bytes(value or b"")
        for row in Letter.objects.filter(case=case).values_list("paper", "reply")
        for value in row
    )

    assert [word for word in ("钱多多", "13800000001", "内胆") if word.encode() in kept] == []
    assert len(kept) > 1000


def test_filer_reads_a_letter_once_its_dispatch_is_recorded_and_not_before(alpha):
    receipt, case, who = _declined()
    before = track(code=receipt.tracking_code, now=NOW)

    do(
        case,
        who,
        "notify-outcome",
        delivery_channel="post",
        delivery_note="挂号 XA123",
        now=NOW + timedelta(hours=2),
    )
    deliver_events()

    after = track(code=receipt.tracking_code, now=NOW)
    assert before.cases[0].replies == []
    assert [(reply.label.zh_hans, reply.number) for reply in after.cases[0].replies] == [
        ("质量申诉处理决定通知书", Letter.objects.get(case=case, code="triage-notice").number_text)
    ]
    assert "您未提供发票或者合同。" in after.cases[0].replies[0].body


def test_notice_whose_dispatch_nobody_is_asked_to_record_can_be_read_at_once(beta):
    """The bank's rulebook records the dispatch of the reply only; its notice of acceptance is no secret."""
    complaint = {
        "title": "提前还款被收取违约金", "product": "loan", "narrative": "合同没有约定违约金。", "remedy": "退还。",
        "service-channel": "branch", "branch-name": "北京路支行", "filer-capacity": "self", "filer-name": "钱多多",
        "filer-phone": "13800000001",
    }  # fmt: skip
    receipt = file("consumer-complaint", complaint)
    conditions = ["entitled", "consumer-dispute", "concrete"]

    do(case_of(receipt), officer(), "accept", acceptance_checklist=conditions)
    deliver_events()

    tracked = track(code=receipt.tracking_code, now=NOW)
    labels = [letter.label.zh_hans for letter in selectors.letters_of(case_of(receipt))]
    assert [reply.label.zh_hans for reply in tracked.cases[0].replies] == labels
    assert len(labels) == 1


def test_step_that_records_dispatch_is_the_proof_of_delivery(alpha):
    _, case, who = _declined()
    sent_at = NOW + timedelta(hours=2)

    do(case, who, "notify-outcome", delivery_channel="post", delivery_note="挂号 XA123", now=sent_at)
    deliver_events()

    views = {view.code: view for view in selectors.letters_of(case)}
    assert [
        (d.channel, d.label.zh_hans, d.at, d.actor, d.proof) for d in views["triage-notice"].deliveries
    ] == [("post", "邮寄", sent_at, "李登记", "挂号 XA123")]
    assert views["intake-record"].deliveries == ()


def test_answer_given_and_recorded_in_one_step_is_out_at_once(alpha):
    receipt = file("enquiry", ENQUIRY, channel="hotline")
    case = case_of(receipt)

    do(case, officer(), "answer-now", answer_body="整机一年。", delivery_channel="phone")
    deliver_events()

    tracked = track(code=receipt.tracking_code, now=NOW)
    assert [reply.body.split("\n\n")[2] for reply in tracked.cases[0].replies] == ["整机一年。"]
    assert list(Delivery.objects.order_by("id").values_list("letter__code", "channel")) == [
        ("answer", "phone"),
        ("answer", "opened"),
    ]


def test_first_opening_of_the_tracking_page_is_recorded_once(alpha):
    receipt, case, who = _declined()
    do(case, who, "notify-outcome", delivery_channel="tracking")
    deliver_events()

    for day in (1, 2):
        track(code=receipt.tracking_code, now=NOW + timedelta(days=day))

    assert list(Delivery.objects.order_by("id").values_list("letter__code", "channel", "at")) == [
        ("triage-notice", "tracking", NOW),
        ("triage-notice", "opened", NOW + timedelta(days=1)),
    ]


def test_deliveries_are_added_and_never_changed(alpha):
    _, case, _ = _declined()
    letter = Letter.objects.get(case=case, code="triage-notice")
    delivery = services.record_delivery(
        letter=letter, channel="handed", at=NOW, actor_id=None, proof="本人签收"
    )

    delivery.channel = "post"

    with pytest.raises(Exception, match="append"), transaction.atomic():
        delivery.save()


def test_void_letter_keeps_its_number_and_leaves_the_filers_page(alpha):
    receipt, case, who = _declined()
    do(case, who, "notify-outcome", delivery_channel="tracking")
    deliver_events()
    letter = Letter.objects.get(case=case, code="triage-notice")

    services.void_letter(officer=who, letter_id=letter.public_id, reason="收件人写错", now=NOW)
    deliver_events()
    _declined()

    kept = Letter.objects.get(pk=letter.pk)
    later = Letter.objects.exclude(case=case).get(code="triage-notice")
    assert (kept.status, kept.number_text) == (LetterStatus.VOID, letter.number_text)
    assert later.number == kept.number + 1
    assert track(code=receipt.tracking_code, now=NOW).cases[0].replies == []
    with pytest.raises(services.LetterVoid):
        services.void_letter(officer=who, letter_id=letter.public_id, reason="再次", now=NOW)
    with pytest.raises(services.LetterVoid):
        services.record_delivery(letter=kept, channel="post", at=NOW, actor_id=None)


def test_paper_that_names_the_filer_opens_only_to_who_may_know_and_the_history_says_so(alpha):
    case = case_of(file("quality-complaint", COMPLAINT))
    deliver_events()
    letter = Letter.objects.get(case=case, code="intake-record")
    services.render_letter(letter_id=letter.public_id, now=NOW)
    knows, sees = officer(), officer(name="吴局长", roles=frozenset({"leader"}))

    opened = services.read_letter(officer=knows, letter_id=letter.public_id, now=NOW)

    assert "钱多多" in _text(opened.content)
    assert CaseEvent.objects.filter(case=case, kind="identity-opened", actor_id=knows.user_id).count() == 1
    with pytest.raises(services.LetterNotFound):
        services.read_letter(officer=sees, letter_id=letter.public_id, now=NOW)


@pytest.mark.parametrize("ask", ["unknown", "no-duty"])
def test_letter_that_is_unknown_and_one_that_is_forbidden_look_alike(alpha, ask):
    case = case_of(file("fraud-report", REPORT))
    deliver_events()
    letter = Letter.objects.filter(case=case).first()
    letter_id = uuid4() if ask == "unknown" else letter.public_id

    with pytest.raises(services.LetterNotFound) as error:
        services.read_letter(officer=officer(roles=frozenset({"discipline"})), letter_id=letter_id, now=NOW)

    assert str(error.value) == str(letter_id)


def test_receipt_on_paper_bears_code_case_and_promise(alpha):
    receipt = file("quality-complaint", COMPLAINT)

    text = _text(
        receipt_pdf(
            code=receipt.tracking_code,
            language="zh-hans",
            tracking_address="https://a.example/track/",
            now=NOW,
        )
    )

    assert [part for part in receipt.tracking_code.split("-") if part not in text] == []
    assert receipt.cases[0].number in text
    assert "2026年12月3日" in text
    assert "钱多多" not in text


@pytest.mark.parametrize("code", ["", "no code", "7K2M-Q9XD-4TBV-0H3N-PR8C"])
def test_receipt_for_a_code_that_leads_nowhere_is_refused(alpha, code):
    with pytest.raises(UnknownCode):
        receipt_pdf(code=code, language="zh-hans", tracking_address="", now=NOW)


@pytest.mark.parametrize(
    ("first_commits", "numbers"),
    [
        (True, [1, 2]),  # the second waits and gets the next
        (False, [1, 1]),  # a transaction that fails gives its number back
    ],
)
def test_two_transactions_at_once_leave_no_gap(organisations, alpha, first_commits, numbers):
    series = f"并发{uuid4().hex[:8]}"
    taken: list[int] = []
    has_first, may_end = threading.Event(), threading.Event()

    def run(*, is_first: bool) -> None:
        try:
            with tenancy.in_schema(alpha.schema), transaction.atomic():
                taken.append(take_number(series=series, year=2026))
                if is_first:
                    has_first.set()
                    may_end.wait(10)
                    transaction.set_rollback(not first_commits)
        finally:
            connection.close()

    first = threading.Thread(target=run, kwargs={"is_first": True})
    second = threading.Thread(target=run, kwargs={"is_first": False})
    first.start()
    assert has_first.wait(10)
    second.start()
    second.join(0.3)
    is_waiting = second.is_alive()
    may_end.set()
    first.join(10)
    second.join(10)

    assert is_waiting
    assert taken == numbers
    assert LetterSeries.objects.get(series=series).last_number == numbers[-1]
    _clean(alpha.schema, series)


def _clean(schema: str, series: str) -> None:
    """The two transactions were real: take what they left away in a third."""

    def run() -> None:
        try:
            with tenancy.in_schema(schema):
                LetterSeries.objects.filter(series=series).delete()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)


def test_letter_goes_out_in_the_other_language_where_asked(alpha):
    from policies import selectors as policies

    case = case_of(file("quality-complaint", COMPLAINT))
    pack = policies.policy_version(case.policy_id).pack
    with transaction.atomic():
        letter = services.issue_letter(
            case=case, pack=pack, code="intake-record", asked_seq=1, actor_id=None, now=NOW, language="en"
        )

    paper = open_paper(letter=letter, key=data_key_of(case))
    assert paper.issued_text == "24 November 2026"
    assert paper.title == pack.letters["intake-record"].label.en
    assert replace(paper, language="en") == paper

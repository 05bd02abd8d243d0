"""Filing page by page, without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from casework.evidence.models import EvidenceItem
from casework.public.tracking import track
from cms.blocks.quotes import PortalLine, portal_lines
from cms.filing.models import DraftFile, FilingDraft
from cms.filing.receipts import ShownPromise
from cms.filing.selectors import open_draft
from cms.filing.services import DRAFT_LIFE, PURGE, purge_expired
from kernel import clock
from kernel.files import MAX_BYTES
from kernel.models import Alarm
from kernel.tenancy import TenantRef
from policies.engine.pack import FieldKind, Identity, Label, Requirement
from tests.cms.filing_driver import MORE, Filing
from tests.cms.test_pages import chinese_in
from tests.conftest import TenantClient
from tests.work import ring_alarms

pytestmark = pytest.mark.db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
SECRET = "只有我自己知道的那句话"


def first_step(filing: Filing) -> str:
    return next(iter(filing.line.pack.forms[filing.line.spec.form].steps))


def step_with_files(line: PortalLine) -> tuple[str, str]:
    """The step and the field that take files."""
    for code, step in line.pack.forms[line.spec.form].steps.items():
        for name in step.fields:
            if line.pack.fields[name].kind is FieldKind.FILES:
                return code, name
    raise AssertionError("the pack's form takes no files")


def required_text(filing: Filing, step: str) -> str:
    """A text field of a step that must be filled in."""
    pack = filing.line.pack
    names = pack.forms[filing.line.spec.form].steps[step].fields
    return next(
        n
        for n in names
        if pack.fields[n].kind is FieldKind.TEXT and pack.fields[n].required is Requirement.HARD
    )


def verbs(queries: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, but for the choice of the schema."""
    return [verb for query in queries if (verb := query["sql"].split()[0]) != "SET"]


def code_on(page: str) -> str:
    found = re.search(r'data-copy="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def test_every_line_of_business_can_be_filed_in_from_choosing_to_the_receipt(
    alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient], lines: tuple[PortalLine, ...]
) -> None:
    for line in lines:
        filing = Filing(client_for(alpha), line)
        filing.fill()

        sent = filing.send()

        assert (sent.status_code, sent.headers["Location"]) == (303, "/file/receipt/"), line.code
        code = code_on(filing.visitor.get("/file/receipt/").content.decode())
        tracked = track(code=code, now=clock.now())
        assert tracked is not None
        assert [case.business_label for case in tracked.cases] == [line.spec.label]


def test_bank_takes_a_complaint_by_its_own_form(
    beta: TenantRef, client_for: Callable[[TenantRef], TenantClient]
) -> None:
    for line in portal_lines(now=clock.now()):
        filing = Filing(client_for(beta), line)
        filing.fill()

        assert filing.send().headers["Location"] == "/file/receipt/", line.code


def test_answer_that_brings_up_a_question_gets_it_asked_without_an_error(
    beta: TenantRef, client_for: Callable[[TenantRef], TenantClient]
) -> None:
    line = portal_lines(now=clock.now())[0]
    filing = Filing(client_for(beta), line)
    page = filing.visitor.get(filing.url("respondent"))
    given = filing.values_of(page)
    assert "branch-name" not in given

    answer = filing.visitor.post(
        filing.url("respondent"), given | {"service-channel": "branch"}
    ).content.decode()

    assert MORE in answer
    assert 'name="branch-name"' in answer
    assert 'id="errors"' not in answer


def test_provisional_date_is_marked_and_explained() -> None:
    label = Label(zh_hans="通知您是否受理", en="You are told")
    promise = ShownPromise(label, label, due_at=clock.now(), provisional=True)

    drawn = render_to_string("cms/parts/promises.html", {"promises": [promise]})

    assert "暂定" in drawn
    assert "放假安排尚未公布的年份" in drawn


def test_filing_without_a_name_leaves_the_name_page_out(filing: Filing) -> None:
    filing.fill(named=False)

    page = filing.visitor.get(filing.url("check")).content.decode()

    assert "不留姓名（匿名）" in page
    assert filing.line.pack.fields["filer-name"].label.zh_hans not in page


def test_unknown_business_is_not_found(visitor: TenantClient) -> None:
    assert [visitor.get(url).status_code for url in ("/file/no-such-line/", "/file/no-such-line/check/")] == [
        404,
        404,
    ]


def test_unknown_step_is_not_found(filing: Filing) -> None:
    assert filing.visitor.get(filing.url("no-such-step")).status_code == 404


def test_page_with_a_mistake_says_so_beside_the_field_and_keeps_what_was_typed(filing: Filing) -> None:
    step = first_step(filing)
    missing = required_text(filing, step)
    page = filing.visitor.get(filing.url(step))
    given = filing.values_of(page) | {missing: ""}

    answer = filing.visitor.post(filing.url(step), given).content.decode()

    message = f"请填写“{filing.line.pack.fields[missing].label.zh_hans}”"
    assert re.findall(rf'href="#id_{missing}">([^<]+)</a>', answer) == [message]
    assert re.search(rf'id="id_{missing}_error".*?{message}', answer, re.DOTALL)
    assert re.search(r"<title>\s*错误：", answer)
    assert "漏电" in answer


def test_mistaken_page_is_kept_in_the_draft_all_the_same(filing: Filing) -> None:
    step = first_step(filing)
    missing = required_text(filing, step)
    page = filing.visitor.get(filing.url(step))

    filing.visitor.post(filing.url(step), filing.values_of(page) | {missing: ""})

    assert "漏电" in filing.visitor.get(filing.url(step)).content.decode()


def test_check_page_sends_back_to_the_first_page_that_lacks_something(filing: Filing) -> None:
    step = first_step(filing)
    page = filing.visitor.get(filing.url(step))
    filing.visitor.post(filing.url(step), filing.values_of(page))

    answer = filing.visitor.get(filing.url("check"))

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/?back=check")
    shown = filing.visitor.get(answer.headers["Location"]).content.decode()
    assert 'id="errors"' in shown


def test_change_link_leads_to_the_page_and_back_to_checking(filing: Filing) -> None:
    filing.fill()
    step = first_step(filing)
    field = required_text(filing, step)
    check = filing.visitor.get(filing.url("check")).content.decode()
    change = f"{filing.url(step)}?back=check"
    assert f'href="{change}"' in check

    given = filing.values_of(filing.visitor.get(change)) | {field: "改过的说明"}
    answer = filing.visitor.post(change, given)

    assert answer.headers["Location"] == filing.url("check")
    assert "改过的说明" in filing.visitor.get(filing.url("check")).content.decode()


def test_check_page_offers_to_change_every_answer(filing: Filing) -> None:
    filing.fill()

    page = filing.visitor.get(filing.url("check")).content.decode()

    assert page.count("summary__change") == page.count('class="summary__row"')


def test_filing_is_not_sent_without_the_declaration(filing: Filing) -> None:
    filing.fill()

    answer = filing.visitor.post(filing.url("check"), {})

    assert answer.status_code == 200
    assert "请先确认内容真实，再提交" in answer.content.decode()


def test_second_click_finds_the_first_ones_receipt(filing: Filing) -> None:
    filing.fill()
    token = filing.visitor.cookies["filing"].value

    filing.send()
    first = code_on(filing.visitor.get("/file/receipt/").content.decode())
    filing.visitor.cookies["filing"] = token  # the second click left before the first answer came
    again = filing.send()

    assert again.headers["Location"] == "/file/receipt/"
    assert code_on(filing.visitor.get("/file/receipt/").content.decode()) == first
    tracked = track(code=first, now=clock.now())
    assert tracked is not None
    assert FilingDraft.objects.count() == 1


def test_sending_again_after_the_receipt_shows_the_receipt(filing: Filing) -> None:
    filing.fill()
    filing.send()

    again = filing.send()

    assert (again.status_code, again.headers["Location"]) == (303, "/file/receipt/")


def test_sending_a_draft_that_is_gone_says_that_nothing_was_taken(filing: Filing) -> None:
    filing.fill()
    FilingDraft.objects.all().delete()

    answer = filing.send()

    assert answer.status_code == 410
    assert "没有提交成功，我们什么也没有收到。" in answer.content.decode()


def test_receipt_stays_until_it_is_cleared(filing: Filing) -> None:
    filing.fill()
    filing.send()
    shown = [code_on(filing.visitor.get("/file/receipt/").content.decode()) for _ in range(2)]

    filing.visitor.post("/file/receipt/clear/")

    assert shown[0] == shown[1]
    assert filing.visitor.get("/file/receipt/").status_code == 404
    assert FilingDraft.objects.count() == 0


def test_receipt_tells_what_is_promised_with_the_rule_beside_it(
    visitor: TenantClient, lines: tuple[PortalLine, ...]
) -> None:
    filing = Filing(visitor, next(line for line in lines if line.limits))
    filing.fill()
    filing.send()

    page = filing.visitor.get("/file/receipt/").content.decode()

    code = code_on(page)
    tracked = track(code=code, now=clock.now())
    assert tracked is not None
    promised = [promise for case in tracked.cases for promise in case.promises]
    assert promised
    assert [promise for promise in promised if promise.rule.zh_hans not in page] == []
    assert tracked.cases[0].number in page
    assert re.findall(r"<span>([0-9A-Z]{4})</span>", page) == code.split("-")


def test_after_sending_nothing_typed_is_left_in_the_draft(filing: Filing) -> None:
    filing.fill()
    token = filing.visitor.cookies["filing"].value

    filing.send()

    state = open_draft(token=token, now=clock.now())
    assert state is not None
    assert (state.values, state.files) == ({}, ())


def test_draft_cannot_be_read_without_the_cookie(filing: Filing) -> None:
    filing.answers[required_text(filing, first_step(filing))] = SECRET
    filing.fill()
    token = filing.visitor.cookies["filing"].value

    row = FilingDraft.objects.get()

    opened = open_draft(token=token, now=clock.now())
    assert opened is not None
    assert SECRET in str(opened.values)
    stored = bytes(row.sealed) + row.digest.encode()
    assert [word for word in (SECRET, token, "漏电", "19000001234") if word.encode() in stored] == []
    assert open_draft(token="another" + token[7:], now=clock.now()) is None


def test_draft_of_one_organisation_does_not_open_in_another(
    filing: Filing, beta: TenantRef, client_for: Callable[[TenantRef], TenantClient]
) -> None:
    filing.fill()
    token = filing.visitor.cookies["filing"].value

    assert open_draft(token=token, now=clock.now()) is None


def test_cookie_of_a_draft_is_closed_to_scripts_and_bound_to_filing(filing: Filing) -> None:
    step = first_step(filing)
    filing.visitor.post(filing.url(step), filing.values_of(filing.visitor.get(filing.url(step))))

    cookie = filing.visitor.cookies["filing"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Lax",
        "/file/",
        "",
    )


def test_filing_makes_no_session(filing: Filing) -> None:
    filing.fill()
    filing.send()
    filing.visitor.get("/file/receipt/")

    assert sorted(filing.visitor.cookies) == ["csrftoken", "filing", "receipt"]


@pytest.mark.parametrize("page", ["/file/", "/file/receipt/", "/track/"])
def test_page_is_stored_by_no_cache(visitor: TenantClient, page: str) -> None:
    assert "no-store" in visitor.get(page).headers["Cache-Control"]


def test_step_without_its_token_is_refused(
    alpha: TenantRef, client_for: Callable[..., TenantClient], filing: Filing
) -> None:
    stranger = TenantClient(alpha, enforce_csrf_checks=True)

    answer = stranger.post(filing.url(first_step(filing)), {"title": "x"})

    assert answer.status_code == 403
    assert FilingDraft.objects.count() == 0


def test_expired_draft_is_gone_and_taken_away_by_the_alarm(filing: Filing) -> None:
    step = first_step(filing)
    filing.visitor.post(filing.url(step), filing.values_of(filing.visitor.get(filing.url(step))))
    token = filing.visitor.cookies["filing"].value
    later = clock.now() + DRAFT_LIFE + timedelta(minutes=5)

    assert Alarm.objects.filter(kind=PURGE).count() == 1
    assert open_draft(token=token, now=later) is None
    Alarm.objects.exclude(kind=PURGE).delete()
    assert ring_alarms(now=later) == [PURGE]
    assert FilingDraft.objects.count() == 0
    assert not Alarm.objects.filter(kind=PURGE).exists()


def test_purging_leaves_what_has_not_expired(filing: Filing) -> None:
    step = first_step(filing)
    filing.visitor.post(filing.url(step), filing.values_of(filing.visitor.get(filing.url(step))))

    assert purge_expired(now=clock.now()) == 0
    assert FilingDraft.objects.count() == 1


def test_uploaded_file_is_sealed_listed_and_can_be_removed(filing: Filing) -> None:
    step, name = step_with_files(filing.line)
    filing.visitor.post(filing.url("named-or-not"), {"named": "named"})
    upload = SimpleUploadedFile("现场照片.png", PNG)

    answer = filing.visitor.post(filing.url(step), {name: upload, "upload": "1"})

    assert answer.headers["Location"] == f"{filing.url(step)}#files"
    page = filing.visitor.get(filing.url(step)).content.decode()
    assert "现场照片.png" in page
    stored = DraftFile.objects.get()
    assert PNG[:8] not in bytes(stored.sealed)
    filing.visitor.post(filing.url(step), {"remove": stored.public_id.hex})
    assert DraftFile.objects.count() == 0
    assert "现场照片.png" not in filing.visitor.get(filing.url(step)).content.decode()


def test_files_go_along_with_the_filing(filing: Filing) -> None:
    filing.fill()
    step, name = step_with_files(filing.line)
    filing.visitor.post(filing.url(step), {name: SimpleUploadedFile("a.png", PNG), "upload": "1"})

    filing.send()

    assert EvidenceItem.objects.count() == 1
    assert DraftFile.objects.count() == 0


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (
            SimpleUploadedFile("恶意.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "“恶意.svg”的格式不能接收",
        ),
        (SimpleUploadedFile("空.png", b""), "“空.png”是空文件"),
        (SimpleUploadedFile("大.png", PNG + b"\0" * MAX_BYTES), "“大.png”太大"),
    ],
    ids=["type", "empty", "too large"],
)
def test_file_that_is_not_taken_says_why_beside_the_field(
    filing: Filing, upload: SimpleUploadedFile, message: str
) -> None:
    step, name = step_with_files(filing.line)
    filing.visitor.post(filing.url("named-or-not"), {"named": "named"})
    upload.seek(0)

    answer = filing.visitor.post(filing.url(step), {name: upload, "upload": "1"}).content.decode()

    assert re.search(rf'id="id_{name}_error".*?{re.escape(message)}', answer, re.DOTALL)
    assert re.search(rf'href="#id_{name}">{re.escape(message)}', answer)
    assert DraftFile.objects.count() == 0


def test_good_files_are_kept_when_one_of_them_is_refused(filing: Filing) -> None:
    step, name = step_with_files(filing.line)
    uploads = [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.exe", b"MZ\x90\0" + b"\0" * 32)]

    answer = filing.visitor.post(filing.url(step), {name: uploads, "upload": "1"}).content.decode()

    assert "“b.exe”的格式不能接收" in answer
    assert DraftFile.objects.count() == 1


def test_more_files_than_one_filing_may_carry_are_refused(filing: Filing) -> None:
    step, name = step_with_files(filing.line)
    uploads = [SimpleUploadedFile(f"{number}.png", PNG) for number in range(11)]

    answer = filing.visitor.post(filing.url(step), {name: uploads, "upload": "1"}).content.decode()

    assert "一次提交最多 10 个文件" in answer
    assert DraftFile.objects.count() == 0


def test_turning_to_another_line_of_business_keeps_what_both_ask(
    filing: Filing, lines: tuple[PortalLine, ...]
) -> None:
    filing.fill()
    other = next(line for line in lines if line.code != filing.line.code)
    step = next(iter(other.pack.forms[other.spec.form].steps))

    page = filing.visitor.get(f"/file/{other.code}/{step}/").content.decode()

    assert "东关大街丰源超市" in page


def test_line_that_needs_a_name_does_not_ask_for_it(
    visitor: TenantClient, lines: tuple[PortalLine, ...]
) -> None:
    line = next(line for line in lines if line.spec.identity is Identity.NAMED)

    assert visitor.get(f"/file/{line.code}/named-or-not/").status_code == 404


def test_later_pages_ask_first_whether_a_name_is_given(filing: Filing) -> None:
    last = list(filing.line.pack.forms[filing.line.spec.form].steps)[-1]

    answer = filing.visitor.get(filing.url(last))

    assert answer.headers["Location"] == filing.url("named-or-not")


def test_pages_say_which_step_of_how_many(filing: Filing) -> None:
    page = filing.visitor.get(filing.url(first_step(filing))).content.decode()

    assert re.search(r"第 1 步，共 \d 步", page)


def test_leaving_quickly_forgets_everything(filing: Filing) -> None:
    filing.fill()

    answer = filing.visitor.get("/file/leave/")

    assert answer.headers["Refresh"] == "0; url=https://www.weather.com.cn/"
    assert FilingDraft.objects.count() == 0
    assert filing.visitor.cookies["filing"].value == ""


def test_foreign_page_cannot_make_anybody_lose_a_draft(filing: Filing) -> None:
    filing.fill()

    filing.visitor.get("/file/leave/", headers={"sec-fetch-site": "cross-site"})

    assert FilingDraft.objects.count() == 1


def test_step_reads_its_draft_once_and_writes_it_once(filing: Filing) -> None:
    filing.fill()
    step = first_step(filing)
    given = filing.values_of(filing.visitor.get(filing.url(step)))

    with CaptureQueriesContext(connection) as read:
        filing.visitor.get(filing.url(step))
    with CaptureQueriesContext(connection) as written:
        filing.visitor.post(filing.url(step), given)

    assert verbs(read) == ["SELECT"]
    assert verbs(written) == ["SAVEPOINT", "SELECT", "UPDATE", "RELEASE"]


def test_filing_pages_ask_nothing_of_third_parties(filing: Filing) -> None:
    filing.fill()
    steps = [filing.url(code) for code in filing.line.pack.forms[filing.line.spec.form].steps]
    urls = ["/file/", f"/file/{filing.line.code}/", *steps, filing.url("check"), "/track/"]

    pages = [filing.visitor.get(url).content.decode() for url in urls]

    foreign = [
        re.findall(r'(?:src|srcset|href|action|content)="(?:https?:)?//[^"]*"', page) for page in pages
    ]
    assert foreign == [[]] * len(urls)


def test_filing_pages_read_in_english_without_chinese(filing: Filing) -> None:
    filing.visitor.post(filing.url("named-or-not"), {"named": "named"})
    steps = [filing.url(code) for code in filing.line.pack.forms[filing.line.spec.form].steps]

    for url in ["/file/", f"/file/{filing.line.code}/", filing.url("named-or-not"), *steps, "/track/"]:
        page = filing.visitor.get(url, headers={"accept-language": "en"}).content.decode()
        assert chinese_in(page) == [], url

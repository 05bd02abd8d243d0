"""Taking a step on the case page: what is asked, what is refused beside the field, and what follows."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.cases.models import CaseEvent, CaseExclusion
from casework.evidence.models import EvidenceItem
from casework.organisation.services import close_unit
from kernel import clock
from tests.casework.desk.conftest import errors, messages, page, typed
from tests.factories.filings import TO_INVESTIGATION, Journey, case_of
from tests.work import deliver_events

pytestmark = pytest.mark.db


@pytest.fixture
def journey(alpha, team) -> Journey:
    return Journey(team, "fraud-report", now=clock.now())


def _act(journey: Journey, step: str) -> str:
    return reverse("desk-act", args=[journey.case.public_id, step], urlconf="dengwen.urls.tenant")


def _case(journey: Journey) -> str:
    return reverse("desk-case", args=[journey.case.public_id], urlconf="dengwen.urls.tenant")


def _events(journey: Journey) -> list[str]:
    return list(CaseEvent.objects.filter(case=journey.case).order_by("seq").values_list("kind", flat=True))


def test_step_is_taken_and_the_case_page_says_so(signed_in, journey):
    client = signed_in("intake-manager")

    response = client.post(_act(journey, "propose"), {"proposal": "建议稽查队核查。"})
    shown = client.get(response["Location"])

    assert (response.status_code, response["Location"]) == (302, _case(journey))
    assert messages(shown) == ["已办理：提出建议"]
    assert "建议稽查队核查。" in page(shown).get_text()
    assert _events(journey) == ["received", "propose"]


def test_page_offers_the_steps_of_the_duty_and_no_others(signed_in, journey):
    offered = {}
    for role in ("intake-manager", "receiver", "leader", "archivist"):
        links = page(signed_in(role).get(_case(journey))).select("a.button[href*='/act/']")
        offered[role] = [link["href"].rstrip("/").rpartition("/")[2] for link in links]

    assert offered == {
        "intake-manager": ["propose", "assign-early", "guide"],
        "receiver": ["assign-early", "guide", "register-exhibits"],
        "leader": [],
        "archivist": [],
    }


def test_step_that_lacks_something_keeps_what_was_typed_and_says_what_beside_the_field(signed_in, journey):
    client = signed_in("receiver")
    sent = {"destination": "", "guidance-body": "请向烟草专卖局反映。", "delivery-channel": "phone"}

    response = client.post(_act(journey, "guide"), sent)

    assert response.status_code == 422
    assert errors(response) == {"destination": "请填写“移送或引导去向”"}
    assert typed(response, "guidance-body").strip() == "请向烟草专卖局反映。"
    assert page(response).select_one('[name="delivery-channel"][value="phone"]').has_attr("checked")
    assert [a["href"] for a in page(response).select(".errors a")] == ["#id_destination"]
    assert _events(journey) == ["received"]


def test_choice_out_of_range_is_refused_beside_the_field(signed_in, journey):
    journey.steps(*TO_INVESTIGATION)

    response = signed_in("handler").post(
        _act(journey, "find"), {"outcome": "guilty", "finding": "查明如下。"}
    )

    assert (response.status_code, list(errors(response))) == (422, ["outcome"])
    assert typed(response, "finding").strip() == "查明如下。"
    assert _events(journey)[-1] == "begin"


def test_unit_that_was_closed_meanwhile_is_refused_beside_the_field(signed_in, team, journey):
    journey.steps(*TO_INVESTIGATION[:2])
    closed = team.elsewhere
    from casework.organisation.services import move_person

    for role in ("handler-elsewhere", "head-elsewhere"):
        move_person(user_id=team.user(role).pk, unit_id=None, now=clock.now())
    close_unit(unit_id=closed.pk)

    response = signed_in("receiver").post(_act(journey, "assign"), {"unit": str(closed.public_id)})

    assert (response.status_code, list(errors(response))) == (422, ["unit"])


@pytest.mark.clause("S7-complaint-acceptance", parameter="P13", shown="service")
def test_acceptance_names_each_condition_that_is_not_met(signed_in, team, alpha):
    journey = Journey(team, "quality-complaint", now=clock.now())
    journey.step("intake-manager", "propose", proposal="建议调解。")
    journey.step("leader", "sign-off", instruction="同意。")
    sent = {"acceptance-checklist": ["complaint-target"], "notice-body": "决定处理。"}

    response = signed_in("receiver").post(_act(journey, "accept"), sent)

    told = page(response).select_one("#field-acceptance-checklist .field__error").get_text()
    assert response.status_code == 422
    assert told.count("条件未满足") == 2
    assert page(response).select_one('[value="complaint-target"]').has_attr("checked")


def test_step_sent_twice_is_taken_once_and_the_second_time_shows_what_changed(signed_in, journey):
    client = signed_in("intake-manager")
    sent = {"proposal": "建议核查。"}
    client.post(_act(journey, "propose"), sent)

    response = client.post(_act(journey, "propose"), sent)
    shown = client.get(response["Location"])

    assert (response.status_code, response["Location"]) == (302, _case(journey))
    assert messages(shown)[-1] == "这一步现在不能办理：案件已经变化，请看最新状态。"
    assert _events(journey) == ["received", "propose"]


def test_step_of_another_duty_is_not_taken_and_leads_back(signed_in, journey):
    response = signed_in("leader").post(_act(journey, "propose"), {"proposal": "建议。"})

    assert (response.status_code, response["Location"]) == (302, _case(journey))
    assert _events(journey) == ["received"]


def test_handler_list_offers_those_who_can_handle_and_are_not_shut_out(signed_in, team, journey):
    from tests.factories.people import colleague

    recused = colleague("handler", unit_name="稽查队", name="应回避")
    CaseExclusion.objects.create(case=journey.case, user=recused, reason="RECUSED", since=clock.now())
    journey.steps(*TO_INVESTIGATION[:3])

    shown = page(signed_in("unit-head").get(_act(journey, "sign-for")))

    offered = [
        option.get_text(strip=True)
        for option in shown.select('[name="officer"] option[value]:not([value=""])')
    ]
    assert offered == ["程主办 稽查队"]


def test_dispatch_out_of_order_is_said_on_the_page(signed_in, journey):
    """R16: it is possible, and stands in the story."""
    client = signed_in("receiver")
    unit = str(journey.team.unit.public_id)

    client.post(_act(journey, "assign-early"), {"unit": unit})

    told = page(client.get(_case(journey))).select_one(".timeline").get_text()
    assert "程序顺序提示" in told


# Identity.


def test_identity_is_opened_for_a_reason_and_shown_once(signed_in, journey):
    client = signed_in("receiver")
    address = reverse("desk-identity", args=[journey.case.public_id], urlconf="dengwen.urls.tenant")
    before = client.get(_case(journey)).content.decode()

    opened = client.post(address, {"reason": "核对电话"})
    after = client.get(_case(journey)).content.decode()

    assert "13800000001" in opened.content.decode()
    assert ["13800000001" in html for html in (before, after)] == [False, False]
    assert "核对电话" in after
    assert _events(journey) == ["received", "identity-opened"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_identity_without_a_reason_stays_closed(signed_in, journey, reason):
    client = signed_in("receiver")
    address = reverse("desk-identity", args=[journey.case.public_id], urlconf="dengwen.urls.tenant")

    response = client.post(address, {"reason": reason})
    shown = client.get(response["Location"])

    assert messages(shown) == ["请写明查阅身份信息的理由，没有打开任何内容。"]
    assert _events(journey) == ["received"]


def test_identity_is_not_offered_and_not_there_for_a_leader(signed_in, journey):
    client = signed_in("leader")
    address = reverse("desk-identity", args=[journey.case.public_id], urlconf="dengwen.urls.tenant")

    assert page(client.get(_case(journey))).select_one(f'form[action="{address}"]') is None
    assert client.post(address, {"reason": "看看"}).status_code == 404
    assert _events(journey) == ["received"]


# Evidence.


def _upload(client, journey: Journey, *files: tuple[str, bytes]):
    address = reverse("desk-evidence-add", args=[journey.case.public_id], urlconf="dengwen.urls.tenant")
    response = client.post(address, {"files": [SimpleUploadedFile(name, content) for name, content in files]})
    return messages(client.get(response["Location"]))


def test_files_are_added_and_named_on_the_page(signed_in, journey):
    client = signed_in("receiver")

    told = _upload(client, journey, ("通话记录.txt", "内容".encode()), ("报告.pdf", b"%PDF-1.7\n%%EOF"))

    names = [a.get_text() for a in page(client.get(_case(journey))).select("a[href^='/desk/evidence/']")]
    assert told == ["已补充 2 份材料。"]
    assert names == ["通话记录.txt", "报告.pdf"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "没有选择文件。"),
        ([("空.txt", b"")], "空.txt：文件是空的，没有上传任何文件。"),
        ([("页.html", b"<html><script>")], "页.html：不接受这种类型的文件，没有上传任何文件。"),
        (
            [("好.txt", b"text"), ("图.svg", b"<svg onload=x>")],
            "图.svg：不接受这种类型的文件，没有上传任何文件。",
        ),
        ([("假.png", b"MZ\x90\0\0\0")], "假.png：不接受这种类型的文件，没有上传任何文件。"),
    ],
    ids=["none", "empty", "page", "one of two", "disguised"],
)
def test_files_that_are_not_taken_leave_nothing(signed_in, journey, files, told):
    assert _upload(signed_in("receiver"), journey, *files) == [told]
    assert EvidenceItem.objects.filter(case=journey.case).count() == 0


# Letters.


def test_letter_opens_as_a_pdf_and_stands_on_the_page(signed_in, journey):
    deliver_events()
    client = signed_in("receiver")
    links = page(client.get(_case(journey))).select("a[href^='/desk/letter/']")

    response = client.get(links[0]["href"])

    assert {link.get_text() for link in links} == {"12365投诉举报接处单", "举报信息记录表"}
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")
    assert "sandbox" in response["Content-Security-Policy"]


# What a sealed line shows.


def test_sealed_case_shows_its_line_where_others_show_a_title(signed_in, team, alpha):
    case = case_of("conduct", now=clock.now())
    client = signed_in("discipline")

    listed = page(client.get("/desk/list/mine/"))

    titles = [a.get_text(strip=True) for a in listed.select(".worklist__title a")]
    assert [title.partition(" · ")[0] for title in titles] == ["行风监督"]
    assert "检查人员索要礼品" not in listed.get_text()
    assert case.number in listed.get_text()


def test_pages_speak_english_to_who_asks_for_it(signed_in, journey):
    client = signed_in("intake-manager")
    client.cookies["language"] = "en"

    shown = page(client.get(_act(journey, "propose")))

    assert shown.html["lang"] == "en"
    assert shown.select_one("#act h2").get_text(strip=True) == "Propose"

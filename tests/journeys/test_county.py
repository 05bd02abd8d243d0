"""A county bureau: from a phone without script to the reply, and what the regulator's page shows meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from demo.organisations import COUNTY
from tests.journeys import papers
from tests.journeys.people import People, picture
from tests.journeys.product import host_of
from tests.journeys.regulator import LiveFigures

pytestmark = pytest.mark.journey

TITLE = "丰源超市销售没有厂名厂址的电热水壶"
NARRATIVE = "十一月三日在东关大街丰源超市看到货架上的电热水壶没有厂名厂址，插电后漏电。"
REPLY = (
    "经查，丰源超市销售的电热水壶未标注厂名厂址，情况属实。已责令停止销售，没收库存二十台，并依法立案处理。"
)
FINDING = "现场检查发现货架上有二十台无厂名厂址的电热水壶，已登记保存。"
REPORT = {
    "title": TITLE,
    "fraud-category": "假冒他人厂名、厂址、商标或认证标志",
    "report-product": "电热水壶",
    "report-quantity": "约二十台",
    "narrative": NARRATIVE,
    "remedy": "依法查处。",
    "respondent-name": "丰源超市",
    "respondent-address": "东关大街 18 号",
}
HANDLED = (
    ("manager", "提出建议", {"proposal": "线索具体，建议交稽查队核查。", "proposed-unit": "稽查队"}),
    ("leader", "批示同意", {"instruction": "同意。请稽查队依法查处，注意保护举报人。"}),
    ("hotline", "交办", {"unit": "稽查队", "note": "请按时限办理。"}),
    ("chief", "签收并明确主办人", {"officer": "程砚秋 稽查队"}),
    ("inspector", "开始查处", {"first-action": "两名执法人员到场检查。"}),
    ("inspector", "上报查处结果", {"outcome": "属实", "finding": FINDING}),
    ("chief", "结案", {"opinion": "事实清楚，同意结案。"}),
    ("chief", "反馈受理单位", {"note": "结果已附。"}),
    ("hotline", "制作答复", {"reply-body": REPLY}),
    ("hotline", "登记送达", {"delivery-channel": "查询页公布", "delivery-note": "已在查询页公布"}),
    ("archivist", "归档", {"note": "材料齐全。"}),
)
"""Who takes which step with what."""


@pytest.mark.clause(
    "S3-documents", "S5-form", "S12a-workflow", "S12a-documents", "T29", parameter="P36", shown="browser"
)
def test_anonymous_report_travels_from_a_phone_without_script_to_the_reply(
    people: People, tmp_path: Path
) -> None:
    figures = LiveFigures.watch(people, COUNTY)
    before = figures.received(), figures.finished()
    citizen = people.citizen(COUNTY, script=False, phone=True)

    receipt = citizen.file("打假举报", {**REPORT, "evidence-files": picture(tmp_path)}, named=False)
    with citizen.page.expect_download() as download:
        citizen.page.get_by_role("link", name="下载回执（PDF）").click()
    figures.expect(received=before[0] + 1, finished=before[1])
    paper = papers.text_of(Path(download.value.path()).read_bytes())
    assert receipt.number.startswith("JB")
    assert [word in paper for word in (receipt.number, receipt.code.replace("-", ""))] == [True, True]
    assert citizen.page.evaluate("document.documentElement.scrollWidth") == 360

    papers.wait_printed(host_of(COUNTY), receipt.number, "intake-record", "report-record")
    manager = people.officer(COUNTY, "manager")
    manager.open(receipt.number)
    assert NARRATIVE in manager.words()
    for label in ("12365投诉举报接处单", "举报信息记录表"):
        text = papers.read(manager, label)
        assert [word in text for word in (receipt.number, "丰源超市", NARRATIVE)] == [True] * 3, label

    for account, step, answers in HANDLED[:-1]:
        people.officer(COUNTY, account, phone=account == "leader").take(receipt.number, step, answers)
    papers.wait_printed(host_of(COUNTY), receipt.number, "intake-record", "report-record", "reply")
    desk = people.officer(COUNTY, "hotline")
    desk.find(receipt.number)
    assert REPLY in papers.read(desk, "举报投诉处理结果答复书")

    page = citizen.track_until(receipt.code, says=REPLY)
    assert [word in page for word in (receipt.number, REPLY, "结果已经反馈给您。")] == [True] * 3
    account, step, answers = HANDLED[-1]
    people.officer(COUNTY, account).take(receipt.number, step, answers)
    assert "已办结。" in citizen.track(receipt.code)
    figures.expect(received=before[0] + 1, finished=before[1] + 1)
    expect(figures.officer.page.locator("main")).not_to_contain_text("丰源超市")


@pytest.mark.clause("S12c-C1", "S12c-workflow", parameter="P24", shown="browser")
def test_enquiry_is_answered_while_the_caller_waits(people: People) -> None:
    desk = people.officer(COUNTY, "hotline")
    number, code = desk.register(
        "enquiry",
        {
            "channel": "12365 热线",
            "title": "电热毯要不要三C认证",
            "enquiry-topic": "认证",
            "question": "家里买的电热毯没有三C标志，能不能用？",
            "filer-name": "程岚",
            "filer-phone": "19000001234",
        },
    )

    answer = "电热毯属于强制性认证产品，没有三C标志的请停止使用，可以退货并向我局举报。"
    desk.act("当即答复并办结", {"answer-body": answer, "delivery-channel": "电话告知"})
    papers.wait_printed(host_of(COUNTY), number, "answer")

    page = people.citizen(COUNTY, phone=True).track_until(code, says=answer)
    assert [word in page for word in (number, answer, "已答复。")] == [True] * 3

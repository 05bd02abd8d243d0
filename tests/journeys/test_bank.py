"""A bank: a call taken by keyboard, found to be complex, given more time by a senior officer, and answered."""

from __future__ import annotations

import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from demo.organisations import BANK
from kernel import clock
from tests.journeys import keyboard, papers
from tests.journeys.people import Officer, People
from tests.journeys.product import host_of
from tests.journeys.regulator import LiveFigures

pytestmark = pytest.mark.journey

A_MINUTE = 60.0
CALL = {
    "channel": "客服热线",
    "title": "提前还款被收取违约金",
    "product": "贷款",
    "narrative": "十一月二日在北京路支行办理提前还款，合同没有约定违约金，被收取三千元。",
    "remedy": "退还违约金三千元。",
    "service-channel": "网点柜面",
    "branch-name": "北京路支行",
    "filer-capacity": "客户本人",
    "filer-name": "程岚",
    "filer-phone": "19000001234",
}
CONDITIONS = [
    "投诉人是客户本人、代理人、监护人或者继承人",
    "因购买、使用产品或者接受服务与本行或从业人员发生的纠纷",
    "有具体的投诉请求、事实和理由",
]
REASON = "需要向合同签订网点和总行法律部核实，并等待档案调取，预计一月上旬完成。"
REPLY = "经核实，您的贷款合同未约定提前还款违约金。已将三千元退回您的还款账户，并向您致歉。"


def register_by_keyboard(desk: Officer) -> tuple[str, str, float]:
    """From the list to the read-out code without touching the mouse: number, code and seconds."""
    page = desk.go("/desk/")
    began = time.monotonic()
    page.keyboard.press("c")
    page.wait_for_url("**/desk/register/consumer-complaint/")
    keyboard.type_in(page, CALL)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/registered/")
    number = page.locator("main h2", has_text="TS").inner_text().strip()
    code = str(page.locator("[data-copy]").get_attribute("data-copy"))
    return number, code, time.monotonic() - began


def due_dates(officer: Officer) -> str:
    """What the case page says of time limits."""
    return officer.page.get_by_label("案件要素").inner_text()


def on(days: int) -> str:
    """A day so many days from today in China, as pages write it."""
    day = clock.now().astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=days)
    return f"{day.month}月{day.day}日"


@pytest.mark.clause("S6-consequence", parameter="P23", shown="browser")
def test_call_is_taken_by_keyboard_and_answered_after_an_extension(people: People) -> None:
    figures = LiveFigures.watch(people, BANK)
    before = figures.received(), figures.finished()
    desk = people.officer(BANK, "desk")

    number, code, seconds = register_by_keyboard(desk)
    assert seconds < A_MINUTE
    figures.expect(received=before[0] + 1, finished=before[1])
    desk.take(number, "受理", {"acceptance-checklist": CONDITIONS, "note": "身份已核对。"})
    papers.wait_printed(host_of(BANK), number, "acceptance-notice")

    manager = people.officer(BANK, "manager")
    manager.open(number)
    assert on(15) in due_dates(manager)
    tier = {"tier": "情况复杂", "tier-reason": "涉及网点和法律部。", "unit": "个人金融部", "note": "请核实。"}
    manager.act("认定并分派", tier)
    people.officer(BANK, "retailchief").take(number, "签收并指定经办人", {"officer": "季北辰 个人金融部"})
    handler = people.officer(BANK, "officer")
    handler.open(number)
    assert on(30) in due_dates(handler)
    handler.act("申请延期（特别复杂）", {"note": "档案尚未调到。"})
    senior = people.officer(BANK, "senior", phone=True)
    senior.find(number)
    senior.act("批准延期30日", {"extension-reason": REASON})
    assert on(60) in due_dates(senior)
    papers.wait_printed(host_of(BANK), number, "acceptance-notice", "extension-notice")
    citizen = people.citizen(BANK, phone=True)
    assert REASON in citizen.track_until(code, says=REASON)

    finding = {
        "outcome": "投诉属实",
        "finding": "合同无违约金条款，系柜员误收。",
        "root-cause": "人员操作和态度",
    }
    handler.take(number, "提交核实结论和处理意见", {**finding, "measure": "全行柜员复训。"})
    people.officer(BANK, "retailchief").take(number, "审定处理决定", {"opinion": "同意退还。"})
    handler.take(number, "制作答复", {"reply-body": REPLY})
    handler.take(
        number, "登记告知", {"delivery-channel": "电话告知（有录音）", "delivery-note": "客户表示知悉。"}
    )
    papers.wait_printed(host_of(BANK), number, "acceptance-notice", "extension-notice", "reply")
    handler.find(number)
    texts = {label: papers.read(handler, label) for label in handler.letters()}
    assert {label: CALL["filer-name"] in text for label, text in texts.items()} == dict.fromkeys(texts, True)
    assert REPLY in citizen.track_until(code, says=REPLY)
    desk.take(number, "回访并归档", {"satisfaction": "满意"})
    figures.expect(received=before[0] + 1, finished=before[1] + 1)

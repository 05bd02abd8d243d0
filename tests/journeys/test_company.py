"""A company: a complaint with a photograph, raised to a major one, whose 24 hours run from receipt."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from casework.cases.models import Case
from demo.organisations import COMPANY
from kernel import tenancy
from tests.journeys import papers
from tests.journeys.people import Officer, People, picture
from tests.journeys.product import host_of, tenant_at
from tests.journeys.regulator import LiveFigures

pytestmark = pytest.mark.journey

COMPLAINT = {
    "title": "餐桌玻璃台面自爆，划伤孩子手臂",
    "category": "产品质量",
    "product-name": "岩板餐桌",
    "product-price": "3680",
    "narrative": "昨天晚饭时餐桌的玻璃台面突然自爆，孩子手臂被划伤，已经去医院处理。",
    "remedy": "退货并承担医药费。",
    "filer-name": "程岚",
    "filer-phone": "19000001234",
}
REPLY = "我们已派人上门取回餐桌，全额退款并承担医药费。同批次台面已停止销售并送检。"
HANDLED = (
    ("manager", "启动应急预案", {"plan": "同批次停售，联系客户就医。"}),
    ("manager", "报告公司高层", {"report": "已当面报告副总经理。"}),
    ("vp", "作出指示", {"instruction": "先保障客户，同批次全部停售。"}),
    ("manager", "协调部门处理", {"unit": "售后服务部", "note": "两小时内上门。"}),
    ("servicechief", "签收并指定经办人", {"officer": "麦田 售后服务部"}),
    ("handler", "提交处理结果", {"outcome": "投诉属实", "finding": "台面钢化不合格。"}),
    ("servicechief", "审核通过", {"opinion": "同意。"}),
    ("care", "制作回复", {"reply-body": REPLY}),
    ("care", "登记回复", {"delivery-channel": "电话", "delivery-note": "客户接受。"}),
    ("care", "跟踪并办结", {"resolved": "已解决，客户满意", "note": ""}),
)


def times(number: str) -> tuple[timedelta, str]:
    """How long after receipt the case is due, and by which clock."""
    with tenancy.in_schema(tenant_at(host_of(COMPANY)).schema):
        case = Case.objects.get(number=number)
        assert case.due_at is not None
        return case.due_at - case.received_at, case.due_clock


def limits(officer: Officer) -> str:
    """What the case page says of time limits."""
    return officer.page.get_by_label("案件要素").inner_text()


@pytest.mark.clause(
    "S2-C2", "S2-C5", "S2-tier-actions", "S2-workflow", "S2-feedback", "T6", parameter="P17", shown="browser"
)
def test_major_complaint_is_answered_within_hours_that_run_from_receipt(
    people: People, tmp_path: Path
) -> None:
    figures = LiveFigures.watch(people, COMPANY)
    before = figures.received(), figures.finished()
    citizen = people.citizen(COMPANY, phone=True)
    photo = picture(tmp_path)

    receipt = citizen.file("客户投诉", {**COMPLAINT, "evidence-files": photo}, named=True)
    number = receipt.number
    assert "24小时" in receipt.promises["回复您"]
    care = people.officer(COMPANY, "care")
    care.take(number, "分类", {"tier": "一般投诉", "tier-reason": "先按一般处理。"})
    manager = people.officer(COMPANY, "manager")
    manager.find(number)
    manager.act("调整级别", {"tier": "重大投诉", "tier-reason": "涉及人身安全。"})
    with tenancy.in_schema(tenant_at(host_of(COMPANY)).schema):
        case = Case.objects.get(number=number)
    deadline = (case.received_at + timedelta(hours=24)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert deadline.strftime("%H:%M") in limits(manager)

    for account, step, answers in HANDLED[:-1]:
        people.officer(COMPANY, account).take(number, step, answers)
    handler = people.officer(COMPANY, "handler")
    handler.find(number)
    link = handler.page.locator("main a[href^='/desk/evidence/']")
    status, content = handler.fetch(str(link.get_attribute("href")))
    assert (status, content) == (200, photo.read_bytes())
    papers.wait_printed(host_of(COMPANY), number, "reply")
    assert REPLY in citizen.track_until(receipt.code, says=REPLY)
    account, step, answers = HANDLED[-1]
    people.officer(COMPANY, account).take(number, step, answers)
    figures.expect(received=before[0] + 1, finished=before[1] + 1)

"""The organisation room: somebody is invited, works, is moved, and leaves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from demo.organisations import COMPANY
from tests.journeys.people import Officer, People
from tests.journeys.product import host_of

pytestmark = pytest.mark.journey

EMAIL, NAME, NEW_PASSWORD = "yueling@company.example.cn", "岳灵", "yi-shan-guan-shui-2026"
COMPLAINT = {
    "title": "快递员态度不好",
    "category": "服务态度",
    "narrative": "送货时把箱子摔在门口就走了。",
    "remedy": "请改进。",
}


def invite(admin: Officer) -> str:
    """Bring somebody in at the desk of complaints; returns the link that is shown once."""
    admin.go("/desk/organisation/people/invite/")
    admin.fill(
        {"email": EMAIL, "name": NAME, "title": "客服专员", "unit": "客户投诉部", "roles": ["投诉专员"]}
    )
    admin.press("生成邀请链接")
    return str(admin.page.locator("[data-copy]").get_attribute("data-copy"))


def open_person(admin: Officer) -> None:
    """The page of the one who was invited."""
    admin.go("/desk/organisation/").get_by_role("link", name=NAME, exact=True).click()


def test_person_is_invited_works_is_moved_and_leaves(people: People) -> None:
    admin = people.officer(COMPANY, "admin")
    link = invite(admin)
    newcomer = people.visitor(host_of(COMPANY))
    newcomer.page.goto(link)
    newcomer.page.locator("[name=password]").fill(NEW_PASSWORD)
    newcomer.press("设置密码并登录")
    newcomer.page.wait_for_url(re.compile("/desk/list/mine/"))
    again = people.visitor(host_of(COMPANY))
    again.page.goto(link)
    assert "已经用过或过期" in again.words()

    receipt = people.citizen(COMPANY).file("客户投诉", COMPLAINT, named=False)
    officer = Officer(newcomer.page, newcomer.product, newcomer.host)
    officer.take(receipt.number, "分类", {"tier": "轻微投诉", "tier-reason": "没有损失。"})
    officer.act("分派", {"unit": "物流部", "note": "请改进。"})
    expect(officer.page.locator(".timeline")).to_contain_text(NAME)

    open_person(admin)
    admin.fill({"unit": "物流部", "roles": ["经办人"]})
    admin.page.get_by_label("投诉专员", exact=True).uncheck()
    admin.press("保存")
    people.officer(COMPANY, "logchief").take(
        receipt.number, "签收并指定经办人", {"officer": f"{NAME} 物流部"}
    )
    assert receipt.number in officer.turns()
    officer.go("/desk/organisation/")
    assert "404" in officer.words()

    open_person(admin)
    admin.page.get_by_text("办理离职", exact=True).click()
    admin.press("确认离职")
    expect(admin.page.locator(".messages")).to_contain_text("已办理离职")
    officer.go("/desk/list/mine/")
    assert "/account/login/" in officer.page.url
    assert "未激活" in refused(officer)
    leader = people.officer(COMPANY, "logchief")
    leader.find(receipt.number)
    expect(leader.page.locator(".timeline")).to_contain_text(NAME)


def refused(screen: Officer) -> str:
    """What the sign-in page says to somebody who left."""
    screen.page.locator("[name=login]").fill(EMAIL)
    screen.page.locator("[name=password]").fill(NEW_PASSWORD)
    screen.press("登录")
    return screen.words()

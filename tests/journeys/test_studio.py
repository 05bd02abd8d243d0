"""The policy studio: an admin tightens a deadline, tries it, and a second one approves; and every page of it."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from demo.organisations import BANK, COMPANY
from kernel import clock, tenancy
from policies import selectors as policies
from policies.studio.records import mark_of
from tests.journeys.looking import Look
from tests.journeys.people import Citizen, Officer, People, Receipt
from tests.journeys.product import host_of, tenant_at

pytestmark = pytest.mark.journey

HEARSAY = 6_000
"""Milliseconds after which every process knows what is in force: bindings are kept for five seconds."""
COMPLAINT = {
    "title": "信用卡被重复扣年费",
    "product": "信用卡",
    "narrative": "十一月三日账单显示同一张卡被扣了两次年费。",
    "remedy": "退还重复扣收的年费。",
    "service-channel": "手机银行、网上银行",
    "filer-capacity": "客户本人",
    "filer-name": "程岚",
    "filer-phone": "19000001234",
}
TIGHTER = {
    "span--amount": "10",
    "tiers--0--amount": "10",
    "promise--rule--zh-hans": "自收到投诉之日起10日内；情况复杂的30日内；特别复杂的经批准可再延30日并告知您",
}


def on(days: int) -> str:
    """A day so many days from today in China, as pages write it."""
    day = clock.now().astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=days)
    return f"{day.month}月{day.day}日"


def file_complaint(citizen: Citizen) -> Receipt:
    """A consumer complaint, whatever its line of business is called."""
    citizen.go("/file/consumer-complaint/")
    citizen.page.get_by_role("link", name=re.compile("开始填写|继续填写")).click()
    citizen.answer_all(COMPLAINT, named=None)
    return citizen.send()


def test_admin_tightens_a_deadline_and_a_second_one_approves(people: People) -> None:
    older = people.citizen(BANK)
    before = file_complaint(older)
    assert on(15) in str(before.promises)
    admin = people.officer(BANK, "admin")

    page = admin.go("/desk/policy/")
    assert "除您之外可以批准的管理员：贺兰山" in admin.words()
    page.get_by_role("button", name="修改（建立草稿）").first.click()
    page.get_by_role("link", name="办理时限", exact=True).click()
    page.get_by_role("link", name="作出处理决定并告知", exact=True).click()
    admin.fill({"span--amount": "-1"})
    admin.press("保存")
    expect(page.locator(".errors")).to_be_focused()
    admin.fill(TIGHTER)
    admin.press("保存")
    expect(page.locator(".messages")).to_contain_text("已保存")
    expect(page.locator(".studio-now")).to_contain_text("10 日")

    page.get_by_role("link", name=re.compile("^检查")).click()
    expect(page.get_by_role("heading", name="错误", exact=True)).to_have_count(0)
    page.get_by_role("link", name="改动", exact=True).click()
    expect(page.locator(".studio-differences")).to_contain_text("更严")
    page.get_by_role("link", name="试算日期").click()
    admin.press("计算")
    expect(page.locator(".studio-dates")).to_contain_text(on(10))
    page.get_by_role("link", name="用往年案件试算").click()
    admin.press("开始试算")
    expect(page.get_by_text(re.compile("^试算了 [1-9]"))).to_be_visible(timeout=60_000)

    page.get_by_role("link", name="提请批准", exact=True).first.click()
    today = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    admin.fill({"on": today.isoformat(), "note": "多数投诉十日内能办完，试算没有问题。"})
    admin.press("提请批准")
    expect(page.get_by_text("这是您提请的，要由另一位管理员批准。")).to_be_visible()
    expect(page.get_by_role("button", name="批准并发布")).to_have_count(0)

    second = people.officer(BANK, "senior")
    look = Look(second)
    desk = second.go("/desk/policy/")
    desk.get_by_role("button", name="修改（建立草稿）").first.click()
    desk.wait_for_url("**/draft/**")
    slower = desk.url
    second.go("/desk/policy/")
    desk.get_by_role("link", name="查看并决定").click()
    assert "多数投诉十日内能办完" in second.words()
    expect(desk.locator(".studio-differences")).to_contain_text("更严")
    look.here("a proposal")
    desk.get_by_label("我看过上面的改动、检查和试算结果").check()
    second.press("批准并发布")
    expect(desk.locator(".messages")).to_contain_text("已批准并发布")

    desk.wait_for_timeout(HEARSAY)
    after = file_complaint(people.citizen(BANK))
    assert on(10) in str(after.promises)
    assert on(15) in older.track(before.code)
    second.go("/desk/policy/history/")
    assert "万清和 提请，贺兰山 批准" in second.words()
    second.press("对照")
    expect(desk.locator(".studio-differences")).to_contain_text("更严")
    look.here("two versions")
    desk.goto(f"{slower}merge/")
    assert second.heading().endswith("别人发布了另一个版本")
    look.here("a draft that was overtaken")
    second.press("并入草稿")
    expect(desk.locator(".messages")).to_contain_text("已并入")
    assert look.found == {}


def test_entry_is_changed_without_script(people: People) -> None:
    """Rows move, mistakes are told, undoing works: all by plain forms."""
    known = people.officer(COMPANY, "admin").page.context.storage_state()
    page = people._window(storage_state=known, java_script_enabled=False)
    admin = Officer(page, people.product, host_of(COMPANY))
    admin.go("/desk/policy/")
    page.get_by_role("button", name="修改（建立草稿）").first.click()
    page.get_by_role("link", name="文书", exact=True).click()
    page.locator(".studio-entries a").first.click()
    before = page.locator("[name^='signatures--'][name$='--zh-hans']").count()

    page.get_by_role("button", name=re.compile("添加一行 签字栏")).click()
    expect(page.locator("[name^='signatures--'][name$='--zh-hans']")).to_have_count(before + 1)
    admin.fill({f"signatures--{before}--zh-hans": "总经理", f"signatures--{before}--en": "Managing director"})
    admin.press("保存")

    assert "已保存" in admin.words()
    expect(page.locator(f"[name='signatures--{before}--zh-hans']")).to_have_value("总经理")
    page.get_by_role("link", name="内容", exact=True).click()
    page.get_by_role("button", name="撤销").click()
    assert "已撤销上一次改动" in admin.words()


DRAFT_PAGES = ("yaml", "check", "changes", "preview", "replay", "propose")
ENTRIES = (
    "general", "channels", "business_types/customer-complaint", "fields/title", "forms/customer-complaint",
    "forms/customer-complaint/steps", "clocks", "roles", "workflows", "workflows/customer-complaint",
    "workflows/customer-complaint/states", "letters", "profiles", "hours", "reward", "citations",
)  # fmt: skip


def test_every_page_of_the_studio(people: People) -> None:
    admin = people.officer(COMPANY, "admin")
    look = Look(admin)
    with tenancy.in_schema(tenant_at(host_of(COMPANY)).schema):
        mark = mark_of(policies.adopted_versions()[0].digest)
    page = admin.go("/desk/policy/")
    page.get_by_role("button", name="修改（建立草稿）").first.click()
    page.wait_for_url("**/draft/**")
    draft = page.url.rstrip("/").rsplit("/", 1)[-1]

    look.pages(["/desk/policy/", "/desk/policy/history/"])
    look.pages([reverse(f"studio:{name}", args=[mark]) for name in ("rules", "flow", "clocks")])
    look.pages([reverse("studio:draft", args=[draft])])
    look.pages([reverse(f"studio:{name}", args=[draft]) for name in DRAFT_PAGES])
    look.pages([f"{reverse('studio:dates', args=[draft])}?at=2026-04-27T08:05&line=customer-complaint"])
    look.pages([reverse("studio:edit", args=[draft, entry]) for entry in ENTRIES])
    look.pages([reverse("studio:new", args=[draft, entry]) for entry in ("clocks", "fields")])
    admin.go(reverse("studio:new", args=[draft, "clocks"]))
    admin.press("保存")
    look.here("an entry with mistakes")
    admin.go(reverse("studio:yaml", args=[draft]))
    page.locator("[name=text]").fill("format: 1\nclocks: [")
    admin.press("检查并保存")
    look.here("a text with mistakes")

    assert look.found == {}

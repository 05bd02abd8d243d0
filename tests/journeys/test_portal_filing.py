"""From the public's phone to the tracking page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Served

pytestmark = pytest.mark.journey
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PHONE = {"width": 360, "height": 740}
PAGES = [
    "/",
    "/guides/",
    "/guides/scope/",
    "/guides/before-you-file/",
    "/guides/questions/",
    "/notices/",
    "/track/",
]


def fill_in_report(page: Page, served: Served, *, named: bool) -> None:
    """A report of counterfeit goods, up to the check page."""
    page.goto(served.url("/"))
    page.get_by_role("link", name="打假举报").click()
    page.get_by_role("link", name=re.compile("开始填写|继续填写")).click()
    page.locator("[name=title]").fill("丰源超市销售没有厂名厂址的电热水壶")
    page.locator("[name=fraud-category]").first.check()
    page.locator("[name=narrative]").fill("十一月三日在东关大街丰源超市购买，插电后漏电。")
    page.get_by_role("button", name="继续").click()
    page.locator("[name=respondent-name]").fill("丰源超市")
    page.locator("[name=respondent-address]").fill("东关大街 18 号")
    page.get_by_role("button", name="继续").click()
    page.locator("input[type=file]").set_input_files(
        [{"name": "照片.png", "mimeType": "image/png", "buffer": PNG}]
    )
    page.get_by_role("button", name="继续").click()
    page.get_by_label("留下姓名（实名）" if named else "不留姓名（匿名）").check()
    page.get_by_role("button", name="继续").click()
    if named:
        page.locator("[name=filer-name]").fill("程岚")
        page.locator("[name=filer-phone]").fill("190-0000-1234")
    page.get_by_role("button", name="继续").click()


def send(page: Page) -> str:
    """Confirm and send; returns the tracking code."""
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="提交", exact=True).click()
    code = page.locator("[data-copy]").get_attribute("data-copy")
    assert code is not None
    return code


def test_report_travels_from_a_phone_to_the_tracking_page(
    page: Page, served: Served, foreign_requests: list[str]
) -> None:
    page.set_viewport_size(PHONE)
    fill_in_report(page, served, named=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("打假举报提交前核对")
    expect(page.get_by_text("照片.png")).to_be_visible()
    code = send(page)

    page.get_by_role("link", name="凭查询码查询进度").click()
    page.get_by_label("查询码").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="查询", exact=True).click()

    expect(page).to_have_url(served.url("/track/case/"))
    expect(page.get_by_text("打假举报 ·")).to_be_visible()
    assert code not in page.content()
    assert foreign_requests == []


def test_report_without_a_name_is_filed_without_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()

    fill_in_report(page, served, named=False)
    expect(page.get_by_text("不留姓名（匿名）")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="提交", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("已收到您的诉求")
    context.close()


def test_mistake_is_shown_first_and_leads_to_its_field(page: Page, served: Served) -> None:
    page.goto(served.url("/file/fraud-report/matter/"))
    page.locator("[name=title]").fill("丰源超市")

    page.get_by_role("button", name="继续").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors").get_by_role("link", name="请填写“事情经过”").click()

    expect(page.locator("[name=narrative]")).to_be_focused()
    expect(page.locator("[name=title]")).to_have_value("丰源超市")


def test_leaving_quickly_leaves_nothing_behind(page: Page, served: Served) -> None:
    page.route("https://www.weather.com.cn/**", lambda route: route.fulfill(body="<title>天气</title>"))
    page.goto(served.url("/file/fraud-report/matter/"))
    page.locator("[name=title]").fill("丰源超市")
    page.get_by_role("button", name="继续").click()

    page.get_by_role("link", name="快速离开").click()
    page.wait_for_url("https://www.weather.com.cn/")

    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "filing"] == []
    page.goto(served.url("/file/fraud-report/matter/"))
    expect(page.locator("[name=title]")).to_have_value("")


def test_receipt_can_be_saved_as_a_paper(page: Page, served: Served, tmp_path: Any) -> None:
    fill_in_report(page, served, named=False)
    send(page)

    with page.expect_download() as saved:
        page.get_by_role("link", name="下载回执（PDF）").click()

    assert saved.value.suggested_filename.startswith("receipt-JB")
    paper = tmp_path / "receipt.pdf"
    saved.value.save_as(paper)
    assert paper.read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(
    page: Page, served: Served, axe: Callable[[], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    found: dict[str, Any] = {}

    def look(name: str) -> None:
        overflow = page.evaluate("document.documentElement.scrollWidth") - width
        if problems := [*axe(), *([f"{overflow} px too wide"] if overflow > 0 else [])]:
            found[name] = problems

    for path in [*PAGES, "/notices/portal-open/", "/file/", "/file/fraud-report/"]:
        page.goto(served.url(path))
        look(path)
    page.goto(served.url("/file/fraud-report/matter/"))
    page.get_by_role("button", name="继续").click()
    look("a page with mistakes")
    fill_in_report(page, served, named=True)
    look("check")
    for code in ("evidence", "named-or-not", "filer"):
        page.goto(served.url(f"/file/fraud-report/{code}/"))
        look(code)
    page.goto(served.url("/file/fraud-report/check/"))
    code = send(page)
    look("receipt")
    page.goto(served.url("/track/"))
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()
    look("case")

    assert found == {}

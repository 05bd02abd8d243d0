"""The operator publishes a year; a provisional date becomes firm, and the history of its case says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from playwright.sync_api import expect

from casework.public.filing import file_submission
from demo.organisations import COUNTY, OPS
from dengwen.calendars import note_uses
from kernel import tenancy
from tests.factories.filings import PERSON, VALUES
from tests.journeys.looking import Look
from tests.journeys.people import Officer, People
from tests.journeys.product import host_of, tenant_at

pytestmark = pytest.mark.journey

RECEIVED = datetime(2026, 12, 28, 1, 30, tzinfo=UTC)
"""The last Monday of the last year that the product came with: its working days lie in the next."""

NOTICE = """关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月9日（周六）、2月20日（周六）上班。
"""
MISTAKEN = NOTICE.replace("1月1日（周五）", "1月1日（周四）")
MILLISECONDS = 30_000


def file_late() -> str:
    """A filing whose time limits reach into the unpublished year; its number."""
    with tenancy.in_schema(tenant_at(host_of(COUNTY)).schema), transaction.atomic():
        note_uses()
        receipt = file_submission(
            business_type="quality-complaint",
            values={**VALUES["quality-complaint"], **PERSON},
            files=[],
            channel="counter",
            is_named=True,
            now=RECEIVED,
        )
        return receipt.cases[0].number


def import_year(operator: Officer) -> None:
    """A mistaken notice is refused with its line; the right one is taken in."""
    operator.go("/desk/calendars/CN/2026/")
    operator.press("起草新版本")
    operator.fill({"content": MISTAKEN})
    operator.press("导入")
    expect(operator.page.get_by_role("alert").first).to_contain_text("第 2 行：2027-01-01 是周五")
    operator.fill({"content": NOTICE})
    operator.press("导入")
    expect(operator.page.locator("td.almanac-day--make-up")).to_have_count(2)


def make_up_a_day(operator: Officer) -> None:
    """Click a Saturday and let it be worked."""
    operator.page.get_by_role("link", name="3月6日 周六").click()
    operator.page.get_by_label("调休上班", exact=True).check()
    operator.press("保存这一天")
    expect(operator.page.locator("td.almanac-day--make-up")).to_have_count(3)


def publish(operator: Officer) -> None:
    """Say where it was published, see how many clocks move, publish, wait until all are counted anew."""
    operator.go("/desk/calendars/CN/draft/")
    operator.fill({"source": "国务院办公厅关于2027年部分节假日安排的通知"})
    operator.press("保存来源")
    operator.press("计算影响")
    confirm = operator.page.get_by_role("button", name="确认公布")
    expect(confirm).to_be_visible(timeout=MILLISECONDS)
    confirm.click()
    expect(operator.page.get_by_text("已全部重新计算")).to_be_visible(timeout=MILLISECONDS)


def test_published_year_makes_a_provisional_date_firm_and_the_case_says_so(people: People) -> None:
    number = file_late()
    officer = people.officer(COUNTY, "hotline")
    officer.find(number)
    expect(officer.page.locator(".due__provisional").first).to_be_visible()
    operator = people.officer(OPS, "admin")

    import_year(operator)
    make_up_a_day(operator)
    publish(operator)

    officer.page.reload()
    story = officer.page.locator(".timeline")
    expect(story).to_contain_text("工作日历变更，时限重新计算")
    expect(story).to_contain_text("由暂定转为确定")
    expect(story).to_contain_text("依据：中国大陆工作日历第 2 版")
    assert officer.page.locator(".due__provisional").count() == 0
    admin = people.officer(COUNTY, "admin")
    admin.go("/desk/organisation/calendar/")
    admin.page.get_by_role("link", name="中国大陆工作日历第 2 版").click()
    expect(admin.page.locator("main")).to_contain_text(number)
    look = Look(operator)
    operator.page.reload()
    look.here("a published version")
    assert look.found == {}

"""A regulator takes complaints of its own, by order 121, and looks on at others."""

from __future__ import annotations

import pytest

from demo.organisations import BANK, COMPANY, COUNTY, REGULATOR
from tests.journeys import papers
from tests.journeys.people import People
from tests.journeys.product import host_of, uuid_of

pytestmark = pytest.mark.journey

COMPLAINT = {
    "title": "装修公司拖延退还定金",
    "category": "合同和售后",
    "product-name": "装修服务",
    "happened-on": "2022-05-06",
    "narrative": "二〇二二年五月签了装修合同，公司没有开工，也不退定金一万元。",
    "remedy": "退还定金一万元。",
    "respondent-name": "安居装饰公司",
    "respondent-address": "和平路 21 号",
    "filer-name": "程岚",
    "filer-phone": "19000001234",
    "filer-address": "槐安路 5 号",
}
GROUND = "自知道或者应当知道权益受到侵害之日起超过三年"
ROUTES = "您可以与经营者协商和解"


def test_complaint_that_comes_too_late_is_declined_with_ground_and_other_ways(people: People) -> None:
    citizen = people.citizen(REGULATOR, phone=True)
    receipt = citizen.file("投诉", COMPLAINT, named=None)
    assert "7 个工作日" in receipt.promises["告知您是否受理"]
    number = receipt.number

    intake = people.officer(REGULATOR, "analyst")
    intake.take(number, "不予受理", {"reason": GROUND, "note": "合同签于2022年。"})
    papers.wait_printed(host_of(REGULATOR), number, "decline-notice")
    intake.open(number)
    notice = papers.read(intake, "投诉不予受理决定书")
    intake.act("登记告知并办结", {"delivery-channel": "邮寄", "delivery-note": "挂号信。"})

    assert [word in notice for word in (GROUND, ROUTES, "程岚", number)] == [True] * 4
    page = citizen.track_until(receipt.code, says=GROUND)
    assert [word in page for word in (GROUND, ROUTES, "已办结。")] == [True] * 3


def test_regulator_sees_figures_of_its_organisations_and_no_case_of_theirs(people: People) -> None:
    analyst = people.officer(REGULATOR, "analyst")
    page = analyst.go("/desk/oversight/")

    rows = page.locator("tr[data-tenant]").evaluate_all("rows => rows.map(row => row.dataset.tenant)")
    assert set(rows) == {str(uuid_of(one)) for one in (COUNTY, BANK, COMPANY)}
    page.get_by_role("link", name="指标说明").first.click()
    assert page.url.endswith("/desk/oversight/definitions/")
    others = people.officer(COUNTY, "leader")
    assert others.fetch("/desk/oversight/")[0] == 404

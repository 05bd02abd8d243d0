"""What people meet when Valkey or the worker is away, when they click twice, and when a colleague was faster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from playwright.sync_api import expect

from casework.intake.models import Submission
from demo.organisations import COUNTY
from kernel import tenancy
from tests.journeys import papers
from tests.journeys.people import Citizen, People
from tests.journeys.product import Product, host_of, tenant_at
from tests.journeys.regulator import LiveFigures
from tests.journeys.test_county import REPORT

pytestmark = pytest.mark.journey

NAMES = "县|局|银行|公司|登闻|Dengwen|County|Bank"


@pytest.fixture
def without_valkey(running_product: Product) -> Iterator[None]:
    """Valkey stopped, and started again whatever happens."""
    running_product.valkey.stop()
    yield
    running_product.valkey.start()


@pytest.fixture
def without_worker(running_product: Product) -> Iterator[None]:
    """No worker, and one again whatever happens."""
    running_product.stop("worker")
    yield
    if "worker" not in running_product.children:
        running_product.start("worker")


def filings() -> int:
    """How many filings the county bureau holds."""
    with tenancy.in_schema(tenant_at(host_of(COUNTY)).schema):
        return Submission.objects.count()


def ready_to_send(citizen: Citizen) -> None:
    """Everything answered; the check page is open and confirmed."""
    citizen.begin("打假举报")
    citizen.answer_all(REPORT, named=False)
    citizen.page.get_by_role("checkbox").check()


def test_filing_is_taken_without_valkey_and_its_papers_follow(
    people: People, running_product: Product, without_valkey: None
) -> None:
    people.expects_trouble = True
    citizen = people.citizen(COUNTY, phone=True)
    receipt = citizen.file("打假举报", REPORT, named=False)
    assert "正在研究由哪个单位查处" in citizen.track(receipt.code)
    manager = people.officer(COUNTY, "manager")
    manager.take(receipt.number, "提出建议", {"proposal": "建议稽查队核查。"})

    running_product.valkey.start()

    papers.wait_printed(host_of(COUNTY), receipt.number, "intake-record", "report-record")


def test_filing_is_taken_without_a_worker_and_its_papers_follow(
    people: People, running_product: Product, without_worker: None
) -> None:
    figures = LiveFigures.watch(people, COUNTY)
    before = figures.received(), figures.finished()
    receipt = people.citizen(COUNTY, phone=True).file("打假举报", REPORT, named=False)
    leader = people.officer(COUNTY, "leader")
    assert leader.sees(receipt.number)

    running_product.start("worker")

    papers.wait_printed(host_of(COUNTY), receipt.number, "intake-record", "report-record")
    figures.expect(received=before[0] + 1, finished=before[1])


def test_two_clicks_without_script_file_once(people: People) -> None:
    citizen = people.citizen(COUNTY, script=False, phone=True)
    ready_to_send(citizen)
    before = filings()

    citizen.page.locator("main").get_by_role("button", name="提交", exact=True).dblclick()

    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("已收到您的诉求")
    assert filings() == before + 1


def test_second_of_two_officers_is_shown_what_changed(people: People) -> None:
    number = people.citizen(COUNTY).file("打假举报", REPORT, named=False).number
    first, second = (people.officer(COUNTY, "manager") for _ in range(2))
    for officer in (first, second):
        officer.open(number)
        officer.page.locator("main").get_by_role("link", name="提出建议", exact=True).click()
        officer.fill({"proposal": "建议稽查队核查。"})

    first.press("提出建议")
    second.press("提出建议")

    expect(first.page.locator(".messages")).to_contain_text("已办理：提出建议")
    expect(second.page.locator(".messages")).to_contain_text("案件已经变化，请看最新状态")
    expect(second.page.locator(".timeline")).to_contain_text("建议稽查队核查。")
    assert "propose" not in second.steps()


def test_host_that_is_nobodys_gets_a_plain_answer_that_names_nobody(running_product: Product) -> None:
    connection = HTTPConnection("127.0.0.1", running_product.port, timeout=30)
    connection.request("GET", "/desk/", headers={"Host": f"nobody.localhost:{running_product.port}"})

    response = connection.getresponse()
    body = response.read().decode()

    connection.close()
    assert (response.status, response.getheader("Content-Type", "")) == (404, "text/plain")
    assert re.findall(NAMES, body) == []

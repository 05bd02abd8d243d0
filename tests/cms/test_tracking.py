"""Looking up where a filing stands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cms.tracking.visit import VISIT, open_visit, seal_visit
from kernel import clock, tenancy
from kernel.ids import new_tracking_code
from kernel.tenancy import TenantRef
from tests.cms.filing_driver import Filing
from tests.conftest import TenantClient

pytestmark = pytest.mark.db


@pytest.fixture
def code(filing: Filing) -> str:
    """The code of a filing that was taken."""
    filing.fill()
    filing.send()
    found = re.search(r'data-copy="([^"]+)"', filing.visitor.get("/file/receipt/").content.decode())
    assert found is not None
    return found[1]


def test_code_leads_to_the_case_and_stands_in_no_address(visitor: TenantClient, code: str) -> None:
    answer = visitor.post("/track/", {"code": code})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/track/case/")
    assert code not in visitor.cookies["tracking"].value
    page = visitor.get("/track/case/").content.decode()
    assert code not in page
    assert 'aria-current="step"' in page


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code.replace('-', '')}  ",
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
    ids=["lower case", "spaces", "together", "letters for digits"],
)
def test_code_is_taken_however_it_is_typed(visitor: TenantClient, code: str, typed) -> None:
    assert visitor.post("/track/", {"code": typed(code)}).status_code == 303


@pytest.mark.parametrize("typed", [new_tracking_code(), "12345", "你好", "-" * 24])
def test_wrong_code_has_one_message_however_it_is_wrong(visitor: TenantClient, code: str, typed: str) -> None:
    page = visitor.post("/track/", {"code": typed})

    message = "没有找到与这个查询码对应的记录，请对照回执核对后再试一次。"
    assert page.status_code == 200
    assert re.findall(r'href="#id_code">([^<]+)</a>', page.content.decode()) == [message]
    assert "tracking" not in visitor.cookies


def test_page_without_a_code_asks_for_one(visitor: TenantClient) -> None:
    assert visitor.get("/track/case/").headers["Location"] == "/track/"


def test_logging_out_forgets_the_code(visitor: TenantClient, code: str) -> None:
    visitor.post("/track/", {"code": code})

    visitor.post("/track/end/")

    assert visitor.get("/track/case/").headers["Location"] == "/track/"


def test_leaving_quickly_forgets_the_code(visitor: TenantClient, code: str) -> None:
    visitor.post("/track/", {"code": code})

    answer = visitor.get("/track/leave/")

    assert answer.headers["Refresh"].startswith("0; url=https://")
    assert visitor.get("/track/case/").headers["Location"] == "/track/"


def test_visit_ends_after_half_an_hour(alpha: TenantRef) -> None:
    now = clock.now()
    value = seal_visit(code="A", now=now)

    assert open_visit(value=value, now=now + VISIT - timedelta(seconds=1)) == "A"
    assert open_visit(value=value, now=now + VISIT) is None


def test_visit_does_not_open_in_another_organisation(alpha: TenantRef, beta: TenantRef) -> None:
    with tenancy.in_schema(alpha.schema):
        value = seal_visit(code="A", now=clock.now())

    assert open_visit(value=value, now=clock.now()) is None


@pytest.mark.parametrize("value", ["", "x", "AAAA", "é", "A" * 200])
def test_visit_that_is_no_visit_opens_nothing(alpha: TenantRef, value: str) -> None:
    assert open_visit(value=value, now=clock.now()) is None

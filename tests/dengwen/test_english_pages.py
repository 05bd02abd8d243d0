"""Somebody who asks for English meets no Chinese, apart from names and from what people wrote themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from casework.public.filing import FilingReceipt, file_submission
from kernel import clock
from kernel.tenancy import TenantRef
from tests.conftest import TenantClient
from tests.factories.people import colleague
from tests.work import deliver_events

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
QUOTED = re.compile("“.+?”")
LETTER_NUMBER = re.compile(r"\S+〔\d{4}〕\d+号")
SPOKEN = ("aria-label", "title", "alt", "placeholder", "content", "data-copied")
"""Attributes that are read out, shown on hovering or by a search engine."""

WRITTEN = (
    "销售假冒电热水壶",
    "店内销售假冒名牌电热水壶。",
    "惠民家电商行",
    "甲县东风路66号",
    "甲局",
    "苏登记",
    "稽查队",
    "安晓",
)
NAMES = ("甲县质量技术监督局", "乙银行", "中文", "甲", "乙")
"""The organisations' own names, their seals' characters, and the other language's name in its own words."""

PORTAL = ("/", "/file/", "/track/", "/account/login/", "/nowhere/")
PORTAL_BY_LANGUAGE = ("/guides/", "/notices/")
DESK = ("mine", "unit", "unassigned", "soon", "overdue", "all", "finished")
ROOM = (
    "organisation",
    "organisation-units",
    "organisation-duties",
    "organisation-face",
    "organisation-invite",
)


@pytest.fixture
def receipt(alpha: TenantRef) -> FilingReceipt:
    """A report about a shop, with its letters and figures."""
    filed = file_submission(
        business_type="fraud-report",
        values={
            "title": WRITTEN[0], "fraud-category": "counterfeit", "narrative": WRITTEN[1],
            "respondent-name": WRITTEN[2], "respondent-address": WRITTEN[3], "wants-reply": True,
        },
        files=[], channel="web", is_named=False, now=clock.now(),
    )  # fmt: skip
    deliver_events()
    return filed


@pytest.fixture
def english(alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]) -> TenantClient:
    """A browser that asks for English."""
    client = client_for(alpha)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.mark.parametrize("path", [*PORTAL, *PORTAL_BY_LANGUAGE])
def test_portal_page_in_english(english: TenantClient, path: str) -> None:
    response = english.get(path)

    assert chinese_on(response.content) == []


def test_every_form_starts_in_english(english: TenantClient) -> None:
    links = BeautifulSoup(english.get("/file/").content, "html.parser").select("main a[href^='/file/']")
    starts = sorted({link["href"] for link in links})

    shown = {path: chinese_on(english.get(path, follow=True).content) for path in starts}

    assert {path: texts for path, texts in shown.items() if texts} == {}
    assert len(starts) == 4


def test_tracking_in_english(english: TenantClient, receipt: FilingReceipt) -> None:
    response = english.post("/track/", {"code": receipt.tracking_code}, follow=True)

    assert chinese_on(response.content) == []
    assert receipt.cases[0].number in response.content.decode()


@pytest.mark.parametrize("which", DESK)
def test_worklist_in_english(english: TenantClient, receipt: FilingReceipt, which: str) -> None:
    english.sign_in(colleague("receiver", "intake-manager", unit_name="稽查队", name="苏登记"))

    response = english.get(reverse("desk-worklist", args=[which]))

    assert chinese_on(response.content) == []


def test_case_page_in_english(english: TenantClient, receipt: FilingReceipt) -> None:
    english.sign_in(colleague("receiver", "intake-manager", unit_name="稽查队", name="苏登记"))

    response = english.get(reverse("desk-case", args=[receipt.cases[0].public_id]))

    assert chinese_on(response.content) == []
    assert WRITTEN[1] in response.content.decode()


def test_every_step_of_a_new_case_in_english(english: TenantClient, receipt: FilingReceipt) -> None:
    english.sign_in(colleague("receiver", "intake-manager", unit_name="稽查队", name="苏登记"))
    case = english.get(reverse("desk-case", args=[receipt.cases[0].public_id]))
    links = BeautifulSoup(case.content, "html.parser").select("a[href*='/act/']")

    steps = {link["href"]: chinese_on(english.get(link["href"]).content) for link in links}

    assert {path: texts for path, texts in steps.items() if texts} == {}
    assert len(steps) > 0


@pytest.mark.parametrize("path", ["desk-register", "desk-search"])
def test_other_pages_of_the_desk_in_english(english: TenantClient, path: str) -> None:
    english.sign_in(colleague("receiver", unit_name="稽查队", name="苏登记"))

    response = english.get(reverse(path), {"q": "x"})

    assert chinese_on(response.content) == []


@pytest.mark.parametrize("name", ROOM)
def test_organisation_room_in_english(english: TenantClient, name: str) -> None:
    english.sign_in_admin()

    response = english.get(reverse(name))

    assert chinese_on(response.content) == []


def test_language_cookie_wins_over_what_the_browser_asks_for(
    alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]
) -> None:
    client = client_for(alpha)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    client.cookies["language"] = "en"

    response = client.get("/track/")

    assert chinese_on(response.content) == []
    assert response.headers["Content-Language"] == "en"


def chinese_on(content: bytes) -> list[str]:
    """What is Chinese on a page and is neither a name nor somebody's own words."""
    page = BeautifulSoup(content, "html.parser")
    for other in page.select("[lang^=zh], script, style, .avatar"):
        other.decompose()
    said = [page.get_text("\n")]
    said += [str(tag[name]) for tag in page.find_all(True) for name in SPOKEN if tag.get(name)]
    return [line for text in said for line in text.splitlines() if CHINESE.search(_ours(line))]


def _ours(text: str) -> str:
    """Without names, people's own words, letters' numbers, and examples of what to type."""
    text = LETTER_NUMBER.sub("", QUOTED.sub("", text))
    for name in (*WRITTEN, *NAMES):
        text = text.replace(name, "")
    return text

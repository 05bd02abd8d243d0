"""The portal's pages: what they quote, in both languages, and what they ask of the database."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.blocks.quotes import portal_lines
from kernel import clock
from tests.conftest import TenantClient

pytestmark = pytest.mark.db
ADDRESSES = [
    "/",
    "/guides/",
    "/guides/scope/",
    "/guides/before-you-file/",
    "/guides/questions/",
    "/notices/",
    "/notices/portal-open/",
]


def chinese_in(page: str) -> list[str]:
    """Chinese on a page that is not marked as Chinese, as the number of an article is."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main is not None
    return re.findall(r"[\u4e00-\u9fff]+", re.sub(r'<span lang="zh-Hans">.*?</span>', "", main[0]))


def test_home_has_a_door_for_every_line_of_business(visitor: TenantClient) -> None:
    lines = portal_lines(now=clock.now())

    page = visitor.get("/").content.decode()

    doors = re.findall(r'<article class="door">.*?href="/file/([a-z-]+)/">([^<]+)</a>', page, re.DOTALL)
    assert doors == [(line.code, line.spec.label.zh_hans) for line in lines]
    assert len(doors) == 4


def test_home_says_that_a_rulebook_is_history(visitor: TenantClient) -> None:
    page = visitor.get("/").content.decode()

    assert page.count("历史规则示例") == 4 + 1


def test_guide_quotes_the_time_limits_of_the_rulebook_in_force(visitor: TenantClient) -> None:
    rules = [limit.rule.zh_hans for line in portal_lines(now=clock.now()) for limit in line.limits]

    page = visitor.get("/guides/before-you-file/").content.decode()

    assert rules
    assert [rule for rule in rules if rule not in page] == []


def test_guide_never_tells_of_an_internal_target(visitor: TenantClient) -> None:
    lines = portal_lines(now=clock.now())
    internal = [
        rule.promise.rule.zh_hans
        for line in lines
        for rule in (line.pack.clocks[code] for code in line.spec.clocks)
        if rule.promise is not None and not rule.legal
    ]

    page = visitor.get("/guides/before-you-file/").content.decode()

    assert [rule for rule in internal if rule in page] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_reads_in_english_without_chinese(visitor: TenantClient, address: str) -> None:
    page = visitor.get(address, headers={"accept-language": "en"}).content.decode()

    assert chinese_in(page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_asks_nothing_of_third_parties(visitor: TenantClient, address: str) -> None:
    page = visitor.get(address).content.decode()

    assert re.findall(r'(?:src|srcset|href|action|content)="(?:https?:)?//[^"]*"', page) == []


@pytest.mark.parametrize(("address", "most"), [("/", 14), ("/guides/scope/", 12), ("/notices/", 14)])
def test_page_asks_few_things_of_the_database(visitor: TenantClient, address: str, most: int) -> None:
    visitor.get(address)

    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)

    assert len(queries) <= most

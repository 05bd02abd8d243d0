"""The officers' pages over a hundred thousand cases: worklists and the page of a case, over HTTP."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from threading import Lock
from typing import Any

import psycopg
from django.db import connection

from bench import stage
from bench.figures import Figure, Floor, quantile, times_floor
from bench.stage import Web
from bench.visitor import together
from bench.wire import BadAnswer, Browser, Wire

OFFICERS = {"leader": "sees nearly all cases", "chief": "sees a unit's", "inspector": "sees own cases"}
LISTS = ("mine", "unit", "unassigned", "soon", "overdue", "all", "finished")


@dataclass(frozen=True, slots=True)
class Effort:
    """How many requests for each figure."""

    requests: int = 60


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An officer with a session."""

    account: str
    cookies: dict[str, str]

    def browser(self, wire: Wire) -> Browser:
        return Browser(wire=wire, host=stage.BUSY, cookies=dict(self.cookies))


def measure(web: Web, *, schema: str, effort: Effort, rows: dict[str, int]) -> list[Figure]:
    """p50 and p95 of the worklists and of a case's page, at one and at four requests at a time."""
    officers = {account: _sign_in(web, account) for account in OFFICERS}
    lists = [(officers[who], f"/desk/list/{which}/") for who in OFFICERS for which in LISTS]
    cases = [(officers["leader"], f"/desk/case/{one}/") for one in _originals(schema, "leader")]
    figures = []
    for title, code, pages in (("worklist", "desk.worklist", lists), ("case page", "desk.case", cases)):
        floor = _statements_floor(schema, pages)
        figures += [_figure(title, code, pages, web, effort, n, floor, rows) for n in (1, 4)]
    return figures


def _figure(
    title: str,
    code: str,
    pages: Sequence[tuple[SignedIn, str]],
    web: Web,
    effort: Effort,
    at_once: int,
    floor: Floor,
    rows: dict[str, int],
) -> Figure:
    _timed(web, pages, count=len(pages), at_once=1)
    count = max(effort.requests, len(pages) if code == "desk.worklist" else 0) * at_once
    times = _timed(web, pages, count=count, at_once=at_once)
    spent = [seconds for _page, seconds in times]
    p50, p95 = 1000 * quantile(spent, 0.5), 1000 * quantile(spent, 0.95)
    by_page: dict[str, list[float]] = {}
    for (officer, url), seconds in times:
        by_page.setdefault(f"{officer.account} {url}" if code == "desk.worklist" else "all", []).append(
            seconds
        )
    return Figure(
        code=f"{code}.{at_once}",
        title=f"{title} at {rows['casework_case']:,} cases, {at_once} at a time, p50",
        value=p50,
        unit=f"ms (p95 {p95:.0f})",
        floor=floor,
        share=times_floor(p50, floor),
        details={
            "p50 ms": round(p50, 1),
            "p95 ms": round(p95, 1),
            "requests": count,
            "rows": rows,
            "p50 ms by page": {
                page: round(1000 * quantile(s, 0.5), 1) for page, s in sorted(by_page.items())
            },
        },
    )


def _timed(
    web: Web, pages: Sequence[tuple[SignedIn, str]], *, count: int, at_once: int
) -> list[tuple[tuple[SignedIn, str], float]]:
    following: Iterator[tuple[SignedIn, str]] = cycle(pages)
    lock, times = Lock(), list[tuple[tuple[SignedIn, str], float]]()

    def one(wire: Wire) -> None:
        with lock:
            page = next(following)
        officer, url = page
        browser = officer.browser(wire)
        began = time.perf_counter()
        reply = browser.get(url)
        spent = time.perf_counter() - began
        if reply.status != 200:
            raise BadAnswer(f"{url} answered {reply.status} to {officer.account}")
        times.append((page, spent))

    together(web.port, one, count=count, at_once=at_once)
    return times


def _sign_in(web: Web, account: str) -> SignedIn:
    browser = Browser(wire=Wire(web.port), host=stage.BUSY)
    browser.get("/account/login/")
    given = {"login": f"{account}@{stage.BUSY}.example.cn", "password": stage.PASSWORD}
    reply = browser.post("/account/login/", given)
    browser.wire.close()
    if reply.status != 302 or "sessionid" not in browser.cookies:
        raise BadAnswer(f"signing in answered {reply.status}: {_words(reply.text)}")
    return SignedIn(account, browser.cookies)


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())[:500]


def _originals(schema: str, account: str) -> list[str]:
    """Cases that were played, of those that an officer sees; the latest."""
    from accounts.services import user_by_address
    from casework.cases.access import cases_for
    from casework.organisation.selectors import officer_for
    from kernel import clock, tenancy

    with tenancy.in_schema(schema):
        user = user_by_address(f"{account}@{stage.BUSY}.example.cn")
        seen = cases_for(officer_for(user.pk, now=clock.now())).exclude(number__regex=r"-\d+-\d+$")
        return [str(one) for one in seen.order_by("-id").values_list("public_id", flat=True)[:40]]


def _statements_floor(schema: str, pages: Sequence[tuple[SignedIn, str]]) -> Floor:
    """The same statements as these pages ask, by psycopg alone: p50 of one page's sum, in ms."""
    sums = []
    with psycopg.connect(
        os.environ["DATABASE_URL"], autocommit=True, cursor_factory=psycopg.ClientCursor
    ) as plain:
        plain.execute(f'SET search_path = "{schema}", public')
        for officer, url in pages[:: max(1, len(pages) // 12)]:
            asked = _statements_of(officer, url)
            sums.append(min(_seconds(plain, asked) for _ in range(3)))
    return Floor("its SQL by psycopg", 1000 * quantile(sums, 0.5))


def _seconds(plain: psycopg.Connection[Any], statements: Sequence[tuple[str, Any]]) -> float:
    began = time.perf_counter()
    for text, values in statements:
        plain.execute(text, values).fetchall()
    return time.perf_counter() - began


def _statements_of(officer: SignedIn, url: str) -> list[tuple[str, Any]]:
    """What a page asks the database, seen in this process."""
    from django.test import Client

    client = Client(headers={"host": stage.BUSY})
    client.cookies.load(officer.cookies)
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], text: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        if text.startswith("SELECT"):
            asked.append((text, values))
        return execute(text, values, many, context)

    with connection.execute_wrapper(note):
        reply = client.get(url)
    if reply.status_code != 200:
        raise BadAnswer(f"{url} answered {reply.status_code} in this process")
    return asked

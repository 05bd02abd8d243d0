"""A member of the public who fills in a form page by page, and many of them at once."""

from __future__ import annotations

import re
import selectors
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.wire import HEADER_END, BadAnswer, Browser, Wire, connect, length_of
from policies.engine.pack import FieldKind, FieldSpec, Pack

ANSWERS: dict[FieldKind, Any] = {
    FieldKind.TEXT: "东关大街丰源超市",
    FieldKind.LONG_TEXT: "十一月三日在该店购买的电热水壶没有厂名厂址，通电后外壳漏电，店家拒绝退货。" * 6,
    FieldKind.BOOLEAN: "on",
    FieldKind.DATE: "2026-11-03",
    FieldKind.DATETIME: "2026-11-03T10:30",
    FieldKind.MONEY: "128.00",
    FieldKind.NUMBER: "2",
    FieldKind.PHONE: "19000001234",
    FieldKind.EMAIL: "filer@example.cn",
    FieldKind.ID_NUMBER: "11010519491231002X",
}
_FIRST = re.compile(r'class="button button--large" href="([^"]+)"')
_SHOWN = re.compile(r'name="shown" value="([^"]*)"')
RECEIPT = "/file/receipt/"
MANY_PAGES = 30


def answer(spec: FieldSpec) -> Any:
    """A right answer to a field."""
    if spec.kind in (FieldKind.CHOICE, FieldKind.MULTI_CHOICE):
        return next(iter(spec.choices))
    given = ANSWERS[spec.kind]
    return given[: spec.max_length] if isinstance(given, str) and spec.max_length else given


@dataclass(frozen=True, slots=True)
class Target:
    """Where filings go: a line of business of an organisation on a running web server."""

    port: int
    host: str
    pack: Pack
    business: str


@dataclass(slots=True)
class Visitor:
    """One filing by one visitor; ``pages`` counts requests."""

    target: Target
    browser: Browser
    pages: int = 0

    def fill_in(self) -> None:
        """Every page of the form, up to the page where all answers are checked."""
        start = self._get(f"/file/{self.target.business}/")
        found = _FIRST.search(start)
        if found is None:
            raise BadAnswer("the start page leads nowhere")
        url = found.group(1)
        for _ in range(MANY_PAGES):
            page = self._get(url)
            if url.endswith("/check/"):
                return
            reply = self.browser.post(url, self._values(url, page))
            self.pages += 1
            if reply.status != 303:
                raise BadAnswer(f"{url} answered {reply.status}: {reply.text[:3000]}")
            url = reply.location
        raise BadAnswer("the form has no end")

    def submission(self) -> bytes:
        """The request that sends it off."""
        return self.browser.request("POST", f"/file/{self.target.business}/check/", {"declared": "on"})

    def send(self) -> None:
        """Send it off and read the receipt."""
        reply = self.browser.post(f"/file/{self.target.business}/check/", {"declared": "on"})
        self.pages += 1
        if reply.status != 303 or reply.location != RECEIPT:
            raise BadAnswer(f"sending answered {reply.status} {reply.location}: {reply.text[:3000]}")
        self._get(RECEIPT)

    def _get(self, url: str) -> str:
        reply = self.browser.get(url)
        self.pages += 1
        if reply.status != 200:
            raise BadAnswer(f"{url} answered {reply.status} {reply.location}")
        return reply.text

    def _values(self, url: str, page: str) -> dict[str, Any]:
        if url.endswith("/named-or-not/"):
            return {"named": "named"}
        shown = _SHOWN.search(page)
        names = shown.group(1).split() if shown else []
        specs = {name: self.target.pack.fields[name] for name in names}
        given = {n: answer(s) for n, s in specs.items() if s.kind is not FieldKind.FILES}
        return {**given, "shown": " ".join(names)}


def visit(target: Target, wire: Wire) -> Visitor:
    """A new visitor on a kept connection."""
    return Visitor(target=target, browser=Browser(wire=wire, host=target.host))


def prepare(target: Target, *, count: int, at_once: int) -> list[bytes]:
    """Fill in ``count`` forms and return the requests that would send them off."""
    ready: list[bytes] = []

    def one(wire: Wire) -> None:
        visitor = visit(target, wire)
        visitor.fill_in()
        ready.append(visitor.submission())

    together(target.port, one, count=count, at_once=at_once)
    return ready


def together(port: int, work: Callable[[Wire], object], *, count: int, at_once: int) -> None:
    """Do a piece of work ``count`` times, ``at_once`` at a time, each on a connection that it keeps.

    Raises:
        BaseException: the first failure of any of them.
    """
    left = iter(range(count))
    lock, failures = threading.Lock(), list[BaseException]()

    def run() -> None:
        wire = Wire(port)
        try:
            while not failures:
                with lock:
                    if next(left, None) is None:
                        return
                work(wire)
        except BaseException as failure:
            failures.append(failure)
        finally:
            wire.close()

    threads = [threading.Thread(target=run) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def fire(port: int, requests: Sequence[bytes], *, at_once: int) -> list[bytes]:
    """Send every request once, each connection sending its next when it has its answer. Returns the heads."""
    waiting = iter(requests)
    heads: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(min(at_once, len(requests))):
            source = connect(port)
            selector.register(source, selectors.EVENT_READ, bytearray())
            source.sendall(next(waiting))
        while selector.get_map():
            for key, _mask in selector.select(timeout=60):
                _take(key, selector, waiting, heads)
    return heads


def _take(key: Any, selector: Any, waiting: Any, heads: list[bytes]) -> None:
    source, received = key.fileobj, key.data
    chunk = source.recv(65536)
    if not chunk:
        raise ConnectionResetError("the server closed the connection")
    received += chunk
    head, found, body = bytes(received).partition(HEADER_END)
    if not found or len(body) < length_of(head):
        return
    heads.append(head)
    received.clear()
    following = next(waiting, None)
    if following is None:
        selector.unregister(source)
        source.close()
    else:
        source.sendall(following)

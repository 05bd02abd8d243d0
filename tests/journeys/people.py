"""Who sits in front of the product: citizens and officers, each with a browser window of his or her own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from demo.build import address_of, demo_password
from demo.organisations import DemoOrganisation
from kernel import monotonic
from tests.journeys.product import Product, host_of

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
SIGN_IN = "/account/login/"
NUMBER = re.compile(r"\b[A-Z]{2}\d{4}-\d{6}\b")
"""A case's number, as pages show it."""

Answers = Mapping[str, Any]


@dataclass(slots=True)
class Screen:
    """A window on one organisation's host."""

    page: Page
    product: Product
    host: str

    def go(self, path: str) -> Page:
        """Open an address of the organisation."""
        self.page.goto(self.product.url(path, host=self.host))
        return self.page

    def fill(self, answers: Answers) -> None:
        """Answer the questions that the page asks, by the names of their fields; the others are left."""
        for name, answer in answers.items():
            control = self.page.locator(f"main [name='{name}']")
            if control.count():
                _answer(self.page, control, name, answer)

    def press(self, name: str) -> None:
        """Press the button of this name in the page's own part."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def heading(self) -> str:
        """What the page is about."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def words(self) -> str:
        """Everything that the page says."""
        return self.page.locator("body").inner_text()

    def fetch(self, path: str) -> tuple[int, bytes]:
        """Status and content of an address, with this window's cookies."""
        cookies = self.page.context.cookies(self.product.url(path, host=self.host))
        connection = HTTPConnection("127.0.0.1", self.product.port, timeout=30)
        connection.request(
            "GET",
            path,
            headers={
                "Host": f"{self.host}:{self.product.port}",
                "Cookie": "; ".join(f"{one['name']}={one['value']}" for one in cookies),
            },
        )
        response: HTTPResponse = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, content


@dataclass(slots=True)
class Citizen(Screen):
    """Somebody from the public."""

    def begin(self, business: str) -> None:
        """From the front page to the first question of a line of business."""
        self.go("/")
        self.page.get_by_role("link", name=business, exact=True).first.click()
        self.page.get_by_role("link", name=re.compile("开始填写|继续填写")).click()

    def answer_all(self, answers: Answers, *, named: bool | None) -> None:
        """Page after page up to the check page."""
        while not self.page.url.endswith("/check/"):
            before = self.page.url
            self.fill(answers)
            if named is not None and self.page.url.endswith("/named-or-not/"):
                self.page.get_by_label("留下姓名（实名）" if named else "不留姓名（匿名）").check()
            self.press("继续")
            assert self.page.url != before, self.words()

    def send(self) -> Receipt:
        """Confirm and send; what the receipt says."""
        self.page.get_by_role("checkbox").check()
        self.press("提交")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("已收到您的诉求")
        return Receipt(
            code="-".join(self.page.locator(".code-groups > span:not(.vh)").all_inner_texts()),
            numbers=self.page.locator(".done-panel strong").all_inner_texts(),
            promises={
                each.locator("dt").inner_text(): each.locator("dd").inner_text()
                for each in self.page.locator(".summary__row").all()
            },
        )

    def file(self, business: str, answers: Answers, *, named: bool | None) -> Receipt:
        """A whole filing."""
        self.begin(business)
        self.answer_all(answers, named=named)
        return self.send()

    def track(self, code: str) -> str:
        """What the tracking page says."""
        self.go("/track/")
        if self.page.url.endswith("/track/"):
            self.page.get_by_label("查询码").fill(code)
            self.press("查询")
        assert self.page.url.endswith("/track/case/"), self.words()
        return self.words()

    def track_until(self, code: str, *, says: str) -> str:
        """As ``track``, once the page says this: what an officer sent off is laid out by a worker."""
        until = monotonic.seconds() + 60
        page = self.track(code)
        while says not in page and monotonic.seconds() < until:
            self.page.wait_for_timeout(500)
            page = self.track(code)
        return page


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the public gets for a filing."""

    code: str
    numbers: Sequence[str]
    promises: Mapping[str, str]

    @property
    def number(self) -> str:
        """The number of the one case."""
        (only,) = self.numbers
        return only


@dataclass(slots=True)
class Officer(Screen):
    """Somebody at a desk."""

    def sees(self, number: str) -> bool:
        """Whether a case is in any of this officer's lists or found by its number."""
        self.go(f"/desk/search/?q={number}")
        return self._row(number).count() > 0

    def turns(self) -> list[str]:
        """The numbers of the cases that wait for this officer."""
        self.go("/desk/list/mine/")
        return self.page.locator(".worklist__number").all_inner_texts()

    def open(self, number: str) -> None:
        """Open a case from the list of those that wait for this officer."""
        assert number in self.turns(), f"{number} does not wait for {self.viewer()}:\n{self.words()}"
        self._row(number).get_by_role("link").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        assert number in self.words()

    def viewer(self) -> str:
        """Whose eyes are on the screen, as the page says."""
        return " ".join(self.page.locator(".viewer, [data-viewer]").all_inner_texts())

    def find(self, number: str) -> None:
        """Open a case by its number, whoever's turn it is."""
        self.go(f"/desk/search/?q={number}")
        self._row(number).get_by_role("link").first.click()

    def register(self, business: str, answers: Answers) -> tuple[str, str]:
        """Register a filing on behalf of somebody; its number and the code to read out. Leads to the case."""
        self.go(f"/desk/register/{business}/")
        self.fill(answers)
        self.press("登记")
        assert self.page.url.endswith("/desk/registered/"), self.words()
        code = str(self.page.locator("[data-copy]").get_attribute("data-copy"))
        self.page.get_by_role("link", name="打开案件").click()
        self.page.wait_for_url("**/desk/case/**")
        return NUMBER.findall(self.words())[0], code

    def act(self, step: str, answers: Answers | None = None) -> None:
        """Take a step of the open case."""
        self.page.locator("main").get_by_role("link", name=step, exact=True).click()
        self.fill(answers or {})
        self.press(step)
        expect(self.page.locator(".messages")).to_contain_text(f"已办理：{step}")

    def take(self, number: str, step: str, answers: Answers | None = None) -> None:
        """Open a case that waits and take a step."""
        self.open(number)
        self.act(step, answers)

    def steps(self) -> list[str]:
        """The steps that the open case offers this officer, by their ids in the pack."""
        links = self.page.locator("main a[href*='/act/']").all()
        return [str(link.get_attribute("href")).split("/")[-2] for link in links]

    def letters(self) -> dict[str, str]:
        """The letters of the open case that this officer may read: label and address."""
        links = self.page.locator("main a[href^='/desk/letter/']").all()
        return {link.inner_text().strip(): str(link.get_attribute("href")) for link in links}

    def _row(self, number: str) -> Locator:
        return self.page.locator(".worklist > li", has_text=number)


@dataclass  # no slots: playwright keeps a note on the object whose methods listen
class People:
    """Opens windows, notes what the browser complains of, and closes everything."""

    browser: Browser
    product: Product
    signed_in: dict[tuple[str, str], Any]
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expects_trouble: bool = False
    """A service is taken away: the processes may say so in their logs."""
    contexts: list[BrowserContext] = field(default_factory=list)

    def citizen(self, one: DemoOrganisation, *, script: bool = True, phone: bool = False) -> Citizen:
        """A new window of somebody from the public."""
        return self.visitor(host_of(one), script=script, phone=phone)

    def visitor(self, host: str, *, script: bool = True, phone: bool = False) -> Citizen:
        """A new window on a host."""
        page = self._window(java_script_enabled=script, viewport=PHONE if phone else DESK, has_touch=phone)
        return Citizen(page, self.product, host)

    def officer(self, one: DemoOrganisation, account: str, *, phone: bool = False) -> Officer:
        """A new window of somebody who signed in; the form is filled in once in a run."""
        known = self.signed_in.get((one.slug, account))
        viewport = PHONE if phone else DESK
        if known is not None:
            return Officer(self._window(storage_state=known, viewport=viewport), self.product, host_of(one))
        officer = Officer(self._window(viewport=viewport), self.product, host_of(one))
        sign_in(officer, email=address_of(one, account), password=demo_password())
        self.signed_in[one.slug, account] = officer.page.context.storage_state()
        return officer

    def close(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()

    def _window(self, **options: Any) -> Page:
        context = self.browser.new_context(locale="zh-CN", **options)
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context.new_page()

    def _note_request(self, request: Request) -> None:
        if f".localhost:{self.product.port}/" not in request.url and not request.url.startswith("data:"):
            self.foreign.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        # A page that says 404 or 422 on purpose is reported as a failed resource; it is no fault of the page.
        is_own_status = message.page is not None and message.location["url"] == message.page.url
        if message.type == "error" and not is_own_status:
            self.complaints.append(f"{message.location['url']}: {message.text}")


def sign_in(screen: Screen, *, email: str, password: str) -> None:
    """By the form."""
    screen.go(SIGN_IN)
    screen.page.locator("[name=login]").fill(email)
    screen.page.locator("[name=password]").fill(password)
    screen.press("登录")
    screen.page.wait_for_url(re.compile("/desk/"))


def _answer(page: Page, control: Locator, name: str, answer: Any) -> None:
    kind = control.first.evaluate("one => `${one.tagName}:${one.type}`")
    if kind.startswith("SELECT"):
        control.select_option(label=answer)
    elif kind == "INPUT:file":
        control.set_input_files(answer)
    elif kind in ("INPUT:radio", "INPUT:checkbox"):
        _tick(page, control, name, answer)
    else:
        control.fill(answer)


def _tick(page: Page, control: Locator, name: str, answer: Any) -> None:
    if isinstance(answer, bool):
        control.set_checked(answer)
        return
    for label in [answer] if isinstance(answer, str) else answer:
        page.locator(f"#field-{name}").get_by_label(label, exact=True).check()


def picture(place: Path) -> Path:
    """A small photograph."""
    path = place / "照片.jpg"
    Image.new("RGB", (320, 240), "#b0703c").save(path, "JPEG")
    return path

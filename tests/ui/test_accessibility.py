"""The gallery in a real browser: axe finds nothing, nothing sticks out, and the conveniences work."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from dengwen.content_policy import STRICT
from tests.ui import gallery

pytestmark = pytest.mark.journey
WIDTHS = (360, 768, 1280, 2560)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST_TARGET = 24
"""CSS pixels: WCAG 2.2, success criterion 2.5.8. Words within a sentence are excepted."""
TOUCH = 44


@pytest.fixture
def screen(browser: Browser) -> Browser:
    return browser


def _serve(route: Route) -> None:
    found = gallery.answer(urlsplit(route.request.url).path)
    if found is None:
        route.fulfill(status=404, body="")
        return
    kind, content = found
    route.fulfill(content_type=kind, body=content, headers={"Content-Security-Policy": STRICT})


def _open(screen: Browser, name: str, **options: object) -> tuple[Page, list[str]]:
    """The page, and what the browser complained of."""
    page = screen.new_page(**{"viewport": {"width": 1280, "height": 800}, **options})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", _serve)
    page.goto(f"{gallery.ORIGIN}/{name}")
    return page, complaints


@pytest.mark.parametrize("name", gallery.pages())
def test_axe_finds_nothing(screen: Browser, name: str) -> None:
    page, complaints = _open(screen, name)

    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert _violations(page, {"type": "tag", "values": RULES}) == []
    page.close()
    assert complaints == []


@pytest.mark.parametrize("name", gallery.pages())
def test_everything_can_be_read_in_the_dark(screen: Browser, name: str) -> None:
    page, _ = _open(screen, name, color_scheme="dark")

    found = _violations(page, {"type": "rule", "values": ["color-contrast"]})
    page.close()
    assert found == []


def _violations(page: Page, rules: dict[str, object]) -> list[tuple[str, list[str]]]:
    results = Axe().run(page, options={"runOnly": rules})
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in results.response["violations"]]


@pytest.mark.parametrize("name", gallery.pages())
def test_page_fits_every_width(screen: Browser, name: str) -> None:
    page, _ = _open(screen, name)

    sticking_out = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        sticking_out[width] = page.evaluate("document.documentElement.scrollWidth") - width
    page.close()
    assert sticking_out == dict.fromkeys(WIDTHS, 0)


@pytest.mark.parametrize("name", gallery.pages())
def test_controls_can_be_touched(screen: Browser, name: str) -> None:
    page, _ = _open(screen, name, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)

    small = page.evaluate(
        """(touch) => [...document.querySelectorAll('.button, nav a, summary, label:has(input), select')]
            .filter((e) => e.checkVisibility() && !e.closest('.crumbs, .portal-foot, .rail'))
            .map((e) => [e.outerHTML.slice(0, 80), Math.round(e.getBoundingClientRect().height)])
            .filter(([, height]) => height < touch)""",
        TOUCH,
    )
    page.close()
    assert small == []


def test_every_link_is_large_enough_to_hit(screen: Browser) -> None:
    page, _ = _open(screen, "portal-home", viewport={"width": 360, "height": 740})

    heights = page.eval_on_selector_all(
        ".portal-foot a, .crumbs a, .language button",
        "found => found.map(e => e.getBoundingClientRect().height)",
    )
    page.close()
    assert [height for height in heights if height < SMALLEST_TARGET] == []


def test_everything_stands_without_script(screen: Browser) -> None:
    page, _ = _open(screen, "desk-mine", java_script_enabled=False, viewport={"width": 360, "height": 740})

    hidden = page.locator("#rail").is_visible()
    page.get_by_role("link", name="菜单").click()
    shown = page.locator("#rail").is_visible()
    page.locator("#rail").get_by_role("link", name="关闭").click()
    closed = page.locator("#rail").is_visible()
    page.close()
    assert (hidden, shown, closed) == (False, True, False)


def test_error_summary_has_the_focus_and_leads_into_the_field(screen: Browser) -> None:
    page, _ = _open(screen, "portal-form")

    first = page.evaluate("document.activeElement.id")
    page.get_by_role("link", name="请填写联系电话").click()
    then = page.evaluate("document.activeElement.id")
    page.close()
    assert (first, then) == ("errors", "id_phone")


def test_desk_is_walked_by_keyboard(screen: Browser) -> None:
    page, _ = _open(screen, "desk-mine")

    focused = []
    for key in ("j", "j", "k", "/"):
        page.keyboard.press(key)
        focused.append(
            page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")
        )
    page.keyboard.type("j")
    typed = page.input_value("#desk-search")
    page.locator("h1").click()
    page.keyboard.press("?")
    is_help_open = page.locator("#keys").evaluate("dialog => dialog.open")
    page.close()
    assert focused == ["#1", "#2", "#1", "desk-search"]
    assert (typed, is_help_open) == ("j", True)


def test_single_keys_can_be_turned_off(screen: Browser) -> None:
    page, _ = _open(screen, "desk-mine")

    page.keyboard.press("?")
    page.get_by_label("在这台电脑上使用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    page.close()
    assert focused is None


def test_a_form_is_sent_once(screen: Browser) -> None:
    page, _ = _open(screen, "portal-form")
    sent: list[str] = []

    def take(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # an answer that leaves the page where it is

    page.route("**/portal-form", take)
    for _ in range(2):
        page.get_by_role("button", name="继续").click(force=True)
    page.wait_for_timeout(300)
    page.close()
    assert sent == ["POST"]


def test_good_news_goes_and_bad_news_stays(screen: Browser) -> None:
    page, _ = _open(screen, "desk-mine")
    passing = page.locator(".messages .banner--green")
    before = passing.count()

    passing.wait_for(state="detached", timeout=10_000)
    page.close()
    assert before == 1


def test_leaving_quickly_leaves_no_way_back(screen: Browser) -> None:
    page, _ = _open(screen, "portal-home")
    page.goto(f"{gallery.ORIGIN}/portal-form")
    page.route("https://www.weather.com.cn/", lambda route: route.fulfill(body="<title>weather</title>"))

    page.get_by_role("link", name="快速离开").click()
    page.wait_for_url("https://www.weather.com.cn/")
    page.go_back()
    back_at = page.url
    page.close()
    assert back_at == f"{gallery.ORIGIN}/portal-home"

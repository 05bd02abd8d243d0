"""Looking at a page as an accessibility checker does: both languages, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python

from tests.journeys.people import Screen

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
WIDTHS = (360, 1280)
LANGUAGES = ("zh-hans", "en")
_RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(" | ")}`)"""


@dataclass(slots=True)
class Look:
    """What is wrong, by page."""

    screen: Screen
    found: dict[str, list[str]] = field(default_factory=dict)
    seen: int = 0

    def __post_init__(self) -> None:
        self.screen.page.context.add_init_script(path=AXE)

    def pages(self, paths: Iterable[str], *, status: int = 200) -> None:
        """Open each address in each language."""
        for language in LANGUAGES:
            self.speak(language)
            for path in paths:
                answer = self.screen.page.goto(self.screen.product.url(path, host=self.screen.host))
                assert answer is not None
                if answer.status != status:
                    self._note(f"{language} {path}", [f"status {answer.status}"])
                self.here(f"{language} {path}")
        self.speak("zh-hans")

    def here(self, name: str) -> None:
        """Look at what is open now."""
        page = self.screen.page
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth") - width
            self._note(f"{name} at {width}", [f"{wide} px too wide"] if wide > 0 else [])
            self._note(f"{name} at {width}", page.evaluate(_RUN))
        self.seen += 1

    def speak(self, language: str) -> None:
        """Choose a language, as the switch on the page does."""
        cookie: Any = {
            "name": "language",
            "value": language,
            "url": self.screen.product.url("/", host=self.screen.host),
        }
        self.screen.page.context.add_cookies([cookie])

    def _note(self, name: str, problems: list[str]) -> None:
        if problems:
            self.found.setdefault(name, []).extend(problems)

"""The regulator's page as a window shows it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from demo.organisations import REGULATOR, DemoOrganisation
from tests.journeys.people import Officer, People
from tests.journeys.product import uuid_of

SECONDS = 15_000
"""Milliseconds in which a figure has to move: the page asks every five seconds."""


@dataclass(slots=True)
class LiveFigures:
    """One organisation's row, open all the while and never reloaded."""

    officer: Officer
    organisation: DemoOrganisation

    @classmethod
    def watch(cls, people: People, organisation: DemoOrganisation) -> LiveFigures:
        """Open the regulator's page."""
        officer = people.officer(REGULATOR, "analyst")
        officer.go("/desk/oversight/")
        return cls(officer, organisation)

    def received(self) -> int:
        """The organisation's total at the moment."""
        return int(self._cell(0).inner_text())

    def finished(self) -> int:
        """How many of them are closed."""
        return int(self._cell(1).inner_text())

    def expect(self, *, received: int, finished: int) -> None:
        """The figures get there by themselves."""
        expect(self._cell(0)).to_have_text(str(received), timeout=SECONDS)
        expect(self._cell(1)).to_have_text(str(finished), timeout=SECONDS)

    def _cell(self, index: int) -> Locator:
        row = self.officer.page.locator(f"tr[data-tenant='{uuid_of(self.organisation)}']")
        return row.locator("td span").nth(index)

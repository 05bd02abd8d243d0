"""Filling in a pack's form as one does in a browser without script: page by page, following redirects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from cms.blocks.quotes import PortalLine
from policies.engine.pack import FieldKind, FieldSpec

MORE = "根据您的回答，还有几项需要填写。"

ANSWERS: dict[FieldKind, Any] = {
    FieldKind.TEXT: "东关大街丰源超市",
    FieldKind.LONG_TEXT: "十一月三日在该店购买的电热水壶没有厂名厂址，插电后漏电。",
    FieldKind.BOOLEAN: "on",
    FieldKind.DATE: "2026-11-03",
    FieldKind.DATETIME: "2026-11-03T10:30",
    FieldKind.MONEY: "128.00",
    FieldKind.NUMBER: "2",
    FieldKind.PHONE: "19000001234",
    FieldKind.EMAIL: "filer@example.cn",
    FieldKind.ID_NUMBER: "11010519491231002X",
}


def answer(spec: FieldSpec) -> Any:
    """A right answer to a field."""
    if spec.kind in (FieldKind.CHOICE, FieldKind.MULTI_CHOICE):
        return next(iter(spec.choices))
    given = ANSWERS[spec.kind]
    return given[: spec.max_length] if isinstance(given, str) and spec.max_length else given


@dataclass
class Filing:
    """A visit to one line of business."""

    visitor: Client
    line: PortalLine
    answers: dict[str, Any] = field(default_factory=dict)

    def url(self, page: str) -> str:
        return f"/file/{self.line.code}/{page}/"

    def values_of(self, page: Any) -> dict[str, Any]:
        """Right answers for the fields on a page, and what the page itself carries along."""
        names = re.findall(r'name="shown" value="([^"]*)"', page.content.decode())
        shown = names[0] if names else ""
        specs = {name: self.line.pack.fields[name] for name in shown.split()}
        given = {n: answer(s) for n, s in specs.items() if s.kind is not FieldKind.FILES}
        return {**given, **{n: v for n, v in self.answers.items() if n in specs}, "shown": shown}

    def pages(self, *, named: bool = True) -> Iterator[tuple[str, Any]]:
        """Fill in page after page up to the check page; yields address and response of each POST."""
        start = self.visitor.get(f"/file/{self.line.code}/")
        url = re.findall(r'class="button button--large" href="([^"]+)"', start.content.decode())[0]
        while not url.endswith("/check/"):
            page = self.visitor.get(url)
            given: Mapping[str, Any] = (
                {"named": "named" if named else "unnamed"}
                if url.endswith("/named-or-not/")
                else self.values_of(page)
            )
            response = self.visitor.post(url, given)
            if MORE in response.content.decode():
                response = self.visitor.post(url, self.values_of(response))
            yield url, response
            assert response.status_code == 303, response.content.decode()
            url = response.headers["Location"]

    def fill(self, *, named: bool = True) -> None:
        """Fill in everything up to the check page."""
        for _url, _response in self.pages(named=named):
            pass

    def send(self) -> Any:
        return self.visitor.post(self.url("check"), {"declared": "on"})

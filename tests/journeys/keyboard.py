"""Working without a mouse: the fields are reached by Tab, answered by keys, and sent by Enter."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

FURTHEST = 60
"""Presses of Tab after which a field is held to be out of reach."""

_FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? one.labels[0].innerText.trim() : "";
  const chosen = one.tagName === "SELECT" ? one.selectedOptions[0].innerText.trim() : label;
  return {name: one.name || "", kind: `${one.tagName}:${one.type || ""}`, text: chosen || one.innerText.trim()};
}"""


def reach(page: Page, *, name: str = "", text: str = "") -> None:
    """Press Tab until the field of this name, or the control with this text, has the focus."""
    for _ in range(FURTHEST):
        focused = page.evaluate(_FOCUSED)
        if (name and focused["name"] == name) or (text and focused["text"] == text):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name or text} cannot be reached by keyboard")


def type_in(page: Page, answers: Mapping[str, str]) -> None:
    """Answer fields in the order in which they stand."""
    for name, answer in answers.items():
        reach(page, name=name)
        if page.evaluate(_FOCUSED)["kind"] in ("INPUT:radio", "SELECT:select-one"):
            _choose(page, answer)
        else:
            page.keyboard.type(answer)


def _choose(page: Page, answer: str) -> None:
    if page.evaluate(_FOCUSED)["kind"] == "INPUT:radio":
        page.keyboard.press("Space")
    for _ in range(FURTHEST):
        if page.evaluate(_FOCUSED)["text"] == answer:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{answer} cannot be chosen by keyboard")

"""What is wrong with a pack, where, and how badly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from policies.engine.pack import Label
from policies.engine.wording import text


class Severity(StrEnum):
    """An error keeps a pack from being adopted; a warning asks its author to look again."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect. ``path`` is the dotted path of keys in the pack, as its author writes them."""

    path: str
    message: Label
    severity: Severity


def error(path: str, zh_hans: str, en: str) -> Finding:
    return Finding(path, text(zh_hans, en), Severity.ERROR)


def warning(path: str, zh_hans: str, en: str) -> Finding:
    return Finding(path, text(zh_hans, en), Severity.WARNING)


def nearest(code: str, known: Iterable[str]) -> Label:
    """The end of a sentence about an unknown code: the known one that looks most like it, or nothing."""
    close = get_close_matches(code, list(known), n=1)
    return text(f"，是否指“{close[0]}”？", f"; did you mean “{close[0]}”?") if close else text("", "")

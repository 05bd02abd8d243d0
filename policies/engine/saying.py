"""A sentence of a rulebook, and how it is put together."""

from __future__ import annotations

from dataclasses import dataclass

from policies.engine.pack import (
    Label,
    Span,
)
from policies.engine.wording import span_text, text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule in words; ``path`` is the dotted path of its entry, ``kind`` the table it stands in."""

    path: str
    text: Label
    cites: tuple[str, ...] = ()
    kind: str = ""


def said(path: str, zh_hans: str, en: str, cites: tuple[str, ...] = ()) -> Sentence:
    return Sentence(path, text(zh_hans, en), cites, path.split(".", 1)[0])


def span_words(span: Span) -> Label:
    return span_text(span.amount, span.unit)


def stopped(words: str, mark: str) -> str:
    return words if words.endswith((mark, "？", "！", "?", "!")) else words + mark


def bare(words: str) -> str:
    return words.rstrip("。.")

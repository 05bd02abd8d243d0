"""The pages that a new portal opens with, read from ``starter.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("starter.yaml")
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StarterGuide:
    """A guide: fields of the page, and its blocks."""

    slug: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class StarterNotice:
    """The first notice. ``{name_zh}`` and ``{name_en}`` in its texts stand for the organisation's names."""

    title: str
    title_en: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Starter:
    home: dict[str, str]
    guides: tuple[StarterGuide, ...]
    notice: StarterNotice


@lru_cache(maxsize=1)
def starter() -> Starter:
    """The pages, parsed once."""
    data = yaml.safe_load(FILE.read_text())
    return Starter(
        home=data["home"],
        guides=tuple(StarterGuide(**{**guide, "body": _blocks(guide["body"])}) for guide in data["guides"]),
        notice=StarterNotice(**{**data["notice"], "body": _blocks(data["notice"]["body"])}),
    )


def _blocks(written: list[dict[str, Any]]) -> tuple[Block, ...]:
    """Each block is written as ``kind: value``; Wagtail wants kind and value apart."""
    return tuple({"type": kind, "value": value} for block in written for kind, value in block.items())

"""What the keys and values of the pack format are called on screen, in both languages (``words.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from policies.engine.pack import Label
from policies.engine.wording import text
from policies.sources import read_source

FILE = Path(__file__).with_name("words.yaml")
NOTHING = text("", "")


@dataclass(frozen=True, slots=True)
class Word:
    """A name, and a sentence of help (empty where the name says it all)."""

    name: Label
    help: Label = NOTHING


def key_word(owner: str, key: str) -> Word:
    """What a key of a model is called; what nobody named yet is called by its key."""
    keys = _table()["keys"]
    given = keys.get(f"{owner}.{key}", keys.get(key))
    return _word(given) if given else _unnamed(key)


def value_word(owner: str, key: str, value: str, enum: str = "") -> Label:
    """What one of the values of a choice is called."""
    values = _table()["values"]
    for place in (f"{owner}.{key}", enum):
        if value in values.get(place, {}):
            return _word(values[place][value]).name
    return _unnamed(value).name


def section_word(section: str) -> Word:
    """What a part of the rulebook is called."""
    given = _table()["sections"].get(section)
    return _word(given) if given else key_word("Pack", section)


def has_key(owner: str, key: str) -> bool:
    """Whether somebody named the key."""
    keys = _table()["keys"]
    return f"{owner}.{key}" in keys or key in keys


def has_value(owner: str, key: str, value: str, enum: str) -> bool:
    """Whether somebody named the value."""
    values = _table()["values"]
    return any(value in values.get(place, {}) for place in (f"{owner}.{key}", enum))


def _word(given: list[str]) -> Word:
    zh_hans, en, *help_texts = given
    return Word(text(zh_hans, en), text(*help_texts) if help_texts else NOTHING)


def _unnamed(key: str) -> Word:
    spoken = key.replace("_", " ").replace("-", " ")
    return Word(text(spoken, spoken.capitalize()))


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return read_source(FILE).values

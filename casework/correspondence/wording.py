"""How papers speak: Chinese and English side by side, dates and numbers as official papers write them.

A paper is written in its reader's language wherever it is made, so its fixed words stand in pairs and do not
hang on the language of a request.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

_KEPT_CONTROLS = {"\n"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_SELF = {
    "authority": ("本机关", "this authority"),
    "regulator": ("本机关", "this authority"),
    "bank": ("本行", "this bank"),
    "company": ("本公司", "this company"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The language of one paper, and the zone in which its dates are told."""

    language: str
    zone: str

    @property
    def is_english(self) -> bool:
        return self.language.startswith("en")

    def __call__(self, chinese: str, english: str) -> str:
        """The words in the paper's language."""
        return english if self.is_english else chinese

    def local_date(self, moment: datetime) -> date:
        """The day of a moment where the organisation is."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def day(self, day: date) -> str:
        """A date as GB/T 9704 writes it: arabic, without leading zeros."""
        if self.is_english:
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        return f"{day.year}年{day.month}月{day.day}日"

    def moment(self, moment: datetime) -> str:
        """A day and the minute of it."""
        local = moment.astimezone(ZoneInfo(self.zone))
        if self.is_english:
            return f"{self.day(local.date())}, {local:%H:%M}"
        return f"{self.day(local.date())}{local.hour}时{local.minute:02d}分"

    def oneself(self, kind: str) -> str:
        """How an organisation of this kind speaks of itself."""
        return self(*_SELF.get(kind, ("本单位", "this organisation")))

    def joined(self, parts: tuple[str, ...]) -> str:
        """Several things in one sentence."""
        return (", " if self.is_english else "、").join(part for part in parts if part)


def number_text(*, short: str, series: str, year: int, number: int) -> str:
    """A paper's number (R8): 简称 and series, the year in hexagonal brackets, the running number."""
    return f"{short}{series}〔{year}〕{number}号"


def printable(text: str) -> str:
    """Text without what no printer can print, and with nothing lost.

    Control and formatting characters go. A pictograph (emoji) is written out as its code point, e.g.
    〔图符 U+1F621〕, since no text font draws it and a record may not drop it. Letters are never replaced.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_printable(character) for character in lines)


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if character in _KEPT_CONTROLS:
        return character
    if character in "\t\u2028\u2029":
        return " "
    if category in {"Cc", "Cf"} or "\ufe00" <= character <= "\ufe0f":
        return ""
    if ord(character) > 0xFFFF and category in {"So", "Sk"}:
        return f"〔图符 U+{ord(character):04X}〕"
    return character

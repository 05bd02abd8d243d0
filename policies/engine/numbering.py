"""Numbers of cases and papers (P37): 简称〔年〕n号, one counter per series, unit and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from policies.engine.governing import governing
from policies.engine.pack import Numbering, Pack, Restart

_DEFAULT = Numbering()


@dataclass(frozen=True, slots=True)
class Counter:
    """Which counter a number is drawn from: equal counters share one sequence."""

    series: str
    unit: str
    period: str


def numbering_of(pack: Pack, business_type: str) -> Numbering:
    """The rule of the line, of the pack, or ours."""
    return governing(pack, business_type, lambda rules: rules.numbering) or _DEFAULT


def counter(*, pack: Pack, business_type: str, series: str, at: datetime, unit: str = "") -> Counter:
    """The counter for ``series`` (a number prefix or a letter's series) at a moment."""
    rule = numbering_of(pack, business_type)
    local = at.astimezone(ZoneInfo(pack.zone))
    period = {Restart.YEARLY: f"{local:%Y}", Restart.MONTHLY: f"{local:%Y-%m}", Restart.NEVER: ""}
    return Counter(series, unit if rule.per_unit else "", period[rule.restart])


def case_number(*, pack: Pack, business_type: str, at: datetime, sequence: int, unit: str = "") -> str:
    """The number of a case: the prefix of its line of business and its sequence in the counter."""
    rule = numbering_of(pack, business_type)
    prefix = pack.business_types[business_type].number_prefix
    return _filled(rule.case, rule.case_digits, pack, prefix, at, sequence, unit)


def letter_number(
    *, pack: Pack, business_type: str, letter: str, at: datetime, sequence: int, unit: str = ""
) -> str:
    """The number of a paper in its series."""
    rule = numbering_of(pack, business_type)
    series = pack.letters[letter].series
    return _filled(rule.letter, rule.letter_digits, pack, series, at, sequence, unit)


def _filled(
    pattern: str, digits: int, pack: Pack, series: str, at: datetime, sequence: int, unit: str
) -> str:
    local = at.astimezone(ZoneInfo(pack.zone))
    parts = {
        "prefix": series,
        "series": series,
        "unit": unit,
        "year": f"{local:%Y}",
        "month": f"{local:%m}",
        "sequence": f"{sequence:0{digits}}",
    }
    for name, value in parts.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern

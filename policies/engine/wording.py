"""The engine's own sentences, in both languages: it knows no gettext."""

from __future__ import annotations

from collections.abc import Iterable

from policies.engine.pack import Label, Unit


def text(zh_hans: str, en: str) -> Label:
    """A label made of two sentences that the engine wrote itself, so that nothing needs validation."""
    return Label.model_construct(zh_hans=zh_hans, en=en)


def listed(labels: Iterable[Label]) -> Label:
    """Several labels as one enumeration: 受理、不予受理 / Accept, Decline."""
    many = tuple(labels)
    return text("、".join(one.zh_hans for one in many), ", ".join(one.en for one in many))


_UNITS: dict[Unit, tuple[str, str]] = {
    Unit.HOUR: ("小时", "hour"),
    Unit.BUSINESS_HOUR: ("个工作小时", "business hour"),
    Unit.CALENDAR_DAY: ("日", "calendar day"),
    Unit.WORKING_DAY: ("个工作日", "working day"),
    Unit.WEEK: ("周", "week"),
    Unit.MONTH: ("个月", "month"),
    Unit.YEAR: ("年", "year"),
}


def span_text(amount: int, unit: Unit) -> Label:
    """A span in words: 7 个工作日 / 7 working days. Units are never converted into each other (R10)."""
    if unit is Unit.IMMEDIATE:
        return text("立即", "at once")
    zh_hans, en = _UNITS[unit]
    return text(f"{amount} {zh_hans}", f"{amount} {en}{'' if amount == 1 else 's'}")

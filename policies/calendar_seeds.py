"""Seeds of calendars whose days off follow from law alone: the lines of ``gb.yaml``, ``us.yaml`` and ``eu.yaml``.

Unlike China's, these years need no yearly notice, so they count as published; a day that is proclaimed on
short notice (a jubilee, a funeral) comes in as a new version of the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

YEARS = range(2024, 2029)
_OBSERVED = " (observed)"


@dataclass(frozen=True, slots=True)
class Seed:
    """One calendar: where the package has it, what its file says of itself, and its days in Chinese."""

    code: str
    country: str
    subdivision: str | None
    source: str
    note: str
    chinese: dict[str, str]
    english: dict[str, str]
    """How we call a day where the package says it otherwise."""


SEEDS = {
    seed.code: seed
    for seed in (
        Seed(
            code="GB",
            country="GB",
            subdivision="ENG",
            source="Banking and Financial Dealings Act 1971, England and Wales",
            note="英格兰和威尔士的银行假日",
            chinese={
                "New Year's Day": "元旦",
                "Good Friday": "耶稣受难日",
                "Easter Monday": "复活节星期一",
                "May Day": "五月初银行假日",
                "Spring Bank Holiday": "春季银行假日",
                "Late Summer Bank Holiday": "夏季银行假日",
                "Christmas Day": "圣诞节",
                "Boxing Day": "节礼日",
            },
            english={"May Day": "Early May bank holiday", "Late Summer Bank Holiday": "Summer bank holiday"},
        ),
        Seed(
            code="US",
            country="US",
            subdivision=None,
            source="5 U.S.C. 6103, federal holidays",
            note="美国联邦假日",
            chinese={
                "New Year's Day": "元旦",
                "Martin Luther King Jr. Day": "马丁·路德·金纪念日",
                "Washington's Birthday": "华盛顿诞辰日",
                "Memorial Day": "阵亡将士纪念日",
                "Juneteenth National Independence Day": "六月节",
                "Independence Day": "独立日",
                "Labor Day": "劳动节",
                "Columbus Day": "哥伦布日",
                "Veterans Day": "退伍军人节",
                "Thanksgiving Day": "感恩节",
                "Christmas Day": "圣诞节",
            },
            english={},
        ),
        Seed(
            code="EU",
            country="XECB",
            subdivision=None,
            source="European Central Bank, TARGET closing days",
            note="欧洲中央银行 TARGET 系统停运日; 各成员国自己的假日由采用机构补入",
            chinese={
                "New Year's Day": "元旦",
                "Good Friday": "耶稣受难日",
                "Easter Monday": "复活节星期一",
                "Labour Day": "劳动节",
                "Christmas Day": "圣诞节",
                "Christmas Holiday": "圣诞节次日",
            },
            english={"Christmas Holiday": "26 December"},
        ),
    )
}


def lines_from_package(code: str, years: range = YEARS) -> Iterator[str]:
    """The file of a calendar, line by line, from the ``holidays`` package for somebody to check."""
    seed = SEEDS[code]
    yield f"# {seed.note}。由 `holidays` 包生成一次, 之后人工核对和修改, 修改时 version 加一。"
    yield "# 假日由法律直接规定, 不必等待每年的通知, 所以列出的年份都算已公布。"
    yield f"code: {seed.code}"
    yield "version: 1"
    yield f"source: {seed.source}"
    yield f"published: [{', '.join(str(year) for year in years)}]"
    yield "days:"
    for day, chinese, english in days_from_package(seed, years):
        yield f'  {day.isoformat()}: [statutory, {chinese}, "{english}"]'


def days_from_package(seed: Seed, years: range) -> Iterator[tuple[date, str, str]]:
    """The days off of ``years`` with their names in both languages."""
    for day, name in sorted(_days_of(seed, years).items()):
        if day.year in years:
            plain = name.removesuffix(_OBSERVED)
            chinese = seed.chinese[plain] + ("补假" if name.endswith(_OBSERVED) else "")
            english = seed.english.get(plain, plain) + (
                ", substitute day" if name.endswith(_OBSERVED) else ""
            )
            yield day, chinese, english


def _days_of(seed: Seed, years: range) -> dict[Any, str]:
    import holidays  # only seeding reads the package

    if seed.country.startswith("X"):
        return dict(holidays.financial_holidays(seed.country, years=years, language="en_US"))
    return dict(
        holidays.country_holidays(seed.country, subdiv=seed.subdivision, years=years, language="en_US")
    )

from __future__ import annotations

from datetime import time

import pytest
from pydantic import ValidationError

from policies.engine.pack import BusinessHours, Label, Span, Unit
from policies.engine.wording import listed, span_text, text
from tests.policies.engine.china import at
from tests.policies.engine.packs import case

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Accept"), ("en-gb", "Accept"), ("zh-hans", "受理"), ("fr", "受理"), ("", "受理")],
)
def test_label_is_chinese_unless_english_is_asked_for(language: str, expected: str) -> None:
    assert text("受理", "Accept").in_language(language) == expected


def test_text_equals_a_label_that_was_validated() -> None:
    assert text("受理", "Accept") == Label.model_validate({"zh-hans": "受理", "en": "Accept"})


def test_listed_joins_in_both_languages() -> None:
    assert listed([text("受理", "Accept"), text("移送", "Refer")]) == text("受理、移送", "Accept, Refer")
    assert listed([]) == text("", "")


@pytest.mark.parametrize(
    ("amount", "unit", "zh_hans", "en"),
    [
        (1, Unit.WORKING_DAY, "1 个工作日", "1 working day"),
        (7, Unit.WORKING_DAY, "7 个工作日", "7 working days"),
        (60, Unit.CALENDAR_DAY, "60 日", "60 calendar days"),
        (24, Unit.HOUR, "24 小时", "24 hours"),
        (4, Unit.BUSINESS_HOUR, "4 个工作小时", "4 business hours"),
        (8, Unit.WEEK, "8 周", "8 weeks"),
        (3, Unit.MONTH, "3 个月", "3 months"),
        (1, Unit.YEAR, "1 年", "1 year"),
        (0, Unit.IMMEDIATE, "立即", "at once"),
    ],
)
def test_span_text_names_the_unit_as_it_counts(amount: int, unit: Unit, zh_hans: str, en: str) -> None:
    span = Span(amount=amount, unit=unit)

    assert span_text(span.amount, span.unit) == text(zh_hans, en)


def test_first_is_the_earliest_of_several_kinds() -> None:
    facts = case("closed@2026-05-08 10:00", "received@2026-05-06 10:00", "closed@2026-05-07 10:00")

    assert facts.first("closed") == at("2026-05-07 10:00")
    assert facts.first("closed", "received") == at("2026-05-06 10:00")
    assert facts.first("declined") is None


def test_office_hours_must_close_after_they_open() -> None:
    with pytest.raises(ValidationError, match="offices must close after they open"):
        BusinessHours(opens=time(17), closes=time(9))

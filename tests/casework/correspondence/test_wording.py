"""Dates, numbers, and text that can be printed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.correspondence.wording import Speech, number_text, printable

CHINESE = Speech(language="zh-hans", zone="Asia/Shanghai")
ENGLISH = Speech(language="en", zone="Asia/Shanghai")


def test_number_is_written_with_hexagonal_brackets():
    assert number_text(short="甲质监", series="投诉受理", year=2026, number=7) == "甲质监投诉受理〔2026〕7号"


@pytest.mark.parametrize(
    ("say", "written"),
    [(CHINESE, "2026年3月5日"), (ENGLISH, "5 March 2026")],
)
def test_date_is_arabic_without_leading_zeros(say, written):
    assert say.day(date(2026, 3, 5)) == written


def test_moment_is_told_in_the_zone_of_the_organisation():
    moment = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)

    assert CHINESE.moment(moment) == "2027年1月1日0时05分"
    assert CHINESE.local_date(moment) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("一行\r\n二行\r三行", "一行\n二行\n三行"),  # line ends of any system
        ("制\t表\u2028行", "制 表 行"),
        ("零\u200b宽\ufeff标\u202e记\x07", "零宽标记"),  # nothing invisible, no bell, no turned direction
        ("太气人了😡", "太气人了〔图符 U+1F621〕"),  # a record drops nothing
        ("❤\ufe0f", "❤"),  # the mark that asks for colour
        ("𠮷先生", "𠮷先生"),  # a rare letter is never replaced: it is an error at printing
        ("e\u0301", "é"),
    ],
)
def test_printable_text_loses_nothing_that_can_be_read(typed, printed):
    assert printable(typed) == printed

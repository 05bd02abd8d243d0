"""A year's schedule out of a notice or a CSV file, and every refusal with its line."""

from __future__ import annotations

from datetime import date

import pytest

from policies.almanac.notices import read_schedule
from policies.almanac.rules import CalendarRefused
from policies.almanac.seeding import statutory
from policies.calendars import FOLDER, read_calendar

NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府：
经国务院批准，现将2026年元旦、春节等节假日放假安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
2025年11月4日
"""


def test_notice_of_2026_gives_the_days_that_the_shipped_table_has() -> None:
    shipped = read_calendar(FOLDER / "cn.yaml").days

    read = read_schedule(NOTICE_2026, year=2026, statutory=statutory("CN", 2026))

    kinds = {day: entry[0] for day, entry in read.items()}
    assert kinds == {day: entry[0] for day, entry in shipped.items() if day.startswith("2026-")}
    assert read["2026-10-06"] == ["adjusted-rest", "国庆节调休", "National Day, day off"]


@pytest.mark.parametrize(
    ("line", "told", "why"),
    [
        ("一、元旦：1月1日（周四）放假。", "周五", "a weekday that the date has not"),
        ("一、元旦：1月1日至3日放假，共4天。", "3 天", "a number of days that the dates have not"),
        ("一、元旦：1月1日放假。1月4日（周一）上班。", "不是周末", "a make-up day in the week"),
        ("二、春节：2月30日放假。", "没有", "a day that there is not"),
        ("二、春节：2月9日至5日放假。", "早于", "a stretch that runs backwards"),
        ("2月5日放假，2月13日上班。", "哪个节日", "no holiday named"),
        ("关于2026年部分节假日安排的通知", "2026 年的通知", "another year's notice"),
        ("一、元旦：1月1日放假、1月1日放假。", "两次", "a day twice"),
    ],
)
def test_notice_is_refused_with_line_and_reason(line: str, told: str, why: str) -> None:
    content = f"\n{line}\n三、清明节：4月5日（周一）放假。\n"

    with pytest.raises(CalendarRefused) as refused:
        read_schedule(content, year=2027, statutory={"2027-01-01": ["statutory", "元旦", "New Year's Day"]})

    (problem, *_more) = refused.value.problems
    assert problem.line == 2, why
    assert told in problem.reason.zh_hans, why


@pytest.mark.parametrize(
    ("row", "told", "why"),
    [
        ("2027-02-05,festival,x", "不是日子的类别", "an unknown kind"),
        ("2027-02-05,", "不是日子的类别", "no kind"),
        ("2027-02-31,法定节假日", "不是日期", "no date"),
        ("2027-01-01,法定节假日", "两次", "a day twice"),
        ("2028-01-08,调休上班", "没有列为已公布", "a year without a published schedule"),
        ("2028-01-01,法定节假日", "不在 2027 年", "a day of another year"),
        ("2027-02-04,调休上班", "不是周末", "a make-up day in the week"),
    ],
)
def test_csv_is_refused_with_line_and_reason(row: str, told: str, why: str) -> None:
    content = f"日期,类别,名称\n2027-01-01,法定节假日,元旦\n{row}\n"

    with pytest.raises(CalendarRefused) as refused:
        read_schedule(content, year=2027)

    assert [(p.line, told in p.reason.zh_hans) for p in refused.value.problems] == [(3, True)], why


def test_csv_takes_codes_and_chinese_words_and_names_days_itself() -> None:
    content = "date,kind,name_zh,name_en\n2027-01-01,statutory,元旦,New Year's Day\n2027-02-13,补班\n"

    read = read_schedule(content, year=2027)

    assert read == {
        "2027-01-01": ["statutory", "元旦", "New Year's Day"],
        "2027-02-13": ["make-up", "调休上班", "Make-up working day"],
    }


@pytest.mark.parametrize(
    ("content", "why"), [("", "empty"), ("各位好", "says nothing"), ("x" * 100_001, "too long")]
)
def test_what_is_no_schedule_is_refused(content: str, why: str) -> None:
    with pytest.raises(CalendarRefused):
        read_schedule(content, year=2027)


def test_encouraged_days_are_no_days_off() -> None:
    content = "二、春节：2月6日至8日放假，共3天。鼓励各单位安排职工在2月5日休息。"

    read = read_schedule(content, year=2027, statutory={})

    assert sorted(read) == ["2027-02-08"]
    assert date(2027, 2, 8).weekday() == 0

"""Reading a year's schedule out of a government notice, as text or CSV. Pure; every refusal names its line.

The text is the yearly notice of the State Council's office as it is printed: 二、春节：2月5日（农历除夕、周五）至
11日（周四）放假调休，共7天。1月30日（周六）、2月13日（周六）上班。 What the notice says twice is held against
itself: the weekday beside a date, and the number of days of a holiday.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from policies.almanac.rules import (
    KIND_LABELS,
    CalendarProblem,
    CalendarRefused,
    all_days,
    day_reason,
    parsed_day,
    unknown_kind,
)
from policies.engine.calendar import NATIONAL, DayKind
from policies.engine.pack import Label
from policies.engine.wording import text

MAX_CHARACTERS = 100_000
_WEEKDAYS = "一二三四五六日"
_SATURDAY = 5
_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|\d+[.、])?\s*(?P<name>[^：:，。\d]{1,20})[：:](?P<rest>.+)$"
)
_DATE = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:[（(](?P<note>[^）)]*)[）)])?"
)
_NOTED = re.compile(r"(?:周|星期)([一二三四五六日天])")
_TOTAL = re.compile(r"共\s*(\d+)\s*天")
_YEAR = re.compile(r"(\d{4})\s*年")
_ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}
_KINDS = {
    **{kind.value: kind for kind in NATIONAL},
    **{KIND_LABELS[kind].zh_hans: kind for kind in NATIONAL},
    "法定节日": DayKind.STATUTORY,
    "法定假日": DayKind.STATUTORY,
    "调休": DayKind.ADJUSTED_REST,
    "补休": DayKind.ADJUSTED_REST,
    "放假": DayKind.ADJUSTED_REST,
    "补班": DayKind.MAKE_UP,
    "调休补班": DayKind.MAKE_UP,
    "上班": DayKind.MAKE_UP,
}


@dataclass
class _Reading:
    """What was read so far."""

    year: int
    statutory: Mapping[str, list[str]]
    days: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    problems: list[CalendarProblem] = field(default_factory=list)

    def refuse(self, line: int, reason: Label) -> None:
        self.problems.append(CalendarProblem(reason, line=line))

    def add(self, line: int, day: str, entry: list[str]) -> None:
        """Keep a day, unless it was given before or cannot be."""
        if day in self.places:
            first = self.places[day]
            self.refuse(
                line,
                text(
                    f"{day} 出现了两次（第 {first} 行已有）", f"{day} is given twice (first in line {first})"
                ),
            )
            return
        reason = day_reason(day, entry[0], (self.year,)) or self._of_another_year(day)
        if reason is not None:
            self.refuse(line, reason)
            return
        self.places[day] = line
        self.days[day] = entry

    def _of_another_year(self, day: str) -> Label | None:
        """A notice gives the days of its own year."""
        if day.startswith(f"{self.year}-"):
            return None
        return text(f"{day} 不在 {self.year} 年", f"{day} is not in {self.year}")


def read_schedule(
    content: str, *, year: int, statutory: Mapping[str, list[str]] | None = None
) -> dict[str, list[str]]:
    """The exceptions of ``year`` that a notice or a CSV file gives, with the ``statutory`` days known by law.

    Raises:
        CalendarRefused: with a line and a reason for everything that cannot be; nothing is taken then.
    """
    if len(content) > MAX_CHARACTERS:
        raise CalendarRefused(
            CalendarProblem(text("内容太长，不像一份通知", "Too long for a notice"), line=1)
        )
    reading = _Reading(year=year, statutory=statutory or {})
    content = content.lstrip("\ufeff")
    if _is_csv(content):
        _read_csv(content, reading)
    else:
        _read_notice(content, reading)
    if reading.problems:
        raise CalendarRefused(*reading.problems)
    if not reading.days:
        raise CalendarRefused(CalendarProblem(text("没有读到任何日子", "No day was found"), line=1))
    return {**reading.statutory, **reading.days}


def _is_csv(content: str) -> bool:
    first = next((line for line in content.splitlines() if line.strip()), "")
    start = first.split(",")[0].strip().strip('"').lower()
    return "," in first and (start in {"date", "日期"} or parsed_day(start) is not None)


def _read_csv(content: str, reading: _Reading) -> None:
    rows = csv.reader(io.StringIO(content))
    for row in rows:
        line = rows.line_num
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].lower() in {"date", "日期"}:
            continue
        kind = _KINDS.get(cells[1]) if len(cells) > 1 else None
        if kind is None:
            reading.refuse(line, unknown_kind(cells[1] if len(cells) > 1 else ""))
            continue
        chinese = cells[2] if len(cells) > 2 and cells[2] else KIND_LABELS[kind].zh_hans
        english = cells[3] if len(cells) > 3 and cells[3] else KIND_LABELS[kind].en
        reading.add(line, cells[0], [kind.value, chinese, english])


def _read_notice(content: str, reading: _Reading) -> None:
    for line, words in enumerate(content.splitlines(), start=1):
        heading = _HEADING.match(words)
        tells = ("放假" in words or "上班" in words) and _DATE.search(words) is not None
        if heading is not None and tells:
            _read_holiday(line, heading["name"].strip(), heading["rest"], reading)
        elif tells:
            reading.refuse(line, text("这一行没有写明是哪个节日", "The line names no holiday"))
        elif heading is None:
            _check_year(line, words, reading)


def _check_year(line: int, words: str, reading: _Reading) -> None:
    """A title that is of another year is a notice of another year."""
    if "放假安排" not in words and "节假日安排" not in words:
        return
    found = _YEAR.search(words)
    if found is not None and int(found[1]) != reading.year:
        reading.refuse(
            line,
            text(
                f"这是 {found[1]} 年的通知，不是 {reading.year} 年的",
                f"This is the notice of {found[1]}, not of {reading.year}",
            ),
        )


def _read_holiday(line: int, name: str, rest: str, reading: _Reading) -> None:
    for sentence in re.split(r"[。；;]", rest):
        if "鼓励" in sentence or "建议" in sentence:
            continue
        if "上班" in sentence:
            for first, last in _ranges(line, sentence, reading):
                for day in all_days(first, last):
                    reading.add(line, day.isoformat(), ["make-up", "调休上班", "Make-up working day"])
        elif "放假" in sentence or "休息" in sentence:
            _read_rest(line, name, sentence, reading)


def _read_rest(line: int, name: str, sentence: str, reading: _Reading) -> None:
    free = [day for first, last in _ranges(line, sentence, reading) for day in all_days(first, last)]
    total = _TOTAL.search(sentence)
    if free and total is not None and int(total[1]) != len(free):
        told = total[1]
        reading.refuse(
            line,
            text(
                f"写明共 {told} 天，日期却是 {len(free)} 天",
                f"Says {told} days, but the dates are {len(free)}",
            ),
        )
    for day in free:
        iso = day.isoformat()
        if iso in reading.statutory:
            reading.add(line, iso, list(reading.statutory[iso]))
        elif day.weekday() < _SATURDAY and day.year == reading.year:
            english = " and ".join(_ENGLISH.get(part, part) for part in re.split("[、和]", name))
            reading.add(line, iso, ["adjusted-rest", f"{name}调休", f"{english}, day off"])


def _ranges(line: int, sentence: str, reading: _Reading) -> Iterator[tuple[date, date]]:
    """The days and stretches of days that a sentence names; a date without a month is of the month before it."""
    month, first, end = 0, None, 0
    for found in _DATE.finditer(sentence):
        month = int(found["month"] or month)
        day = _date_of(line, found, month, reading)
        if day is None:
            return
        if first is not None and sentence[end : found.start()].strip() in {"至", "到", "-", "—", "~"}:
            if day < first:
                reading.refuse(line, text("结束日期早于开始日期", "The stretch ends before it begins"))
                return
            yield first, day
            first = None
        else:
            if first is not None:
                yield first, first
            first = day
        end = found.end()
    if first is not None:
        yield first, first


def _date_of(line: int, found: re.Match[str], month: int, reading: _Reading) -> date | None:
    year = int(found["year"] or reading.year)
    try:
        day = date(year, month, int(found["day"]))
    except ValueError:
        reading.refuse(line, text(f"没有“{found[0]}”这一天", f"There is no day {found[0]!r}"))
        return None
    noted = _NOTED.search(found["note"] or "")
    if noted is not None and _WEEKDAYS.index(noted[1].replace("天", "日")) != day.weekday():
        actual = _WEEKDAYS[day.weekday()]
        reading.refuse(
            line,
            text(
                f"{day.isoformat()} 是周{actual}，通知里写的是周{noted[1]}",
                f"{day.isoformat()} is a {day:%A}, the notice says otherwise",
            ),
        )
    return day

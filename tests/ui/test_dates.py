"""Dates in words, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from ui import dates
from ui.dates import Urgency

NOW = datetime(2026, 6, 24, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_in", "met_in", "paused", "urgency", "words", "reason"),
    [
        (timedelta(days=6, hours=4), None, False, Urgency.CALM, "还剩 6 天 4 小时", "days and hours"),
        (timedelta(days=12, hours=4), None, False, Urgency.CALM, "还剩 12 天", "hours do not matter"),
        (timedelta(days=2), None, False, Urgency.CALM, "还剩 2 天", "no empty hours"),
        (timedelta(hours=24), None, False, Urgency.SOON, "还剩 1 天", "a day is soon"),
        (timedelta(hours=5, minutes=59), None, False, Urgency.SOON, "还剩 5 小时", "never more"),
        (timedelta(minutes=25), None, False, Urgency.SOON, "还剩 25 分钟", "minutes within the hour"),
        (timedelta(seconds=20), None, False, Urgency.SOON, "还剩 1 分钟", "never 0 minutes"),
        (timedelta(0), None, False, Urgency.SOON, "还剩 1 分钟", "still in time"),
        (timedelta(seconds=-1), None, False, Urgency.OVERDUE, "已逾期 1 分钟", "late is late"),
        (timedelta(days=-2, hours=-3), None, False, Urgency.OVERDUE, "已逾期 2 天 3 小时", "same words"),
        (timedelta(0), timedelta(0), False, Urgency.MET, "按时完成", "met at the due moment"),
        (timedelta(days=-3), timedelta(days=-2), False, Urgency.MISSED, "逾期 1 天完成", "as it was"),
        (timedelta(days=9), None, True, Urgency.PAUSED, "计时中止", "a pause says no rest"),
        (timedelta(days=9), timedelta(0), True, Urgency.MET, "按时完成", "met counts before paused"),
    ],
)  # fmt: skip
def test_standing_says_what_is_left(
    due_in: timedelta, met_in: timedelta | None, paused: bool, urgency: Urgency, words: str, reason: str
) -> None:
    met_at = None if met_in is None else NOW + met_in

    with translation.override("zh-hans"):
        found = dates.standing(due_at=NOW + due_in, now=NOW, met_at=met_at, paused=paused)

    assert (found.urgency, found.words) == (urgency, words), reason


@pytest.mark.parametrize(
    ("at", "language", "now", "clock", "expected", "reason"),
    [
        ("2026-07-03T09:00+00:00", "zh-hans", None, True, "2026年7月3日 周五 17:00", "with the year"),
        ("2026-07-03T09:00+00:00", "zh-hans", NOW, True, "7月3日 周五 17:00", "this year is left out"),
        ("2027-01-04T09:00+00:00", "zh-hans", NOW, False, "2027年1月4日 周一", "another year does not"),
        ("2026-12-31T17:00+00:00", "zh-hans", NOW, True, "2027年1月1日 周五 01:00", "the zone's year"),
    ],
)  # fmt: skip
def test_weekday_date_names_the_day(
    at: str, language: str, now: datetime | None, clock: bool, expected: str, reason: str
) -> None:
    moment = datetime.fromisoformat(at)

    with translation.override(language):
        found = dates.weekday_date(moment, zone="Asia/Shanghai", language=language, now=now, clock=clock)

    assert found == expected, reason


def test_ago_is_just_now_within_a_minute() -> None:
    with translation.override("zh-hans"):
        assert dates.ago(NOW - timedelta(seconds=59), now=NOW) == "刚刚"
        assert dates.ago(NOW - timedelta(hours=3), now=NOW) == "3 小时前"

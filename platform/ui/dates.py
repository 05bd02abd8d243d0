"""Dates as people read them: with the weekday, and the time left in words. Pure but for the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

SOON = timedelta(hours=24)
"""Less than this, and the date burns."""
WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Urgency(StrEnum):
    """How a due time stands; also the colour of its chip."""

    CALM = "calm"
    SOON = "soon"
    OVERDUE = "overdue"
    MET = "met"
    MISSED = "missed"
    """Met, but after the due time."""
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Standing:
    """A due time against the present: how it stands, and in words."""

    urgency: Urgency
    words: str


def standing(
    *, due_at: datetime, now: datetime, met_at: datetime | None = None, paused: bool = False
) -> Standing:
    """How ``due_at`` stands at ``now``. A clock that stopped at ``met_at`` stands as it stood then."""
    if met_at is not None:
        late = met_at - due_at
        if late <= timedelta(0):
            return Standing(Urgency.MET, gettext("按时完成"))
        return Standing(Urgency.MISSED, gettext("逾期 %(span)s完成") % {"span": in_words(late)})
    if paused:
        return Standing(Urgency.PAUSED, gettext("计时中止"))
    left = due_at - now
    if left < timedelta(0):
        return Standing(Urgency.OVERDUE, gettext("已逾期 %(span)s") % {"span": in_words(-left)})
    urgency = Urgency.SOON if left <= SOON else Urgency.CALM
    return Standing(urgency, gettext("还剩 %(span)s") % {"span": in_words(left)})


def in_words(span: timedelta) -> str:
    """A span in its largest unit, and the next one below ten days: ``3 天 4 小时``, ``25 分钟``."""
    minutes = int(span.total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days >= 10 or (days and not hours):
        return _days(days)
    if days:
        return gettext("%(days)s %(hours)s") % {"days": _days(days), "hours": _hours(hours)}
    if hours:
        return _hours(hours)
    return ngettext("%(count)d 分钟", "%(count)d 分钟", max(minutes, 1)) % {"count": max(minutes, 1)}


def weekday_date(
    at: datetime, *, zone: str, language: str, now: datetime | None = None, clock: bool = True
) -> str:
    """``2026年7月3日 周四 17:00``; the year is left out where ``now`` is in the same one."""
    local = at.astimezone(ZoneInfo(zone))
    same_year = now is not None and now.astimezone(ZoneInfo(zone)).year == local.year
    weekday = str(WEEKDAYS[local.weekday()])
    if language.startswith("en"):
        day = f"{weekday} {local.day} {MONTHS[local.month - 1]}" + ("" if same_year else f" {local.year}")
    else:
        day = ("" if same_year else f"{local.year}年") + f"{local.month}月{local.day}日 {weekday}"
    return f"{day} {local:%H:%M}" if clock else day


def ago(at: datetime, *, now: datetime) -> str:
    """How long ago in words; ``刚刚`` within a minute."""
    past = now - at
    if past < timedelta(minutes=1):
        return gettext("刚刚")
    return gettext("%(span)s前") % {"span": in_words(past)}


def _days(count: int) -> str:
    return ngettext("%(count)d 天", "%(count)d 天", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)d 小时", "%(count)d 小时", count) % {"count": count}

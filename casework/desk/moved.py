"""How the history and the lists tell that a calendar moved a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.cases.models import ClockRun, MovedClock
from policies import selectors as policies
from policies.almanac.rules import label_of
from policies.engine.pack import Pack
from ui import dates, words


def moved_lines(codes: Mapping[str, Any], pack: Pack) -> list[str]:
    """From when to when, whether it is firm now, and by which calendar."""
    before, after = (datetime.fromisoformat(codes[name]) for name in ("before", "after"))
    lines = [_moved(before, after, pack.zone)]
    if codes["was_provisional"] != codes["is_provisional"]:
        lines.append(_("由确定转为暂定") if codes["is_provisional"] else _("由暂定转为确定"))
    lines.append(cause_of(str(codes["calendar"]), codes["calendar_version"]))
    return lines


def cause_of(calendar: str, version: int | None) -> str:
    """The calendar that moved it: a country's, or the organisation's own days."""
    if not calendar:
        return _("依据：本机构工作日历第 %(version)s 版") % {"version": version}
    told = {"name": words.say(label_of(calendar)), "version": version}
    return _("依据：%(name)s工作日历第 %(version)s 版") % told


def title_of_run(run: ClockRun) -> str:
    """What set a run in motion."""
    if run.is_trial:
        return _("试算：草稿公布后会怎样")
    if not run.calendar:
        return _("本机构工作日历第 %(version)s 版") % {"version": run.version}
    told = {"name": words.say(label_of(run.calendar)), "version": run.version}
    return _("%(name)s工作日历第 %(version)s 版") % told


def moved_row(moved: MovedClock) -> tuple[str, str, str, str, str]:
    """A clock that moved, as cells: number of the case, clock, before, after, what became of 'provisional'."""
    pack = policies.policy_version(moved.case.policy_id).pack
    before, after = (_day(at, pack.zone) for at in (moved.before_at, moved.after_at))
    firm = ""
    if moved.was_provisional and not moved.is_provisional:
        firm = _("由暂定转为确定")
    elif moved.is_provisional:
        firm = _("暂定")
    return moved.case.number, words.say(pack.clocks[moved.clock].label), before, after, firm


def _moved(before: datetime, after: datetime, zone: str) -> str:
    if before == after:
        return _("%(at)s，日期不变") % {"at": _day(after, zone)}
    return _("%(before)s 改为 %(after)s") % {"before": _day(before, zone), "after": _day(after, zone)}


def _day(at: datetime, zone: str) -> str:
    is_end_of_day = at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S") == "23:59:59"
    return dates.weekday_date(at, zone=zone, language=get_language() or "zh-hans", clock=not is_end_of_day)

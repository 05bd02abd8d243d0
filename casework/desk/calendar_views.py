"""The organisation's own days and office hours, what a change would move, and what calendars have moved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.cases import moves
from casework.desk.moved import moved_row, title_of_run
from casework.desk.room_views import room_page
from casework.organisation.access import for_admins
from casework.organisation.rules import Officer
from policies import selectors as policies
from policies.almanac import own as own_days
from policies.almanac import selectors as almanac
from policies.almanac.forms import OwnDayForm, OwnHoursForm
from policies.almanac.presentation import OWN_LEGEND, WEEKDAYS, legend, months, own_rows, problem_lines
from policies.almanac.rules import FIRST_YEAR, LAST_YEAR, CalendarRefused, label_of, parsed_day
from policies.almanac.services import DraftMoved
from policies.engine.calendar import CalendarTable
from ui import words

COLUMNS = (
    gettext_lazy("案件"), gettext_lazy("时限"), gettext_lazy("原来"), gettext_lazy("改为"), gettext_lazy("说明"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def calendar(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """The year as the organisation counts it, with its draft, and the runs so far."""
    what = request.POST.get("what", "") if request.method == "POST" else ""
    day = parsed_day(request.GET.get("day", ""))
    forms = _forms(request, what, day)
    problems: list[str] = []
    try:
        done = _act(request, officer, what, forms, now)
    except CalendarRefused as refused:
        done, problems = None, problem_lines(refused.problems)
    except DraftMoved:
        messages.error(request, _("草稿已被别人改动或公布，请看过现在的内容再操作。"))
        done = _back(request)
    return done or _calendar_page(request, officer, now, forms, problems, day)


def _forms(request: HttpRequest, what: str, day: date | None) -> dict[str, Any]:
    draft = almanac.own_draft()
    hours = {name: getattr(draft, name) for name in ("opens", "closes", "cut_off")} if draft else {}
    entry = draft.days.get(day.isoformat()) if draft is not None and day is not None else None
    told = dict(zip(("kind", "name_zh", "name_en", "basis"), entry, strict=False)) if entry else {}
    return {
        "days": OwnDayForm(request.POST if what == "days" else None, initial={"first": day, **told}),
        "hours": OwnHoursForm(request.POST if what == "hours" else None, initial=hours),
    }


def _act(
    request: HttpRequest, officer: Officer, what: str, forms: dict[str, Any], now: datetime
) -> HttpResponse | None:
    told = request.POST.get("revision", "")
    who: dict[str, Any] = {"revision": int(told) if told.isdigit() else 0, "by": officer.user_id, "now": now}
    if what == "start":
        own_days.start_own_draft(by=officer.user_id, now=now)
    elif what == "days" and forms["days"].is_valid():
        own_days.set_own_days(days=forms["days"].days(), entry=forms["days"].entry(), **who)
    elif what == "take-back":
        gone = [day for day in (parsed_day(one) for one in request.POST.getlist("day")) if day is not None]
        own_days.set_own_days(days=gone, entry=None, **who)
    elif what == "hours" and forms["hours"].is_valid():
        own_days.set_own_hours(**forms["hours"].cleaned_data, **who)
    else:
        return _finish(request, what, who)
    return _back(request)


def _finish(request: HttpRequest, what: str, who: dict[str, Any]) -> HttpResponse | None:
    """What ends a draft, or tells its effect."""
    if what == "try":
        draft = almanac.own_draft()
        if draft is None or draft.revision != who["revision"]:
            raise DraftMoved("own")
        moves.begin_own(own=draft, now=who["now"])
    elif what == "publish":
        run = moves.publish_own(**who)
        messages.success(request, _("已生效。在走的时限正在重新计算。"))
        return redirect("organisation-clock-run", run.public_id)
    elif what == "discard":
        own_days.discard_own_draft(revision=who["revision"])
        messages.success(request, _("草稿已放弃。"))
    else:
        return None
    return _back(request)


def _calendar_page(
    request: HttpRequest,
    officer: Officer,
    now: datetime,
    forms: dict[str, Any],
    problems: list[str],
    day: date | None,
) -> HttpResponse:
    year, code = _year(request, now, day), _code()
    draft, in_force = almanac.own_draft(), almanac.own_in_force()
    standing = draft or in_force
    address = reverse("organisation-calendar")
    trial = moves.trial_of(draft) if draft is not None else None
    table = policies.calendar_table(code) if draft is None else almanac.table_on_trial(code, own=draft)
    shown = {
        "name": words.say(label_of(code)),
        "year": year,
        "before_url": f"{address}?year={year - 1}" if year > FIRST_YEAR else "",
        "after_url": f"{address}?year={year + 1}" if year < LAST_YEAR else "",
        "is_published": year in table.published,
        "weekdays": WEEKDAYS,
        "legend": legend(OWN_LEGEND),
        "months": months(
            year,
            _felt(table),
            against=_felt(policies.calendar_table(code)) if draft is not None else None,
            url=(lambda one: f"{address}?day={one.isoformat()}#days") if draft is not None else None,
            chosen=day,
        ),
        "forms": forms,
        "problems": problems,
        "draft": draft,
        "in_force": in_force,
        "own": own_rows(standing.days) if standing is not None else [],
        "trial": trial,
        "refresh": trial is not None and trial.finished_at is None,
        "runs": [(one, title_of_run(one)) for one in moves.runs()],
    }
    is_wrong = bool(problems) or any(form.errors for form in forms.values())
    return room_page(request, officer, now, "calendar", shown, status=422 if is_wrong else 200)


@require_safe
@for_admins
def run(request: HttpRequest, officer: Officer, now: datetime, run: UUID) -> HttpResponse:
    """How far a run is, and the clocks that it moved, page by page."""
    found = moves.run_by_id(run)
    if found is None:
        raise Http404
    after = request.GET.get("after", "")
    rows = moves.moved_clocks(found, after=int(after) if after.isdigit() else 0)
    shown = rows[: moves.PAGE]
    context = {
        "run": found,
        "title": title_of_run(found),
        "columns": COLUMNS,
        "rows": [moved_row(one) for one in shown],
        "next_url": f"?after={shown[-1].pk}" if len(rows) > moves.PAGE else "",
        "first_url": reverse("organisation-clock-run", args=[run]) if after else "",
        "refresh": found.finished_at is None,
    }
    return room_page(request, officer, now, "clock_run", context)


def _felt(table: CalendarTable) -> CalendarTable:
    """The days as the organisation lives them."""
    return table.counting(legal=False)


def _code() -> str:
    """The calendar of the rulebook in force last; an organisation without one looks at China's."""
    versions = policies.adopted_versions()
    return versions[-1].pack.calendar if versions else "CN"


def _year(request: HttpRequest, now: datetime, day: date | None) -> int:
    told = request.GET.get("year", "")
    if told.isdigit() and FIRST_YEAR <= int(told) <= LAST_YEAR:
        return int(told)
    return day.year if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else now.year


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(request.get_full_path())

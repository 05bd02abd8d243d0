"""The operators' pages: countries, a year to look at, the next version from paste to publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel import clock
from policies.almanac import selectors, services
from policies.almanac.access import for_operators
from policies.almanac.forms import CodeForm, DayForm, ScheduleForm, SourceForm, YearForm
from policies.almanac.presentation import COLUMNS, WEEKDAYS, change_rows, legend, months, problem_lines
from policies.almanac.rules import FIRST_YEAR, LAST_YEAR, CalendarRefused, label_of, parsed_day
from policies.almanac.selectors import NoDraft
from policies.almanac.services import DraftMoved, NotTried
from policies.calendars import UnknownCalendar
from policies.engine.calendar import CalendarTable
from policies.shared.models import CalendarDraft
from ui import pieces, words

SHOWN_CHANGES = 120


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def overview(request: HttpRequest) -> HttpResponse:
    """All calendars with their years and what is being made; a form for a country that has none."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        services.start_draft(code=code, by=_name(request), now=clock.now())
        return redirect("calendars:draft", code)
    lines = [(line, label_of(line.code)) for line in selectors.calendars()]
    next_year = clock.now().year + 1
    context = {
        "lines": lines,
        "form": form,
        "next_year": next_year,
        "next_year_missing": _("%(year)d 年尚未公布") % {"year": next_year},
    }
    return render(request, "policies/almanac/list.html", context, status=422 if form.errors else 200)


@require_safe
@for_operators
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The present year of a calendar; of one that was never published, its draft."""
    try:
        selectors.national_table(code)
    except UnknownCalendar:
        return redirect("calendars:draft", code)
    return redirect("calendars:year", code, clock.now().year)


@require_safe
@for_operators
def show_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A year as it is in force, with the versions and how far the last publication is."""
    table = _table(code)
    _refuse_strange(year)
    context = _frame(code, year, "calendars:year") | {
        "is_published": year in table.published,
        "months": months(year, table),
        "legend": legend(),
        "versions": selectors.published(code),
        "runs": selectors.runs_of(code),
        "has_draft": _has_draft(code),
    }
    return render(request, "policies/almanac/year.html", context)


@require_safe
@for_operators
def show_version(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """What a published version changed, and how far the clocks of the organisations are."""
    row = next((one for one in selectors.published(code) if one.version == version), None)
    if row is None:
        raise Http404
    run = next((one for one in selectors.runs_of(code) if one.run.version == version), None)
    changes = selectors.changes_of(code, version)
    context = _frame(code, clock.now().year, "calendars:year") | {
        "row": row,
        "run": run,
        "years_added": changes.years_added if changes is not None else (),
        "years_dropped": changes.years_dropped if changes is not None else (),
        "refresh": run is not None and not run.is_finished,
        "changes": change_rows(changes.days[:SHOWN_CHANGES]) if changes is not None else [],
        "changed": len(changes.days) if changes is not None else 0,
    }
    return render(request, "policies/almanac/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The next version: where it was published, import, what changes, how many clocks move, publication."""
    what = request.POST.get("what", "") if request.method == "POST" else ""
    if what == "start":
        services.start_draft(code=code, by=_name(request), now=clock.now())
        return redirect("calendars:draft", code)
    try:
        made = selectors.draft_of(code)
        forms = _forms(request, made, what)
        return _act(request, made, what, forms) or _draft_page(request, made, forms, ())
    except CalendarRefused as refused:
        return _draft_page(request, selectors.draft_of(code), forms, problem_lines(refused.problems))
    except DraftMoved:
        messages.error(request, _("草稿已被别人改动或公布，请看过现在的内容再操作。"))
    except NotTried:
        messages.error(request, _("请先计算有多少时限会变动。"))
    except NoDraft:
        return _no_draft(request, code)
    return redirect("calendars:draft", code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def draft_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A year of the draft; a click on a day opens its form."""
    _refuse_strange(year)
    try:
        made = selectors.draft_of(code)
    except NoDraft:
        return _no_draft(request, code)
    day = parsed_day(request.GET.get("day", ""))
    form: DayForm | None = None
    problems: list[str] = []
    if day is not None and day.year == year:
        form = DayForm(request.POST if request.method == "POST" else None, initial=_initial(made, day))
        if request.method == "POST" and form.is_valid():
            done, problems = _set_day(request, made, day, form)
            if done is not None:
                return done
    return _draft_year_page(request, made, year, day, form, problems)


def _set_day(
    request: HttpRequest, made: CalendarDraft, day: date, form: DayForm
) -> tuple[HttpResponse | None, list[str]]:
    address = reverse("calendars:draft-year", args=[made.code, day.year])
    try:
        services.set_day(
            code=made.code,
            revision=_revision(request),
            day=day,
            by=_name(request),
            now=clock.now(),
            **form.cleaned_data,
        )
    except CalendarRefused as refused:
        return None, problem_lines(refused.problems)
    except DraftMoved:
        messages.error(request, _("草稿已被别人改动或公布，请看过现在的内容再操作。"))
    else:
        messages.success(request, _("已保存。"))
    return redirect(f"{address}?day={day.isoformat()}#day"), []


def _draft_year_page(
    request: HttpRequest,
    made: CalendarDraft,
    year: int,
    day: date | None,
    form: DayForm | None,
    problems: list[str],
) -> HttpResponse:
    table = selectors.draft_table(made)
    address = reverse("calendars:draft-year", args=[made.code, year])
    context = _frame(made.code, year, "calendars:draft-year") | {
        "draft": made,
        "is_published": year in made.years,
        "months": months(
            year,
            table,
            against=_in_force(made),
            url=lambda one: f"{address}?day={one.isoformat()}#day",
            chosen=day,
        ),
        "legend": legend(),
        "day": day,
        "form": form,
        "problems": problems,
    }
    is_wrong = bool(problems or (form is not None and form.errors))
    return render(request, "policies/almanac/draft_year.html", context, status=422 if is_wrong else 200)


def _forms(request: HttpRequest, made: CalendarDraft, what: str) -> dict[str, Any]:
    described = {"source": made.source, "notice": made.notice, "source_url": made.source_url}
    sent = {name: request.POST if what == name else None for name in ("describe", "import", "year")}
    files = request.FILES if what == "import" else None
    next_year = max(made.years, default=clock.now().year) + 1
    return {
        "describe": SourceForm(sent["describe"], initial=described),
        "import": ScheduleForm(sent["import"], files, initial={"year": next_year}),
        "year": YearForm(sent["year"], initial={"year": next_year}, auto_id="id_seed_%s"),
    }


Act = Callable[[HttpRequest, CalendarDraft, dict[str, Any]], HttpResponse]


def _act(request: HttpRequest, made: CalendarDraft, what: str, forms: dict[str, Any]) -> HttpResponse | None:
    """What was asked for, or None where there is nothing to do or a form is not filled in."""
    form = forms.get(what)
    if what not in _ACTS or (form is not None and not form.is_valid()):
        return None
    return _ACTS[what](request, made, forms)


def _describe(request: HttpRequest, made: CalendarDraft, forms: dict[str, Any]) -> HttpResponse:
    services.describe(**_who(request, made), **forms["describe"].cleaned_data)
    messages.success(request, _("已保存。"))
    return redirect("calendars:draft", made.code)


def _import(request: HttpRequest, made: CalendarDraft, forms: dict[str, Any]) -> HttpResponse:
    filled = forms["import"].cleaned_data
    services.import_schedule(**_who(request, made), year=filled["year"], content=filled["content"])
    messages.success(request, _("已导入，请对照通知看一遍。"))
    return redirect("calendars:draft-year", made.code, filled["year"])


def _seed(request: HttpRequest, made: CalendarDraft, forms: dict[str, Any]) -> HttpResponse:
    year = forms["year"].cleaned_data["year"]
    services.seed_year(**_who(request, made), year=year)
    return redirect("calendars:draft-year", made.code, year)


def _drop(request: HttpRequest, made: CalendarDraft, forms: dict[str, Any]) -> HttpResponse:
    year = request.POST.get("year", "")
    if not year.isdigit():
        raise Http404
    services.drop_year(**_who(request, made), year=int(year))
    return redirect("calendars:draft", made.code)


def _try(request: HttpRequest, made: CalendarDraft, forms: dict[str, Any]) -> HttpResponse:
    services.try_out(code=made.code, revision=_revision(request), now=clock.now())
    return redirect(f"{reverse('calendars:draft', args=[made.code])}#publish")


def _publish(request: HttpRequest, made: CalendarDraft, forms: dict[str, Any]) -> HttpResponse:
    run = services.publish_draft(**_who(request, made))
    messages.success(request, _("已公布。各机构的时限正在重新计算。"))
    return redirect("calendars:version", made.code, run.version)


def _discard(request: HttpRequest, made: CalendarDraft, forms: dict[str, Any]) -> HttpResponse:
    services.discard_draft(code=made.code, revision=_revision(request))
    messages.success(request, _("草稿已放弃。"))
    return redirect("calendars:list")


_ACTS: dict[str, Act] = {
    "describe": _describe, "import": _import, "year": _seed, "drop": _drop, "try": _try, "publish": _publish,
    "discard": _discard,
}  # fmt: skip


def _draft_page(
    request: HttpRequest, made: CalendarDraft, forms: dict[str, Any], problems: Any
) -> HttpResponse:
    changes = selectors.draft_differences(made)
    trial = selectors.trial_of(made)
    context = _frame(made.code, max(made.years, default=clock.now().year), "calendars:draft-year") | {
        "draft": made,
        "years": sorted(made.years, reverse=True),
        "forms": forms,
        "problems": problems,
        "changes": change_rows(changes.days[:SHOWN_CHANGES]),
        "changed": len(changes.days),
        "years_added": changes.years_added,
        "years_dropped": changes.years_dropped,
        "trial": trial,
        "refresh": trial is not None and not trial.is_finished,
    }
    is_wrong = bool(problems) or any(form.errors for form in forms.values())
    return render(request, "policies/almanac/draft.html", context, status=422 if is_wrong else 200)


def _no_draft(request: HttpRequest, code: str) -> HttpResponse:
    _table(code)
    messages.info(request, _("这个日历没有草稿。"))
    return redirect("calendars:calendar", code)


def _frame(code: str, year: int, view: str) -> dict[str, Any]:
    """What every page of one calendar shows: its name, and the years on both sides."""
    name = words.say(label_of(code))
    return {
        "weekdays": WEEKDAYS,
        "columns": COLUMNS,
        "code": code,
        "name": name,
        "year": year,
        "crumbs": [
            pieces.Crumb(_("工作日历"), reverse("calendars:list")),
            pieces.Crumb(name, reverse("calendars:calendar", args=[code])),
        ],
        "before_url": reverse(view, args=[code, year - 1]) if year > FIRST_YEAR else "",
        "after_url": reverse(view, args=[code, year + 1]) if year < LAST_YEAR else "",
    }


def _table(code: str) -> CalendarTable:
    try:
        return selectors.national_table(code)
    except UnknownCalendar as error:
        raise Http404 from error


def _in_force(made: CalendarDraft) -> CalendarTable | None:
    return selectors.national_table(made.code) if made.base_version else None


def _has_draft(code: str) -> bool:
    try:
        selectors.draft_of(code)
    except NoDraft:
        return False
    return True


def _initial(made: CalendarDraft, day: date) -> dict[str, str]:
    entry = made.days.get(day.isoformat())
    if entry is None:
        return {"kind": selectors.draft_table(made).kind(day).value}
    return {"kind": entry[0], "name_zh": entry[1], "name_en": entry[2]}


def _who(request: HttpRequest, made: CalendarDraft) -> dict[str, Any]:
    return {"code": made.code, "revision": _revision(request), "by": _name(request), "now": clock.now()}


def _revision(request: HttpRequest) -> int:
    told = request.POST.get("revision", "")
    return int(told) if told.isdigit() else 0


def _name(request: HttpRequest) -> str:
    user: Any = request.user
    return str(user.name)


def _refuse_strange(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404

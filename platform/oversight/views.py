"""The regulator's pages: read only, figures only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kernel import clock
from kernel.tenancy import TenantRef
from oversight import selectors
from oversight.access import require_regulator
from oversight.forms import FilterForm
from oversight.metrics import METRICS
from oversight.overview import COLUMNS, SPLITS_SHOWN, course_table, live_rows, live_sum, month_tables
from oversight.suppression import THRESHOLD


@require_GET
@require_regulator
def overview(request: HttpRequest, regulator: TenantRef) -> HttpResponse:
    """Live totals, the released figures of one month, and the course of the last twelve."""
    language = get_language() or "zh-hans"
    members = selectors.organisations(regulator=regulator.uuid)
    months = selectors.course(regulator=regulator.uuid, tenant=None)
    form = FilterForm(data=request.GET, months=months, members=members, language=language)
    if form.is_bound and not form.is_valid():
        raise Http404
    chosen = form.chosen_member()
    month = form.chosen_month()
    shown = next((row for row in months if row.period == month), None)
    context = _live(regulator, members) | {
        "form": form,
        "chosen": chosen,
        "chosen_name": chosen.name(language) if chosen is not None else "",
        "month": shown,
        "columns": COLUMNS,
        "threshold": THRESHOLD,
        "splits_shown": SPLITS_SHOWN,
        "now": clock.now(),
    }
    if shown is not None:
        cells = selectors.month_cells(regulator=regulator.uuid, period=shown.period, members=members)
        tenant = chosen.tenant if chosen is not None else None
        course = selectors.course(regulator=regulator.uuid, tenant=tenant)
        context["tables"] = month_tables(cells, members=members, chosen=chosen, language=language)
        context["course"] = course_table(course)
    return render(request, "oversight/overview.html", context)


@require_GET
@require_regulator
def live(request: HttpRequest, regulator: TenantRef) -> HttpResponse:
    """The live totals alone, for the overview to fetch every few seconds."""
    members = selectors.organisations(regulator=regulator.uuid)
    return render(request, "oversight/live.html", _live(regulator, members))


@require_GET
@require_regulator
def definitions(request: HttpRequest, regulator: TenantRef) -> HttpResponse:
    """The metric dictionary, and what is not shown and why."""
    return render(request, "oversight/definitions.html", {"metrics": METRICS, "threshold": THRESHOLD})


def _live(regulator: TenantRef, members: tuple[selectors.Organisation, ...]) -> dict[str, Any]:
    rows = selectors.live_totals(members=members)
    return {
        "regulator": regulator,
        "live": live_rows(rows, language=get_language() or "zh-hans"),
        "live_sum": live_sum(rows),
        "fresh_at": max((row.updated_at for row in rows if row.updated_at is not None), default=None),
    }

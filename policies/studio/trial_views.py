"""Trying a draft before anybody else sees it: the checks, what it changes, dates, the public form."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from policies.baselines.selectors import violations_of
from policies.engine.findings import Severity
from policies.studio import trials
from policies.studio.access import PolicyEditor, for_editors
from policies.studio.frame import draft_title, language, page
from policies.studio.outline import url_of
from policies.studio.workbench import Workbench, open_draft


@require_safe
@for_editors
def check(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """What the checks find, each with the way to where it is mended; and what a regulator would not allow."""
    bench = _readable(draft, now)
    found = [(finding, url_of(bench, finding.path), place.line) for finding, place in bench.findings]
    context = {
        "title": draft_title(bench),
        "errors": [one for one in found if one[0].severity is Severity.ERROR],
        "warnings": [one for one in found if one[0].severity is not Severity.ERROR],
        "violations": [(one, url_of(bench, one.path)) for one in violations_of(bench.pack)],
    }
    return page(request, editor, now, "check", context, bench=bench)


@require_safe
@for_editors
def changes(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """What differs from the rulebook in force, in sentences."""
    bench = _readable(draft, now)
    context = {"title": draft_title(bench), **trials.changes_of(bench)}
    return page(request, editor, now, "changes", context, bench=bench)


@require_safe
@for_editors
def dates(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """When each time limit would end for something received at a chosen moment."""
    bench = _readable(draft, now)
    form = trials.DatesForm(request.GET or None, pack=bench.pack, language=language(), now=now)
    rows = trials.dates_of(bench, form) if form.is_bound and form.is_valid() else ()
    context: dict[str, Any] = {"title": draft_title(bench), "form": form, "rows": rows}
    return page(request, editor, now, "dates", context, bench=bench, status=422 if form.errors else 200)


@require_safe
@for_editors
def preview(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """The public form of a line of business, as the portal would ask it."""
    bench = _readable(draft, now)
    lines = [(code, business.label) for code, business in bench.pack.business_types.items()]
    chosen = request.GET.get("line", lines[0][0] if lines else "")
    if lines and chosen not in dict(lines):
        raise Http404
    context = {
        "title": draft_title(bench),
        "lines": lines,
        "chosen": chosen,
        "business": bench.pack.business_types.get(chosen),
        "pages": trials.form_pages(bench.pack, chosen, language()) if chosen else (),
    }
    return page(request, editor, now, "preview", context, bench=bench)


def _readable(draft: UUID, now: datetime) -> Workbench:
    """A draft whose text is a pack."""
    bench = open_draft(draft, now=now)
    if bench.composed is None:
        raise Http404
    return bench

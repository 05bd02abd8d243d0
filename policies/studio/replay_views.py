"""Trying a draft on the organisation's own past cases: progress, figures, lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.paging import BadCursor
from policies.engine.replay_summary import Finding
from policies.replays import selectors, services
from policies.replays.selectors import ReplayStatus
from policies.studio import replay_words
from policies.studio.access import PolicyEditor, for_editors
from policies.studio.frame import draft_title, language, page
from policies.studio.workbench import Workbench, open_draft


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def replay(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """Start and cancel; show how far it is, the figures, and one list of cases."""
    bench = open_draft(draft, now=now)
    if bench.composed is None:
        raise Http404
    if request.method == "POST":
        _asked(request, editor, now, bench)
        return redirect("studio:replay", draft)
    kept = selectors.jobs(draft_id=bench.draft.pk)
    job = kept[0] if kept else None
    context: dict[str, Any] = {
        "title": draft_title(bench),
        "job": job,
        "is_stale": job is not None and job.revision != bench.draft.revision,
        "here": reverse("studio:replay", args=[draft]),
    }
    if job is not None:
        context |= _found(request, bench, job)
    name = "_replay_job" if request.headers.get("HX-Request") == "true" else "replay"
    return page(request, editor, now, name, context, bench=bench)


def _asked(request: HttpRequest, editor: PolicyEditor, now: datetime, bench: Workbench) -> None:
    wish = request.POST.get("wish")
    if wish == "cancel":
        running = [one for one in selectors.jobs(draft_id=bench.draft.pk) if one.is_running]
        for one in running:
            services.cancel_replay(actor_id=editor.user_id, job=one.public_id, now=now)
        messages.success(request, _("已停止。到现在为止的结果保留。"))
        return
    if wish != "start":
        raise Http404
    since = replay_words.since(request.POST.get("years", "1"), now)
    try:
        services.start_draft_replay(actor_id=editor.user_id, draft=bench.draft, since=since, now=now)
    except services.TooManyReplays:
        messages.error(request, _("已经有几项试算在进行，请等它们结束。"))
    else:
        messages.success(request, _("试算已开始。可以离开这一页，它在后台继续。"))


def _found(request: HttpRequest, bench: Workbench, job: ReplayStatus) -> dict[str, Any]:
    """The figures, and the list that is asked for."""
    shown = replay_words.figures(job)
    wish = request.GET.get("list", "")
    kind = next((one for one in Finding if one.value == wish), None)
    if wish and kind is None:
        raise Http404
    kind = kind or next((one.kind for one in shown if one.number), None)
    if kind is None:
        return {"figures": shown, "kind": None, "cases": (), "next_url": ""}
    try:
        found = selectors.found_cases(job=job.public_id, kind=kind, cursor=request.GET.get("cursor") or None)
    except BadCursor as error:
        raise Http404 from error
    here = reverse("studio:replay", args=[bench.draft.public_id])
    following = f"{here}?list={kind.value}&cursor={found.next_cursor}#cases" if found.next_cursor else ""
    return {
        "figures": shown,
        "kind": kind,
        "kind_label": replay_words.TITLES[kind],
        "cases": [(one, replay_words.told(one, bench.pack, language())) for one in found.rows],
        "next_url": following,
        "first_url": f"{here}?list={kind.value}#cases" if request.GET.get("cursor") else "",
    }

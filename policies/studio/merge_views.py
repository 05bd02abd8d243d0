"""A newer edition of what a rulebook rests on, or a version that came first: taken in change by change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from policies.drafts import merges
from policies.drafts.refusals import DraftRefused
from policies.merging import ChangeKind, Merge, Side
from policies.sources import PackError
from policies.studio import records
from policies.studio.access import PolicyEditor, for_editors
from policies.studio.draft_views import revision_of
from policies.studio.frame import draft_title, page
from policies.studio.refused import why
from policies.studio.workbench import open_draft


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def update(request: HttpRequest, editor: PolicyEditor, now: datetime, mark: str) -> HttpResponse:
    """The newer edition of what an adopted rulebook rests on; taking it in begins a draft."""
    version = records.policy_by_mark(mark)
    found = merges.parent_merge(version.id)
    if found is None or not found.incoming:
        raise Http404
    if request.method == "POST":
        begun = merges.merge_parent(
            actor_id=editor.user_id, policy_id=version.id, choices=_choices(request, found), now=now
        )
        messages.success(request, _("已按您的选择建立草稿，请检查后提请批准。"))
        return redirect("studio:draft", begun.public_id)
    context = {"pack": version.pack, "merge": found, "is_overtaken": False, "told": ""}
    return page(request, editor, now, "merge", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def merge(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """An open draft: first the version that overtook it, else the newer edition of what it extends."""
    bench = open_draft(draft, now=now)
    if bench.composed is None:
        raise Http404
    overtaker = records.overtaken_by(bench.draft)
    found = merges.overtaking(bench.draft, overtaker) if overtaker else merges.draft_merge(bench.draft)
    if found is None:
        messages.success(request, _("没有要并入的新内容。"))
        return redirect("studio:draft", draft)
    told = ""
    if request.method == "POST":
        options: dict[str, Any] = {
            "actor_id": editor.user_id, "draft": bench.draft, "choices": _choices(request, found),
            "revision": revision_of(request), "now": now,
        }  # fmt: skip
        try:
            if overtaker:
                merges.follow(policy_id=overtaker, **options)
            else:
                merges.take_over(**options)
        except (DraftRefused, PackError) as refusal:
            told = why(refusal)
        else:
            messages.success(request, _("已并入，请看一遍改动。"))
            return redirect("studio:changes", draft)
    context = {
        "title": draft_title(bench), "pack": bench.pack, "merge": found, "is_overtaken": bool(overtaker), "told": told,
    }  # fmt: skip
    return page(request, editor, now, "merge", context, bench=bench, status=422 if told else 200)


def _choices(request: HttpRequest, found: Merge) -> dict[str, Side]:
    """What was chosen: what only they changed is taken where it is ticked, a conflict as it was answered."""
    taken = set(request.POST.getlist("take"))
    chosen: dict[str, Side] = {}
    for change in found.incoming:
        is_conflict = change.kind is ChangeKind.CONFLICT
        wants = request.POST.get(f"side:{change.id}") == "theirs" if is_conflict else change.id in taken
        chosen[change.id] = "theirs" if wants else "ours"
    return chosen

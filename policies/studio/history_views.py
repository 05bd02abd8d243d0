"""Every version that ever was: when it governed what, who brought it, how two of them differ, and going back."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.drafts import services
from policies.engine.diff import differences
from policies.selectors import policy_version
from policies.sources import PackError
from policies.studio import records, trials
from policies.studio.access import PolicyEditor, for_editors, names_of
from policies.studio.frame import page


@require_safe
@for_editors
def history(request: HttpRequest, editor: PolicyEditor, now: datetime) -> HttpResponse:
    """The versions, the latest first, with a choice of two to compare."""
    standings = records.versions()
    people = {p for one in standings if one.source for p in (one.source.proposed_by, one.source.approved_by)}
    names = names_of(people)
    rows = [
        {
            "standing": one,
            "mark": records.mark_of(one.digest),
            "pack": policy_version(one.policy_id).pack,
            "is_now": one.is_in_force(now),
            "is_soon": one.is_scheduled(now) and not one.is_in_force(now),
            "since": min((since for _line, since, _until in one.governs), default=one.adopted_at),
            "until": None if any(until is None for _line, _since, until in one.governs) else
            max((until for _line, _since, until in one.governs if until), default=None),
            "proposer": names.get(one.source.proposed_by or 0, "") if one.source else "",
            "approver": names.get(one.source.approved_by or 0, "") if one.source else "",
        }
        for one in standings
    ]  # fmt: skip
    return page(request, editor, now, "history", {"rows": rows})


@require_safe
@for_editors
def compare(request: HttpRequest, editor: PolicyEditor, now: datetime) -> HttpResponse:
    """How two versions differ, in sentences."""
    marks = request.GET.get("before", ""), request.GET.get("after", "")
    before, after = (records.policy_by_mark(mark) for mark in marks)
    if before.id == after.id:
        messages.error(request, _("请选两个不同的版本。"))
        return redirect("studio:history")
    found = differences(before.pack, after.pack)
    context = {
        "before": before.pack,
        "after": after.pack,
        "differences": [(one, "") for one in found],
        **trials.counted(found),
    }
    return page(request, editor, now, "compare", context)


@require_POST
@for_editors
def back(request: HttpRequest, editor: PolicyEditor, now: datetime, mark: str) -> HttpResponse:
    """Going back is a new draft that says what the old version said."""
    version = records.policy_by_mark(mark)
    try:
        begun = services.revert_to(actor_id=editor.user_id, policy_id=version.id, now=now)
    except PackError as error:
        raise Http404 from error
    messages.success(request, _("已按那个版本建立草稿。发布后成为新的版本，历史不会改动。"))
    return redirect("studio:draft", begun.public_id)

"""A draft as a whole: beginning it, its parts, undoing, giving it up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policies.drafts import services
from policies.drafts.refusals import DraftMoved, NothingToUndo, WrongState
from policies.drafts.selectors import events
from policies.sources import PackError
from policies.studio import outline, records
from policies.studio.access import PolicyEditor, for_editors, names_of
from policies.studio.frame import draft_title, page
from policies.studio.workbench import open_draft


@require_POST
@for_editors
def start(request: HttpRequest, editor: PolicyEditor, now: datetime) -> HttpResponse:
    """Begin a draft that follows a rulebook in force, or extends a shipped one."""
    mark, pack_id = request.POST.get("policy", ""), request.POST.get("pack", "")
    try:
        if mark:
            policy = records.policy_by_mark(mark)
            begun = services.start_draft(actor_id=editor.user_id, now=now, from_policy=policy.id)
        elif pack_id in records.offered_ids():
            begun = services.start_draft(actor_id=editor.user_id, now=now, pack_id=pack_id)
        else:
            raise Http404
    except PackError as error:
        messages.error(request, _("不能从这份规则开始：%(reason)s") % {"reason": error.reason})
        return redirect("studio:overview")
    messages.success(request, _("草稿已建立。现行规则不受影响，直到草稿获批并生效。"))
    return redirect("studio:draft", begun.public_id)


@require_safe
@for_editors
def draft(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """The parts of the rulebook with how many changes each has, and what to do next."""
    bench = open_draft(draft, now=now)
    if bench.composed is None:
        return redirect("studio:yaml", draft)
    kept = events(draft=bench.draft, limit=12)
    context = {
        "title": draft_title(bench),
        "groups": outline.groups_of(bench),
        "lines": outline.lines_of(bench),
        "events": outline.told_events(kept, names_of({event.actor_id for event in kept})),
    }
    return page(request, editor, now, "draft", context, bench=bench)


@require_POST
@for_editors
def lines(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """Which lines of business the draft is to govern."""
    bench = open_draft(draft, now=now)
    chosen = [line for line in request.POST.getlist("line") if line in outline.choosable(bench)]
    if not chosen:
        messages.error(request, _("至少要选一种业务。"))
        return redirect("studio:draft", draft)
    try:
        services.choose_lines(
            actor_id=editor.user_id, draft=bench.draft, lines=chosen, revision=revision_of(request), now=now
        )
    except (DraftMoved, WrongState):
        tell_moved(request)
    else:
        messages.success(request, _("已保存。"))
    return redirect("studio:draft", draft)


@require_POST
@for_editors
def undo(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """Back to the text before the last change."""
    return _step(request, editor, now, draft, is_back=True)


@require_POST
@for_editors
def redo(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """Take the last undoing back."""
    return _step(request, editor, now, draft, is_back=False)


@require_POST
@for_editors
def discard(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """Give the draft up; it stays in the log."""
    bench = open_draft(draft, now=now)
    try:
        services.discard(actor_id=editor.user_id, draft=bench.draft, now=now)
    except WrongState:
        messages.error(request, _("这份草稿已经结束，不能放弃。"))
    else:
        messages.success(request, _("草稿已放弃，现行规则没有变化。"))
    return redirect("studio:overview")


def revision_of(request: HttpRequest) -> int:
    """Which revision of the draft the page showed."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else 0


def tell_moved(request: HttpRequest) -> None:
    """Somebody else was quicker."""
    messages.error(request, _("草稿刚被别人改过或者已经提请批准，请看过最新的内容再试。"))


def _step(
    request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID, *, is_back: bool
) -> HttpResponse:
    bench = open_draft(draft, now=now)
    act = services.undo if is_back else services.redo
    try:
        act(actor_id=editor.user_id, draft=bench.draft, revision=revision_of(request), now=now)
    except NothingToUndo:
        messages.error(request, _("没有可以撤销的改动。") if is_back else _("没有可以重做的改动。"))
    except (DraftMoved, WrongState):
        tell_moved(request)
    else:
        messages.success(request, _("已撤销上一次改动。") if is_back else _("已重做。"))
    return redirect("studio:draft", draft)

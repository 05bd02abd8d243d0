"""The whole text of a draft as YAML, for experts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from policies.drafts import services
from policies.drafts.refusals import DraftMoved, WrongState
from policies.drafts.selectors import check
from policies.sources import MAX_BYTES, PackError, Problem
from policies.studio.access import PolicyEditor, for_editors
from policies.studio.draft_views import revision_of
from policies.studio.frame import draft_title, page
from policies.studio.workbench import Workbench, open_draft


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def text(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """Show and replace the text. What cannot be read is not kept, and stays on the page with its mistakes."""
    bench = open_draft(draft, now=now)
    typed = (
        request.POST.get("text", "").replace("\r\n", "\n") if request.method == "POST" else bench.draft.text
    )
    problems = bench.problems
    told = ""
    if request.method == "POST":
        problems, told = _kept(request, editor, now, bench, typed)
        if not problems and not told:
            messages.success(request, _("已保存。"))
            return redirect("studio:yaml", draft)
    context = {
        "title": draft_title(bench),
        "text": typed,
        "problems": problems,
        "told": told,
        "limit": MAX_BYTES,
        "rows": min(max(typed.count("\n") + 3, 18), 60),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, editor, now, "yaml", context, bench=bench, status=status)


def _kept(
    request: HttpRequest, editor: PolicyEditor, now: datetime, bench: Workbench, typed: str
) -> tuple[tuple[Problem, ...], str]:
    """What is wrong with a text, and what kept it from being stored; nothing of both where it is stored."""
    found = check(bench.draft, typed, now=now)
    if found.problems:
        return found.problems, ""
    try:
        services.save_text(
            actor_id=editor.user_id, draft=bench.draft, text=typed, revision=revision_of(request), now=now
        )
    except DraftMoved:
        return (), _(
            "您打开这一页之后，草稿被别人改过。您的文字还在下面，也另存了一份；请先复制出来，再重新打开这一页。"
        )
    except WrongState:
        return (), _("草稿已经提请批准或者结束，不能再改。")
    except PackError as error:
        return error.problems, ""
    return (), ""

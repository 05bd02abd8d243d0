"""The desk's pages about cases: worklists, search, the case, and the steps that the pack allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.cases.access import CaseNotFound
from casework.cases.search import find_cases
from casework.cases.selectors import CaseView, case_view
from casework.cases.services import ActionRefused, open_identity, perform
from casework.cases.worklists import Worklist, worklist
from casework.desk import guidance, party_lines
from casework.desk import presentation as show
from casework.desk.forms import action_form, add_refusals
from casework.desk.frame import frame
from casework.organisation.access import at_desk
from casework.organisation.rules import Officer
from casework.organisation.selectors import NotFound
from kernel.paging import BadCursor
from ui import pieces, words

T = TypeVar("T")
SEEN_TO = "seen-to"
BY_DUE = (Worklist.MINE, Worklist.UNIT, Worklist.UNASSIGNED, Worklist.ALL)
"""Lists in which some cases burn and others do not."""


@require_safe
@at_desk
def home(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """Where an officer lands: what waits for him or her; an admin without duties lands in the organisation room."""
    if officer.is_admin and not officer.roles:
        return redirect("organisation")
    return redirect("desk-worklist", Worklist.MINE.value)


@require_safe
@at_desk
def list_cases(request: HttpRequest, officer: Officer, now: datetime, which: str) -> HttpResponse:
    """A worklist."""
    if which not in Worklist.__members__.values():
        raise Http404
    chosen = Worklist(which)
    cursor = request.GET.get("after")
    try:
        page = worklist(officer=officer, which=chosen, now=now, cursor=cursor)
    except BadCursor as error:
        raise Http404 from error
    here = reverse("desk-worklist", args=[which])
    is_mine = chosen is Worklist.MINE
    duties = frozenset(role for hat in officer.worn for role in hat.roles) if is_mine else None
    context = frame(officer=officer, now=now, here=chosen) | {
        "which": which,
        "is_grouped": chosen in BY_DUE,
        "rows": [show.row(case, now=now, duties=duties) for case in page.rows],
        "next_url": f"{here}?after={page.next_cursor}" if page.next_cursor else "",
        "first_url": here if cursor else "",
    }
    return render(request, "casework/desk/worklist.html", context)


@require_safe
@at_desk
def search(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """Cases that a query means."""
    query = request.GET.get("q", "")
    found = find_cases(officer=officer, query=query)
    context = frame(officer=officer, now=now) | {
        "query": query,
        "rows": [show.row(case, now=now) for case in found],
    }
    return render(request, "casework/desk/search.html", context)


@require_safe
@at_desk
def show_case(request: HttpRequest, officer: Officer, now: datetime, public_id: UUID) -> HttpResponse:
    """The case page. After a step it leads on to what waits next."""
    view = _view(officer, public_id, now)
    context = frame(officer=officer, now=now) | _case_context(view, now)
    if _was_just_seen_to(request):
        waiting = guidance.next_case(officer=officer, now=now, after=view.case)
        context |= {"was_seen_to": True, "next": show.row(waiting, now=now) if waiting else None}
    return render(request, "casework/desk/case.html", context)


def _was_just_seen_to(request: HttpRequest) -> bool:
    """Whether the officer comes from a step; the messages are looked at and stay to be shown."""
    waiting = messages.get_messages(request)
    found = any(SEEN_TO in (message.extra_tags or "") for message in waiting)
    if isinstance(waiting, BaseStorage):
        waiting.used = False
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def act(
    request: HttpRequest, officer: Officer, now: datetime, public_id: UUID, transition: str
) -> HttpResponse:
    """One lawful step: what it asks, what will happen, and the step itself."""
    view = _view(officer, public_id, now)
    action = next((a for a in view.actions if a.id == transition), None)
    if action is None:
        messages.warning(request, _("这一步现在不能办理：案件已经变化，请看最新状态。"))
        return redirect("desk-case", public_id)
    form = action_form(
        view=view, action=action, now=now, data=request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            perform(
                public_id=public_id,
                officer=officer,
                transition=transition,
                values=form.clean_values(),
                now=now,
            )
        except ActionRefused as refused:
            add_refusals(form, refused.reasons)
        except NotFound:
            form.add_error(None, _("所选的单位或人员刚刚变动，请重新选择。"))
        except CaseNotFound as error:
            raise Http404 from error
        else:
            told = _("已办理：%(step)s") % {"step": words.say(action.label)}
            messages.success(request, told, extra_tags=SEEN_TO)
            return redirect("desk-case", public_id)
    context = frame(officer=officer, now=now) | _case_context(view, now) | {"action": action, "form": form}
    context |= {
        "action_cites": show.cited(view.pack, action.cites),
        "crumbs": [
            pieces.Crumb(_("工作台"), reverse("desk")),
            pieces.Crumb(view.case.number, reverse("desk-case", args=[public_id])),
            pieces.Crumb(words.say(action.label)),
        ],
        "consequences": guidance.consequences(view, action),
        "ready_words": guidance.READY_WORDS.get(action.verb, ()),
        "last_words": guidance.last_words(view),
        "due_label": show.due_label(view.case, view.pack),
    }
    return render(request, "casework/desk/act.html", context, status=422 if form.errors else 200)


@require_POST
@at_desk
def identity(request: HttpRequest, officer: Officer, now: datetime, public_id: UUID) -> HttpResponse:
    """The identities of a case, opened for a reason; the history says so."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("请写明查阅身份信息的理由，没有打开任何内容。"))
        return redirect("desk-case", public_id)
    opened = _found(lambda: open_identity(public_id=public_id, officer=officer, reason=reason, now=now))
    view = _view(officer, public_id, now)
    context = frame(officer=officer, now=now) | _case_context(view, now)
    context["opened"] = party_lines.identity_lines(opened)
    return render(request, "casework/desk/identity.html", context)


def _case_context(view: CaseView, now: datetime) -> dict[str, Any]:
    case, turn = view.case, guidance.turn(view)
    clocks = [show.clock_line(state, pack=view.pack, now=now, tiers=view.tiers) for state in view.clocks]
    return {
        "view": view,
        "case": case,
        "title": show.title_of(view),
        "caption": show.caption_of(view),
        "facts": show.fact_rows(view, turn=turn, now=now),
        "steps": show.stage_steps(view),
        "sections": show.value_sections(view),
        "actions": guidance.ordered_actions(view),
        "turn": turn,
        "clocks": [c for c in clocks if c.stopped_at is None],
        "stopped_clocks": [c for c in clocks if c.stopped_at is not None],
        "entries": show.timeline_entries(view),
        "evidence": show.evidence_lines(view),
        "letters": show.letter_lines(view),
        "parties": [
            party_lines.party_line(role=p.role, is_named=p.is_named, particulars=p.masked)
            for p in view.parties
        ],
        "crumbs": [pieces.Crumb(_("工作台"), reverse("desk")), pieces.Crumb(case.number)],
    }


def _view(officer: Officer, public_id: UUID, now: datetime) -> CaseView:
    return _found(lambda: case_view(officer=officer, public_id=public_id, now=now))


def _found(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except CaseNotFound as error:
        raise Http404 from error

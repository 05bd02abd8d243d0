"""One place of a draft: a table with its entries, or an entry with its form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from policies.drafts import services
from policies.drafts.refusals import DraftMoved, WrongState
from policies.drafts.rules import DROP, INHERIT, Edit, NoSuchEntry
from policies.sources import PackError
from policies.studio import outline, words
from policies.studio.access import PolicyEditor, for_editors
from policies.studio.controls import Surroundings
from policies.studio.draft_views import revision_of, tell_moved
from policies.studio.drawing import draw_flow
from policies.studio.entry_forms import EntryForm, new_code
from policies.studio.frame import language, page
from policies.studio.judging import judge
from policies.studio.places import GENERAL, Place, look, place_at, unasked
from policies.studio.reading import sentences_at
from policies.studio.rows import rearranged
from policies.studio.workbench import Mark, Workbench, compact, differing_keys, edits_of, open_draft


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def edit(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID, entry: str) -> HttpResponse:
    """A table, or the form of an entry; sending the form changes the draft."""
    bench, place = _opened(draft, entry, now)
    if place.is_table:
        return _table(request, editor, now, bench, place)
    if look(bench.tree, place.path) is None and not place.is_part:
        raise Http404
    form = _form(request, bench, place)
    if request.method == "POST" and "row" not in request.POST and form.is_valid():
        edits = edits_of(bench, place, form.value(), [shape.key for shape in form.shapes])
        if judge(bench, place, form, edits) and _save(request, editor, now, bench, edits, form):
            messages.success(request, _("已保存。") if edits else _("没有改动。"))
            return redirect(outline.edit_url(bench, place.path or (GENERAL,)))
    return _entry(request, editor, now, bench, place, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def new(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID, entry: str) -> HttpResponse:
    """The form of an entry that is to join a table."""
    bench, place = _opened(draft, entry, now)
    if not place.is_table or not bench.is_editable:
        raise Http404
    fresh = Place((*place.path, ""), place.model, False, place.shape)
    form = _form(request, bench, fresh)
    if request.method == "POST" and "row" not in request.POST and form.is_valid():
        code = new_code(form.value(), look(bench.tree, place.path) or {})
        there = Place((*place.path, code), place.model, False, place.shape)
        edits = (Edit(there.path, compact(there, form.value())),)
        if judge(bench, there, form, edits) and _save(request, editor, now, bench, edits, form):
            messages.success(request, _("已新增。"))
            return redirect(outline.edit_url(bench, there.path))
    return _entry(request, editor, now, bench, fresh, form, table=place)


@require_POST
@for_editors
def act(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID, entry: str) -> HttpResponse:
    """Duplicate, remove or give back an entry, or set a rule that the rulebook does without."""
    bench, place = _opened(draft, entry, now)
    wish = request.POST.get("wish", "")
    edits, after = _wished(bench, place, wish)
    try:
        services.apply_edits(
            actor_id=editor.user_id, draft=bench.draft, edits=edits, revision=revision_of(request), now=now
        )
    except (DraftMoved, WrongState):
        tell_moved(request)
    except (PackError, NoSuchEntry) as error:
        messages.error(request, _("不能这样改：%(reason)s") % {"reason": error})
    else:
        messages.success(request, _done(wish))
    return redirect(outline.edit_url(bench, after))


def _done(wish: str) -> str:
    said = {
        "duplicate": _("已复制一份，请改好名称再用。"),
        "drop": _("已删除。需要时可以撤销。"),
        "inherit": _("已恢复成上级规则的样子。"),
    }
    return said[wish]


def _wished(bench: Workbench, place: Place, wish: str) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits, and the place to go to then."""
    above = place.path[:-1] if not place.is_part else place.path
    current = look(bench.tree, place.path)
    if place.is_table or not place.path or wish not in ("duplicate", "drop", "inherit"):
        raise Http404
    if wish == "inherit":
        is_left = look(bench.base, place.path) is not None
        return (Edit(place.path, INHERIT),), place.path if is_left or place.is_part else above
    if current is None:
        raise Http404
    if wish == "drop":
        return (Edit(place.path, DROP),), above
    code = new_code(current, look(bench.tree, place.path[:-1]) or {})
    return (Edit((*place.path[:-1], code), compact(place, current)),), (*place.path[:-1], code)


def _opened(draft: UUID, entry: str, now: datetime) -> tuple[Workbench, Place]:
    bench = open_draft(draft, now=now)
    if bench.composed is None:
        raise Http404
    return bench, place_at(entry.split("/"))


def _form(request: HttpRequest, bench: Workbench, place: Place) -> EntryForm:
    sent = request.POST if request.method == "POST" else None
    options: dict[str, Any] = {}
    if sent is not None:
        row = sent.get("row")
        options = {"shown": rearranged(sent, row)} if row else {"data": sent}
    values: Mapping[str, Any] = look(bench.tree, place.path) or {}
    return EntryForm(
        model=place.model,
        values=values,
        around=Surroundings(bench.pack, language(), workflow=place.workflow),
        changed=differing_keys(bench, place),
        skip=unasked(place),
        **options,
    )


def _save(
    request: HttpRequest,
    editor: PolicyEditor,
    now: datetime,
    bench: Workbench,
    edits: Collection[Edit],
    form: EntryForm,
) -> bool:
    """Store the edits; whether they are stored. What was typed stays on the page where they are not."""
    if not edits:
        return True
    try:
        services.apply_edits(
            actor_id=editor.user_id,
            draft=bench.draft,
            edits=tuple(edits),
            revision=revision_of(request),
            now=now,
        )
    except DraftMoved:
        form.add_error(
            None, _("您打开这一页之后，草稿被别人改过。您填的内容还在下面；再保存一次，就只改这一处。")
        )
    except WrongState:
        form.add_error(None, _("草稿已经提请批准或者结束，不能再改。"))
    except PackError as error:
        form.add_error(None, error.reason)
    else:
        return True
    return False


def _table(
    request: HttpRequest, editor: PolicyEditor, now: datetime, bench: Workbench, place: Place
) -> HttpResponse:
    word = words.section_word(place.path[-1])
    context = {
        "place": place,
        "word": word,
        "entry": "/".join(place.path),
        "entries": outline.entries_of(bench, place),
        "trail_here": _trail(bench, place),
    }
    return page(request, editor, now, "table", context, bench=bench)


def _entry(
    request: HttpRequest,
    editor: PolicyEditor,
    now: datetime,
    bench: Workbench,
    place: Place,
    form: EntryForm,
    table: Place | None = None,
) -> HttpResponse:
    is_new = table is not None
    is_absent = not is_new and look(bench.tree, place.path) is None
    context = {
        "place": place,
        "form": form,
        "word": words.section_word(place.section),
        "entry": "/".join(place.path if not is_new else place.path[:-1]) or GENERAL,
        "is_new": is_new,
        "is_absent": is_absent,
        "mark": Mark.SAME if is_new else bench.mark(place.path) if place.path else Mark.SAME,
        "findings": () if is_new else bench.below(place.path) if place.path else (),
        "tables": () if is_new else outline.inner_tables(bench, place),
        "parts": () if is_new else outline.inner_parts(bench, place),
        "trail_here": _trail(bench, place),
        "title": outline.title_of(bench, place),
        "flow": _flow(bench, place),
        "sentences": () if is_new or is_absent else sentences_at(bench.pack, place.path),
    }
    return page(request, editor, now, "entry", context, bench=bench, status=422 if form.errors else 200)


def _flow(bench: Workbench, place: Place) -> Any:
    if len(place.path) == 2 and place.path[0] == "workflows" and place.path[1] in bench.pack.workflows:
        return draw_flow(bench.pack, bench.pack.workflows[place.path[1]], language())
    return None


def _trail(bench: Workbench, place: Place) -> list[Any]:
    return outline.trail_of(bench, place)

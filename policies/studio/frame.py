"""What every page of the studio has around its content."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.drafts.selectors import Draft
from policies.studio.access import PolicyEditor
from policies.studio.workbench import Workbench
from ui.pieces import Crumb, Tab


def language() -> str:
    """The reader's language."""
    return get_language() or "zh-hans"


def page(
    request: HttpRequest,
    editor: PolicyEditor,
    now: datetime,
    name: str,
    context: dict[str, Any],
    *,
    bench: Workbench | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page with its tabs: those of the studio, or those of the draft that it is about."""
    shown = {
        "editor": editor,
        "now": now,
        "tabs": _draft_tabs(request, bench) if bench is not None else _tabs(request),
        "bench": bench,
        "draft": bench.draft if bench is not None else None,
        "trail": _trail(bench),
        **context,
    }
    return render(request, f"policies/studio/{name}.html", shown, status=status)


def draft_title(bench: Workbench) -> str:
    """What the rulebook of a draft is called, also where its text cannot be read."""
    title = bench.own.get("title") or bench.base.get("title") or {}
    chosen = title.get("en" if language().startswith("en") else "zh-hans")
    return str(chosen or bench.draft.pack_id)


def title_of(draft: Draft) -> str:
    """What the rulebook that a draft extends is called."""
    title = json.loads(draft.base_tree).get("title") or {}
    return str(title.get("en" if language().startswith("en") else "zh-hans") or draft.pack_id)


def _trail(bench: Workbench | None) -> list[Crumb]:
    trail = [Crumb(_("规则"), reverse("studio:overview"))]
    if bench is not None:
        trail.append(Crumb(draft_title(bench), reverse("studio:draft", args=[bench.draft.public_id])))
    return trail


def _tabs(request: HttpRequest) -> list[Tab]:
    links = (("overview", _("总览")), ("history", _("历史版本")))
    return [_tab(request, reverse(f"studio:{name}"), label) for name, label in links]


def _draft_tabs(request: HttpRequest, bench: Workbench) -> list[Tab]:
    """The pages of a draft; those that need a readable text only where there is one."""
    links: list[tuple[str, str, int | None]] = [("draft", _("内容"), None), ("yaml", _("全文（YAML）"), None)]
    if bench.composed is not None:
        links += [
            ("check", _("检查"), len(bench.findings) or None),
            ("changes", _("改动"), None),
            ("dates", _("试算日期"), None),
            ("preview", _("预览表单"), None),
            ("replay", _("用往年案件试算"), None),
            ("propose", _("提请批准"), None),
        ]
    here = [bench.draft.public_id]
    tabs = [_tab(request, reverse(f"studio:{name}", args=here), label, count) for name, label, count in links]
    is_inside = request.path.startswith((f"{tabs[0].url}edit/", f"{tabs[0].url}new/"))
    return [replace(tabs[0], is_current=True), *tabs[1:]] if is_inside else tabs


def _tab(request: HttpRequest, url: str, label: str, count: int | None = None) -> Tab:
    return Tab(label=label, url=url, is_current=request.path == url, count=count)

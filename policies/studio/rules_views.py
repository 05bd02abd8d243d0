"""The rules in force: what governs what, in sentences, as a drawn flow, as bars."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kernel import tenancy
from policies.baselines.selectors import baselines_over, published_by
from policies.drafts.merges import parent_update
from policies.drafts.selectors import DraftState, open_drafts
from policies.studio import records
from policies.studio.access import PolicyEditor, for_editors, names_of
from policies.studio.clock_bars import draw_clocks
from policies.studio.drawing import draw_flow
from policies.studio.frame import language, page, title_of
from policies.studio.reading import chapters_of, flow_list, policy_tabs

REGULATOR = "regulator"


@require_safe
@for_editors
def overview(request: HttpRequest, editor: PolicyEditor, now: datetime) -> HttpResponse:
    """What is in force, what is in the making, what waits for me."""
    versions = records.versions()
    governing = records.in_force(versions, now)
    drafts = open_drafts()
    names = names_of({draft.updated_by for draft in drafts} | {draft.proposed_by for draft in drafts})
    tenant = tenancy.current()
    context = {
        "governing": [(one, _update(one)) for one in governing],
        "drafts": [
            (draft, title_of(draft), names.get(draft.updated_by or 0, ""))
            for draft in drafts
            if draft.state == DraftState.EDITING
        ],
        "proposals": [
            (
                draft,
                title_of(draft),
                names.get(draft.proposed_by or 0, ""),
                draft.proposed_by == editor.user_id,
            )
            for draft in drafts
            if draft.state == DraftState.PROPOSED
        ],
        "offered": records.offered_packs(),
        "is_regulator": tenant.kind == REGULATOR,
        "published": published_by(tenant.uuid) if tenant.kind == REGULATOR else (),
        "over": baselines_over(tenant.uuid),
    }
    return page(request, editor, now, "overview", context)


@require_safe
@for_editors
def rules(request: HttpRequest, editor: PolicyEditor, now: datetime, mark: str) -> HttpResponse:
    """A rulebook in plain sentences; ``q`` narrows them."""
    version = records.policy_by_mark(mark)
    query = request.GET.get("q", "").strip()[:60]
    chapters, found = chapters_of(version.pack, query, language())
    context = _about(request, version, mark) | {"chapters": chapters, "query": query, "found": found}
    return page(request, editor, now, "rules", context)


@require_safe
@for_editors
def flow(request: HttpRequest, editor: PolicyEditor, now: datetime, mark: str) -> HttpResponse:
    """The flow of each line of business, drawn and as a list."""
    version = records.policy_by_mark(mark)
    pack = version.pack
    flows = [
        (
            code,
            listed,
            draw_flow(pack, pack.workflows[code], language()),
            flow_list(pack, pack.workflows[code], language()),
        )
        for code, listed in _lines_by(pack, "workflow")
    ]
    return page(request, editor, now, "flow", _about(request, version, mark) | {"flows": flows})


@require_safe
@for_editors
def clocks(request: HttpRequest, editor: PolicyEditor, now: datetime, mark: str) -> HttpResponse:
    """The time limits of each line of business, as bars and as a table."""
    version = records.policy_by_mark(mark)
    lines = [
        (code, business.label, draw_clocks(version.pack, business, language()))
        for code, business in version.pack.business_types.items()
    ]
    return page(request, editor, now, "clocks", _about(request, version, mark) | {"lines": lines})


def _about(request: HttpRequest, version: Any, mark: str) -> dict[str, Any]:
    standing = next((one for one in records.versions() if one.policy_id == version.id), None)
    return {
        "pack": version.pack,
        "mark": mark,
        "standing": standing,
        "tabs": policy_tabs(request, mark),
        "is_regulator": tenancy.current().kind == REGULATOR,
    }


def _lines_by(pack: Any, key: str) -> list[tuple[str, list[Any]]]:
    """The labels of the lines of business by the flow that they use."""
    found: dict[str, list[Any]] = {}
    for business in pack.business_types.values():
        code = getattr(business, key)
        if code in pack.workflows:
            found.setdefault(code, []).append(business.label)
    return list(found.items())


def _update(one: records.InForce) -> int:
    """How many changes a newer edition of what a rulebook rests on brings."""
    update = parent_update(one.standing.policy_id) if not one.is_scheduled else None
    return len(update.merge.incoming) if update is not None else 0

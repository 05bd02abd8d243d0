"""A draft in outline: its parts with their changes, the entries of a table, what happened to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from policies.engine.findings import Severity
from policies.engine.pack import Label
from policies.engine.wording import text
from policies.studio import words
from policies.studio.known import label_of
from policies.studio.places import GENERAL, NoSuchPlace, Place, groups, look, paged, place_at
from policies.studio.shapes import Kind
from policies.studio.summaries import summary_of
from policies.studio.workbench import Mark, Workbench, removed
from ui.pieces import Crumb, TimelineEntry


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the rulebook."""

    code: str
    word: words.Word
    url: str
    count: int | None
    """How many entries a table has; None for a rule by itself."""
    changes: int
    is_set: bool
    errors: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that belong together."""

    label: Label
    sections: tuple[Section, ...]
    unset: tuple[Section, ...]
    """Rules that the rulebook does without."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table."""

    code: str
    label: Label
    summary: Label
    mark: Mark
    url: str
    errors: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of business that the draft may govern."""

    code: str
    label: Label
    is_chosen: bool
    is_fixed: bool
    """Whether it is the draft's own, so that nobody else could govern it."""


def groups_of(bench: Workbench) -> tuple[Group, ...]:
    """The parts of the rulebook in their groups."""
    shown = []
    for zh_hans, en, names in groups():
        sections = [_section(bench, name) for name in names]
        shown.append(
            Group(
                text(zh_hans, en),
                tuple(one for one in sections if one.is_set),
                tuple(one for one in sections if not one.is_set),
            )
        )
    return tuple(shown)


def entries_of(bench: Workbench, place: Place) -> tuple[Entry, ...]:
    """The entries of a table, and at its end what the draft dropped from it."""
    values = look(bench.tree, place.path) or {}
    pack: Any = bench.pack
    for key in place.path:
        pack = pack[key] if isinstance(pack, dict) else getattr(pack, key)
    present = [
        Entry(
            code=code,
            label=_named(bench, place, code, pack[code]),
            summary=summary_of(bench.pack, pack[code]),
            mark=bench.mark((*place.path, code)),
            url=edit_url(bench, (*place.path, code)),
            errors=_errors(bench, (*place.path, code)),
        )
        for code in values
    ]
    return (*present, *(_gone(bench, place, code) for code in removed(bench, place.path)))


def inner_tables(bench: Workbench, place: Place) -> tuple[tuple[Place, words.Word, tuple[Entry, ...]], ...]:
    """The tables within an entry: the states and steps of a workflow, the pages of a form."""
    return tuple(
        (inner, words.section_word(shape.key), entries_of(bench, inner))
        for shape in paged(place.model)
        if shape.kind is Kind.ROWS and place.path
        for inner in [place_at((*place.path, shape.key))]
    )


def inner_parts(bench: Workbench, place: Place) -> tuple[Section, ...]:
    """The rules that a line of business may set for itself."""
    if not place.path:
        return ()
    return tuple(
        _part(bench, (*place.path, shape.key)) for shape in paged(place.model) if shape.kind is Kind.PART
    )


def lines_of(bench: Workbench) -> tuple[Line, ...]:
    """The lines of business of the draft, and whether it is to govern them."""
    base = bench.base.get("business_types") or {}
    return tuple(
        Line(code, spec.label, code in bench.draft.lines or code not in base, code not in base)
        for code, spec in bench.pack.business_types.items()
    )


def choosable(bench: Workbench) -> frozenset[str]:
    """The lines of business that can be chosen."""
    return frozenset(bench.pack.business_types) if bench.composed is not None else frozenset()


def edit_url(bench: Workbench, path: Iterable[str]) -> str:
    """Where a place of the draft is edited."""
    entry = "/".join(path) or GENERAL
    return reverse("studio:edit", kwargs={"draft": bench.draft.public_id, "entry": entry})


def told_events(rows: Iterable[Any], names: Mapping[int, str]) -> list[TimelineEntry]:
    """What happened, as a timeline; several changes by one person after each other are one line."""
    said = {
        "STARTED": (_("开始草稿"), "file-plus"), "SAVED": (_("修改"), "pencil"), "UNDONE": (_("撤销"), "undo-2"),
        "REDONE": (_("重做"), "redo-2"), "PROPOSED": (_("提请批准"), "send"),
        "WITHDRAWN": (_("收回提请"), "undo-2"), "REJECTED": (_("退回修改"), "corner-up-left"),
        "PUBLISHED": (_("批准并发布"), "stamp"), "DISCARDED": (_("放弃"), "trash-2"),
        "BASELINE": (_("发布底线"), "shield"),
    }  # fmt: skip
    return [
        TimelineEntry(
            at=row.occurred_at,
            title=said.get(row.kind, (row.kind, "dot"))[0],
            who=names.get(row.actor_id, _("命令行")),
            text=row.note if row.kind in ("PROPOSED", "REJECTED") else "",
            icon=said.get(row.kind, ("", "dot"))[1],
        )
        for row in rows
    ]


def _section(bench: Workbench, name: str) -> Section:
    if name == GENERAL:
        return Section(GENERAL, words.section_word(GENERAL), edit_url(bench, (GENERAL,)), None,
                       _general_changes(bench), True, 0)  # fmt: skip
    place = place_at((name,))
    value = look(bench.tree, (name,))
    if place.is_table:
        gone = removed(bench, (name,))
        return Section(
            name, words.section_word(name), edit_url(bench, (name,)), len(value or {}), bench.changes_in(name),
            bool(value) or bool(gone), _errors(bench, (name,)),
        )  # fmt: skip
    return _part(bench, (name,))


def _part(bench: Workbench, path: tuple[str, ...]) -> Section:
    mark = bench.mark(path)
    return Section(
        path[-1], words.section_word(path[-1]), edit_url(bench, path), None, int(mark is not Mark.SAME),
        look(bench.tree, path) is not None or mark is Mark.REMOVED, _errors(bench, path),
    )  # fmt: skip


def _general_changes(bench: Workbench) -> int:
    paged_keys = {section for _zh, _en, sections in groups() for section in sections}
    return sum(
        key not in paged_keys and key not in ("format", "id", "version", "extends") for key in bench.own
    )


def _errors(bench: Workbench, path: tuple[str, ...]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in bench.below(path))


def _named(bench: Workbench, place: Place, code: str, entry: Any) -> Label:
    """What an entry is called; forms and workflows by the line of business that uses them."""
    if place.path in (("workflows",), ("forms",)):
        kind = place.path[0].removesuffix("s")
        for business in bench.pack.business_types.values():
            if getattr(business, kind) == code:
                return business.label
    return entry if isinstance(entry, Label) else label_of(code, entry)


def _gone(bench: Workbench, place: Place, code: str) -> Entry:
    was = look(bench.base, (*place.path, code)) or {}
    given = was.get("label") or was.get("title") or {"zh-hans": code, "en": code}
    label = text(given.get("zh-hans", code), given.get("en", code))
    return Entry(code, label, text("", ""), Mark.REMOVED, "", 0)


def title_of(bench: Workbench, place: Place) -> Label:
    """What a page about a place is called."""
    if not place.path or place.is_part or place.is_table or not place.path[-1]:
        return words.section_word(place.section).name
    pack: Any = bench.pack
    for key in place.path:
        pack = pack[key] if isinstance(pack, dict) else getattr(pack, key)
    return _named(bench, place_at(place.path[:-1]), place.path[-1], pack)


def trail_of(bench: Workbench, place: Place) -> list[Crumb]:
    """The way from the draft to a place."""
    trail = []
    for depth in range(1, len(place.path)):
        path = place.path[:depth]
        above = place_at(path)
        label = words.section_word(path[-1]).name if above.is_table else title_of(bench, above)
        trail.append(Crumb(label, edit_url(bench, path)))  # type: ignore[arg-type]  # said by the template
    return trail


def url_of(bench: Workbench, dotted: str) -> str:
    """Where the entry of a dotted path is edited: its form, or that of the nearest thing around it."""
    path = tuple(re.split(r"[.\[\]]+", dotted.rstrip("]")))
    while path:
        try:
            place = place_at(path)
        except NoSuchPlace:
            path = path[:-1]
            continue
        if place.is_table or place.is_part or look(bench.tree, path) is not None:
            return edit_url(bench, path)
        path = path[:-1]
    return edit_url(bench, (GENERAL,))

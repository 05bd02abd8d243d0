"""A draft laid open: its text, what it extends, both together as a pack, and how each entry differs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from policies.drafts import selectors
from policies.drafts.rules import DROP, Edit, edited
from policies.drafts.selectors import Draft, DraftState
from policies.engine.findings import Finding, Severity
from policies.engine.pack import Pack
from policies.loading import Composed, canonical_tree
from policies.sources import PackError, Problem, read_text
from policies.studio.places import KeyPath, Place, look
from policies.trees import Tree, differences_from, overlaid


class Mark(StrEnum):
    """How an entry differs from what the draft extends."""

    SAME = ""
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Workbench:
    """A draft with everything that a page about it needs; read once."""

    draft: Draft
    base: Tree
    own: Tree
    composed: Composed | None
    problems: tuple[Problem, ...]
    findings: tuple[tuple[Finding, Problem], ...]

    @property
    def pack(self) -> Pack:
        """The draft as a pack; only where it can be read."""
        assert self.composed is not None  # noqa: S101 -- pages without a pack lead to the text first
        return self.composed.pack

    @property
    def is_editable(self) -> bool:
        return bool(self.draft.state == DraftState.EDITING)

    @property
    def is_proposed(self) -> bool:
        return bool(self.draft.state == DraftState.PROPOSED)

    @cached_property
    def tree(self) -> Tree:
        """The whole with every default spelled out."""
        return canonical_tree(self.pack)

    @cached_property
    def errors(self) -> tuple[tuple[Finding, Problem], ...]:
        return tuple(one for one in self.findings if one[0].severity is Severity.ERROR)

    def mark(self, path: Sequence[str]) -> Mark:
        """How an entry differs."""
        said = _said(self.own, path)
        if said is _NOTHING:
            return Mark.SAME
        if said is None:
            return Mark.REMOVED
        return Mark.ADDED if look(self.base, path) is None else Mark.CHANGED

    def changes_in(self, section: str) -> int:
        """How many entries of a part of the rulebook differ; 1 for a rule by itself."""
        said = self.own.get(section, _NOTHING)
        if said is _NOTHING:
            return 0
        under = self.base.get(section)
        is_table = (
            isinstance(said, dict)
            and isinstance(under, dict)
            and all(isinstance(one, dict) for one in under.values())
        )
        return len(said) if is_table else 1

    def below(self, path: Sequence[str]) -> tuple[Finding, ...]:
        """What the checks find in an entry."""
        start = ".".join(path)
        return tuple(
            finding
            for finding, _place in self.findings
            if finding.path == start or finding.path.startswith((f"{start}.", f"{start}["))
        )


_NOTHING: Any = object()


def open_draft(public_id: UUID, *, now: datetime) -> Workbench:
    """The draft with this public id. Raises selectors.UnknownDraft."""
    draft = selectors.draft_by_id(public_id)
    checked = selectors.check(draft, now=now)
    try:
        own = read_text(draft.text, draft.pack_id).values
    except PackError:
        own = {}
    return Workbench(
        draft=draft,
        base=json.loads(draft.base_tree),
        own=own,
        composed=checked.composed,
        problems=checked.problems,
        findings=checked.findings,
    )


def edits_of(
    bench: Workbench, place: Place, value: Mapping[str, Any], keys: Sequence[str]
) -> tuple[Edit, ...]:
    """What has to change so that ``keys`` of an entry say what the form says."""
    current = look(bench.tree, place.path)
    if current is None:
        return (Edit(place.path, compact(place, value)),)
    changes = []
    for key in keys:
        if key in value and value[key] != current.get(key):
            changes.append(Edit((*place.path, key), value[key]))
        elif key not in value and key in current:
            changes.append(Edit((*place.path, key), DROP))
    return tuple(changes)


def compact(place: Place, value: Mapping[str, Any]) -> dict[str, Any]:
    """A new entry without what its model says by itself."""
    dumped = place.model.model_validate(value).model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
    )
    return dict(dumped)


def candidate(bench: Workbench, edits: Sequence[Edit]) -> Pack:
    """The pack that the draft would be after some edits. Raises pydantic.ValidationError."""
    own = edited(bench.base, bench.own, edits)
    return Pack.model_validate(overlaid(bench.base, own))


def differing_keys(bench: Workbench, place: Place) -> frozenset[str]:
    """The keys of an entry that say something else than the parent does."""
    before, after = look(bench.base, place.path), look(bench.tree, place.path)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return frozenset()
    return frozenset(differences_from(before, after))


def _said(own: Tree, path: Sequence[str]) -> Any:
    """What the differences say of an entry; ``_NOTHING`` where they say nothing."""
    at: Any = own
    for key in path:
        if at is None:
            return None
        if not isinstance(at, dict) or key not in at:
            return _NOTHING
        at = at[key]
    return at


def removed(bench: Workbench, path: KeyPath) -> tuple[str, ...]:
    """The codes of a table that the draft drops from what it extends."""
    own, under = look(bench.own, path), look(bench.base, path)
    if not isinstance(own, dict) or not isinstance(under, dict):
        return ()
    return tuple(code for code, value in own.items() if value is None and code in under)

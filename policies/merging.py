"""Three ways at once: what a parent changed, what the organisation changed, and where both touched one thing.

Trees are plain values, whole, with the defaults spelled out. Nothing is decided silently: each change can be
read and declined, and where both sides changed one entry somebody has to choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import ValidationError

from policies.engine.diff import Difference, differences
from policies.engine.pack import Label, Pack
from policies.engine.wording import text
from policies.loading import OWN_KEYS, inheritable_tree
from policies.sources import KeyPath
from policies.trees import Tree, same

Side = Literal["ours", "theirs"]


class _Missing:
    """The entry is not there."""

    def __repr__(self) -> str:
        return "MISSING"

    def __deepcopy__(self, _memo: object) -> _Missing:
        return self


MISSING: Final = _Missing()
_ATOMS: Final = (frozenset({"zh-hans", "en"}), frozenset({"amount", "unit"}))
"""Texts and spans change as one: half of ours and half of theirs would be neither."""


class ChangeKind(StrEnum):
    THEIRS = "theirs"
    """The parent changed it, we did not."""
    OURS = "ours"
    """We changed it, the parent did not."""
    CONFLICT = "conflict"
    """Both changed it, differently."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is not the same on all three sides; a side without it has ``MISSING``."""

    path: KeyPath
    kind: ChangeKind
    base: Any
    ours: Any
    theirs: Any
    said_theirs: Label | None = None
    """What the parent changed, in a sentence."""
    said_ours: Label | None = None
    """What we changed."""

    @property
    def id(self) -> str:
        """Names the change in a form; codes hold no slash."""
        return "/".join(self.path)

    @property
    def default(self) -> Side:
        """What holds where nobody chooses: what only one side changed; our own word in a conflict."""
        return "theirs" if self.kind is ChangeKind.THEIRS else "ours"


@dataclass(frozen=True, slots=True)
class Merge:
    """Three trees side by side, with every difference between them."""

    base: Tree
    ours: Tree
    theirs: Tree
    changes: tuple[Change, ...]

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind is ChangeKind.CONFLICT)

    @property
    def incoming(self) -> tuple[Change, ...]:
        """What the parent brings."""
        return tuple(change for change in self.changes if change.kind is not ChangeKind.OURS)


def three_way(base: Tree, ours: Tree, theirs: Tree) -> Merge:
    """The merge of two trees that come from ``base``; what a pack says of itself takes no part."""
    base, ours, theirs = (_rules(tree) for tree in (base, ours, theirs))
    changes = tuple(_changes((), base, ours, theirs))
    if not changes:
        return Merge(base, ours, theirs, ())
    of_theirs, of_ours = _sentences(base, theirs), _sentences(base, ours)
    told = tuple(_with_sentences(change, of_theirs, of_ours) for change in changes)
    return Merge(base, ours, theirs, told)


def resolved(merge: Merge, choices: Mapping[str, Side] | None = None) -> Tree:
    """The merged tree: each change as chosen by its id, else as its default."""
    chosen = choices or {}
    result = deepcopy(merge.ours)
    for change in merge.changes:
        side = chosen.get(change.id, change.default)
        _put(result, change.path, change.theirs if side == "theirs" else change.ours)
    return result


def normalised(tree: Tree) -> Tree:
    """A tree of rules with the defaults spelled out, so that a product that knows more keys finds no
    difference where nothing was changed; one that is no pack by itself stays as it is."""
    pack = _pack(tree)
    return _rules(inheritable_tree(pack)) if pack is not None else _rules(tree)


def is_pack(tree: Tree) -> bool:
    """Whether a tree of rules is a whole pack by itself; what extends fragments only is not."""
    return _pack(tree) is not None


def _changes(path: KeyPath, base: Any, ours: Any, theirs: Any) -> Iterator[Change]:
    if same(ours, theirs):
        return
    if _are_tables(ours, theirs) and (base is MISSING or _are_tables(base)):
        below = base if base is not MISSING else {}
        for key in dict.fromkeys((*below, *ours, *theirs)):
            sides = (side.get(key, MISSING) for side in (below, ours, theirs))
            yield from _changes((*path, key), *sides)
    elif same(base, ours):
        yield Change(path, ChangeKind.THEIRS, base, ours, theirs)
    elif same(base, theirs):
        yield Change(path, ChangeKind.OURS, base, ours, theirs)
    else:
        yield Change(path, ChangeKind.CONFLICT, base, ours, theirs)


def _are_tables(*sides: Any) -> bool:
    return all(isinstance(side, dict) and frozenset(side) not in _ATOMS for side in sides)


def _put(tree: Tree, path: KeyPath, value: Any) -> None:
    place: Any = tree
    for key in path[:-1]:
        place = place.setdefault(key, {})
    if value is MISSING:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = deepcopy(value)


def _rules(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if key not in OWN_KEYS}


def _pack(tree: Tree) -> Pack | None:
    """The tree as a pack, to be told in sentences; None where it is none by itself."""
    try:
        return Pack.model_validate({**_rules(tree), "format": 1, "id": "merge", "version": 1})
    except ValidationError:
        return None


def _sentences(before: Tree, after: Tree) -> tuple[Difference, ...]:
    one, other = _pack(before), _pack(after)
    return differences(one, other) if one is not None and other is not None else ()


def _with_sentences(
    change: Change, of_theirs: tuple[Difference, ...], of_ours: tuple[Difference, ...]
) -> Change:
    theirs = _said(change, change.theirs, of_theirs) if change.kind is not ChangeKind.OURS else None
    ours = _said(change, change.ours, of_ours) if change.kind is not ChangeKind.THEIRS else None
    return Change(change.path, change.kind, change.base, change.ours, change.theirs, theirs, ours)


def _said(change: Change, value: Any, told: tuple[Difference, ...]) -> Label:
    """The sentence of the difference at the change's place, above it or below it; else the bare fact."""
    path = ".".join(change.path)
    for difference in told:
        if _meet(difference.path, path):
            return difference.text
    if value is MISSING:
        return text(f"取消 {path}。", f"Gone: {path}.")
    return text(f"{path} 改为 {value}。", f"{path} is now {value}.")


def _meet(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")

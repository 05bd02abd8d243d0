"""Editing the differences of a pack from what it extends, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from policies.sources import MAX_DEPTH, KeyPath
from policies.trees import Tree, differences_from, overlaid, said_paths, same

__all__ = [
    "DROP", "INHERIT", "Drop", "Edit", "Inherit", "NoSuchEntry", "Tree", "differences_from", "drop", "edited",
    "inherit", "overlaid", "said_paths", "same", "set_value", "value_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drop:
    """Instead of a value: the entry is to be gone."""


@dataclass(frozen=True, slots=True)
class Inherit:
    """Instead of a value: whatever the parent says is to hold again."""


DROP: Final = Drop()
INHERIT: Final = Inherit()


class NoSuchEntry(LookupError):
    """Raised for a path that leads through what is not there."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a form: the keys from the root (numbers for items of a list), and what stands there then."""

    path: KeyPath
    value: Any


def edited(base: Tree, own: Tree, edits: Iterable[Edit]) -> Tree:
    """The differences after some edits. Raises NoSuchEntry; nothing that was given is changed."""
    for edit in edits:
        own = _edited(base, own, edit)
    return own


def set_value(own: Tree, path: KeyPath, value: Any, *, base: Tree) -> Tree:
    """The differences with one entry set; a value that the parent gives too is no difference."""
    return _edited(base, own, Edit(path, value))


def drop(own: Tree, path: KeyPath, *, base: Tree) -> Tree:
    """The differences with one entry gone from the whole."""
    return _edited(base, own, Edit(path, DROP))


def inherit(own: Tree, path: KeyPath, *, base: Tree) -> Tree:
    """The differences without anything said at ``path``, so that the parent's word holds there."""
    return _edited(base, own, Edit(path, INHERIT))


def value_at(tree: Tree, path: KeyPath) -> Any:
    """What stands at a path. Raises NoSuchEntry."""
    value: Any = tree
    for key in path:
        value = _child(value, key, path)
    return value


def _edited(base: Tree, own: Tree, edit: Edit) -> Tree:
    if not edit.path or len(edit.path) > MAX_DEPTH:
        raise NoSuchEntry(".".join(edit.path))
    if edit.value is INHERIT:
        return _forgotten(own, edit.path)
    whole = overlaid(base, own)
    place: Any = whole
    for depth, key in enumerate(edit.path[:-1]):
        if isinstance(place, dict) and key not in place and edit.value is not DROP:
            place[key] = {}
        place = _child(place, key, edit.path[: depth + 1])
    _put(place, edit.path, edit.value)
    return differences_from(base, whole)


def _put(place: Any, path: KeyPath, value: Any) -> None:
    last = path[-1]
    if value is DROP or value is None:
        _child(place, last, path)
        del place[int(last) if isinstance(place, list) else last]
    elif isinstance(place, list):
        if not last.isdecimal() or int(last) > len(place):
            raise NoSuchEntry(".".join(path))
        place[int(last) : int(last) + 1] = [deepcopy(value)]
    elif isinstance(place, dict):
        place[last] = _without_none(deepcopy(value))
    else:
        raise NoSuchEntry(".".join(path))


def _child(value: Any, key: str, path: KeyPath) -> Any:
    if isinstance(value, Mapping) and key in value:
        return value[key]
    if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
        return value[int(key)]
    raise NoSuchEntry(".".join(path))


def _forgotten(own: Tree, path: KeyPath) -> Tree:
    """``own`` without the entry, and without the mappings that it leaves empty."""
    key, rest = path[0], path[1:]
    if key not in own:
        return own
    inner = own[key]
    remaining = _forgotten(inner, rest) if rest and isinstance(inner, dict) else None
    if rest and not isinstance(inner, dict):
        return own
    left = {name: value for name, value in own.items() if name != key}
    return {**own, key: remaining} if remaining else left


def _without_none(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _without_none(inner) for key, inner in value.items() if inner is not None}

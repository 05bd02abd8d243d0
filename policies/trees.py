"""Trees of plain values: mappings, lists and scalars, as a pack file holds them.

Differences are a tree too, in which ``None`` drops an entry of what is extended; ``overlaid`` puts both together
as loading does.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from policies.sources import KeyPath, Source, merge

Tree = dict[str, Any]


def overlaid(base: Tree, own: Tree) -> Tree:
    """The whole: ``own`` on top of ``base``, as a pack file lies on the packs that it extends."""
    return merge(Source(values=deepcopy(base)), Source(values=deepcopy(own))).values


def differences_from(base: Tree, whole: Tree) -> Tree:
    """The smallest differences that make ``whole`` out of ``base``."""
    own: Tree = {key: None for key in base if key not in whole}
    for key, value in whole.items():
        under = base.get(key)
        if isinstance(value, dict) and isinstance(under, dict):
            inner = differences_from(under, value)
            if inner:
                own[key] = inner
        elif key not in base or not same(value, under):
            own[key] = deepcopy(value)
    return own


def said_paths(own: Tree, path: KeyPath = ()) -> Iterable[KeyPath]:
    """The paths of the differences: of every value that is set or dropped. Lists are one value."""
    for key, value in own.items():
        if isinstance(value, dict) and value:
            yield from said_paths(value, (*path, key))
        else:
            yield (*path, key)


def same(one: Any, other: Any) -> bool:
    """Equality in which ``true`` is not 1; the order of keys says nothing, that of items does."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)

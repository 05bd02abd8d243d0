"""Every part of a pack with its dotted path, for checks that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from policies.engine.pack import Label, PackModel, Span

_LEAVES: Final = (Label, Span)
"""Parts without parts of their own, of which a pack has thousands."""


def parts(model: PackModel, path: str = "") -> Iterator[tuple[str, PackModel]]:
    """``model`` and every model in it, outer ones first; the items of a list by their number."""
    yield path, model
    for name, key in _keys(type(model)):
        where = f"{path}.{key}" if path else key
        for place, inner in _within(getattr(model, name), where):
            if not isinstance(inner, _LEAVES):
                yield from parts(inner, place)


def _within(value: Any, path: str) -> Iterator[tuple[str, PackModel]]:
    """The models that a value is or holds."""
    if isinstance(value, PackModel):
        yield path, value
    elif isinstance(value, dict | tuple):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, entry in entries:
            if isinstance(entry, PackModel):
                yield f"{path}.{key}", entry


@lru_cache(maxsize=256)
def _keys(kind: type[PackModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a model by name and by the key under which a pack writes them."""
    return tuple((name, info.alias or name) for name, info in kind.model_fields.items())

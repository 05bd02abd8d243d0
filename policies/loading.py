"""From pack files to validated packs: inheritance, and errors with file, line and the nearest valid word."""

from __future__ import annotations

import difflib
import hashlib
import json
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policies.engine.pack import Label, Pack, PackStatus, TenantKind
from policies.reference.schema import json_schema
from policies.sources import (
    PACKS,
    KeyPath,
    PackError,
    Problem,
    Source,
    merge,
    read_folder,
    read_source,
    read_text,
    without_nulls,
)

__all__ = [
    "OWN_KEYS",
    "PACKS",
    "Composed",
    "PackError",
    "PackSummary",
    "Problem",
    "canonical_tree",
    "check_fragment",
    "compose_text",
    "digest_of",
    "inheritable_tree",
    "is_fragment",
    "json_schema",
    "load_file",
    "load_named",
    "load_pack",
    "locate",
    "locate_shipped",
    "pack_from_text",
    "shipped_ids",
    "shipped_packs",
    "shipped_source",
    "text_of",
]

# What a pack says of itself and never takes from the packs that it extends.
OWN_KEYS = ("format", "id", "version", "extends", "fragment")
_MAX_CHAIN = 8


@dataclass(frozen=True, slots=True)
class PackSummary:
    """What a list of packs shows."""

    id: str
    version: int
    title: Label
    issuer: Label
    status: PackStatus
    status_note: Label | None
    kinds: tuple[TenantKind, ...]
    extends: tuple[str, ...]
    fragment: bool


@dataclass(frozen=True, slots=True)
class Composed:
    """A pack that was put together from a text and from what that extends."""

    pack: Pack
    tree: dict[str, Any]
    """The whole, as it was validated."""
    own: dict[str, Any]
    """What the text itself says: the differences; ``None`` where it drops something."""
    source: Source
    """Knows where every entry was written, the inherited ones too."""

    def place(self, entry: str) -> Problem:
        """File and line of a dotted entry, for a finding that knows only the entry."""
        place = self.source.place(tuple(entry.replace("[", ".").replace("]", "").split(".")))
        return Problem(place.file, place.line, entry, "")


@lru_cache(maxsize=64)
def load_pack(pack_id: str) -> Pack:
    """The shipped pack. Raises PackError where it does not exist, does not validate, or is a fragment."""
    path = _shipped(pack_id)
    if path is None:
        names = [summary.id for summary in shipped_packs()]
        raise PackError(Problem(pack_id, 1, "", f"no such pack{_nearest(pack_id, names)}"))
    return load_file(path)


def load_named(name: str) -> Pack:
    """The pack in the file or folder of this path, or else the shipped pack of this id. Raises PackError."""
    path = Path(name)
    return load_file(path) if path.exists() else load_pack(name)


def load_file(path: Path) -> Pack:
    """The pack in a file or folder; the packs that it extends are looked for beside it, then among ours."""
    source = _resolved(path, ())
    if source.values.get("fragment") is True:
        place = source.place(("fragment",))
        raise PackError(Problem(place.file, place.line, "fragment", "a fragment can only be extended"))
    return _validated(source)


def compose_text(text: str, *, name: str, parents: Callable[[str], Source] | None = None) -> Composed:
    """The pack that a text makes on top of what it extends; mistakes are told under ``name`` with their line.

    ``parents`` gives the tree of a pack id, whole; without it the shipped packs are looked up.

    Raises:
        PackError: for all that is wrong with the text, a pack that it extends, or both together.
    """
    source = read_text(text, name)
    place = source.place(("extends",))
    base = Source(values={})
    for parent in _extended(source):
        if parent == source.values.get("id"):
            raise PackError(Problem(place.file, place.line, "extends", f"a circle of packs: {parent}"))
        try:
            below = (parents or shipped_source)(parent)
        except KeyError as error:
            near = _nearest(parent, shipped_ids())
            reason = f"there is no pack {parent!r}{near}"
            raise PackError(Problem(place.file, place.line, "extends", reason)) from error
        base = merge(base, _without_own(below))
    whole = merge(base, source) if base.values else without_nulls(source)
    if whole.values.get("fragment") is True:
        place = whole.place(("fragment",))
        raise PackError(Problem(place.file, place.line, "fragment", "a fragment can only be extended"))
    return Composed(pack=_validated(whole), tree=whole.values, own=source.values, source=whole)


def shipped_source(pack_id: str) -> Source:
    """The tree of a shipped pack or fragment with all that it extends. Raises KeyError, PackError."""
    path = _shipped(pack_id)
    if path is None:
        raise KeyError(pack_id)
    return _resolved(path, ())


def shipped_ids() -> tuple[str, ...]:
    """The ids of every pack and fragment that comes with the product."""
    return tuple(sorted(path.stem for path in _shipped_paths()))


def canonical_tree(pack: Pack) -> dict[str, Any]:
    """The pack as plain values, defaults spelled out: two packs that say the same have the same tree."""
    return pack.model_dump(mode="json", by_alias=True, exclude_none=True)


def inheritable_tree(pack: Pack) -> dict[str, Any]:
    """As ``canonical_tree``, to be changed or extended.

    What is taken from another place of the pack (the length of a vague word, the choices of a code list) is
    left to be taken again, so that whoever changes that place in the tree changes it everywhere.
    """
    tree = canonical_tree(pack)
    for code, clock in pack.clocks.items():
        term = pack.vague_terms.get(clock.term or "")
        if term is not None and term.span == clock.span:
            del tree["clocks"][code]["span"]
    for code, field in pack.fields.items():
        terms = getattr(pack, field.choices_from) if field.choices_from else {}
        if terms and {term: entry.label for term, entry in terms.items()} == field.choices:
            del tree["fields"][code]["choices"]
    return tree


def locate(path: Path, entry: str) -> Problem:
    """File and line of the dotted entry of a pack, for a finding that knows only the entry."""
    place = _resolved(path, ()).place(tuple(entry.replace("[", ".").replace("]", "").split(".")))
    return Problem(place.file, place.line, entry, "")


def locate_shipped(pack_id: str, entry: str) -> Problem:
    """As ``locate``, in a pack that comes with the product."""
    path = _shipped(pack_id)
    return locate(path, entry) if path else Problem(pack_id, 1, entry, "")


@lru_cache(maxsize=1)
def shipped_packs() -> tuple[PackSummary, ...]:
    """Every pack and fragment that comes with the product, by id. Each is checked as far as it goes alone."""
    return tuple(_summary(path) for path in sorted(_shipped_paths(), key=lambda path: path.stem))


def check_fragment(path: Path) -> None:
    """Check what a fragment says; what it leaves to others may be missing. Raises PackError."""
    source = _resolved(path, ())
    try:
        Pack.model_validate(source.values)
    except ValidationError as error:
        problems = [_problem(source, detail) for detail in error.errors() if detail["type"] != "missing"]
        if problems:
            raise PackError(*problems) from error


def is_fragment(path: Path) -> bool:
    """Whether the file says that it is there to be extended only. Raises PackError."""
    return _read(path).values.get("fragment") is True


def text_of(pack: Pack) -> str:
    """The pack as JSON, defaults spelled out, so that what was adopted reads the same for ever.

    The order of its entries is part of it: it is the order of pages, lines of business and steps.
    """
    return json.dumps(canonical_tree(pack), ensure_ascii=False, separators=(",", ":"))


def pack_from_text(text: str) -> Pack:
    """What ``text_of`` wrote."""
    return Pack.model_validate_json(text)


def digest_of(text: str) -> str:
    """SHA-256 of a pack's text: two packs with one digest are one rulebook."""
    return hashlib.sha256(text.encode()).hexdigest()


def _shipped_paths() -> Iterable[Path]:
    yield from PACKS.glob("*.yaml")
    yield from (path.parent for path in PACKS.glob("*/pack.yaml"))


def _shipped(pack_id: str) -> Path | None:
    return next((path for path in _shipped_paths() if path.stem == pack_id), None)


def _read(path: Path) -> Source:
    source = read_folder(path) if path.is_dir() else read_source(path)
    own = source.values.get("id")
    if own != path.stem:
        place = source.place(("id",))
        raise PackError(
            Problem(place.file, place.line, "id", f"calls itself {own!r} in a file named {path.stem!r}")
        )
    return source


def _resolved(path: Path, chain: tuple[str, ...]) -> Source:
    """The tree of a pack with everything that it extends underneath it."""
    source = _read(path)
    pack_id = path.stem
    place = source.place(("extends",))
    if pack_id in chain:
        way = " → ".join((*chain, pack_id))
        raise PackError(Problem(place.file, place.line, "extends", f"a circle of packs: {way}"))
    if len(chain) >= _MAX_CHAIN:
        raise PackError(Problem(place.file, place.line, "extends", f"more than {_MAX_CHAIN} packs deep"))
    base = Source(values={})
    for name in _extended(source):
        base = merge(base, _without_own(_resolved(_find(name, path, source), (*chain, pack_id))))
    return merge(base, source) if base.values else without_nulls(source)


def _without_own(source: Source) -> Source:
    values = {key: value for key, value in source.values.items() if key not in OWN_KEYS}
    return Source(values=values, places=source.places)


def _extended(source: Source) -> list[str]:
    names = source.values.get("extends") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        place = source.place(("extends",))
        raise PackError(Problem(place.file, place.line, "extends", "must be a list of pack ids"))
    return names


def _find(name: str, beside: Path, source: Source) -> Path:
    for candidate in (beside.parent / f"{name}.yaml", beside.parent / name):
        if candidate.exists() and "/" not in name and name not in ("", ".", ".."):
            return candidate
    shipped = _shipped(name)
    if shipped is None:
        place = source.place(("extends",))
        near = _nearest(name, [path.stem for path in _shipped_paths()])
        raise PackError(Problem(place.file, place.line, "extends", f"there is no pack {name!r}{near}"))
    return shipped


def _validated(source: Source) -> Pack:
    try:
        return Pack.model_validate(source.values)
    except ValidationError as error:
        raise PackError(*(_problem(source, detail) for detail in error.errors())) from error


def _problem(source: Source, detail: ErrorDetails) -> Problem:
    path = tuple(str(part) for part in detail["loc"] if part != "[key]")
    place = source.place(path)
    reason = detail["msg"]
    if detail["type"] == "extra_forbidden":
        reason = f"unknown key {path[-1]!r}{_nearest(path[-1], _known_keys(path[:-1]))}"
    elif detail["type"] == "missing":
        reason = f"the key {path[-1]!r} is missing"
    elif isinstance(detail["input"], str | int | float):
        reason = f"{reason} (given: {detail['input']!r})"
    return Problem(place.file, place.line, ".".join(path), reason)


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def _known_keys(path: KeyPath) -> list[str]:
    """The keys that the model at ``path`` of a pack knows, as they are written in a file."""
    kind: Any = Pack
    for part in path:
        kind = _inner(kind, part)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [info.alias or name for name, info in kind.model_fields.items()]
    return []


def _inner(kind: Any, part: str) -> Any:
    """The type one step further down: a field of a model, or the value type of a mapping or tuple."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if part in (name, info.alias):
                return _bare(info.annotation)
        return None
    arguments = typing.get_args(kind)
    return _bare(arguments[-1] if typing.get_origin(kind) is dict else arguments[0]) if arguments else None


def _bare(kind: Any) -> Any:
    """``X | None`` as ``X``."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(part for part in typing.get_args(kind) if part is not type(None))
    return kind


def _summary(path: Path) -> PackSummary:
    source = _resolved(path, ())
    if source.values.get("fragment") is True:
        check_fragment(path)
        return _fragment_summary(source)
    pack = load_pack(path.stem)
    return PackSummary(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        issuer=pack.issuer,
        status=pack.status,
        status_note=pack.status_note,
        kinds=pack.kinds,
        extends=pack.extends,
        fragment=False,
    )


def _fragment_summary(source: Source) -> PackSummary:
    values = source.values
    note = values.get("status_note")
    return PackSummary(
        id=values["id"],
        version=values["version"],
        title=Label.model_validate(values["title"]),
        issuer=Label.model_validate(values["issuer"]),
        status=PackStatus(values["status"]),
        status_note=Label.model_validate(note) if note else None,
        kinds=tuple(TenantKind(kind) for kind in values.get("kinds", ())),
        extends=tuple(values.get("extends", ())),
        fragment=True,
    )

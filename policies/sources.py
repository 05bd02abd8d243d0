"""Reading pack files: plain values out of YAML, and the file and line of every one of them.

Only the JSON-like part of YAML is taken. Anchors, aliases and tags are refused (they hide what is meant, and
an alias bomb grows without bound), so are doubled keys; ``yes``, ``on`` and ``12:30`` stay text, and dates
stay ISO text for the model to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PACKS = Path(__file__).resolve().parent / "packs"
MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_DIGITS = 20
"""No rule counts further, and reading longer numbers takes time that grows with their square."""

KeyPath = tuple[str, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written; lines count from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pack, where it stands and in which entry."""

    file: str
    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        where = f" {self.path}:" if self.path else ""
        return f"{self.file}:{self.line}:{where} {self.reason}"


class PackError(Exception):
    """A pack that cannot be used; ``file``, ``line``, ``path`` and ``reason`` are of the first problem."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        self.file, self.line = problems[0].file, problems[0].line
        self.path, self.reason = problems[0].path, problems[0].reason
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Source:
    """The value tree of a pack and the place of every entry in it."""

    values: dict[str, Any]
    places: dict[KeyPath, Place] = field(default_factory=dict)

    def place(self, path: KeyPath) -> Place:
        """The place of the entry, or of the nearest entry around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path) or Place(file="", line=1)


def read_source(path: Path) -> Source:
    """One YAML file. Raises PackError with file and line for whatever the safe part of YAML does not hold."""
    name = _shown(path)
    return read_text(_text(path, name), name)


def read_text(text: str, name: str) -> Source:
    """As ``read_source``, of a text that lies in no file; ``name`` is what its mistakes are told under."""
    if len(text) > MAX_BYTES or len(text.encode()) > MAX_BYTES:
        raise PackError(Problem(name, 1, "", f"larger than {MAX_BYTES:,} bytes"))
    _refuse_unsafe(text, name)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _yaml_error(error, name) from error
    if not isinstance(node, yaml.MappingNode):
        raise PackError(Problem(name, 1, "", "the file holds no mapping of keys"))
    places: dict[KeyPath, Place] = {(): Place(name, 1)}
    return Source(values=_mapping(node, (), name, places), places=places)


def read_folder(folder: Path) -> Source:
    """All files of a pack that is a folder, as one tree. An entry that two files give is refused."""
    values: dict[str, Any] = {}
    places: dict[KeyPath, Place] = {}
    for path in sorted(folder.glob("*.yaml")):
        source = read_source(path)
        _join(values, source.values, (), places, source)
        places = {**source.places, **places}
    if not values:
        raise PackError(Problem(_shown(folder), 1, "", "the folder holds no pack file"))
    return Source(values=values, places=places)


def merge(base: Source, over: Source) -> Source:
    """``over`` on top of ``base``: mappings join key by key, everything else replaces, ``null`` drops."""
    places = dict(base.places)
    values = _merged(base.values, over.values, (), places, over)
    return Source(values=values, places=places)


def without_nulls(source: Source) -> Source:
    """A pack that extends nothing has nothing to drop: ``null`` there just means 'not given'."""
    return merge(Source(values={}), source)


def _shown(path: Path) -> str:
    """The path as people know it: of our own packs from the folder of packs on, of others as they gave it."""
    return str(path.relative_to(PACKS)) if path.is_relative_to(PACKS) else str(path)


def text_of_file(path: Path) -> str:
    """The text of a pack file; one that is too large is refused before it is read. Raises PackError."""
    return _text(path, _shown(path))


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PackError(Problem(name, 1, "", f"cannot be read: {error.strerror}")) from error
    if len(raw) > MAX_BYTES:
        raise PackError(Problem(name, 1, "", f"larger than {MAX_BYTES:,} bytes"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PackError(Problem(name, line, "", "not UTF-8 text")) from error


def _refuse_unsafe(text: str, name: str) -> None:
    """Walk the events before any tree is built, so that no bomb goes off while we look at it."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise PackError(Problem(name, line, "", "anchors and aliases are not allowed"))
            if _has_tag(event):
                raise PackError(Problem(name, line, "", "tags are not allowed"))
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise PackError(Problem(name, line, "", f"nested deeper than {MAX_DEPTH} levels"))
    except yaml.YAMLError as error:
        raise _yaml_error(error, name) from error


def _has_tag(event: yaml.Event) -> bool:
    return getattr(event, "tag", None) not in (None, "!")


def _yaml_error(error: yaml.YAMLError, name: str) -> PackError:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    return PackError(Problem(name, mark.line + 1 if mark else 1, "", f"not readable as YAML: {reason}"))


def _mapping(
    node: yaml.MappingNode, path: KeyPath, name: str, places: dict[KeyPath, Place]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise PackError(Problem(name, line, ".".join(path), "a key must be one word"))
        key = str(key_node.value)
        if key in result:
            raise PackError(Problem(name, line, ".".join((*path, key)), f"the key {key!r} is given twice"))
        places[(*path, key)] = Place(name, line)
        result[key] = _value(value_node, (*path, key), name, places)
    return result


def _value(node: yaml.Node, path: KeyPath, name: str, places: dict[KeyPath, Place]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, name, places)
    if isinstance(node, yaml.SequenceNode):
        items: list[Any] = []
        for index, item in enumerate(node.value):
            places[(*path, str(index))] = Place(name, item.start_mark.line + 1)
            items.append(_value(item, (*path, str(index)), name, places))
        return items
    text = str(node.value)
    if getattr(node, "style", None) not in (None, ""):
        return text
    if len(text) > MAX_DIGITS and (_INTEGER.fullmatch(text) or _FLOAT.fullmatch(text)):
        place = Problem(name, node.start_mark.line + 1, ".".join(path), f"a number of {len(text)} digits")
        raise PackError(place)
    return plain_value(text)


def plain_value(text: str) -> str | int | float | bool | None:
    """What an unquoted word of a pack file stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _join(
    into: dict[str, Any], values: dict[str, Any], path: KeyPath, places: dict[KeyPath, Place], source: Source
) -> None:
    for key, value in values.items():
        here = (*path, key)
        present = into.get(key)
        if key not in into:
            into[key] = value
        elif isinstance(present, dict) and isinstance(value, dict):
            _join(present, value, here, places, source)
        else:
            place, first = source.place(here), places.get(here)
            also = f" (first in {first.file}, line {first.line})" if first else ""
            raise PackError(Problem(place.file, place.line, ".".join(here), f"given in two files{also}"))


def _merged(
    base: dict[str, Any], over: dict[str, Any], path: KeyPath, places: dict[KeyPath, Place], source: Source
) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        here = (*path, key)
        places[here] = source.place(here)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            under = result.get(key)
            result[key] = _merged(under if isinstance(under, dict) else {}, value, here, places, source)
        else:
            result[key] = value
            places.update(_below(source, here))
    return result


def _below(source: Source, path: KeyPath) -> Iterator[tuple[KeyPath, Place]]:
    """The places of a list's items (and of mappings within it)."""
    value: Any = source.values
    for key in path:
        value = value[key]
    yield from _item_places(source, path, value)


def _item_places(source: Source, path: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Place]]:
    children: Iterator[tuple[str, Any]] = iter(())
    if isinstance(value, list):
        children = ((str(index), item) for index, item in enumerate(value))
    elif isinstance(value, dict):
        children = iter(value.items())
    for key, child in children:
        here = (*path, key)
        if here in source.places:
            yield here, source.places[here]
        yield from _item_places(source, here, child)

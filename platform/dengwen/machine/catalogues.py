"""Translations: each ``.po`` is compiled beside itself, only when it is newer than what was compiled.

Our message ids are the Chinese texts. From the English catalogue a Chinese one is compiled as well, in which
each text stands for itself: without it gettext looks every text up in the catalogues of all packages, in vain.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

WELL_FORMED = re.compile(r'(?:(?:msgid|msgid_plural|msgctxt|msgstr|msgstr\[\d\])\s+)?"(?:[^"\\]|\\.)*"')
NOT_OURS = frozenset({".dengwen", ".git", "node_modules", ".venv", "venv"})


class BadCatalogueError(RuntimeError):
    """A translation file that cannot be read; the message names it."""


def compile_stale(root: Path) -> list[Path]:
    """Compile what is stale and return the ``.po`` files that were compiled.

    Raises:
        BadCatalogueError
    """
    stale = [source for source in sources(root) if _is_stale(source)]
    for source in stale:
        _compile(source)
    return stale


def sources(root: Path) -> Iterator[Path]:
    """Every ``locale/<language>/LC_MESSAGES/*.po`` of the checkout."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS and name != "__pycache__")
        if Path(folder).name == "LC_MESSAGES":
            yield from (Path(folder) / name for name in sorted(files) if name.endswith(".po"))


def _is_stale(source: Path) -> bool:
    written = source.stat().st_mtime_ns
    return any(not mo.exists() or mo.stat().st_mtime_ns <= written for mo in _compiled_of(source))


def _compiled_of(source: Path) -> list[Path]:
    """What is compiled from a catalogue: its own, and from the English one the Chinese one too."""
    found = [source.with_suffix(".mo")]
    if source.parent.parent.name == "en" and not _chinese(source).exists():
        found.append(_chinese(source).with_suffix(".mo"))
    return found


def _chinese(source: Path) -> Path:
    return source.parents[2] / "zh_Hans" / "LC_MESSAGES" / source.name


def _refuse_unquoted(source: Path) -> None:
    """The reader takes the first and last character of a string for its quotes, whatever they are."""
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip().removeprefix("#~").strip()
        if text and not text.startswith("#") and not WELL_FORMED.fullmatch(text):
            raise BadCatalogueError(f"{source}:{number}: not a quoted string: {text}")


def _compile(source: Path) -> None:
    language = source.parent.parent.name
    _refuse_unquoted(source)
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise BadCatalogueError(f"{source}: {error}") from error
    for compiled in _compiled_of(source):
        is_own = compiled.parent == source.parent
        _write(compiled, catalogue if is_own else _standing_for_itself(catalogue))


def _standing_for_itself(catalogue: Catalog) -> Catalog:
    """The same texts, each as its own translation; those with a plural are left to gettext."""
    made = Catalog(locale="zh_Hans")
    for message in catalogue:
        if message.id and isinstance(message.id, str):
            made.add(message.id, message.id, context=message.context)
    return made


def _write(compiled: Path, catalogue: Catalog) -> None:
    compiled.parent.mkdir(parents=True, exist_ok=True)
    draft = compiled.with_name(f".{compiled.name}.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, catalogue, use_fuzzy=False)
    draft.replace(compiled)

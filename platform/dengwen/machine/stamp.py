"""Whether what was built last time is still what would be built now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SUFFIXES = frozenset({".py", ".yaml", ".yml", ".json", ".po", ".html", ".lock"})


def digest(*, root: Path, folders: Sequence[str], facts: Mapping[str, str]) -> str:
    """A hash over the source that builds, and over what else it depends on."""
    total = hashlib.sha256(repr(sorted(facts.items())).encode())
    for path in _files(root, folders):
        total.update(str(path.relative_to(root)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path, folders: Sequence[str]) -> Iterator[Path]:
    yield root / "requirements.lock"
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file() and "__pycache__" not in path.parts:
                yield path

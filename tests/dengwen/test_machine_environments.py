"""Environments of older locks make room; those in use stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dengwen.machine.bootstrap import MARKER, UNUSED_SECONDS, remove_unused

pytestmark = pytest.mark.unit

MADE = 1_800_000_000.0


def _environment(home: Path, name: str, *, last_used: float) -> Path:
    path = home / name
    (path / "bin").mkdir(parents=True)
    (path / MARKER).touch()
    os.utime(path / MARKER, (last_used, last_used))
    for kind in ("lock", "log"):
        path.with_name(f"{name}.{kind}").touch()
    return path


def test_only_what_nobody_used_for_long_is_removed(tmp_path: Path) -> None:
    new = _environment(tmp_path, "env-new-py3.11", last_used=MADE)
    _environment(tmp_path, "env-used-py3.11", last_used=MADE - UNUSED_SECONDS)
    _environment(tmp_path, "env-old-py3.11", last_used=MADE - UNUSED_SECONDS - 1)
    (tmp_path / "env-being-made-py3.12").mkdir()

    remove_unused(beside=new)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "env-being-made-py3.12",
        "env-new-py3.11",
        "env-new-py3.11.lock",
        "env-new-py3.11.log",
        "env-used-py3.11",
        "env-used-py3.11.lock",
        "env-used-py3.11.log",
    ]

"""Processor time by side of the wire: web processes, PostgreSQL, and ourselves. Linux only; elsewhere nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """What a piece of work took; seconds."""

    wall: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)

    def per_piece(self, pieces: int) -> dict[str, float]:
        """Milliseconds of processor time for one piece, by side."""
        return {f"{side} cpu ms": round(1000 * spent / max(pieces, 1), 2) for side, spent in self.cpu.items()}


@contextmanager
def measured(**sides: int) -> Iterator[Cost]:
    """Measure a block; ``sides`` names process trees by the id of their root."""
    cost = Cost()
    before = {side: tree_seconds(root) for side, root in sides.items()}
    own, began = time.process_time(), time.perf_counter()
    try:
        yield cost
    finally:
        cost.wall = time.perf_counter() - began
        cost.cpu = {side: tree_seconds(root) - before[side] for side, root in sides.items()}
        cost.cpu["load"] = time.process_time() - own


def tree_seconds(root: int) -> float:
    """Processor time of a process and of all below it, also of those that ended and were waited for."""
    parents = _parents()
    wanted, found = {root}, {root}
    while wanted:
        wanted = {pid for pid, parent in parents.items() if parent in wanted} - found
        found |= wanted
    return sum(_seconds(pid) for pid in found)


def parent_of(pid: int) -> int:
    """The parent of a process on this machine.

    Raises:
        OSError: where it does not run here.
    """
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def _parents() -> dict[int, int]:
    found: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found[int(folder.name)] = parent_of(int(folder.name))
        except (OSError, IndexError):
            continue
    return found


def _seconds(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(word) for word in words[11:15]) / TICKS

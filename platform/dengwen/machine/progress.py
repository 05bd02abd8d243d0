"""Steps that a person can follow: what is being done, for how long, and how it ended.

On a terminal the running step is redrawn in place; elsewhere (CI, a log) a step is one line when it ends, and
a sign of life every few seconds. Imports the standard library only: the bootstrap uses it before anything is
installed.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

REDRAW_SECONDS = 0.2
SIGN_OF_LIFE_SECONDS = 15.0


def elapsed(seconds: float) -> str:
    """``0.4 s``, ``12 s``, ``3 min 05 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"


class Step:
    """One running step; ``detail`` may be changed while it runs."""

    def __init__(self, title: str) -> None:
        """Begin to count."""
        self.title = title
        self.detail = ""
        self._began = time.monotonic()

    def line(self, mark: str) -> str:
        """How it shows now."""
        detail = f"  {self.detail}" if self.detail else ""
        return f"{mark} {self.title}  {elapsed(time.monotonic() - self._began)}{detail}"


class Progress:
    """Shows steps on a stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Show on ``stream``, standard output by default."""
        self.stream = stream or sys.stdout
        self.is_terminal = self.stream.isatty()

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step while the block runs: ✓ when it ends well, ✗ when it raises."""
        step = Step(title)
        ended = threading.Event()
        painter = threading.Thread(target=self._paint, args=(step, ended), daemon=True)
        painter.start()
        mark = "✗"
        try:
            yield step
            mark = "✓"
        finally:
            ended.set()
            painter.join()
            self._write(self._clear() + step.line(mark) + "\n")

    def say(self, text: str) -> None:
        """A line of its own."""
        self._write(text + "\n")

    def _paint(self, step: Step, ended: threading.Event) -> None:
        while not ended.wait(REDRAW_SECONDS if self.is_terminal else SIGN_OF_LIFE_SECONDS):
            line = step.line("…")
            self._write(self._clear() + line if self.is_terminal else line + "\n")

    def _clear(self) -> str:
        return "\r\x1b[2K" if self.is_terminal else ""

    def _write(self, text: str) -> None:
        # A terminal that cannot show ✓ must not stop the work.
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()

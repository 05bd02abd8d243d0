"""Being asked to stop: Ctrl-C, a closing terminal or a stop signal is noted, and nothing is cut off."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

POLL_SECONDS = 0.2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(RuntimeError):
    """We were asked to stop while something was under way."""


class StopRequest:
    """Whether and by which signal we were asked to stop."""

    def __init__(self) -> None:
        """Not asked yet."""
        self.number: int | None = None
        self._asked = threading.Event()

    @property
    def is_made(self) -> bool:
        """Whether we were asked."""
        return self._asked.is_set()

    def make(self, number: int, _frame: FrameType | None = None) -> None:
        """Note a signal; the first one counts."""
        if self.number is None:
            self.number = number
        self._asked.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Sleep until asked, at most this long."""
        return self._asked.wait(seconds)

    def check(self) -> None:
        """Raise ``Stopped`` if we were asked."""
        if self.is_made:
            raise Stopped


@contextmanager
def stop_requests() -> Iterator[StopRequest]:
    """Note stop signals while the block runs. Main thread only; the old handlers come back at the end."""
    request = StopRequest()
    before = {number: signal.signal(number, request.make) for number in STOP_SIGNALS}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_foreground(command: Sequence[str], *, environment: Mapping[str, str], cwd: Path | None = None) -> int:
    """Run a command with our terminal and return its exit status.

    A Ctrl-C reaches it from the terminal itself; any other stop signal is handed on.
    """
    with stop_requests() as stop:
        process = subprocess.Popen(list(command), env=dict(environment), cwd=cwd)
        is_handed_on = False
        while True:
            try:
                return process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                if stop.is_made and stop.number != signal.SIGINT and not is_handed_on:
                    is_handed_on = True
                    process.terminate()

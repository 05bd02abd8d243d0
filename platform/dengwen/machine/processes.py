"""Child processes: each in its own process group with its own log; ended by id, in order, and only ours."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dengwen.machine.identity import As

POLL_SECONDS = 0.05
TAIL_LINES = 15


class ProcessDied(RuntimeError):
    """A process that should run has ended."""


@dataclass(slots=True)
class Child:
    """A process that we started, and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def is_running(self) -> bool:
        """Whether it still runs. One that ended is not reaped before ``stop``, so that its id and its
        group stay its own."""
        return self.process.returncode is None and not _has_ended(self.process)

    def tail(self) -> str:
        """The last lines of its log."""
        return last_lines(self.log)


def start(
    *,
    name: str,
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    as_user: As | None = None,
    cwd: Path | None = None,
) -> Child:
    """Start a process in its own session, so that a Ctrl-C in the terminal reaches only us."""
    arguments: As = {**(as_user or {})}
    if environment is not None:
        arguments["env"] = environment
    if cwd is not None:
        arguments["cwd"] = str(cwd)
    with log.open("ab", buffering=0) as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **arguments,
        )
    return Child(name=name, process=process, log=log)


def last_lines(log: Path, *, count: int = TAIL_LINES) -> str:
    """The end of a log file, or nothing where there is none."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-count:])


def stop(child: Child, *, first: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> int:
    """Ask a child to end, after ``patience`` seconds kill it; its group ends with it. Returns its status."""
    if child.process.returncode is not None:
        return child.process.returncode
    if child.is_running:
        child.process.send_signal(first)
        with contextlib.suppress(TimeoutError):
            wait_until(lambda: not child.is_running, seconds=patience)
    # The child is not reaped yet, so this id can be nobody else's.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
    return child.process.wait()


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    if not hasattr(os, "waitid"):  # macOS before Python 3.13
        return process.poll() is not None
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def stop_all(children: Iterable[Child], *, patience: float = 10.0) -> None:
    """Stop children one after another, the last started first."""
    for child in reversed(list(children)):
        stop(child, patience=patience)


def wait_until(ready: Callable[[], bool], *, seconds: float, child: Child | None = None) -> None:
    """Poll until ``ready``.

    Raises:
        ProcessDied: the child ended before it was ready; the message carries the end of its log.
        TimeoutError: it was not ready in time; likewise.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        name = child.name if child else "the service"
        end_of_log = f"\n{child.tail()}" if child else ""
        if child and not child.is_running:
            raise ProcessDied(f"{name} ended with status {stop(child)}{end_of_log}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} was not ready within {seconds:.0f} s{end_of_log}")
        time.sleep(POLL_SECONDS)


def is_alive(pid: int) -> bool:
    """Whether a process of this id exists and has not merely been left unreaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{pid}/stat")
    with contextlib.suppress(OSError, IndexError):
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return True


def was_told(pid: int, word: str) -> bool:
    """Whether this word is an argument of the process; true where the system does not tell (macOS)."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except OSError:
        return True
    return word.encode() in words


def end(pid: int, *, first: signal.Signals, seconds: float) -> None:
    """Ask a process that is not our child to end, and wait until it has.

    Raises:
        TimeoutError: it does not.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, first)
    wait_until(lambda: not is_alive(pid), seconds=seconds)

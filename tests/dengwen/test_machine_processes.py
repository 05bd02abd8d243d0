"""Progress lines, child processes and stop requests of the launcher, with real small processes."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dengwen.machine import processes, running
from dengwen.machine.debian import NeedsPackage, apt_install, line_to_type
from dengwen.machine.progress import Progress, elapsed

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(grandchild.pid, flush=True)
time.sleep(60)
"""


MARKING = """
import signal, sys, time
def end(*_):
    open({marks!r}, "a").write({name!r})
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(60)
"""


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (12.4, "12 s"), (60.0, "1 min 00 s"), (185.9, "3 min 05 s")],
)
def test_elapsed_reads_naturally(seconds: float, expected: str) -> None:
    assert elapsed(seconds) == expected


def test_step_shows_its_end_and_its_detail() -> None:
    stream = io.StringIO()

    with Progress(stream).step("PostgreSQL") as step:
        step.detail = "127.0.0.1:15432"

    assert stream.getvalue() == "✓ PostgreSQL  0.0 s  127.0.0.1:15432\n"


def test_step_that_raises_is_crossed_and_raises_on() -> None:
    stream = io.StringIO()

    with pytest.raises(RuntimeError, match="no"), Progress(stream).step("Valkey"):
        raise RuntimeError("no")

    assert stream.getvalue() == "✗ Valkey  0.0 s\n"


def test_progress_survives_a_terminal_without_the_signs() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")

    with Progress(stream).step("Schemas"):
        pass

    assert raw.getvalue() == b"? Schemas  0.0 s\n"


def test_start_writes_both_streams_to_the_log_in_a_session_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "child.log"

    child = processes.start(
        name="child",
        command=python("import os, sys; print(os.getsid(0)); print('第二行', file=sys.stderr)"),
        log=log,
    )
    child.process.wait()

    assert child.tail().splitlines() == [str(child.process.pid), "第二行"]
    assert child.process.pid != os.getsid(0)


def test_stop_asks_first(tmp_path: Path) -> None:
    source = (
        "import signal, time; signal.signal(15, lambda *_: exit(7)); print('up', flush=True); time.sleep(60)"
    )
    child = processes.start(name="polite", command=python(source), log=tmp_path / "log")
    processes.wait_until(lambda: child.tail() == "up", seconds=20, child=child)

    processes.stop(child)

    assert child.process.returncode == 7


def test_stop_kills_the_whole_group_when_asking_does_not_help(tmp_path: Path) -> None:
    child = processes.start(name="stubborn", command=python(STUBBORN), log=tmp_path / "log")
    processes.wait_until(lambda: child.tail() != "", seconds=20, child=child)
    grandchild = int(child.tail())

    processes.stop(child, patience=0.2)

    processes.wait_until(lambda: not processes.is_alive(grandchild), seconds=5)
    assert child.process.returncode == -signal.SIGKILL


def test_stop_all_stops_the_last_started_first_and_nothing_else(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    bystander = subprocess.Popen(["sleep", "60"])
    children = [
        processes.start(
            name=name, command=python(MARKING.format(marks=str(marks), name=name)), log=tmp_path / name
        )
        for name in ("a", "b", "c")
    ]
    for child in children:
        processes.wait_until(lambda child=child: child.tail() == "up", seconds=20, child=child)

    processes.stop_all(children)

    assert marks.read_text() == "cba"
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_wait_until_names_a_child_that_ended_and_how(tmp_path: Path) -> None:
    child = processes.start(
        name="worker", command=python("print('no broker'); raise SystemExit(3)"), log=tmp_path / "log"
    )

    with pytest.raises(processes.ProcessDied) as caught:
        processes.wait_until(lambda: False, seconds=20, child=child)

    assert str(caught.value) == "worker ended with status 3\nno broker"


def test_last_lines_are_the_end_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("\n".join(str(number) for number in range(100)))

    assert processes.last_lines(log, count=2) == "98\n99"
    assert processes.last_lines(tmp_path / "none") == ""


def test_is_alive_does_not_count_the_unreaped() -> None:
    process = subprocess.Popen(["true"])

    processes.wait_until(lambda: not processes.is_alive(process.pid), seconds=5)

    assert process.wait() == 0


def test_stop_request_is_noted_and_the_old_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with running.stop_requests() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        asked = stop.wait(5)

    assert (asked, stop.number) == (True, signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
    with pytest.raises(running.Stopped):
        stop.check()


def test_run_foreground_gives_the_status_and_hands_a_stop_signal_on() -> None:
    source = "import signal, time; signal.signal(15, lambda *_: exit(9)); time.sleep(60)"
    soon = threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGTERM))
    soon.start()

    stopped = running.run_foreground(python(source), environment=os.environ)
    plain = running.run_foreground(python("raise SystemExit(4)"), environment=os.environ)

    assert (stopped, plain) == (9, 4)


def test_apt_install_gives_an_ordinary_user_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(NeedsPackage) as caught:
        apt_install(["chromium"], why="the journeys need Chromium")

    assert str(caught.value) == f"the journeys need Chromium; type:\n    {line_to_type(['chromium'])}"
    assert line_to_type(["chromium"]) == "sudo apt-get update && sudo apt-get install -y chromium"

"""The demo's supervisor over real small processes: built once, watched, named when they die, stopped."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dengwen.machine import health, ports, processes
from dengwen.machine.layout import Layout, layout
from dengwen.machine.processes import ProcessDied
from dengwen.machine.product import Plan, Program
from dengwen.machine.progress import Progress
from dengwen.machine.supervisor import PROFILE, DemoOptions, run_demo

pytestmark = pytest.mark.slow

WEB = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        is_known = self.headers["Host"].startswith("12365." + os.environ["DENGWEN_BASE_DOMAIN"])
        self.send_response(200 if is_known else 404)
        self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
BUILDING = "open({path!r}, 'a').write('{mark}'); print('4 of 4')"
ENDING = "import sys; print('worker: no such queue'); sys.exit(5)"
WAITING = "import time; time.sleep(600)"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Layout]:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "platform").mkdir()
    found = layout(root=tmp_path, profile=PROFILE)
    yield found
    if found.server_home is not None:
        run_reset(found)
        found.data.rmdir()
        found.data.parent.rmdir()


def run_reset(place: Layout) -> None:
    from dengwen.machine import services

    services.at(place, fast=True).drop()


def program(name: str, source: str, *arguments: str) -> Program:
    return Program(name, (sys.executable, "-c", source, *arguments))


def plan_with(worker: str, built: Path) -> Callable[..., Plan]:
    def plan(*, port: int, reset: bool) -> Plan:
        return Plan(
            build=(program("Organisations", BUILDING.format(path=str(built), mark=int(reset))),),
            programs=(program("web", WEB, str(port)), program("worker", worker)),
            table=program("Addresses", f"print('bank.localhost:{port}')"),
        )

    return plan


def demo_until(
    place: Layout, plan: Callable[..., Plan], *, does: Callable[[io.StringIO], None], options: DemoOptions
) -> tuple[int, str]:
    """Run the demo; when its table stands ``does`` runs, then Ctrl-C comes. Returns status and output."""
    stream = io.StringIO()

    def person() -> None:
        processes.wait_until(lambda: "Ctrl-C" in stream.getvalue(), seconds=60)
        does(stream)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=person)
    thread.start()
    try:
        status = run_demo(place.root, options, plan=plan, progress=Progress(stream))
    finally:
        thread.join()
    return status, stream.getvalue()


def test_demo_is_built_once_shows_its_table_and_stops_everything(place: Layout, tmp_path: Path) -> None:
    built = tmp_path / "built.txt"
    plan = plan_with(WAITING, built)
    answers: list[bool] = []

    def ask(_stream: io.StringIO) -> None:
        port = ports.remembered(place.ports)["demo.web"]
        answers.append(health.answers(port=port, host="12365.localhost"))
        answers.append(health.answers(port=port, host="stranger.localhost"))

    status, output = demo_until(place, plan, does=ask, options=DemoOptions(port=18765))
    began = time.monotonic()
    second_status, second_output = demo_until(place, plan, does=ask, options=DemoOptions())
    seconds = time.monotonic() - began

    port = ports.remembered(place.ports)["demo.web"]
    assert (status, second_status) == (0, 0)
    assert answers == [True, False, True, False]
    assert f"bank.localhost:{port}" in second_output.splitlines()
    assert "4 of 4" in output
    assert "✓ Organisations  as they were" in second_output.splitlines()
    assert built.read_text() == "0", "the second start builds nothing"
    assert seconds < 10
    assert not health.answers(port=port, host="12365.localhost")
    assert not (place.data / "postgres/postmaster.pid").exists()


def test_reset_builds_again(place: Layout, tmp_path: Path) -> None:
    built = tmp_path / "built.txt"
    plan = plan_with(WAITING, built)

    demo_until(place, plan, does=lambda _stream: None, options=DemoOptions(domain="one.test"))
    kept = (place.home / "secrets/kek").read_text()
    demo_until(place, plan, does=lambda _stream: None, options=DemoOptions(reset=True))

    assert built.read_text() == "01"
    assert (place.home / "secrets/kek").read_text() != kept
    assert not (place.home / "domain").exists()


def test_a_program_that_cannot_run_is_named_and_all_is_stopped(place: Layout, tmp_path: Path) -> None:
    plan = plan_with(ENDING, tmp_path / "built.txt")
    stream = io.StringIO()

    with pytest.raises(ProcessDied) as caught:
        run_demo(place.root, DemoOptions(), plan=plan, progress=Progress(stream))

    port = ports.remembered(place.ports)["demo.web"]
    assert "worker: no such queue" in f"{caught.value}{stream.getvalue()}"
    assert "worker ended with status 5" in f"{caught.value}{stream.getvalue()}"
    assert not health.answers(port=port, host="12365.localhost")
    assert not (place.data / "postgres/postmaster.pid").exists()


def test_valkey_that_died_is_started_again(place: Layout, tmp_path: Path) -> None:
    def kill_valkey(stream: io.StringIO) -> None:
        pid = next(
            int(path.name)
            for path in Path("/proc").iterdir()
            if path.name.isdigit() and _serves(path, place.data / "valkey")
        )
        os.kill(pid, signal.SIGKILL)
        processes.wait_until(lambda: "✓ Valkey again" in stream.getvalue(), seconds=30)

    status, output = demo_until(
        place, plan_with(WAITING, tmp_path / "built.txt"), does=kill_valkey, options=DemoOptions()
    )

    assert status == 0
    assert "✗ Valkey has ended:" in output


def test_a_second_demo_leaves_the_first_alone(place: Layout, tmp_path: Path) -> None:
    plan = plan_with(WAITING, tmp_path / "built.txt")
    second = io.StringIO()
    statuses: list[int] = []

    def start_another(_stream: io.StringIO) -> None:
        statuses.append(run_demo(place.root, DemoOptions(reset=True), plan=plan, progress=Progress(second)))
        statuses.append(
            int(health.answers(port=ports.remembered(place.ports)["demo.web"], host="12365.localhost"))
        )

    status, _output = demo_until(place, plan, does=start_another, options=DemoOptions())

    assert (status, statuses) == (0, [1, 1])
    assert second.getvalue() == (
        "The demo runs already in this checkout; Ctrl-C stops it where it was started.\n"
    )


def _serves(process: Path, folder: Path) -> bool:
    try:
        is_valkey = b"valkey-server" in (process / "cmdline").read_bytes()
        return is_valkey and (process / "cwd").readlink() == folder
    except OSError:
        return False

"""The processes that never end: they outlive their services, and stop when asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from redis.exceptions import ConnectionError as ValkeyGone

from dengwen.commands import loop

ROOT = Path(__file__).resolve().parents[2]


def _run(*outcomes: int | Exception, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the loop these outcomes one after the other; returns how long it waited after each."""
    stopped = threading.Event()
    waits: list[float] = []
    left = list(outcomes)
    monkeypatch.setattr(stopped, "wait", lambda seconds: waits.append(seconds) or True)

    def step() -> int:
        outcome = left.pop(0)
        if not left:
            stopped.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    loop.repeat(name="probe", step=step, stopped=stopped)
    return waits


@pytest.mark.parametrize(
    ("outcomes", "waits"),
    [
        ((3, 2), []),  # while there is work it does not pause
        ((0, 0), [loop.PAUSE_SECONDS] * 2),
        ((OperationalError("gone"), 0), [loop.AFTER_TROUBLE_SECONDS, loop.PAUSE_SECONDS]),
        ((ValkeyGone("gone"), 1, 0), [loop.AFTER_TROUBLE_SECONDS, loop.PAUSE_SECONDS]),
    ],
)
def test_loop_pauses_when_idle_and_after_trouble(committed, monkeypatch, outcomes, waits) -> None:
    assert _run(*outcomes, monkeypatch=monkeypatch) == waits


def test_loop_reports_trouble_once_and_its_end(committed, monkeypatch, caplog) -> None:
    caplog.set_level("INFO", logger="dengwen")

    _run(OperationalError("gone"), OperationalError("gone"), 1, 0, monkeypatch=monkeypatch)

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_loop_does_not_swallow_a_mistake_of_ours(committed, monkeypatch) -> None:
    with pytest.raises(ZeroDivisionError):
        _run(ZeroDivisionError(), 0, monkeypatch=monkeypatch)


def test_loop_reconnects_after_its_connection_was_cut(committed, monkeypatch) -> None:
    seen: list[int] = []
    stopped = threading.Event()
    monkeypatch.setattr(loop, "AFTER_TROUBLE_SECONDS", 0.01)

    def step() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            seen.append(cursor.fetchone()[0])
            if len(seen) == 1:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        stopped.set()
        return 1

    loop.repeat(name="probe", step=step, stopped=stopped)

    assert len(set(seen)) == 2


@pytest.mark.parametrize("name", ["relay", "sweeper"])
def test_process_runs_and_stops_on_sigterm(organisations, tmp_path, name) -> None:
    log = tmp_path / "log"
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "dengwen.cli", name], cwd=ROOT, stderr=stderr,
            env={
                **os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
                "DJANGO_SETTINGS_MODULE": "dengwen.settings.dev", "DENGWEN_DB_ROLE": "app",
                "DATABASE_URL": _here(os.environ["DATABASE_URL"]), "DENGWEN_LOG_LEVEL": "INFO",
            },
        )  # fmt: skip
    _wait_until(lambda: f"{name}: running" in log.read_text())

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=10) == 0
    assert log.read_text().splitlines()[-1].endswith(f"{name}: stopped")
    assert "waiting for its services" not in log.read_text()


def _here(url: str) -> str:
    """The URL with this run's database in it."""
    return url.rsplit("/", 1)[0] + "/" + connection.settings_dict["NAME"]


def _wait_until(is_true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)

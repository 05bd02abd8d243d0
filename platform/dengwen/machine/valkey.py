"""Our launcher for Valkey: the queue and the cache. It holds nothing that may not vanish."""

from __future__ import annotations

import contextlib
import signal
from dataclasses import dataclass
from pathlib import Path

import redis

from dengwen.machine import ports, processes, secret_files
from dengwen.machine.engines import valkey_server
from dengwen.machine.identity import server_identity
from dengwen.machine.layout import Layout

START_SECONDS = 30.0
STOP_SECONDS = 20.0


class ValkeyFailed(RuntimeError):
    """Valkey could not be made ready; the message carries what it said."""


@dataclass(slots=True)
class Valkey:
    """One Valkey of one profile. ``fast`` keeps nothing on disk: for tests only."""

    place: Layout
    fast: bool = False
    child: processes.Child | None = None

    @property
    def data(self) -> Path:
        """Where its append-only file lies."""
        return self.place.data / "valkey"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.place.logs / "valkey.log"

    @property
    def port(self) -> int:
        """The remembered port."""
        known = ports.remembered(self.place.ports)
        return known.get(f"{self.place.profile}.valkey", ports.FIRST_PORTS["valkey"])

    @property
    def password(self) -> str:
        """Its password, made on first use."""
        return secret_files.ensure(
            self.place.home / "valkey.password", make=secret_files.new_password
        ).decode()

    @property
    def url(self) -> str:
        """The address, password included."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def is_running(self) -> bool:
        """Whether our server answers: our password opens it and it serves our folder."""
        with contextlib.suppress(redis.RedisError, OSError), self._client() as client:
            return Path(str(client.config_get("dir")["dir"])) == self.data
        return False

    def bury(self) -> None:
        """Reap the process that we started, if it has ended by itself."""
        if self.child is not None and not self.child.is_running:
            processes.stop(self.child)
            self.child = None

    def start(self) -> None:
        """Make sure that it runs; one that runs on our folder already is taken over as it is.

        Raises:
            ValkeyFailed, NoEngine
        """
        self.bury()
        if self.is_running():
            return
        program = valkey_server(place=self.place)
        identity = server_identity()
        self.data.mkdir(parents=True, exist_ok=True)
        identity.own(self.data, mode=0o700)
        for port in ports.tried(path=self.place.ports, profile=self.place.profile, service="valkey"):
            try:
                self._launch(program, port)
            except ValkeyFailed:
                if ports.is_free(port):
                    raise
            else:
                return
        raise ValkeyFailed("every port that was free was taken before Valkey could listen on it")

    def _launch(self, program: Path, port: int) -> None:
        identity = server_identity()
        configuration = self.data / "valkey.conf"
        secret_files.write(configuration, self._configuration(port).encode())
        identity.own(configuration, mode=0o600)
        child = processes.start(
            name="Valkey",
            command=[str(program), str(configuration)],
            log=self.log,
            as_user=identity.popen_arguments(cwd=self.data),
        )
        try:
            processes.wait_until(self.is_running, seconds=START_SECONDS, child=child)
        except (processes.ProcessDied, TimeoutError) as error:
            processes.stop(child)
            raise ValkeyFailed(str(error)) from error
        self.child = child

    def stop(self) -> None:
        """Let it write its file and end."""
        if self.child is not None:
            processes.stop(self.child, patience=STOP_SECONDS)
            self.child = None
        elif self.is_running():
            with contextlib.suppress(redis.RedisError), self._client() as client:
                client.shutdown()
            processes.wait_until(lambda: not self.is_running(), seconds=STOP_SECONDS)

    def end_stray(self) -> None:
        """End a server that serves our folder, whoever started it."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.data / "valkey.pid").read_text())
            if processes.is_alive(pid) and (Path(f"/proc/{pid}/cwd").readlink() == self.data):
                processes.end(pid, first=signal.SIGTERM, seconds=STOP_SECONDS)

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(
            self.url, decode_responses=True, socket_timeout=5, socket_connect_timeout=5
        )

    def _configuration(self, port: int) -> str:
        lines = [
            "# Written by ./dev at each start; changes here are lost.",
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            f"appendonly {'no' if self.fast else 'yes'}",
            'save ""',
            f'pidfile "{self.data}/valkey.pid"',
            "daemonize no",
        ]
        return "\n".join(lines) + "\n"

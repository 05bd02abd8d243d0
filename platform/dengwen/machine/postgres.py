"""Our launcher for PostgreSQL: makes the data folder, writes the configuration, starts, waits, stops.

Two login roles from the first day: ``dengwen_owner`` owns the database and may change schemas,
``dengwen_app`` serves. Passwords are random and lie in a file that only its owner may read.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from dengwen.machine import ports, processes, secret_files
from dengwen.machine.engines import PostgresEngine, postgres_engine
from dengwen.machine.identity import Identity, server_identity
from dengwen.machine.layout import Layout

DATABASE = "dengwen"
OWNER, APP, SUPERUSER = "dengwen_owner", "dengwen_app", "postgres"
START_SECONDS = 60.0  # crash recovery may take its time
STOP_SECONDS = 60.0
BUILTIN_LOCALE_SINCE = 17
# What PostgreSQL says while processes of a crashed server have not noticed yet that they are alone.
STILL_HELD = "pre-existing shared memory block"


class PostgresFailed(RuntimeError):
    """PostgreSQL could not be made ready; the message carries what it said."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords of the three roles."""

    owner: str
    app: str
    superuser: str


@dataclass(slots=True)
class Postgres:
    """One PostgreSQL of one profile. ``fast`` gives up durability: for tests only."""

    place: Layout
    fast: bool = False
    child: processes.Child | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.place.data / "postgres"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.place.logs / "postgres.log"

    def url(self, *, role: str = APP) -> str:
        """The address for one of the roles."""
        secret = {OWNER: self.passwords.owner, APP: self.passwords.app, SUPERUSER: self.passwords.superuser}[
            role
        ]
        return f"postgresql://{role}:{secret}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def port(self) -> int:
        """The remembered port."""
        known = ports.remembered(self.place.ports)
        return known.get(f"{self.place.profile}.postgres", ports.FIRST_PORTS["postgres"])

    @property
    def passwords(self) -> Passwords:
        """The roles' passwords, made on first use."""
        content = secret_files.ensure(self.place.home / "postgres.json", make=_new_passwords)
        return Passwords(**json.loads(content))

    def is_ours(self) -> bool:
        """Whether our server answers: our password opens it and it serves our data folder."""
        try:
            with self._connect(database="postgres") as connection:
                folder = connection.execute("SHOW data_directory").fetchone()
        except psycopg.Error:
            return False
        return folder is not None and Path(str(folder[0])) == self.data

    def bury(self) -> None:
        """Reap the process that we started, if it has ended by itself."""
        if self.child is not None and not self.child.is_running:
            processes.stop(self.child)
            self.child = None

    def start(self) -> None:
        """Make sure that it runs. A server that runs on our data folder already is taken over as it is.

        Raises:
            PostgresFailed, NoEngine
        """
        self.bury()
        identity = server_identity()
        if _pid_in(self.data) is not None and self._is_answering_soon():
            return
        engine = postgres_engine(place=self.place)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(engine, identity)
        self._refuse_other_version(engine)
        self._disown_stale_pid()
        for port in ports.tried(path=self.place.ports, profile=self.place.profile, service="postgres"):
            self._configure(port, identity)
            try:
                self._launch(engine, identity)
            except PostgresFailed:
                if ports.is_free(port):
                    raise
            else:
                return self._ensure_database()
        raise PostgresFailed("every port that was free was taken before PostgreSQL could listen on it")

    def stop(self) -> None:
        """Fast shutdown: clients are dropped, everything committed is kept."""
        pid = _pid_in(self.data)
        if self.child is not None:
            processes.stop(self.child, first=signal.SIGINT, patience=STOP_SECONDS)
            self.child = None
        elif pid is not None and self.is_ours():
            processes.end(pid, first=signal.SIGINT, seconds=STOP_SECONDS)

    def end_stray(self) -> None:
        """End a server that serves our folder, whoever started it."""
        pid = _pid_in(self.data)
        if pid is not None:
            processes.end(pid, first=signal.SIGINT, seconds=STOP_SECONDS)

    def is_running(self) -> bool:
        """Whether the server process exists."""
        pid = _pid_in(self.data)
        return pid is not None and processes.is_alive(pid)

    def _is_answering_soon(self) -> bool:
        try:
            processes.wait_until(lambda: self.is_ours() or not self.is_running(), seconds=START_SECONDS)
        except TimeoutError as error:
            raise PostgresFailed(f"a PostgreSQL runs on {self.data} but does not let us in") from error
        return self.is_running()

    def _connect(self, *, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=SUPERUSER, password=self.passwords.superuser,
            dbname=database, connect_timeout=5, autocommit=True,
        )  # fmt: skip

    def _initialise(self, engine: PostgresEngine, identity: Identity) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        identity.own(self.data, mode=0o700)
        password_file = self.place.data / "initdb.password"
        secret_files.write(password_file, self.passwords.superuser.encode())
        identity.own(password_file, mode=0o600)
        command = [
            str(engine.bin / "initdb"), "--pgdata", str(self.data), "--username", SUPERUSER,
            "--encoding", "UTF8", "--auth", "scram-sha-256", "--pwfile", str(password_file), *_locale(engine),
            *(["--no-sync"] if self.fast else []),
        ]  # fmt: skip
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            **identity.popen_arguments(cwd=self.place.data),
        )
        password_file.unlink()
        if run.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise PostgresFailed(f"initdb failed:\n{run.stdout}{run.stderr}")

    def _refuse_other_version(self, engine: PostgresEngine) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(engine.major):
            raise PostgresFailed(
                f"the data in {self.data} is PostgreSQL {found}'s and this is {engine.major}; "
                "set PG_BIN to the old one, or start afresh with: ./dev demo --reset"
            )

    def _disown_stale_pid(self) -> None:
        """After a power cut the number in the pid file may be a stranger's by now: PostgreSQL would refuse.

        The file is not deleted: its other lines let PostgreSQL see processes of the crashed server that still
        hold the data. A parent's number, ours, is one that it passes over.
        """
        path = self.data / "postmaster.pid"
        if path.exists() and _pid_in(self.data) is None:
            _number, _newline, rest = path.read_text().partition("\n")
            path.write_text(f"{os.getpid()}\n{rest}")

    def _configure(self, port: int, identity: Identity) -> None:
        durable = "off" if self.fast else "on"
        lines = [
            "# Written by ./dev at each start; changes here are lost.",
            "listen_addresses = '127.0.0.1'",
            f"port = {port}",
            "unix_socket_directories = ''",  # the path of a deep checkout is too long for one
            "password_encryption = 'scram-sha-256'",
            "max_connections = 200",
            "max_locks_per_transaction = 1024",  # a dump of all organisations locks every table
            "dynamic_shared_memory_type = mmap",  # containers have a tiny /dev/shm
            "shared_buffers = 128MB",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            f"fsync = {durable}",
            f"synchronous_commit = {durable}",
            f"full_page_writes = {durable}",
        ]
        path = self.data / "postgresql.conf"
        path.write_text("\n".join(lines) + "\n")
        identity.own(path, mode=0o600)

    def _launch(self, engine: PostgresEngine, identity: Identity) -> None:
        command = [str(engine.bin / "postgres"), "-D", str(self.data)]
        deadline = time.monotonic() + START_SECONDS
        while True:
            child = processes.start(
                name="PostgreSQL",
                command=command,
                log=self.log,
                as_user=identity.popen_arguments(cwd=self.data),
            )
            try:
                processes.wait_until(self.is_ours, seconds=START_SECONDS, child=child)
            except (processes.ProcessDied, TimeoutError) as error:
                processes.stop(child, first=signal.SIGINT)
                if STILL_HELD not in child.tail() or time.monotonic() > deadline:
                    raise PostgresFailed(str(error)) from error
                time.sleep(processes.POLL_SECONDS)
            else:
                self.child = child
                return

    def _ensure_database(self) -> None:
        with self._connect(database="postgres") as connection:
            for role, password, can_create in (
                (OWNER, self.passwords.owner, True),
                (APP, self.passwords.app, False),
            ):
                _ensure_role(connection, role=role, password=password, can_create=can_create)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )


def _ensure_role(connection: psycopg.Connection, *, role: str, password: str, can_create: bool) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
            sql.SQL("ALTER" if known else "CREATE"),
            sql.Identifier(role),
            sql.SQL("CREATEDB" if can_create else "NOCREATEDB"),
            sql.Literal(password),
        )
    )


def _new_passwords() -> bytes:
    names = ("owner", "app", "superuser")
    return json.dumps({name: secret_files.new_password().decode() for name in names}).encode()


def _locale(engine: PostgresEngine) -> list[str]:
    """The same on every machine, and Unicode: under plain C trigrams of Chinese text are empty."""
    if engine.major >= BUILTIN_LOCALE_SINCE:
        return ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--lc-ctype", "C.UTF-8"]
    return ["--locale", "C.UTF-8"]


def _pid_in(data: Path) -> int | None:
    """The server's process id, if its pid file names a living process that serves this folder."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if processes.is_alive(pid) and processes.was_told(pid, str(data)) else None

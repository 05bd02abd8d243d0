"""What a run stands on: a database of its own, organisations in it, and the web server as people get it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.cost import parent_of

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "dengwen_bench"
DROP_ATTEMPTS = 30
READY_SECONDS = 60.0
HOST = "bench.localhost"
"""The organisation that filings go to."""
BUSY = "busy.localhost"
"""The organisation with very many cases."""
PACK = "demo-county-12365"
BUSINESS = "quality-complaint"


class NotReady(RuntimeError):
    """Raised where a process of the product did not come up; carries the end of what it said."""


def _drop(server: psycopg.Connection) -> None:
    """Drop the earlier run's database; a vacuum that is at work in it belongs to nobody whom we may end."""
    for attempt in range(DROP_ATTEMPTS):
        try:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
        except psycopg.errors.InsufficientPrivilege:
            if attempt + 1 == DROP_ATTEMPTS:
                raise
            time.sleep(1)
        else:
            return


def own_database(*, again: bool) -> None:
    """Point this process and its children at a new database beside the one that was named.

    Keys and files of the run lie in a folder of their own. With ``again`` what an earlier run made is taken up.
    """
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known and not again:
            _drop(server)
        if not known or not again:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[name] = urlunsplit(urlsplit(os.environ[name])._replace(path=f"/{DATABASE}"))
    folder = state_folder()
    os.environ["DENGWEN_KEY_DIR"] = str(folder / "keys")
    os.environ["DENGWEN_MEDIA_ROOT"] = str(folder / "media")


def state_folder() -> Path:
    """Where runs keep their files and figures."""
    folder = ROOT / ".dengwen" / "bench" / "runs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database_root() -> int | None:
    """The process id of the PostgreSQL that serves us; None where it does not run on this machine."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT pg_backend_pid(), (SELECT setting FROM pg_settings WHERE name = 'port')"
        ).fetchone()
        assert row is not None
        try:
            words = Path(f"/proc/{row[0]}/cmdline").read_bytes()
            return parent_of(int(row[0])) if words.startswith(b"postgres") else None
        except OSError:
            return None


def create(*, host: str, staffed: bool = False) -> str:
    """An organisation on the county's rulebook. Returns its schema; one that is there is taken as it is.

    With ``staffed`` it has the county's people, and has been at work for as long as the demo's organisations.
    """
    from demo.build import HISTORY
    from demo.organisations import COUNTY
    from dengwen.provisioning import create_organisation
    from kernel import clock, tenancy
    from tenants.models import Domain

    known = Domain.objects.select_related("tenant").filter(domain=host).first()
    if known is not None:
        return str(known.tenant.schema_name)
    since = clock.now() - HISTORY if staffed else clock.now()
    schema = create_organisation(
        name_zh=COUNTY.name_zh, name_en=COUNTY.name_en, host=host, kind="authority", pack_ids=[PACK],
        admin_email=f"admin@{host}.example.cn", admin_name="孟晓棠", now=since,
    ).schema  # fmt: skip
    if staffed:
        with tenancy.in_schema(schema):
            _staff(host, since)
    return schema


def _staff(host: str, now: datetime) -> None:
    """The county's people, with their units and duties, who all sign in with ``PASSWORD``."""
    from accounts.services import create_person
    from casework.organisation import services as organisation
    from demo.organisations import COUNTY

    people = [person for person in COUNTY.people if person.roles]
    units = {name: organisation.create_unit(name=name).pk for name in dict.fromkeys(p.unit for p in people)}
    for person in people:
        user = create_person(
            email=f"{person.account}@{host}.example.cn", name=person.name, now=now, password=PASSWORD
        )
        organisation.move_person(user_id=user.pk, unit_id=units[person.unit], now=now)
        organisation.set_duties(user_id=user.pk, roles=person.roles, now=now)


PASSWORD = "dengwen-bench-12365"  # noqa: S105 -- of invented people in a database that is thrown away


@dataclass(frozen=True, slots=True)
class Web:
    """The running web server."""

    port: int
    pid: int
    seconds_to_ready: float


@contextmanager
def web_server() -> Iterator[Web]:
    """The web server that ``./dev demo`` starts, on a free port, with the role that serves."""
    from dengwen.machine import product

    port = free_port()
    command = product.programs(port=port)[0].command
    environment = {**os.environ, "DENGWEN_PORT": str(port)}
    environment.pop("DENGWEN_DB_ROLE", None)
    with started(command, environment) as process:
        began = time.perf_counter()
        wait_until_healthy(port, process)
        yield Web(port=port, pid=process.pid, seconds_to_ready=time.perf_counter() - began)


@contextmanager
def started(command: Sequence[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the product with its output in a file; stopped at the end of the block."""
    with (state_folder() / "web.log").open("ab") as log:
        process = subprocess.Popen(
            list(command),
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until an organisation's health page answers 200.

    Raises:
        NotReady: the process ended, or time ran out.
    """
    until(lambda: status_of(port, HOST, "/health/") == 200, process)


def until(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotReady((state_folder() / "web.log").read_text(errors="replace")[-3000:])
        time.sleep(0.02)


def status_of(port: int, host: str, path: str) -> int:
    """The status of one page, or 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        reply = connection.getresponse()
        reply.read()
        return reply.status
    except OSError:
        return 0
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

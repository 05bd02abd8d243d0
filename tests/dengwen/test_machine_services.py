"""Real servers in a folder of their own: made, opened by password only, shared, stopped by the last user."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from dengwen.machine import processes, services
from dengwen.machine.identity import server_identity
from dengwen.machine.layout import SERVER_HOME, Layout
from dengwen.machine.postgres import APP, OWNER, SUPERUSER, Postgres
from dengwen.machine.services import Services

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Layout]:
    # Root's servers run as another user, who cannot enter pytest's folder: they keep to their real home.
    home = SERVER_HOME if os.geteuid() == 0 else None
    found = Layout(root=tmp_path, profile="trial", server_home=home)
    yield found
    services.at(found, fast=True).drop()
    if home is not None:
        found.data.rmdir()
        found.data.parent.rmdir()


@pytest.fixture
def trial(place: Layout, monkeypatch: pytest.MonkeyPatch) -> Services:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return services.at(place, fast=True)


def postgres_of(trial: Services) -> Postgres:
    assert trial.postgres is not None
    return trial.postgres


def test_services_start_serve_and_stop(trial: Services) -> None:
    with trial.being_used():
        trial.start()
        told = trial.environment()
        with psycopg.connect(told["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE EXTENSION pg_trgm")
            owner.execute("CREATE TABLE kept (word text)")
            trigrams = owner.execute("SELECT cardinality(show_trgm('投诉举报'))").fetchone()
        with psycopg.connect(postgres_of(trial).url(role=SUPERUSER)) as superuser:
            shown = [
                superuser.execute("SELECT current_setting(%s)", [name]).fetchone()
                for name in ("max_locks_per_transaction", "unix_socket_directories", "listen_addresses")
            ]
        with redis.Redis.from_url(told["REDIS_URL"]) as client:
            answer = client.ping()

    assert trigrams == (5,)
    assert shown == [("1024",), ("",), ("127.0.0.1",)]
    assert answer is True
    assert not postgres_of(trial).is_running()

    with trial.being_used():
        trial.start()
        with psycopg.connect(told["DATABASE_OWNER_URL"]) as owner:
            kept = owner.execute("SELECT count(*) FROM kept").fetchone()

    assert kept == (0,), "what was written is there after a restart"


def test_postgres_opens_to_passwords_only_and_the_app_may_not_change_the_database(trial: Services) -> None:
    with trial.being_used():
        trial.start()
        postgres = postgres_of(trial)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(postgres.url().replace(postgres.passwords.app, "wrong"))
        with psycopg.connect(postgres.url(role=APP), autocommit=True) as app:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE DATABASE other")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE SCHEMA other")
        with psycopg.connect(postgres.url(role=SUPERUSER)) as superuser:
            roles = superuser.execute(
                "SELECT rolname, rolcreatedb, rolsuper FROM pg_roles WHERE rolname LIKE 'dengwen_%' "
                "ORDER BY rolname"
            ).fetchall()
            owner = superuser.execute(
                "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'dengwen'"
            ).fetchone()

    assert roles == [(APP, False, False), (OWNER, True, False)]
    assert owner == (OWNER,)


def test_servers_never_run_as_root(trial: Services) -> None:
    with trial.being_used():
        trial.start()
        postgres = postgres_of(trial)
        assert postgres.child is not None
        uid = Path(f"/proc/{postgres.child.process.pid}").stat().st_uid

    assert (uid == 0, postgres.data.stat().st_mode & 0o777) == (False, 0o700)


def test_the_last_user_stops_what_another_started(trial: Services, place: Layout) -> None:
    second = services.at(place, fast=True)
    with second.being_used():
        with trial.being_used():
            trial.start()
            second.start()
        after_the_first = postgres_of(second).is_ours()
        started_by_second = postgres_of(second).child

        with pytest.raises(services.InUseError):
            services.at(place, fast=True).drop()
    is_running = postgres_of(trial).is_running()
    trial.stop()

    assert after_the_first is True
    assert started_by_second is None, "one that runs is taken over, not started twice"
    assert is_running is False


def test_postgres_recovers_from_a_crash_and_a_stale_pid_file(trial: Services) -> None:
    postgres_of(trial).fast = False
    with trial.being_used():
        trial.start()
        postgres = postgres_of(trial)
        with psycopg.connect(postgres.url(role=OWNER)) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
        assert postgres.child is not None
        os.kill(postgres.child.process.pid, signal.SIGKILL)
        processes.wait_until(lambda: not postgres.is_ours(), seconds=10)
        pid_file = postgres.data / "postmaster.pid"
        stranger = subprocess.Popen(["sleep", "60"], **server_identity().popen_arguments(cwd=postgres.data))
        lines = pid_file.read_text().splitlines()
        # As after a power cut: the number belongs to somebody else by now.
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

        trial.start()

        with psycopg.connect(postgres.url(role=OWNER)) as owner:
            kept = owner.execute("SELECT one FROM kept").fetchone()
        is_left_alone = stranger.poll() is None
        stranger.kill()
        stranger.wait()

    assert (kept, is_left_alone) == ((1,), True)


def test_data_of_a_deleted_checkout_is_dropped_with_its_stray_servers(trial: Services, place: Layout) -> None:
    trial.place.prepare()
    with trial.being_used():
        trial.start()
        with psycopg.connect(postgres_of(trial).url(role=OWNER)) as owner:
            owner.execute("CREATE TABLE kept ()")
        shutil.rmtree(place.state)
        again = services.at(place, fast=True)

        with again.being_used():
            again.start()
            with psycopg.connect(postgres_of(again).url(role=OWNER)) as owner:
                kept = owner.execute("SELECT to_regclass('kept')").fetchone()
        children = [service.child for service in (trial.postgres, trial.valkey) if service and service.child]
        are_running = [child.is_running for child in children]

    assert kept == (None,)
    assert are_running == [False, False]


def test_data_of_another_version_is_refused_and_kept(trial: Services) -> None:
    with trial.being_used():
        trial.start()
    version = postgres_of(trial).data / "PG_VERSION"
    version.write_text("9\n")

    with pytest.raises(Exception, match="is PostgreSQL 9's") as caught:
        trial.start()

    assert type(caught.value).__name__ == "PostgresFailed"
    assert version.exists()

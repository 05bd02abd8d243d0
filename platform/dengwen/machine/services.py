"""The services that a process of the product needs, and the environment that tells it where they are.

Several commands may use one profile at a time: whoever comes first starts the services, the last one out stops
them. Users are counted by a shared lock, which the system gives back when a process dies, however it dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from dengwen.machine import secret_files
from dengwen.machine.layout import Layout, layout
from dengwen.machine.postgres import APP, OWNER, Postgres
from dengwen.machine.valkey import Valkey

DURABLE_PROFILES = frozenset({"demo"})


@dataclass(slots=True)
class Services:
    """PostgreSQL and Valkey of one profile. Addresses given from outside are used as they are."""

    place: Layout
    postgres: Postgres | None
    valkey: Valkey | None
    _users: TextIO | None = field(default=None, repr=False)

    def start_postgres(self) -> None:
        """Start PostgreSQL unless ``DATABASE_URL`` was given."""
        if self.postgres is not None:
            self.postgres.start()

    def start_valkey(self) -> None:
        """Start Valkey unless ``REDIS_URL`` was given."""
        if self.valkey is not None:
            self.valkey.start()

    def environment(self) -> dict[str, str]:
        """What a process of the product is told. Secrets are made on first use."""
        home = self.place.home
        for name in ("kek", "pepper", "secret_key"):
            secret_files.ensure(home / "secrets" / name, make=secret_files.new_key)
        given = os.environ
        database_url = self.postgres.url(role=APP) if self.postgres else given["DATABASE_URL"]
        owner_url = (
            self.postgres.url(role=OWNER) if self.postgres else given.get("DATABASE_OWNER_URL", database_url)
        )
        return {
            "DATABASE_URL": database_url,
            "DATABASE_OWNER_URL": owner_url,
            "REDIS_URL": self.valkey.url if self.valkey else given["REDIS_URL"],
            "DENGWEN_KEY_DIR": str(home / "keys"),
            "DENGWEN_KEK_FILE": str(home / "secrets/kek"),
            "DENGWEN_PEPPER_FILE": str(home / "secrets/pepper"),
            "DENGWEN_SECRET_KEY_FILE": str(home / "secrets/secret_key"),
            "DENGWEN_MEDIA_ROOT": str(home / "media"),
        }

    def dead(self) -> str | None:
        """The name of a service of ours that has stopped running, if any."""
        if self.postgres is not None and not self.postgres.is_running():
            return f"PostgreSQL\n{self.postgres.log}"
        if self.valkey is not None and not self.valkey.is_running():
            return f"Valkey\n{self.valkey.log}"
        return None

    @contextlib.contextmanager
    def being_used(self) -> Iterator[None]:
        """Count as a user; on leaving, whoever is the last stops what runs."""
        with _lock_file(self.place.home / "users.lock") as users:
            with self._alone():
                fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield
            finally:
                with self._alone():
                    fcntl.flock(users, fcntl.LOCK_UN)
                    self._stop_if_last(users)

    @contextlib.contextmanager
    def starting(self) -> Iterator[None]:
        """Nobody else starts or stops services of this profile meanwhile."""
        with self._alone():
            yield

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with _lock_file(self.place.home / "start.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _stop_if_last(self, users: TextIO) -> None:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        for service in (self.valkey, self.postgres):
            if service is not None:
                service.stop()


@contextlib.contextmanager
def _lock_file(path: Path) -> Iterator[TextIO]:
    """An open lock file that children do not inherit."""
    with path.open("a") as file:
        yield file


def prepare(*, root: Path, profile: str) -> Services:
    """The services of a profile, not yet started."""
    place = layout(root=root, profile=profile)
    place.prepare()
    fast = profile not in DURABLE_PROFILES
    return Services(
        place=place,
        postgres=None if os.environ.get("DATABASE_URL") else Postgres(place=place, fast=fast),
        valkey=None if os.environ.get("REDIS_URL") else Valkey(place=place, fast=fast),
    )


@contextlib.contextmanager
def services(root: Path, *, profile: str) -> Iterator[dict[str, str]]:
    """Services running for the length of a ``with``; yields the environment for processes that use them."""
    found = prepare(root=root, profile=profile)
    with found.being_used():
        with found.starting():
            found.start_postgres()
            found.start_valkey()
        yield found.environment()

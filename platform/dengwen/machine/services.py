"""The services that a process of the product needs, and the environment that tells it where they are.

Several commands may use one profile at a time: whoever comes first starts the services, the last one out
stops them. Users are counted by a shared lock, which the system gives back when a process dies, however it
dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from dengwen.machine import secret_files
from dengwen.machine.layout import Layout, layout
from dengwen.machine.postgres import APP, OWNER, Postgres
from dengwen.machine.valkey import Valkey

# Only here a power cut may lose nothing; tests give durability up for speed.
DURABLE_PROFILES = frozenset({"demo", "bench"})


class InUseError(RuntimeError):
    """Somebody else works with these services at the moment."""


@dataclass(slots=True)
class Services:
    """PostgreSQL and Valkey of one profile; None where an address was given from outside."""

    place: Layout
    postgres: Postgres | None
    valkey: Valkey | None

    def start(self) -> None:
        """Make sure that all run."""
        with self.starting():
            for service in (self.postgres, self.valkey):
                if service is not None:
                    service.start()

    def environment(self) -> dict[str, str]:
        """What a process of the product is told. Secrets are made on first use."""
        home = self.place.home
        for name in ("kek", "pepper", "secret_key"):
            secret_files.ensure(home / "secrets" / name, make=secret_files.new_key)
        given = os.environ
        database_url = self.postgres.url(role=APP) if self.postgres else given["DATABASE_URL"]
        return {
            "DATABASE_URL": database_url,
            "DATABASE_OWNER_URL": (
                self.postgres.url(role=OWNER)
                if self.postgres
                else given.get("DATABASE_OWNER_URL", database_url)
            ),
            "REDIS_URL": self.valkey.url if self.valkey else given["REDIS_URL"],
            "DENGWEN_KEY_DIR": str(home / "keys"),
            "DENGWEN_KEK_FILE": str(home / "secrets/kek"),
            "DENGWEN_PEPPER_FILE": str(home / "secrets/pepper"),
            "DENGWEN_SECRET_KEY_FILE": str(home / "secrets/secret_key"),
            "DENGWEN_MEDIA_ROOT": str(home / "media"),
        }

    @contextlib.contextmanager
    def being_used(self) -> Iterator[None]:
        """Count as a user; on leaving, whoever is the last stops what runs."""
        with self._users() as users:
            with self.starting():
                self._claim_data()
                fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield
            finally:
                with self.starting():
                    fcntl.flock(users, fcntl.LOCK_UN)
                    if _is_last(users):
                        self.stop()

    @contextlib.contextmanager
    def starting(self) -> Iterator[None]:
        """Nobody else starts or stops services of this profile meanwhile."""
        with (self.place.locks / f"{self.place.profile}.start").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def stop(self) -> None:
        """Stop what runs on our own folders."""
        for service in (self.valkey, self.postgres):
            if service is not None:
                service.stop()

    def drop(self) -> None:
        """Stop what runs and delete everything that this profile ever wrote.

        Raises:
            InUseError: another command works with it.
        """
        with self.starting(), self._users() as users:
            if not _is_last(users):
                raise InUseError("another ./dev command works with this state; stop it first")
            self.stop()
            shutil.rmtree(self.place.data, ignore_errors=True)
            shutil.rmtree(self.place.home, ignore_errors=True)
        self.place.prepare()

    def _claim_data(self) -> None:
        """Drop servers' data that another life of this checkout left behind.

        A checkout that was deleted and cloned again at the same path finds the old data where root's servers
        keep it, but the passwords and keys to it are gone for ever.
        """
        ours = secret_files.ensure(self.place.home / "token", make=secret_files.new_password)
        mark = self.place.data / "token"
        if mark.exists() and mark.read_bytes() == ours:
            return
        if any(self.place.data.iterdir()):
            for service in (self.valkey, self.postgres):
                if service is not None:
                    service.end_stray()
            shutil.rmtree(self.place.data)
            self.place.prepare()
        secret_files.write(mark, ours)

    def _users(self) -> TextIO:
        return (self.place.locks / f"{self.place.profile}.users").open("a")


def _is_last(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def prepare(*, root: Path, profile: str) -> Services:
    """The services of a profile, not yet started."""
    return at(layout(root=root, profile=profile), fast=profile not in DURABLE_PROFILES)


def at(place: Layout, *, fast: bool) -> Services:
    """Services in these folders; an address in the environment is taken instead."""
    place.prepare()
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
        found.start()
        yield found.environment()

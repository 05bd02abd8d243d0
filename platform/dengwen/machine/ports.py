"""Ports: the one used last time if it is free, else the next free one; chosen ones are remembered."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

FIRST_PORTS = {"web": 8000, "postgres": 15432, "valkey": 16379}
STEPS = 200
ATTEMPTS = 5


class NoFreePort(RuntimeError):
    """Nothing free near the port that was asked for."""


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of 127.0.0.1 or of all addresses."""
    for address in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 -- tried, never listened on
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


def step_to_free(
    first: int, *, is_free: Callable[[int], bool] = is_free, taken: frozenset[int] = frozenset()
) -> int:
    """The first free port at or above ``first`` that is not in ``taken``."""
    for port in range(first, min(first + STEPS, 65536)):
        if port not in taken and is_free(port):
            return port
    raise NoFreePort(f"no free port from {first} to {first + STEPS - 1}")


def remembered(path: Path) -> dict[str, int]:
    """What ``ports.json`` says; an unreadable file counts as empty."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): int(port) for name, port in found.items()} if isinstance(found, dict) else {}


def choose(*, path: Path, profile: str, service: str, wanted: int | None = None) -> int:
    """Pick and remember the port of a service; ``wanted`` is tried before the remembered one."""
    known = remembered(path)
    name = f"{profile}.{service}"
    others = frozenset(port for other, port in known.items() if other != name)
    port = step_to_free(
        wanted or known.get(name) or FIRST_PORTS[service], taken=frozenset() if wanted else others
    )
    remember(path=path, name=name, port=port)
    return port


def tried(*, path: Path, profile: str, service: str) -> Iterator[int]:
    """Ports to start a service on, one after the other: what was free when we looked may be taken by now."""
    for _attempt in range(ATTEMPTS):
        yield choose(path=path, profile=profile, service=service)


def remember(*, path: Path, name: str, port: int) -> None:
    """Write one port down, whole file at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps({**remembered(path), name: port}, indent=1, sort_keys=True)
    draft = path.with_suffix(".draft")
    draft.write_text(content + "\n")
    draft.replace(path)

"""Secrets on this machine: made once, readable by their owner only, never printed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def ensure(path: Path, *, make: Callable[[], bytes]) -> bytes:
    """The content of a secret file, made on first use with mode 0600.

    The draft is linked into place, so that of two first users both read the same secret and nobody ever
    sees half of one.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        write(draft, make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def write(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, from its first byte on."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def new_key() -> bytes:
    """32 random bytes as hex, as the key store reads its key-encryption key and its pepper."""
    return secrets.token_hex(32).encode()


def new_password() -> bytes:
    """A password of 192 random bits that needs no quoting in URLs or SQL."""
    return secrets.token_urlsafe(24).replace("-", "x").replace("_", "y").encode()

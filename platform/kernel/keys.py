"""Where keys live: in a folder outside the database and its backups, wrapped by a key-encryption key.

Destroying an organisation's file destroys what was sealed for it, in every backup too.
"""

from __future__ import annotations

import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kernel.crypto import DataKey, Opener


class NoKey(LookupError):
    """Raised where an organisation's key is not, or no longer, there."""


def create_keys(tenant: UUID) -> bytes:
    """Make an organisation's keys and return the public half of its sealing key.

    Raises:
        FileExistsError: when it has keys already; they are never overwritten.
    """
    opener = Opener.new()
    kek = _key_encryption_key()
    wrapped = {
        "format": 1,
        "private": kek.encrypt(opener.private_key, aad=_aad(tenant, "private")).hex(),
        "index": kek.encrypt(secrets.token_bytes(32), aad=_aad(tenant, "index")).hex(),
    }
    path = _path(tenant)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(wrapped, file)
        file.flush()
        os.fsync(file.fileno())
    return opener.public_key


def destroy_keys(tenant: UUID) -> None:
    """Forget an organisation's keys for ever."""
    _path(tenant).unlink(missing_ok=True)
    _unwrap.cache_clear()


def opener_for(tenant: UUID) -> Opener:
    """The private half: what holds it can read sealed identities. The public portal never asks for it."""
    return Opener(_unwrap(tenant, "private"))


def index_key_for(tenant: UUID) -> bytes:
    """The key of the organisation's blind indexes."""
    return _unwrap(tenant, "index")


@lru_cache(maxsize=1)
def pepper() -> bytes:
    """The secret under which tracking codes are looked up; it never enters the database."""
    return _secret_file(Path(settings.PEPPER_FILE))


@lru_cache(maxsize=4096)
def _unwrap(tenant: UUID, part: str) -> bytes:
    try:
        wrapped = json.loads(_path(tenant).read_text())
    except FileNotFoundError as error:
        raise NoKey(str(tenant)) from error
    return _key_encryption_key().decrypt(bytes.fromhex(wrapped[part]), aad=_aad(tenant, part))


@lru_cache(maxsize=1)
def _key_encryption_key() -> DataKey:
    return DataKey(_secret_file(Path(settings.KEK_FILE)))


def _secret_file(path: Path) -> bytes:
    """32 bytes, as hex, from a file that only its owner may read; made on first use."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return bytes.fromhex(path.read_text().strip())
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return bytes.fromhex(path.read_text().strip())


def _path(tenant: UUID) -> Path:
    return Path(settings.KEY_DIR) / f"{tenant}.json"


def _aad(tenant: UUID, part: str) -> bytes:
    return f"{tenant}|key|{part}".encode()

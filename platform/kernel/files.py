"""Files: judged by their content, stored encrypted, read only by who holds the data key."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from uuid import UUID

import filetype
from django.conf import settings

from kernel import tenancy
from kernel.crypto import DataKey
from kernel.models import StoredFile
from kernel.tenancy import Owner

MAX_BYTES = 20 * 1024 * 1024

ALLOWED = {
    "image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "application/pdf", "video/mp4",
    "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/ogg", "audio/wav", "audio/x-wav", "audio/amr",
    "video/quicktime", "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
"""What is taken as evidence. SVG, HTML and archives are not: they can carry scripts or bombs."""


class FileRefused(ValueError):
    """Raised for a file that is not taken; ``reason`` is ``empty``, ``too-large`` or ``type``."""

    def __init__(self, *, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that was looked into and may be stored."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.content).digest()


def inspect(*, name: str, content: bytes) -> IncomingFile:
    """Look into a file: its type is what its bytes say, whatever its name claims.

    Raises:
        FileRefused: when it is empty, larger than ``MAX_BYTES``, or of no type that is taken.
    """
    bare = PurePath(name.replace("\\", "/")).name[:200] or "file"
    if not content:
        raise FileRefused(name=bare, reason="empty")
    if len(content) > MAX_BYTES:
        raise FileRefused(name=bare, reason="too-large")
    media_type = filetype.guess_mime(content[:8192]) or _plain_text(content)
    if media_type not in ALLOWED:
        raise FileRefused(name=bare, reason="type")
    return IncomingFile(name=bare, media_type=media_type, content=content)


def _plain_text(content: bytes) -> str | None:
    if b"\0" in content[:8192] or content.lstrip()[:1] == b"<":
        return None
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return "text/plain"


def store(*, file: IncomingFile, key: DataKey, now: datetime) -> StoredFile:
    """Encrypt a file to disk and record it within the caller's transaction.

    The bytes are on disk before the row is; a rolled-back row leaves an unreadable orphan and no lost file.
    """
    row = StoredFile(media_type=file.media_type, size=len(file.content), sha256=file.sha256, stored_at=now)
    row.name_sealed = key.encrypt(file.name.encode(), aad=_aad(row.public_id, "name"))
    path = _path(row.public_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(key.encrypt(file.content, aad=_aad(row.public_id, "content")))
        out.flush()
        os.fsync(out.fileno())
    row.save()
    return row


def read(*, row: StoredFile, key: DataKey) -> IncomingFile:
    """Decrypt a stored file.

    Raises:
        CannotOpen: with another key, or where the file was changed.
    """
    content = key.decrypt(_path(row.public_id).read_bytes(), aad=_aad(row.public_id, "content"))
    return IncomingFile(name=read_name(row=row, key=key), media_type=row.media_type, content=content)


def read_name(*, row: StoredFile, key: DataKey) -> str:
    """The name of a stored file, without reading the file.

    Raises:
        CannotOpen: with another key.
    """
    return key.decrypt(bytes(row.name_sealed), aad=_aad(row.public_id, "name")).decode()


def _path(public_id: UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / tenancy.schema_name() / "files" / public_id.hex[:2] / public_id.hex


def _aad(public_id: UUID, part: str) -> bytes:
    return Owner(tenant=tenancy.current().uuid, place=f"kernel_storedfile.{part}", subject=public_id).aad()

"""Opening a draft: the row is found by the token's digest and read with a key that the token alone yields."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import connection

from cms.filing.models import DraftFile, FilingDraft
from cms.filing.rules import DraftState, FileNote
from kernel import tenancy
from kernel.crypto import CannotOpen, DataKey, derive
from kernel.files import IncomingFile
from kernel.tenancy import Owner

TOKEN_BYTES = 32
_OPEN = f"SELECT sealed FROM {FilingDraft._meta.db_table} WHERE digest = %s AND expires_at > %s"  # noqa: S608 -- our table
"""As text: every page of a filing reads its draft, and composing the query would cost more than running it."""


@dataclass(frozen=True, repr=False)
class DraftKey:
    """What a token yields, computed once. The token itself is never stored on our side."""

    token: str

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()

    @cached_property
    def key(self) -> DataKey:
        return DataKey(derive(self.token.encode(), purpose="filing draft"))

    def aad(self, place: str, subject: UUID | None = None) -> bytes:
        """Binds an envelope to this organisation, this column and this row."""
        row = subject or UUID(hex=self.digest[:32])
        return Owner(tenant=tenancy.current().uuid, place=place, subject=row).aad()


def open_draft(*, token: str | None, now: datetime, lock: bool = False) -> DraftState | None:
    """The draft that belongs to a token; None where there is none, or no longer. One query.

    Args:
        lock: holds the row until the caller's transaction ends.
    """
    if not token:
        return None
    key = DraftKey(token)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN + (" FOR UPDATE" if lock else ""), [key.digest, now])
        row = cursor.fetchone()
    if row is None:
        return None
    sealed = row[0]
    try:
        return DraftState.from_bytes(key.key.decrypt(bytes(sealed), aad=key.aad("cms_filingdraft.sealed")))
    except CannotOpen:
        return None


def read_files(*, token: str, state: DraftState) -> list[IncomingFile]:
    """The uploaded files of a draft, opened, in the order in which they were given."""
    if not state.files:
        return []
    key = DraftKey(token)
    rows = DraftFile.objects.filter(draft_id=key.digest).values_list("public_id", "sealed")
    sealed = {public_id: bytes(content) for public_id, content in rows}
    return [_opened(key, note, sealed[UUID(note.id)]) for note in state.files if UUID(note.id) in sealed]


def _opened(key: DraftKey, note: FileNote, sealed: bytes) -> IncomingFile:
    content = key.key.decrypt(sealed, aad=key.aad("cms_draftfile.sealed", UUID(note.id)))
    return IncomingFile(name=note.name, media_type=note.media_type, content=content)

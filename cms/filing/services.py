"""Writing a draft, and sending it off once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from casework.public.filing import FilingReceipt, file_submission
from cms.filing.models import DraftFile, FilingDraft
from cms.filing.receipts import receipt_as_data
from cms.filing.rules import MAX_FILE_BYTES_IN_ALL, MAX_FILES, DraftState, FileNote
from cms.filing.selectors import TOKEN_BYTES, DraftKey, read_files
from kernel import alarms, tenancy
from kernel.files import IncomingFile
from kernel.ids import new_public_id

DRAFT_LIFE = timedelta(hours=24)
"""How long a draft waits after its last page, and a receipt after the filing."""
PURGE = "filing-draft"
"""Kind of the alarm that takes expired drafts away."""


class FilesRefused(ValueError):
    """Raised where a draft would hold more files, or more bytes, than one filing may."""


def save_draft(*, token: str | None, state: DraftState, now: datetime) -> str:
    """Keep a draft under its token (None: a new one). One query for a draft that stands already."""
    if token is not None:
        key = DraftKey(token)
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, [_sealed(key, state), now + DRAFT_LIFE, key.digest])
            if cursor.rowcount:
                return token
    return _begin(state, now)


_SAVE = f"UPDATE {FilingDraft._meta.db_table} SET sealed = %s, expires_at = %s WHERE digest = %s"  # noqa: S608 -- our table
"""As text, for the same reason as ``selectors._OPEN``."""


@transaction.atomic
def _begin(state: DraftState, now: datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    purge_expired(now=now)
    is_first = not FilingDraft.objects.exists()
    expires_at = now + DRAFT_LIFE
    key = DraftKey(token)
    FilingDraft.objects.create(digest=key.digest, sealed=_sealed(key, state), expires_at=expires_at)
    if is_first:
        ring_at(expires_at)
    return token


def add_files(
    *, token: str, state: DraftState, field: str, files: Sequence[IncomingFile], limit: int = MAX_FILES
) -> DraftState:
    """Seal files beside the draft and note them in it; the caller saves the draft in the same transaction.

    Raises:
        FilesRefused: where it would be more than one filing may carry. Nothing is added then.
    """
    size = sum(note.size for note in state.files) + sum(len(file.content) for file in files)
    if len(state.files) + len(files) > limit or size > MAX_FILE_BYTES_IN_ALL:
        raise FilesRefused(field)
    key = DraftKey(token)
    notes = []
    for file in files:
        public_id = new_public_id()
        sealed = key.key.encrypt(file.content, aad=key.aad("cms_draftfile.sealed", public_id))
        DraftFile.objects.create(public_id=public_id, draft_id=key.digest, sealed=sealed)
        notes.append(FileNote(public_id.hex, field, file.name, file.media_type, len(file.content)))
    return replace(state, files=(*state.files, *notes))


def remove_file(*, token: str, state: DraftState, file_id: str) -> DraftState:
    """Take one uploaded file away; the caller saves the draft in the same transaction."""
    if all(note.id != file_id for note in state.files):
        return state
    DraftFile.objects.filter(draft_id=DraftKey(token).digest, public_id=UUID(file_id)).delete()
    return replace(state, files=tuple(note for note in state.files if note.id != file_id))


def send_off(
    *, token: str, state: DraftState, values: Mapping[str, Any], channel: str, named: bool, now: datetime
) -> None:
    """Hand the filing in and put its receipt in the draft's place, both or neither.

    The caller's transaction holds the draft's row from reading ``state`` on, so that of two clicks the second
    finds the receipt.
    """
    if state.receipt is not None:
        return
    receipt: FilingReceipt = file_submission(
        business_type=state.business,
        values=values,
        files=read_files(token=token, state=state),
        channel=channel,
        is_named=named,
        now=now,
    )
    data = receipt_as_data(receipt)
    if state.files:
        DraftFile.objects.filter(draft_id=DraftKey(token).digest).delete()
    save_draft(token=token, state=DraftState(business=state.business, receipt=data), now=now)


def forget_draft(*, token: str) -> None:
    """Destroy a draft or receipt with its files."""
    digest = DraftKey(token).digest
    DraftFile.objects.filter(draft_id=digest).delete()
    FilingDraft.objects.filter(pk=digest).delete()


def purge_expired(*, now: datetime) -> int:
    """Take away what has expired; returns how many drafts that were."""
    expired = list(FilingDraft.objects.filter(expires_at__lte=now).values_list("pk", flat=True)[:500])
    if expired:
        DraftFile.objects.filter(draft_id__in=expired).delete()
        FilingDraft.objects.filter(pk__in=expired).delete()
    return len(expired)


def ring_at(at: datetime) -> None:
    """Set the organisation's alarm for the next round of taking away."""
    subject = tenancy.current().uuid
    alarms.arm(alarms=[alarms.NewAlarm(kind=PURGE, subject=subject, at=at + timedelta(minutes=1))])


def _sealed(key: DraftKey, state: DraftState) -> bytes:
    return key.key.encrypt(state.as_bytes(), aad=key.aad("cms_filingdraft.sealed"))

"""What a letter says, sealed: to the desk under the case's data key, to the filer under the code's key."""

from __future__ import annotations

import json
from uuid import UUID

from casework.correspondence.models import Delivery, Letter
from casework.correspondence.papers import Paper, from_json, to_json
from kernel.crypto import DataKey, Opener, Sealer
from kernel.tenancy import Owner, current


def seal_paper(*, letter: Letter, paper: Paper, key: DataKey) -> bytes:
    """The paper as it is kept beside its letter."""
    return key.encrypt(to_json(paper), aad=_aad("casework_letter.paper", letter.public_id))


def open_paper(*, letter: Letter, key: DataKey) -> Paper:
    """The paper as it was issued."""
    return from_json(key.decrypt(bytes(letter.paper), aad=_aad("casework_letter.paper", letter.public_id)))


def seal_reply(*, letter: Letter, paper: Paper, reader_key: bytes) -> bytes:
    """The paper's text for whoever holds the code, and for nobody else."""
    kept = json.dumps({"body": paper.plain_text()}, ensure_ascii=False).encode()
    return Sealer(reader_key).seal(kept, info=_aad("casework_letter.reply", letter.public_id))


def open_reply(*, letter: Letter, reader: Opener) -> str:
    """The text that was sealed to the code."""
    opened: dict[str, str] = json.loads(
        reader.open(bytes(letter.reply or b""), info=_aad("casework_letter.reply", letter.public_id))
    )
    return opened["body"]


def seal_proof(*, delivery: Delivery, text: str, key: DataKey) -> bytes | None:
    """A delivery's particulars (postal number, who signed), or None where there are none."""
    return (
        key.encrypt(text.encode(), aad=_aad("casework_delivery.proof", delivery.public_id)) if text else None
    )


def open_proof(*, delivery: Delivery, key: DataKey) -> str:
    """A delivery's particulars; empty where there are none."""
    if delivery.proof is None:
        return ""
    return key.decrypt(
        bytes(delivery.proof), aad=_aad("casework_delivery.proof", delivery.public_id)
    ).decode()


def _aad(place: str, subject: UUID) -> bytes:
    return Owner(tenant=current().uuid, place=place, subject=subject).aad()

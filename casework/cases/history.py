"""Appending to a case's history: event, sealed text, milestones and the outbox, in one short order."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import rfc8785
from django.db.models import Model

from casework.cases.events import KIND, CaseChanged
from casework.cases.models import Case, CaseEvent, CaseEventText, Milestone
from kernel import clock, outbox, rows
from kernel.crypto import DataKey
from kernel.tenancy import Owner, current


@dataclass(frozen=True, slots=True)
class Entry:
    """What is about to be recorded of a case."""

    kind: str
    occurred_at: datetime
    actor_id: int | None = None
    codes: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    milestones: Sequence[str] = ()
    letters: Sequence[str] = ()


def append(*, case: Case, entry: Entry, key: DataKey | None, pack: str) -> CaseEvent:
    """Record an entry of a locked case whose columns already say what it changed."""
    recorded = rows_of(case=case, entry=entry, key=key, pack=pack)
    (recorded.event.pk,) = rows.next_values(rows.sequence_of(CaseEvent))
    rows.insert(recorded.rows)
    return recorded.event


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as rows that are not written yet; the event is the first of them."""

    event: CaseEvent
    rows: Sequence[Model]


def rows_of(*, case: Case, entry: Entry, key: DataKey | None, pack: str) -> Recorded:
    """The rows of ``append``, for a caller who writes them together with its own. The case counts on.

    An entry without texts needs no key.
    """
    case.last_seq += 1
    recorded_at = clock.now()
    salt_and_digest, sealed = _seal_texts(case, entry.texts, key)
    body: dict[str, Any] = {
        "case": str(case.public_id),
        "seq": case.last_seq,
        "kind": entry.kind,
        "occurred_at": entry.occurred_at.isoformat(),
        "state": case.state,
        "codes": dict(entry.codes),
        "milestones": list(entry.milestones),
        "letters": list(entry.letters),
        "text": salt_and_digest,
    }
    event = CaseEvent(
        case=case,
        seq=case.last_seq,
        kind=entry.kind,
        actor_id=entry.actor_id,
        body=rfc8785.dumps(body),
        occurred_at=entry.occurred_at,
        recorded_at=recorded_at,
    )
    texts = [CaseEventText(event=event, sealed=sealed)] if sealed is not None else []
    milestones = [
        Milestone(
            case=case, seq=case.last_seq, kind=m, occurred_at=entry.occurred_at, recorded_at=recorded_at
        )
        for m in entry.milestones
    ]
    sent = outbox.rows_of(events=[_outgoing(case, entry, pack)])
    return Recorded(event=event, rows=[event, *texts, *milestones, *sent])


def texts_of(*, event: CaseEvent, case: Case, key: DataKey) -> dict[str, str]:
    """The free texts of an event, by field key."""
    text = CaseEventText.objects.filter(event=event).first()
    return {} if text is None else open_texts(sealed=bytes(text.sealed), case=case, key=key)


def open_texts(*, sealed: bytes, case: Case, key: DataKey) -> dict[str, str]:
    """Texts from their envelope."""
    opened: dict[str, str] = json.loads(key.decrypt(sealed, aad=text_aad(case)))
    return opened


def text_aad(case: Case) -> bytes:
    """What an event's text is bound to."""
    return Owner(tenant=current().uuid, place="casework_caseeventtext.sealed", subject=case.public_id).aad()


def _seal_texts(
    case: Case, texts: Mapping[str, str], key: DataKey | None
) -> tuple[dict[str, str] | None, bytes | None]:
    if not texts:
        return None, None
    if key is None:
        raise ValueError("texts are sealed under the case's key, and none was given")
    plain = json.dumps(dict(texts), ensure_ascii=False, sort_keys=True).encode()
    salt = secrets.token_bytes(16)
    digest = {"salt": salt.hex(), "sha256": hashlib.sha256(salt + plain).hexdigest()}
    return digest, key.encrypt(plain, aad=text_aad(case))


def _outgoing(case: Case, entry: Entry, pack: str) -> outbox.NewEvent:
    snapshot = CaseChanged(
        number=case.number,
        pack=pack,
        business_type=case.business_type,
        nature=case.nature,
        channel=case.channel,
        tier=case.tier,
        state=case.state,
        stage=case.stage,
        unit=case.unit.public_id if case.unit else None,
        received_at=case.received_at,
        closed_at=case.closed_at,
        outcome=case.outcome,
        is_final=case.is_final,
        on_time=case.on_time,
        milestones=tuple(entry.milestones),
        letters=tuple(entry.letters),
    )
    return outbox.NewEvent(
        kind=KIND,
        version=snapshot.version,
        subject=case.public_id,
        seq=case.last_seq,
        payload=snapshot.model_dump(mode="json", exclude={"version"}),
        occurred_at=entry.occurred_at,
    )

"""Sealing who filed and about whom, and the one way to open it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from casework.organisation.rules import normalise_name
from casework.parties.models import Party
from casework.parties.rules import normalise_phone
from kernel import keys
from kernel.crypto import DataKey, fingerprint
from kernel.tenancy import Owner, current


def new_party(
    *,
    case_id: int,
    role: str,
    particulars: Mapping[str, Any],
    is_named: bool,
    wants_reply: bool,
    key: DataKey,
) -> Party:
    """An unsaved party whose particulars are sealed under the case's data key."""
    party = Party(case_id=case_id, role=role, is_named=is_named, wants_reply=wants_reply)
    kept = {k: v for k, v in particulars.items() if v not in (None, "")}
    if kept:
        tenant = current().uuid
        index_key = keys.index_key_for(tenant)
        party.identity = key.encrypt(json.dumps(kept, ensure_ascii=False).encode(), aad=_aad(party.public_id))
        party.name_index = _index(index_key, "name", normalise_name(str(kept.get("name", ""))))
        party.phone_index = _index(index_key, "phone", normalise_phone(str(kept.get("phone", ""))))
    return party


def open_party(*, party: Party, key: DataKey) -> dict[str, Any]:
    """A party's particulars. The callers decide who may see them, and record that they did."""
    if party.identity is None:
        return {}
    opened: dict[str, Any] = json.loads(key.decrypt(bytes(party.identity), aad=_aad(party.public_id)))
    return opened


def index_of(kind: str, value: str) -> bytes | None:
    """The blind index under which a name or telephone number is found again; None for nothing."""
    normal = normalise_phone(value) if kind == "phone" else normalise_name(value)
    return _index(keys.index_key_for(current().uuid), kind, normal)


def _index(key: bytes, kind: str, normal: str) -> bytes | None:
    return fingerprint(key, f"{kind}|{normal}") if normal else None


def _aad(public_id: UUID) -> bytes:
    return Owner(tenant=current().uuid, place="casework_party.identity", subject=public_id).aad()

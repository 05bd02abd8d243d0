"""A case's data key: made at filing, sealed to the organisation, opened on the desk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from casework.cases.models import Case
from kernel import keys
from kernel.crypto import DataKey, Sealer
from kernel.tenancy import Owner, current


def seal_data_key(*, key: DataKey, case_public_id: UUID) -> bytes:
    """The key as it is stored: only the organisation's private half opens it."""
    tenant = current()
    return Sealer(tenant.sealing_key).seal(key.secret, info=_info(tenant.uuid, case_public_id))


def data_key_of(case: Case) -> DataKey:
    """A case's data key. Needs the organisation's private half, which the public portal never asks for."""
    tenant = current().uuid
    return DataKey(keys.opener_for(tenant).open(bytes(case.data_key), info=_info(tenant, case.public_id)))


def seal_narrative(*, texts: Mapping[str, Any], key: DataKey, case_public_id: UUID) -> bytes:
    """The texts of a filing as they are stored."""
    return key.encrypt(
        json.dumps(dict(texts), ensure_ascii=False).encode(), aad=_narrative_aad(case_public_id)
    )


def open_narrative(*, case: Case, key: DataKey) -> dict[str, Any]:
    """The texts of a filing, by field key."""
    opened: dict[str, Any] = json.loads(
        key.decrypt(bytes(case.narrative), aad=_narrative_aad(case.public_id))
    )
    return opened


def _info(tenant: UUID, case_public_id: UUID) -> bytes:
    return Owner(tenant=tenant, place="casework_case.data_key", subject=case_public_id).aad()


def _narrative_aad(case_public_id: UUID) -> bytes:
    return Owner(tenant=current().uuid, place="casework_case.narrative", subject=case_public_id).aad()

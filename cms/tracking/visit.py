"""Keeping a tracking code for a short visit: sealed in the visitor's own cookie and nowhere on our side."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta

from django.conf import settings

from kernel import tenancy
from kernel.crypto import CannotOpen, DataKey, derive

VISIT = timedelta(minutes=30)
"""How long a code is kept after the last page that used it."""


def seal_visit(*, code: str, now: datetime) -> str:
    """The cookie's value: the code under a key of this installation, bound to organisation and time."""
    plain = json.dumps({"code": code, "until": (now + VISIT).isoformat()}).encode()
    return base64.urlsafe_b64encode(_key().encrypt(plain, aad=_aad())).decode()


def open_visit(*, value: str | None, now: datetime) -> str | None:
    """The code in a cookie; None for a cookie that is old, changed, or another organisation's."""
    if not value:
        return None
    try:
        visit = json.loads(_key().decrypt(base64.urlsafe_b64decode(value.encode()), aad=_aad()))
    except (CannotOpen, ValueError):
        return None
    return str(visit["code"]) if datetime.fromisoformat(visit["until"]) > now else None


def _key() -> DataKey:
    return DataKey(derive(settings.SECRET_KEY.encode(), purpose="tracking visit"))


def _aad() -> bytes:
    return f"{tenancy.current().uuid}|tracking visit".encode()

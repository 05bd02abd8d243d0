"""Who may arrange the rules of an organisation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet


class NotAnAdmin(Exception):
    """The person does not arrange this organisation (any more)."""


def require_admin(actor_id: int) -> None:
    """Raises NotAnAdmin unless the person arranges the present organisation and is still there."""
    if not admins().filter(pk=actor_id).exists():
        raise NotAnAdmin


def other_admins(actor_id: int) -> int:
    """How many people could approve what this one proposes."""
    return int(admins().exclude(pk=actor_id).count())


def admins() -> QuerySet[Any]:
    """The people who arrange the present organisation."""
    people: QuerySet[Any] = get_user_model()._default_manager.filter(is_admin=True, is_active=True)
    return people

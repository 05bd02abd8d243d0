"""Who may arrange the rules of an organisation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.module_loading import import_string


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


def held_roles() -> frozenset[str]:
    """The roles of rulebooks that somebody in the present organisation holds.

    Who has which duty is known to a higher room, which the settings name as they name the model of people.
    """
    held: frozenset[str] = import_string(settings.DUTIES_HELD)()
    return held

"""One-time links by which people come in and choose their own password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Invitation, User

VALID_FOR = timedelta(days=7)


class InvitationUnusable(LookupError):
    """Raised for a link that is unknown, used, or past its days: nobody is told which."""


def invite(*, user_id: int, now: datetime) -> str:
    """A new link secret for a person; earlier unused ones stop working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(user_id=user_id, used_at__isnull=True).delete()
        Invitation.objects.create(
            user_id=user_id, digest=_digest(secret), made_at=now, expires_at=now + VALID_FOR
        )
    return secret


def invited(*, secret: str, now: datetime) -> User:
    """Whom a link invites. Raises InvitationUnusable."""
    row = _usable(now).select_related("user").filter(digest=_digest(secret)).first()
    if row is None:
        raise InvitationUnusable
    return row.user


def accept(*, secret: str, password: str, now: datetime) -> User:
    """Set the password of who was invited, once. Raises InvitationUnusable."""
    with transaction.atomic():
        row = _usable(now).select_for_update().filter(digest=_digest(secret)).first()
        if row is None:
            raise InvitationUnusable
        row.used_at = now
        row.save(update_fields=["used_at"])
        user = User.objects.get(pk=row.user_id)
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def _usable(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at__isnull=True, expires_at__gt=now, user__is_active=True)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()

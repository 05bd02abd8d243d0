"""Arranging the organisation: units, who works where, with which duties, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from casework.organisation.models import Deputy, Duty, Post, Unit


class NameTaken(ValueError):
    """Raised for a name that another unit at work has."""


def create_unit(*, name: str, parent_id: int | None = None) -> Unit:
    """Add a unit. Raises NameTaken."""
    _refuse_taken(name, but=None)
    return Unit.objects.create(name=name.strip(), parent_id=parent_id)


def rename_unit(*, unit_id: int, name: str) -> None:
    """Give a unit another name. Raises NameTaken."""
    _refuse_taken(name, but=unit_id)
    Unit.objects.filter(pk=unit_id).update(name=name.strip())


def _refuse_taken(name: str, *, but: int | None) -> None:
    others = Unit.objects.filter(name=name.strip(), is_active=True)
    if (others if but is None else others.exclude(pk=but)).exists():
        raise NameTaken(name)


def close_unit(*, unit_id: int) -> None:
    """Take a unit out of use; its cases and its history stay.

    Raises:
        StillStaffed: while somebody works there.
    """
    if Post.objects.filter(unit_id=unit_id, until__isnull=True).exists():
        raise StillStaffed(str(unit_id))
    Unit.objects.filter(pk=unit_id).update(is_active=False)


class StillStaffed(ValueError):
    """Raised for a unit in which people still work."""


def move_person(*, user_id: int, unit_id: int | None, now: datetime) -> None:
    """Let a person work in ``unit_id`` from now on (None: nowhere)."""
    with transaction.atomic():
        current = Post.objects.select_for_update().filter(user_id=user_id, until__isnull=True).first()
        if current is not None and current.unit_id == unit_id:
            return
        if current is not None:
            current.until = max(now, current.since)
            current.save(update_fields=["until"])
        if unit_id is not None:
            Post.objects.create(user_id=user_id, unit_id=unit_id, since=now)


def set_duties(*, user_id: int, roles: Iterable[str], now: datetime) -> None:
    """Let a person hold exactly these roles from now on."""
    wanted = set(roles)
    with transaction.atomic():
        held = Duty.objects.select_for_update().filter(user_id=user_id, until__isnull=True)
        held.exclude(role__in=wanted).update(until=now)
        kept = set(held.values_list("role", flat=True))
        Duty.objects.bulk_create(
            Duty(user_id=user_id, role=role, since=now) for role in sorted(wanted - kept)
        )


def appoint_deputy(*, user_id: int, deputy_id: int, since: datetime, until: datetime) -> Deputy:
    """Let ``deputy_id`` act with ``user_id``'s duties from ``since`` until ``until``."""
    return Deputy.objects.create(user_id=user_id, deputy_id=deputy_id, since=since, until=until)


def end_deputy(*, deputy_row_id: int, user_id: int, now: datetime) -> None:
    """End a deputyship for ``user_id`` early; one of somebody else stays as it is."""
    row = Deputy.objects.filter(pk=deputy_row_id, user_id=user_id)
    row.filter(until__gt=now, since__lt=now).update(until=now)
    row.filter(since__gte=now).delete()


def release_person(*, user_id: int, now: datetime) -> None:
    """End all posts and duties of somebody who leaves."""
    move_person(user_id=user_id, unit_id=None, now=now)
    set_duties(user_id=user_id, roles=(), now=now)

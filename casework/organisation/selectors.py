"""Who works where with which duties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q

from casework.organisation.models import Deputy, Duty, Post, Unit
from casework.organisation.rules import Hat, Officer, names_in, normalise_name


class NotFound(LookupError):
    """Raised for a unit or officer that is not (or no longer) there."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be named in a case."""

    id: int
    public_id: UUID
    name: str
    title: str
    unit: str


def officer_for(user_id: int, *, now: datetime) -> Officer:
    """A person at work now, with the duties of those that the person stands in for.

    Raises:
        NotFound: when the person has left.
    """
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound(str(user_id))
    stood_in = Deputy.objects.filter(deputy_id=user_id, since__lte=now, until__gt=now)
    whose = [user_id, *stood_in.values_list("user_id", flat=True)]
    open_now = Q(until__isnull=True) | Q(until__gt=now)
    duties = Duty.objects.filter(open_now, user_id__in=whose, since__lte=now).values_list("user_id", "role")
    posts = Post.objects.filter(open_now, user_id__in=whose, since__lte=now).values_list("user_id", "unit_id")
    roles, unit_ids = list(duties), list(posts)
    return Officer(
        user_id=user_id,
        name=user.name,
        roles=frozenset(role for _, role in roles),
        unit_ids=frozenset(unit_id for _, unit_id in unit_ids),
        is_admin=user.is_admin,
        hats=tuple(
            Hat(
                user_id=one,
                roles=frozenset(role for holder, role in roles if holder == one),
                unit_ids=frozenset(unit_id for holder, unit_id in unit_ids if holder == one),
            )
            for one in dict.fromkeys(whose)
        ),
    )


def active_units() -> Sequence[Unit]:
    """The units that a case can be assigned to, by name."""
    return list(Unit.objects.filter(is_active=True).order_by("name"))


def unit_by_public_id(public_id: UUID | str) -> Unit:
    """An active unit.

    Raises:
        NotFound: when there is none.
    """
    unit = Unit.objects.filter(public_id=_uuid(public_id), is_active=True).first()
    if unit is None:
        raise NotFound(str(public_id))
    return unit


def people(*, unit_id: int | None = None, roles: Sequence[str] = ()) -> list[Person]:
    """Those at work, of a unit and with one of some roles where given, by pinyin."""
    users = get_user_model().objects.filter(is_active=True)
    if unit_id is not None:
        users = users.filter(posts__unit_id=unit_id, posts__until__isnull=True)
    if roles:
        users = users.filter(duties__role__in=roles, duties__until__isnull=True)
    found = users.distinct().order_by("name_key", "id")
    units = dict(Post.objects.filter(until__isnull=True).values_list("user_id", "unit__name"))
    return [
        Person(id=u.pk, public_id=u.public_id, name=u.name, title=u.title, unit=units.get(u.pk, ""))
        for u in found
    ]


def held_roles() -> frozenset[str]:
    """The roles of rulebooks that somebody at work holds."""
    held = Duty.objects.filter(until__isnull=True, user__is_active=True)
    return frozenset(held.values_list("role", flat=True).distinct())


def person_by_public_id(public_id: UUID | str) -> Person:
    """Somebody at work.

    Raises:
        NotFound: when there is nobody.
    """
    user = get_user_model().objects.filter(public_id=_uuid(public_id), is_active=True).first()
    if user is None:
        raise NotFound(str(public_id))
    return Person(id=user.pk, public_id=user.public_id, name=user.name, title=user.title, unit="")


def _uuid(written: UUID | str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError as error:
        raise NotFound(str(written)) from error


def ids_of_people_named(written: str) -> list[int]:
    """Everybody who is named in ``written``, however it is spaced: nobody gets a case about oneself (R23)."""
    wanted = names_in(written)
    people = get_user_model().objects.order_by("pk").values_list("pk", "name")
    return [pk for pk, name in people if normalise_name(name) in wanted]

"""People come, move and leave: account, post and duties change together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import invitations
from accounts import services as accounts
from casework.organisation import services
from casework.organisation.models import Deputy, Duty, Post
from casework.organisation.selectors import NotFound, person_by_public_id


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where somebody works and with which duties."""

    name: str
    title: str
    unit_id: int | None
    roles: Sequence[str]
    is_admin: bool


def invite_person(*, email: str, arrangement: Arrangement, now: datetime) -> tuple[UUID, str]:
    """Bring somebody in; returns the person's public id and the secret of the one-time link.

    Raises:
        accounts.AddressTaken: when somebody here signs in with that address already.
    """
    with transaction.atomic():
        user = accounts.create_person(
            email=email,
            name=arrangement.name,
            title=arrangement.title,
            is_admin=arrangement.is_admin,
            now=now,
        )
        services.move_person(user_id=user.pk, unit_id=arrangement.unit_id, now=now)
        services.set_duties(user_id=user.pk, roles=arrangement.roles, now=now)
        return user.public_id, invitations.invite(user_id=user.pk, now=now)


def invite_again(*, person: UUID, now: datetime) -> str:
    """A new one-time link; the earlier one stops working."""
    return invitations.invite(user_id=person_by_public_id(person).id, now=now)


def rearrange_person(*, person: UUID, arrangement: Arrangement, now: datetime) -> None:
    """Change where somebody works, with which duties, and whether he or she arranges the organisation.

    Raises:
        accounts.LastAdmin: when nobody would be left who can arrange it.
    """
    user_id = person_by_public_id(person).id
    with transaction.atomic():
        accounts.rename_person(user_id=user_id, name=arrangement.name, title=arrangement.title)
        accounts.make_admin(user_id=user_id, is_admin=arrangement.is_admin)
        services.move_person(user_id=user_id, unit_id=arrangement.unit_id, now=now)
        services.set_duties(user_id=user_id, roles=arrangement.roles, now=now)


def let_go(*, person: UUID, now: datetime) -> None:
    """Somebody leaves; posts, duties and sign-in end, and what was done keeps the name. Raises accounts.LastAdmin."""
    user_id = person_by_public_id(person).id
    with transaction.atomic():
        accounts.leave(user_id=user_id, now=now)
        services.release_person(user_id=user_id, now=now)


def appoint(*, person: UUID, deputy: UUID, since: datetime, until: datetime) -> None:
    """Let ``deputy`` act with the duties of ``person`` for a while."""
    services.appoint_deputy(
        user_id=person_by_public_id(person).id,
        deputy_id=person_by_public_id(deputy).id,
        since=since,
        until=until,
    )


def end_deputyship(*, person: UUID, row: str, now: datetime) -> None:
    """End what a row of ``PersonDetail.deputies`` stands for. Raises NotFound for what is no such row."""
    if not row.isdecimal():
        raise NotFound(row)
    services.end_deputy(deputy_row_id=int(row), user_id=person_by_public_id(person).id, now=now)


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """Somebody as the organisation room shows one."""

    public_id: UUID
    name: str
    email: str
    title: str
    unit_id: int | None
    roles: tuple[str, ...]
    is_admin: bool
    has_signed_in: bool
    deputies: tuple[tuple[int, str, datetime, datetime], ...]


def person_detail(*, person: UUID, now: datetime) -> PersonDetail:
    """Somebody at work. Raises NotFound."""
    found = person_by_public_id(person)
    user = accounts.user_by_id(found.id)
    post = Post.objects.filter(user_id=found.id, until__isnull=True).first()
    duties = Duty.objects.filter(user_id=found.id, until__isnull=True).order_by("role")
    deputies = (
        Deputy.objects.filter(user_id=found.id, until__gt=now).select_related("deputy").order_by("since")
    )
    return PersonDetail(
        public_id=found.public_id,
        name=found.name,
        email=user.email,
        title=found.title,
        unit_id=post.unit_id if post else None,
        roles=tuple(duties.values_list("role", flat=True)),
        is_admin=user.is_admin,
        has_signed_in=user.last_login is not None,
        deputies=tuple((d.pk, d.deputy.name, d.since, d.until) for d in deputies),
    )


def holders() -> dict[str, list[str]]:
    """Who holds which duty, by role, names by pinyin."""
    held: dict[str, list[str]] = {}
    duties = Duty.objects.filter(until__isnull=True, user__is_active=True).select_related("user")
    for duty in duties.order_by("user__name_key"):
        held.setdefault(duty.role, []).append(duty.user.name)
    return held

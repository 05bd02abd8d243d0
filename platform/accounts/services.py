"""People come into an organisation."""

from __future__ import annotations

from datetime import datetime

from pypinyin import Style, lazy_pinyin

from accounts.models import User


class AddressTaken(ValueError):
    """Raised for an e-mail address that somebody in this organisation signs in with already."""


def create_person(
    *,
    email: str,
    name: str,
    now: datetime,
    password: str | None = None,
    title: str = "",
    is_admin: bool = False,
) -> User:
    """Add somebody to the present organisation, who can sign in once a password is set.

    Raises:
        AddressTaken: when the address is in use here; the same human in another organisation is another user.
    """
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise AddressTaken(address)
    return User.objects.create_user(
        address,
        password,
        name=name.strip(),
        name_key=sort_key(name),
        title=title.strip(),
        is_admin=is_admin,
        joined_at=now,
    )


def sort_key(name: str) -> str:
    """The pinyin to sort a name by; the database has no Chinese collation."""
    return " ".join(lazy_pinyin(name.strip(), style=Style.TONE3)).lower()[:120]


def rename_person(*, user_id: int, name: str, title: str) -> None:
    """Correct somebody's name and title."""
    User.objects.filter(pk=user_id).update(name=name.strip(), name_key=sort_key(name), title=title.strip())


def make_admin(*, user_id: int, is_admin: bool) -> None:
    """Let somebody arrange the organisation, or no longer.

    Raises:
        LastAdmin: when nobody would be left who can.
    """
    if not is_admin and not User.objects.filter(is_admin=True, is_active=True).exclude(pk=user_id).exists():
        raise LastAdmin
    User.objects.filter(pk=user_id).update(is_admin=is_admin)


class LastAdmin(ValueError):
    """Raised where an organisation would be left without anybody who can arrange it."""


def leave(*, user_id: int, now: datetime) -> None:
    """Somebody leaves: signs in no more; what he or she did keeps the name. Raises LastAdmin."""
    make_admin(user_id=user_id, is_admin=False)
    User.objects.filter(pk=user_id).update(is_active=False, left_at=now)


def user_by_id(user_id: int) -> User:
    """Somebody by the inner id."""
    return User.objects.get(pk=user_id)


def user_by_address(email: str) -> User:
    """Somebody by the address that he or she signs in with."""
    return User.objects.get(email=email.strip().lower())

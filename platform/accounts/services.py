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

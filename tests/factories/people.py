"""People of an organisation, brought in through the services that its admins use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from accounts.models import User
from accounts.services import create_person
from casework.organisation import services
from casework.organisation.models import Unit
from casework.organisation.rules import Officer
from casework.organisation.selectors import officer_for

SINCE = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
"""When everybody here began to work: the first Monday of 2020, 9 o'clock in China."""


def unit(name: str) -> Unit:
    """The unit of this name, made where it is not there yet."""
    return Unit.objects.filter(name=name, is_active=True).first() or services.create_unit(name=name)


def colleague(
    *roles: str, unit_name: str = "", name: str = "田七", is_admin: bool = False, since: datetime = SINCE
) -> User:
    """Somebody who works here with these duties."""
    user = create_person(email=f"{uuid4().hex}@example.cn", name=name, is_admin=is_admin, now=since)
    services.move_person(user_id=user.pk, unit_id=unit(unit_name).pk if unit_name else None, now=since)
    services.set_duties(user_id=user.pk, roles=roles, now=since)
    return user


@dataclass(frozen=True, slots=True)
class Team:
    """One person for each duty; unit head and handler work in ``unit``, the other handler in ``elsewhere``."""

    members: Mapping[str, User]
    unit: Unit
    elsewhere: Unit

    def user(self, role: str) -> User:
        return self.members[role]

    def officer(self, role: str, *, now: datetime) -> Officer:
        """The person with this duty, as the desk knows him or her at a moment."""
        return officer_for(self.members[role].pk, now=now)

    def choice(self, value: object) -> object:
        """What a table of steps means by ``@unit`` and ``@handler``: the ids that a form would send."""
        if value == "@unit":
            return str(self.unit.public_id)
        if isinstance(value, str) and value.startswith("@"):
            return str(self.members[value[1:]].public_id)
        return value


STAFF = (
    ("receiver", "", "苏登记"),
    ("intake-manager", "", "顾主任"),
    ("leader", "", "陆局长"),
    ("discipline", "", "严纪检"),
    ("archivist", "", "何档案"),
    ("unit-head", "稽查队", "韩队长"),
    ("handler", "稽查队", "程主办"),
    ("mediator", "稽查队", "云调解"),
)


def team() -> Team:
    """A small staff."""
    members = {role: colleague(role, unit_name=where, name=name) for role, where, name in STAFF}
    members["handler-elsewhere"] = colleague("handler", unit_name="质检股", name="沈质检")
    members["head-elsewhere"] = colleague("unit-head", unit_name="质检股", name="方股长")
    return Team(members=members, unit=unit("稽查队"), elsewhere=unit("质检股"))

"""What an officer may see and do, from duties and the packs: plain values, no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from policies.engine.pack import Pack


@dataclass(frozen=True, slots=True)
class Hat:
    """The duties of one person, which reach that person's units and cases, whoever acts with them."""

    user_id: int
    roles: frozenset[str]
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Officer:
    """A person at work: who, where, and with which duties (one's own and those deputised)."""

    user_id: int
    name: str
    roles: frozenset[str]
    unit_ids: frozenset[int]
    is_admin: bool = False
    hats: tuple[Hat, ...] = ()
    """One's own duties and those of each person stood in for, apart: to stand in for the head of one unit
    makes nobody the head of another. Without any, ``roles`` and ``unit_ids`` are one's own."""

    @property
    def worn(self) -> tuple[Hat, ...]:
        """The hats, at least one's own."""
        return self.hats or (Hat(user_id=self.user_id, roles=self.roles, unit_ids=self.unit_ids),)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which business types an officer sees: everywhere, in the own unit (whose handlers know each other's
    cases), or where assigned."""

    everywhere: frozenset[str]
    in_unit: frozenset[str]
    if_assigned: frozenset[str]
    may_open_identity: frozenset[str]
    desks: frozenset[str]
    """Organisation-wide roles that the officer holds: the desks whose queue is the officer's."""
    unit_desks: frozenset[str]
    """Roles that the officer holds within his or her units: there their queue is the officer's too."""
    free_desks: frozenset[str]
    """Roles that the officer holds in cases: in the own unit their queue, while nobody has the case."""


def roles_of_business(pack: Pack, business_type: str) -> frozenset[str]:
    """Every role that has a part in a business type."""
    spec = pack.business_types[business_type]
    transitions = pack.workflows[spec.workflow].transitions.values()
    return frozenset({spec.first_role, *(role for t in transitions for role in t.roles)})


def reach_of(roles: frozenset[str], packs: Iterable[Pack]) -> Reach:
    """How far duties reach over the business types of the organisation's packs.

    In a profile with a need-to-know list (行风, S12d) only roles of the list see a case at all; others see
    it once it is assigned to them.
    """
    everywhere: set[str] = set()
    in_unit: set[str] = set()
    if_assigned: set[str] = set()
    identity: set[str] = set()
    desks: dict[str, set[str]] = {"organisation": set(), "unit": set(), "case": set()}
    for pack in packs:
        for code, spec in pack.business_types.items():
            held = roles & roles_of_business(pack, code)
            scopes = {role: pack.roles[role].scope for role in held}
            everywhere |= {code} if "organisation" in scopes.values() else set()
            in_unit |= {code} if {"unit", "case"} & set(scopes.values()) else set()
            if_assigned |= {code} if held else set()
            for role, scope in scopes.items():
                desks[scope].add(role)
            identity |= {code} if roles & set(pack.profiles[spec.profile].need_to_know) else set()
    return Reach(
        everywhere=frozenset(everywhere),
        in_unit=frozenset(in_unit),
        if_assigned=frozenset(if_assigned),
        may_open_identity=frozenset(identity),
        desks=frozenset(desks["organisation"]),
        unit_desks=frozenset(desks["unit"]),
        free_desks=frozenset(desks["case"]),
    )


def roles_in_case(
    officer: Officer, *, pack: Pack, business_type: str, unit_id: int | None, handler_id: int | None
) -> frozenset[str]:
    """The roles with which an officer may act in one case."""
    involved = roles_of_business(pack, business_type)
    return frozenset(
        role
        for hat in officer.worn
        for role in hat.roles & involved
        if _holds(hat, pack.roles[role].scope, unit_id=unit_id, handler_id=handler_id)
    )


def _holds(hat: Hat, scope: str, *, unit_id: int | None, handler_id: int | None) -> bool:
    """Whether a duty of this scope reaches a case that lies with this unit and handler."""
    at_home = unit_id is not None and unit_id in hat.unit_ids
    if scope == "case":
        return handler_id == hat.user_id or (handler_id is None and at_home)
    return scope == "organisation" or at_home


_BETWEEN_NAMES = re.compile(r"[、，,;；/]")


def normalise_name(name: str) -> str:
    """A name as it is compared: width folded, no spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def names_in(text: str) -> frozenset[str]:
    """The names, as they are compared, in what somebody wrote where a name is asked."""
    return frozenset(name for part in _BETWEEN_NAMES.split(text) if (name := normalise_name(part)))

"""The only door to a case that an officer may see. Unknown and forbidden look alike."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.query_utils import Q as Condition

from casework.cases.models import Case, CaseExclusion
from casework.organisation.rules import Hat, Officer, Reach, reach_of, roles_in_case, roles_of_business
from casework.organisation.selectors import Person, people
from policies import selectors as policies
from policies.engine.pack import Pack

KEEP_REACHES = 2000
_reaches: dict[tuple[frozenset[str], tuple[str, ...]], Reach] = {}
"""How far duties reach: a pure function of them and the adopted rulebooks, both of which are in the key."""


class CaseNotFound(LookupError):
    """Raised for a case that is not there, or not for this officer: nobody can tell which."""


def reach(roles: frozenset[str]) -> Reach:
    """How far these duties reach, over all packs that the organisation ever adopted."""
    versions = policies.adopted_versions()
    key = (roles, tuple(version.digest for version in versions))
    known = _reaches.get(key)
    if known is None:
        if len(_reaches) > KEEP_REACHES:
            _reaches.clear()
        known = _reaches[key] = reach_of(roles, [version.pack for version in versions])
    return known


def visible(officer: Officer) -> Condition:
    """The condition under which a case is visible to an officer, exclusions aside."""
    return reduce(or_, [_visible_with(hat) for hat in officer.worn])


def _visible_with(hat: Hat) -> Condition:
    seen = reach(hat.roles)
    return (
        Q(business_type__in=seen.everywhere)
        | Q(business_type__in=seen.in_unit, unit_id__in=hat.unit_ids)
        | Q(business_type__in=seen.if_assigned, handler_id=hat.user_id)
    )


def not_excluded(officer: Officer) -> Condition:
    """The condition that the officer is not shut out of a case (named in it, or recused)."""
    return ~Q(Exists(CaseExclusion.objects.filter(case=OuterRef("pk"), user_id=officer.user_id)))


def is_excluded(*, case: Case, user_id: int) -> bool:
    """Whether somebody is shut out of a case (named in it, or recused), and so may not get it either."""
    return CaseExclusion.objects.filter(case=case, user_id=user_id).exists()


def eligible_handlers(*, case: Case, pack: Pack) -> list[Person]:
    """Those at work who can be given a case: with a duty in its handling, and not shut out of it."""
    involved = roles_of_business(pack, case.business_type)
    handling = [role for role in involved if pack.roles[role].scope == "case"]
    shut_out = set(CaseExclusion.objects.filter(case=case).values_list("user_id", flat=True))
    return [p for p in people(roles=handling or list(involved)) if p.id not in shut_out]


def cases_for(officer: Officer) -> QuerySet[Case]:
    """Every case that an officer may see."""
    return Case.objects.filter(visible(officer), not_excluded(officer))


def case_for(*, officer: Officer, public_id: UUID | str, lock: bool = False) -> Case:
    """One case that an officer may see; with ``lock``, held until the transaction ends.

    Raises:
        CaseNotFound: for a case that is unknown or forbidden.
    """
    cases = cases_for(officer).filter(public_id=public_id)
    if lock:
        cases = cases.select_related("unit").select_for_update(of=("self",))
    case = cases.first()
    if case is None:
        raise CaseNotFound(str(public_id))
    return case


def roles_for(*, officer: Officer, case: Case, pack: Pack) -> frozenset[str]:
    """The roles with which the officer may act in a case."""
    return roles_in_case(
        officer, pack=pack, business_type=case.business_type, unit_id=case.unit_id, handler_id=case.handler_id
    )


def may_open_identity(*, officer: Officer, case: Case, pack: Pack) -> bool:
    """Whether the officer's duties are on the need-to-know list and reach this case."""
    profile = pack.profiles[pack.business_types[case.business_type].profile]
    return bool(roles_for(officer=officer, case=case, pack=pack) & set(profile.need_to_know))


def exclude_named(*, case: Case, user_ids: list[int], now: datetime) -> None:
    """Shut out everybody who is named in a case (R23)."""
    CaseExclusion.objects.bulk_create(
        (CaseExclusion(case=case, user_id=user_id, reason="NAMED", since=now) for user_id in user_ids),
        ignore_conflicts=True,
    )

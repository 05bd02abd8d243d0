"""Cases of somebody who leaves: back to the unit, where whoever has the duty goes on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.cases import history
from casework.cases.keys import data_key_of
from casework.cases.models import Case
from casework.organisation import people
from casework.organisation.selectors import person_by_public_id
from policies import selectors as policies

EVENT = "handler-left"


def let_go(*, person: UUID, now: datetime) -> int:
    """Somebody leaves, and lets go of the cases in hand; returns how many there were.

    Raises:
        organisation.NotFound: when there is nobody.
        accounts.LastAdmin: when nobody would be left who can arrange the organisation.
    """
    with transaction.atomic():
        user_id = person_by_public_id(person).id
        people.let_go(person=person, now=now)
        held = Case.objects.select_for_update(of=("self",)).filter(handler_id=user_id, is_final=False)
        cases = list(held.select_related("unit").order_by("id"))
        for case in cases:
            _release(case, now)
    return len(cases)


def _release(case: Case, now: datetime) -> None:
    case.handler_id = None
    history.append(
        case=case,
        entry=history.Entry(kind=EVENT, occurred_at=now),
        key=data_key_of(case),
        pack=policies.policy_version(case.policy_id).pack.id,
    )
    case.save(update_fields=["handler", "last_seq"])

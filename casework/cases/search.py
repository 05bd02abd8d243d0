"""Finding a case: by number, by words of an open title, and by a telephone number or name without opening any."""

from __future__ import annotations

import unicodedata

from django.db.models import Q

from casework.cases import access
from casework.cases.models import Case
from casework.organisation.rules import Officer
from casework.parties.models import Party
from casework.parties.services import index_of

LIMIT = 30
PHONE_DIGITS = 7


def find_cases(*, officer: Officer, query: str) -> list[Case]:
    """The cases that an officer may see and that the query means, the newest first; at most ``LIMIT``."""
    wanted = unicodedata.normalize("NFKC", query).replace("\0", "").strip()
    if not wanted:
        return []
    condition = Q(number__istartswith=wanted)
    if any(not c.isascii() for c in wanted):
        condition |= Q(title__contains=wanted) | Q(pk__in=_parties("name", wanted))
    elif sum(c.isdigit() for c in wanted) >= PHONE_DIGITS:
        condition |= Q(pk__in=_parties("phone", wanted))
    found = access.cases_for(officer).filter(condition).order_by("-received_at", "pk")
    return list(found.select_related("unit", "handler")[:LIMIT])


def _parties(kind: str, value: str) -> list[int]:
    index = index_of(kind, value)
    if index is None:
        return []
    return list(Party.objects.filter(**{f"{kind}_index": index}).values_list("case_id", flat=True)[:200])

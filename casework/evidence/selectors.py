"""Evidence as the case page lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casework.cases.keys import data_key_of
from casework.cases.models import Case
from casework.evidence.models import EvidenceItem
from kernel import files


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A file of a case; the name is as sealed as the content."""

    public_id: UUID
    name: str
    media_type: str
    size: int
    added_at: datetime
    added_by: str


def evidence_of(case: Case) -> list[EvidenceView]:
    """The files of a case that the officer already came to through the access door."""
    items = list(EvidenceItem.objects.filter(case=case).select_related("file", "added_by").order_by("id"))
    key = data_key_of(case) if items else None
    return [
        EvidenceView(
            public_id=item.public_id,
            name=files.read_name(row=item.file, key=key),
            media_type=item.file.media_type,
            size=item.file.size,
            added_at=item.added_at,
            added_by=item.added_by.name if item.added_by else "",
        )
        for item in items
        if key is not None
    ]

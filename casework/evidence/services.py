"""Taking files into a case and reading them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.cases import access, history
from casework.cases.keys import data_key_of
from casework.cases.models import Case
from casework.evidence.models import EvidenceItem
from casework.organisation.rules import Officer
from kernel import files
from kernel.crypto import DataKey
from kernel.files import IncomingFile
from policies import selectors as policies


def take_in(
    *, case: Case, incoming: Sequence[IncomingFile], key: DataKey, added_by: int | None, now: datetime
) -> list[EvidenceItem]:
    """Store files as evidence of a case within the caller's transaction."""
    return EvidenceItem.objects.bulk_create(
        [
            EvidenceItem(
                case=case, file=files.store(file=file, key=key, now=now), added_by_id=added_by, added_at=now
            )
            for file in incoming
        ]
    )


def add_evidence(
    *, public_id: UUID | str, officer: Officer, incoming: Sequence[IncomingFile], now: datetime
) -> Case:
    """Add files to a case that the officer handles; the history says how many.

    Raises:
        CaseNotFound: when the case is not there for this officer.
    """
    with transaction.atomic():
        case = access.case_for(officer=officer, public_id=public_id, lock=True)
        key = data_key_of(case)
        items = take_in(case=case, incoming=incoming, key=key, added_by=officer.user_id, now=now)
        entry = history.Entry(
            kind="evidence-added",
            occurred_at=now,
            actor_id=officer.user_id,
            codes={"items": [str(item.public_id) for item in items]},
        )
        history.append(case=case, entry=entry, key=key, pack=policies.policy_version(case.policy_id).pack.id)
        case.save(update_fields=["last_seq"])
    return case


def read_evidence(*, officer: Officer, evidence_id: UUID | str) -> IncomingFile:
    """A piece of evidence of a case that the officer may see.

    Raises:
        CaseNotFound: when there is none for this officer.
    """
    item = EvidenceItem.objects.select_related("file", "case").filter(public_id=evidence_id).first()
    if item is None:
        raise access.CaseNotFound(str(evidence_id))
    case = access.case_for(officer=officer, public_id=item.case.public_id)
    return files.read(row=item.file, key=data_key_of(case))

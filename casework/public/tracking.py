"""For the filer: where the case stands, in plain words, to whoever holds the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.cases.models import Case
from casework.correspondence import selectors as correspondence
from casework.correspondence.services import record_opening
from casework.intake.codes import lookup_of, reader_of
from casework.intake.models import Submission
from casework.public.filing import promises_of
from kernel import ids
from kernel.crypto import Opener
from kernel.tenancy import current
from policies import selectors as policies
from policies.engine.pack import Label, Stage
from policies.engine.promises import PromisedDate, PromisedRule

__all__ = ["Reply", "TrackedCase", "TrackedFiling", "track"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the organisation wrote to the filer; only the code opens it."""

    label: Label
    number: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class TrackedCase:
    """A case in the filer's words."""

    number: str
    business_label: Label
    stage: Stage
    state: Label
    received_at: datetime
    closed_at: datetime | None
    is_final: bool
    promises: Sequence[PromisedDate | PromisedRule]
    replies: Sequence[Reply]


@dataclass(frozen=True, slots=True)
class TrackedFiling:
    """Everything that came of one filing."""

    received_at: datetime
    cases: Sequence[TrackedCase]


def track(*, code: str, now: datetime) -> TrackedFiling | None:
    """What a code leads to; None for a code that leads nowhere, however it is wrong."""
    normal = ids.normalise_code(code)
    if normal is None:
        return None
    tenant = current().uuid
    submission = Submission.objects.filter(code_lookup=lookup_of(code=normal, tenant=tenant)).first()
    if submission is None:
        return None
    reader = reader_of(code=normal, tenant=tenant)
    cases = Case.objects.filter(submission=submission).order_by("id")
    return TrackedFiling(
        received_at=submission.received_at,
        cases=[_tracked(case, now, _replies(case, reader, now)) for case in cases],
    )


def _replies(case: Case, reader: Opener, now: datetime) -> list[Reply]:
    """What the filer may read; that he or she opened it is recorded the first time (R25)."""
    found = correspondence.replies_for_filer(case=case, reader=reader)
    if found:
        record_opening(case=case, now=now)
    return [Reply(reply.label, reply.number, reply.at, reply.body) for reply in found]


def _tracked(case: Case, now: datetime, replies: Sequence[Reply]) -> TrackedCase:
    pack = policies.policy_version(case.policy_id).pack
    spec = pack.business_types[case.business_type]
    state = pack.workflows[spec.workflow].states[case.state]
    return TrackedCase(
        number=case.number,
        business_label=spec.label,
        stage=state.stage,
        state=state.public,
        received_at=case.received_at,
        closed_at=case.closed_at,
        is_final=case.is_final,
        promises=() if case.is_final else promises_of(case, now=now),
        replies=replies,
    )

"""For the portal: handing something in, and what is promised in return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.cases import facts
from casework.cases.models import Case
from casework.intake.rules import MixedRefused
from casework.intake.services import Arrival, Opened, take_in_within
from kernel.files import IncomingFile
from policies import selectors as policies
from policies.engine.pack import Label
from policies.engine.promises import PromisedDate, PromisedRule, promises, promises_from

__all__ = ["FilingReceipt", "IncomingFile", "MixedRefused", "ReceiptCase", "file_submission", "promises_of"]


@dataclass(frozen=True, slots=True)
class ReceiptCase:
    """A case as its filer learns of it."""

    number: str
    public_id: UUID
    business_type: str
    business_label: Label
    promises: tuple[PromisedDate | PromisedRule, ...]


@dataclass(frozen=True, slots=True)
class FilingReceipt:
    """What the filer gets. The code is in here and nowhere else."""

    submission_id: UUID
    tracking_code: str
    received_at: datetime
    cases: tuple[ReceiptCase, ...]


def file_submission(
    *,
    business_type: str,
    values: Mapping[str, Any],
    files: Sequence[IncomingFile] = (),
    channel: str,
    is_named: bool,
    now: datetime,
    also: str | None = None,
    receiver: int | None = None,
    registrar: int | None = None,
) -> FilingReceipt:
    """Hand in a filing whose values were validated against the pack's form, within the caller's transaction.

    Raises:
        policies.UnknownBusiness: for a business type that no pack in force has.
        MixedRefused: for a second matter where the pack takes one at a time.
    """
    taken = take_in_within(
        Arrival(
            business_type=business_type,
            values=values,
            channel=channel,
            is_named=is_named,
            received_at=now,
            files=files,
            also=also,
            receiver=receiver,
            registrar=registrar,
        )
    )
    return FilingReceipt(
        submission_id=taken.submission.public_id,
        tracking_code=taken.tracking_code,
        received_at=now,
        cases=tuple(_receipt_case(opened) for opened in taken.opened),
    )


def _receipt_case(opened: Opened) -> ReceiptCase:
    case = opened.case
    pack = policies.policy_version(case.policy_id).pack
    return ReceiptCase(
        number=case.number,
        public_id=case.public_id,
        business_type=case.business_type,
        business_label=pack.business_types[case.business_type].label,
        promises=promises_from(pack=pack, facts=opened.known, states=opened.states),
    )


def promises_of(case: Case, *, now: datetime) -> tuple[PromisedDate | PromisedRule, ...]:
    """What the public is promised of a case (R14)."""
    pack = policies.policy_version(case.policy_id).pack
    calendar = policies.calendar_table(pack.calendar)
    return promises(pack=pack, facts=facts.facts_of(case), calendar=calendar, now=now)

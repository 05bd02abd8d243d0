"""Taking in what somebody brings: one transaction makes submission, cases, clocks, history and outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from casework.cases import access, facts, history
from casework.cases.keys import seal_data_key, seal_narrative
from casework.cases.models import Case, CaseLink
from casework.cases.rules import desk_of
from casework.evidence import services as evidence
from casework.intake.codes import lookup_of, reader_of
from casework.intake.models import Submission
from casework.intake.rules import Filing, business_types_of_mixed, hides_named_staff, sort_values
from casework.organisation import selectors as organisation
from casework.parties.models import Party
from casework.parties.services import new_party
from kernel import clock, ids
from kernel.crypto import DataKey
from kernel.files import IncomingFile
from kernel.tenancy import current
from policies import selectors as policies
from policies.engine.facts import CaseFacts, Milestone
from policies.engine.pack import Pack


@dataclass(frozen=True, slots=True)
class Arrival:
    """One arrival, as the portal or an officer hands it in. Values are by field key of the pack's form."""

    business_type: str
    values: Mapping[str, Any]
    channel: str
    is_named: bool
    received_at: datetime
    files: Sequence[IncomingFile] = ()
    also: str | None = None
    """A second business type in the same filing, which the pack's rule on mixed filings decides about."""
    receiver: int | None = None
    registrar: int | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of an arrival. The code is told once and stored nowhere."""

    submission: Submission
    cases: tuple[Case, ...]
    tracking_code: str


def take_in(arrival: Arrival) -> TakenIn:
    """Take in an arrival, whole or not at all.

    Raises:
        policies.UnknownBusiness: for a business type that no pack in force has.
        MixedRefused: for a second matter where the pack takes one at a time.
    """
    version = policies.policy_for_business(arrival.business_type, arrival.received_at)
    types, linked = business_types_of_mixed(pack=version.pack, first=arrival.business_type, also=arrival.also)
    code = ids.new_tracking_code()
    with transaction.atomic():
        submission = _record_submission(arrival, code)
        cases = tuple(_open_case(arrival, submission, one) for one in types)
        if linked:
            CaseLink.objects.bulk_create(
                CaseLink(case=one, other=two, kind="split") for one in cases for two in cases if one != two
            )
    return TakenIn(submission=submission, cases=cases, tracking_code=code)


def _record_submission(arrival: Arrival, code: str) -> Submission:
    tenant = current().uuid
    return Submission.objects.create(
        channel=arrival.channel,
        received_at=arrival.received_at,
        receiver_id=arrival.receiver,
        registrar_id=arrival.registrar,
        registered_at=clock.now(),
        code_lookup=lookup_of(code=code, tenant=tenant),
        reporter_key=reader_of(code=code, tenant=tenant).public_key,
    )


def _open_case(arrival: Arrival, submission: Submission, business_type: str) -> Case:
    version = policies.policy_for_business(business_type, arrival.received_at)
    pack, spec = version.pack, version.pack.business_types[business_type]
    filing = sort_values(pack=pack, business_type=business_type, values=arrival.values)
    key = DataKey.new()
    case = _new_case(arrival, submission, version, business_type, filing)
    case.data_key = seal_data_key(key=key, case_public_id=case.public_id)
    case.narrative = seal_narrative(texts=filing.narrative, key=key, case_public_id=case.public_id)
    first = _first_facts(case, spec.receipt_milestones)
    states = facts.compute_clocks(pack=pack, facts=first, now=arrival.received_at)
    facts.apply_clocks(case=case, states=states)
    case.last_seq = 0
    _save_with_history(case, arrival, key, pack, spec.receipt_milestones, spec.on_receipt)
    facts.store_clocks(case=case, states=states, now=arrival.received_at, is_new=True)
    Party.objects.bulk_create(_parties(case, arrival, filing, key))
    evidence.take_in(
        case=case, incoming=arrival.files, key=key, added_by=arrival.registrar, now=arrival.received_at
    )
    if hides_named_staff(case.nature) and filing.respondent_name:
        named = organisation.ids_of_people_named(filing.respondent_name)
        access.exclude_named(case=case, user_ids=named, now=arrival.received_at)
    return case


def _new_case(
    arrival: Arrival,
    submission: Submission,
    version: policies.PolicyVersion,
    business_type: str,
    filing: Filing,
) -> Case:
    pack = version.pack
    spec = pack.business_types[business_type]
    workflow = pack.workflows[spec.workflow]
    return Case(
        number=_next_number(spec.number_prefix, arrival.received_at, pack.zone),
        submission=submission,
        policy_id=version.id,
        business_type=business_type,
        nature=spec.nature.value,
        channel=arrival.channel,
        is_sealed=pack.profiles[spec.profile].sealed,
        is_named=arrival.is_named,
        wants_reply=filing.wants_reply,
        title=filing.title,
        open_values=filing.open_values,
        state=workflow.initial,
        stage=workflow.states[workflow.initial].stage.value,
        desk=desk_of(pack, business_type, workflow.initial),
        received_at=arrival.received_at,
    )


def _next_number(prefix: str, received_at: datetime, zone: str) -> str:
    """An immutable number with the local year; numbers may have gaps, a sequence never waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_number')")
        (serial,) = cursor.fetchone()
    return f"{prefix}{received_at.astimezone(ZoneInfo(zone)).year}-{serial:06d}"


def _first_facts(case: Case, milestones: Sequence[str]) -> CaseFacts:
    return CaseFacts(
        business_type=case.business_type,
        state=case.state,
        received_at=case.received_at,
        named=case.is_named,
        channel=case.channel,
        wants_reply=case.wants_reply,
        milestones=tuple(Milestone(kind=kind, at=case.received_at) for kind in milestones),
        values=case.open_values,
    )


def _save_with_history(
    case: Case, arrival: Arrival, key: DataKey, pack: Pack, milestones: Sequence[str], letters: Sequence[str]
) -> None:
    case.last_seq = 1
    case.save()
    case.last_seq = 0
    entry = history.Entry(
        kind="received",
        occurred_at=arrival.received_at,
        actor_id=arrival.registrar,
        codes={"channel": arrival.channel},
        milestones=milestones,
        letters=letters,
    )
    history.append(case=case, entry=entry, key=key, unit=None, pack=pack.id)


def _parties(case: Case, arrival: Arrival, filing: Filing, key: DataKey) -> list[Party]:
    return [
        new_party(
            case_id=case.pk,
            role=role,
            particulars=particulars,
            is_named=arrival.is_named or role != "FILER",
            wants_reply=filing.wants_reply,
            key=key,
        )
        for role, particulars in filing.parties.items()
        if arrival.is_named or role != "FILER"
    ]

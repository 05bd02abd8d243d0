"""Taking in what somebody brings: one transaction makes submission, cases, clocks, history and outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model

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
from kernel import clock, ids, rows
from kernel.crypto import DataKey
from kernel.files import IncomingFile
from kernel.tenancy import current
from policies import selectors as policies
from policies.engine.facts import CaseFacts, ClockState, Milestone

_SUBMISSIONS, _CASES = rows.sequence_of(Submission), rows.sequence_of(Case)
_CASE_NUMBERS = "casework_case_number"


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
class Opened:
    """A case that was opened, with what the engine knows of it and its clocks at that moment."""

    case: Case
    known: CaseFacts
    states: tuple[ClockState, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of an arrival. The code is told once and stored nowhere."""

    submission: Submission
    opened: tuple[Opened, ...]
    tracking_code: str

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(opened.case for opened in self.opened)


@dataclass(frozen=True, slots=True)
class _Opening:
    """A case about to be written, with its key and the rows beside it."""

    opened: Opened
    key: DataKey
    filing: Filing
    rows: Sequence[Model | rows.Statement]


def take_in(arrival: Arrival) -> TakenIn:
    """Take in an arrival, whole or not at all.

    Raises:
        policies.UnknownBusiness: for a business type that no pack in force has.
        MixedRefused: for a second matter where the pack takes one at a time.
    """
    with transaction.atomic():
        return take_in_within(arrival)


def take_in_within(arrival: Arrival) -> TakenIn:
    """As ``take_in``, as part of the caller's transaction, which a failure breaks as a whole."""
    version = policies.policy_for_business(arrival.business_type, arrival.received_at)
    types, linked = business_types_of_mixed(pack=version.pack, first=arrival.business_type, also=arrival.also)
    code = ids.new_tracking_code()
    numbers = iter(rows.next_values(_SUBMISSIONS, *(_CASES, _CASE_NUMBERS) * len(types)))
    submission = _new_submission(arrival, code, pk=next(numbers))
    openings = [_open_case(arrival, submission, t, pk=next(numbers), serial=next(numbers)) for t in types]
    cases = tuple(opening.opened.case for opening in openings)
    rows.insert([submission, *cases, *(row for o in openings for row in o.rows), *_links(cases, linked)])
    for opening in openings:
        _complete(opening, arrival)
    opened = tuple(opening.opened for opening in openings)
    return TakenIn(submission=submission, opened=opened, tracking_code=code)


def _new_submission(arrival: Arrival, code: str, *, pk: int) -> Submission:
    tenant = current().uuid
    return Submission(
        pk=pk,
        channel=arrival.channel,
        received_at=arrival.received_at,
        receiver_id=arrival.receiver,
        registrar_id=arrival.registrar,
        registered_at=clock.now(),
        code_lookup=lookup_of(code=code, tenant=tenant),
        reporter_key=reader_of(code=code, tenant=tenant).public_key,
    )


def _links(cases: Sequence[Case], linked: bool) -> list[CaseLink]:
    pairs = [(one, two) for one in cases for two in cases if one is not two] if linked else []
    return [CaseLink(case=one, other=two, kind="split") for one, two in pairs]


def _open_case(
    arrival: Arrival, submission: Submission, business_type: str, *, pk: int, serial: int
) -> _Opening:
    version = policies.policy_for_business(business_type, arrival.received_at)
    pack, spec = version.pack, version.pack.business_types[business_type]
    filing = sort_values(pack=pack, business_type=business_type, values=arrival.values)
    key = DataKey.new()
    case = _new_case(arrival, submission, version, business_type, filing)
    case.pk, case.number = pk, _number(spec.number_prefix, serial, arrival.received_at, pack.zone)
    case.data_key = seal_data_key(key=key, case_public_id=case.public_id)
    case.narrative = seal_narrative(texts=filing.narrative, key=key, case_public_id=case.public_id)
    known = _first_facts(case, spec.receipt_milestones)
    states = facts.compute_clocks(pack=pack, facts=known, now=arrival.received_at)
    facts.apply_clocks(case=case, states=states)
    entry = history.Entry(
        kind="received",
        occurred_at=arrival.received_at,
        actor_id=arrival.registrar,
        codes={"channel": arrival.channel},
        milestones=spec.receipt_milestones,
        letters=spec.on_receipt,
    )
    recorded = history.rows_of(case=case, entry=entry, key=key, pack=pack.id)
    clocks = facts.first_clock_rows(case=case, states=states, now=arrival.received_at)
    parties = _parties(case, arrival, filing, key)
    opened = Opened(case=case, known=known, states=states)
    return _Opening(opened=opened, key=key, filing=filing, rows=[*recorded.rows, *clocks, *parties])


def _complete(opening: _Opening, arrival: Arrival) -> None:
    """What follows once the case stands: its files, and who must not see it."""
    case = opening.opened.case
    if arrival.files:
        evidence.take_in(
            case=case,
            incoming=arrival.files,
            key=opening.key,
            added_by=arrival.registrar,
            now=arrival.received_at,
        )
    if hides_named_staff(case.nature) and opening.filing.respondent_name:
        named = organisation.ids_of_people_named(opening.filing.respondent_name)
        access.exclude_named(case=case, user_ids=named, now=arrival.received_at)


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


def _number(prefix: str, serial: int, received_at: datetime, zone: str) -> str:
    """An immutable number with the local year; numbers may have gaps, a sequence never waits."""
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

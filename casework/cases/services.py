"""The one way to change a case: lock, access, facts, decide, write, event, outbox, alarms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casework.cases import access, facts, history
from casework.cases.keys import data_key_of, open_narrative
from casework.cases.models import Case, GrantedExtension
from casework.cases.rules import desk_of, split_values, was_on_time
from casework.organisation import selectors as organisation
from casework.organisation.rules import Officer
from casework.parties.models import Party
from casework.parties.services import open_party
from kernel import rows
from policies import selectors as policies
from policies.engine.facts import Accepted, CaseFacts, Command, Milestone, Refusal, Refused
from policies.engine.pack import Label, Pack, Transition, Verb
from policies.engine.transitions import decide

_EXCLUDED = Label(
    zh_hans="这个人与本案有关，应当回避，不能承办",
    en="This person is concerned in the case and cannot handle it",
)


class ActionRefused(ValueError):
    """Raised where the pack does not allow an action now; carries the reasons in words."""

    def __init__(self, reasons: tuple[Refusal, ...]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


CHANGING = (
    "state", "stage", "is_final", "tier", "outcome", "desk", "unit", "handler", "closed_at", "finished_at", "on_time",
    "due_at", "due_clock", "due_is_provisional", "last_seq",
)  # fmt: skip
"""The columns that a step may change; what was filed never changes."""


def perform(
    *, public_id: UUID | str, officer: Officer, transition: str, values: Mapping[str, Any], now: datetime
) -> Case:
    """Take one lawful step in a case.

    Raises:
        CaseNotFound: when the officer may not see the case, or there is none.
        ActionRefused: when the pack forbids the step now, with its reasons; nothing is changed.
        organisation.NotFound: when a unit or person that was chosen is gone.
    """
    with transaction.atomic():
        case = access.case_for(officer=officer, public_id=public_id, lock=True)
        version = policies.policy_version(case.policy_id)
        before = facts.with_takers(facts.facts_of(case), case=case, pack=version.pack)
        roles = access.roles_for(officer=officer, case=case, pack=version.pack)
        actor = facts.person_key(officer.user_id)
        command = Command(transition=transition, roles=roles, values=values, actor=actor)
        calendar = policies.calendar_table(version.pack.calendar)
        verdict = decide(pack=version.pack, facts=before, command=command, now=now, calendar=calendar)
        if isinstance(verdict, Refused):
            raise ActionRefused(verdict.reasons)
        _refuse_excluded(case, version.pack, verdict, transition)
        _write(
            case=case,
            pack=version.pack,
            before=before,
            verdict=verdict,
            command=command,
            officer=officer,
            now=now,
        )
    return case


def _refuse_excluded(case: Case, pack: Pack, verdict: Accepted, transition: str) -> None:
    """Nobody gets a case in which he or she is named, or from which he or she is recused (R23)."""
    chosen = verdict.changes.get("case.handler")
    if not chosen or not access.is_excluded(case=case, user_id=organisation.person_by_public_id(chosen).id):
        return
    inputs = _transition(pack, case, transition).inputs
    field = next((key for key in inputs if pack.fields[key].binds == "case.handler"), None)
    raise ActionRefused((Refusal(code="excluded", text=_EXCLUDED, field=field),))


def _write(
    *,
    case: Case,
    pack: Pack,
    before: CaseFacts,
    verdict: Accepted,
    command: Command,
    officer: Officer,
    now: datetime,
) -> None:
    for slot, change in _SLOTS.items():
        if slot in verdict.changes:
            change(case, verdict.changes[slot])
    transition = _transition(pack, case, command.transition)
    granted = _granted(case, transition, verdict, now)
    after = _facts_after(case, pack, before, verdict, granted, now)
    states = facts.compute_clocks(pack=pack, facts=after, now=now)
    case.state, case.stage, case.is_final = verdict.to_state, verdict.stage.value, verdict.is_final
    case.desk = "" if case.is_final else desk_of(pack, case.business_type, case.state)
    if "closed" in verdict.milestones and case.closed_at is None:
        case.closed_at = now
        case.on_time = was_on_time(states, closed_at=now)
    if case.is_final and case.finished_at is None:
        case.finished_at = now
        case.on_time = was_on_time(states, closed_at=now)
    facts.apply_clocks(case=case, states=states)
    specs = {key: pack.fields[key] for key in transition.inputs}
    codes, texts = split_values(specs, {k: v for k, v in command.values.items() if k in specs})
    entry = history.Entry(
        kind=command.transition,
        occurred_at=now,
        actor_id=officer.user_id,
        codes={**codes, "verb": verdict.verb.value, "breaches": [b.zh_hans for b in verdict.breaches]},
        texts=texts,
        milestones=verdict.milestones,
        letters=verdict.letters,
    )
    recorded = history.rows_of(case=case, entry=entry, key=data_key_of(case), pack=pack.id)
    for extension in granted:
        extension.seq = case.last_seq
    rows.insert(
        [
            *recorded.rows,
            *granted,
            rows.update_of(case, CHANGING),
            *facts.clock_statements(case=case, states=states, now=now),
        ]
    )


def _transition(pack: Pack, case: Case, transition: str) -> Transition:
    return pack.workflows[pack.business_types[case.business_type].workflow].transitions[transition]


def _granted(case: Case, transition: Transition, verdict: Accepted, now: datetime) -> list[GrantedExtension]:
    """The extension that a step grants, as long as its taker said or as the rulebook says."""
    if verdict.verb is not Verb.EXTEND or transition.clock is None:
        return []
    said = verdict.changes.get("extension.amount")
    amount = None if said is None else int(said)
    return [GrantedExtension(case=case, clock=transition.clock, amount=amount, occurred_at=now)]


def _facts_after(
    case: Case,
    pack: Pack,
    before: CaseFacts,
    verdict: Accepted,
    granted: Sequence[GrantedExtension],
    now: datetime,
) -> CaseFacts:
    happened = tuple(Milestone(kind=kind, at=now) for kind in verdict.milestones)
    extensions = tuple(facts.granted(pack, one.clock, one.occurred_at, one.amount) for one in granted)
    return replace(
        before,
        state=verdict.to_state,
        tier=case.tier,
        milestones=before.milestones + happened,
        extensions=before.extensions + extensions,
    )


def open_identity(
    *, public_id: UUID | str, officer: Officer, reason: str, now: datetime
) -> list[dict[str, Any]]:
    """Open the identities of a case's parties to an officer who needs to know; the history says so.

    Raises:
        CaseNotFound: when the case is not there for this officer, or the identity is not for him or her.
    """
    with transaction.atomic():
        case = access.case_for(officer=officer, public_id=public_id, lock=True)
        pack = policies.policy_version(case.policy_id).pack
        if not access.may_open_identity(officer=officer, case=case, pack=pack):
            raise access.CaseNotFound(str(public_id))
        key = data_key_of(case)
        entry = history.Entry(
            kind="identity-opened", occurred_at=now, actor_id=officer.user_id, texts={"reason": reason}
        )
        history.append(case=case, entry=entry, key=key, pack=pack.id)
        case.save(update_fields=["last_seq"])
        parties = Party.objects.filter(case=case).order_by("id")
        return [{"role": party.role, **open_party(party=party, key=key)} for party in parties]


def narrative_of(case: Case) -> dict[str, Any]:
    """The texts of a filing, for an officer who already came through the access door."""
    return open_narrative(case=case, key=data_key_of(case))


def _set_tier(case: Case, value: Any) -> None:
    case.tier = str(value)


def _set_outcome(case: Case, value: Any) -> None:
    case.outcome = str(value)


def _set_unit(case: Case, value: Any) -> None:
    case.unit = organisation.unit_by_public_id(value) if value else None
    case.handler_id = None


def _set_handler(case: Case, value: Any) -> None:
    case.handler_id = organisation.person_by_public_id(value).id if value else None


_SLOTS: dict[str, Callable[[Case, Any], None]] = {
    "case.tier": _set_tier,
    "case.outcome": _set_outcome,
    "case.unit": _set_unit,
    "case.handler": _set_handler,
}
"""What a slot changes; a unit before its handler, since another unit starts without one."""

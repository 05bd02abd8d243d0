"""A case as its page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.cases import access, facts, history
from casework.cases.keys import data_key_of, open_narrative
from casework.cases.models import Case, CaseEvent, CaseLink
from casework.organisation.rules import Officer
from casework.parties.models import Party
from casework.parties.rules import mask
from casework.parties.services import open_party
from kernel.crypto import DataKey
from policies import selectors as policies
from policies.engine.facts import Action, CaseFacts, ClockState, TierSet
from policies.engine.pack import BusinessType, FieldSpec, Label, Pack, State
from policies.engine.retiers import TieredDue, tier_history
from policies.engine.transitions import available


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as an officer sees it before the identity is opened."""

    role: str
    is_named: bool
    masked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value of the filing with the field that it answers."""

    key: str
    field: FieldSpec
    value: Any


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the case's story."""

    seq: int
    kind: str
    label: Label
    at: datetime
    actor: str
    codes: Mapping[str, Any]
    texts: Mapping[str, str]
    fields: Mapping[str, FieldSpec]


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that the case page needs, read once."""

    case: Case
    known: CaseFacts
    pack: Pack
    spec: BusinessType
    state: State
    values: Sequence[FieldValue]
    parties: Sequence[PartyView]
    clocks: Sequence[ClockState]
    tiers: Sequence[TieredDue]
    """How time limits that depend on the tier stood under each tier that the case was in (P17)."""
    actions: Sequence[Action]
    timeline: Sequence[TimelineEntry]
    linked: Sequence[Case]
    may_open_identity: bool
    is_my_turn: bool
    """Whether the officer holds, in this case, the duty whose turn it is."""


OUR_EVENTS: dict[str, Label] = {
    "received": Label(zh_hans="收到来件", en="Received"),
    "clock-warned": Label(zh_hans="时限预警", en="Time limit warning"),
    "clock-breached": Label(zh_hans="时限已过", en="Time limit passed"),
    "clock-moved": Label(
        zh_hans="工作日历变更，时限重新计算", en="Calendar changed; time limit counted anew"
    ),
    "identity-opened": Label(zh_hans="查阅身份信息", en="Identity opened"),
    "evidence-added": Label(zh_hans="补充材料", en="Evidence added"),
    "letter-issued": Label(zh_hans="文书已出具", en="Letter issued"),
    "letter-voided": Label(zh_hans="文书作废", en="Letter made void"),
    "handler-left": Label(
        zh_hans="承办人离职，案件退回单位", en="The handler left; the case is back with the unit"
    ),
}
"""Events that the product itself records; all others are transitions, which the pack names."""


def case_view(*, officer: Officer, public_id: UUID | str, now: datetime) -> CaseView:
    """A case for the officer who looks at it.

    Raises:
        CaseNotFound: when it is not there for this officer.
    """
    case = access.case_for(officer=officer, public_id=public_id)
    pack = policies.policy_version(case.policy_id).pack
    spec = pack.business_types[case.business_type]
    known = facts.with_takers(facts.facts_of(case), case=case, pack=pack)
    key = data_key_of(case)
    roles = access.roles_for(officer=officer, case=case, pack=pack)
    timeline = _timeline(case, pack, key)
    return CaseView(
        case=case,
        known=known,
        pack=pack,
        spec=spec,
        state=pack.workflows[spec.workflow].states[case.state],
        values=_values(case, pack, open_narrative(case=case, key=key)),
        parties=_parties(case, key),
        clocks=facts.compute_clocks(pack=pack, facts=known, now=now, explain=True),
        tiers=_tiered(replace(known, tiers=_tiers_set(timeline, pack)), pack=pack, now=now),
        actions=available(pack=pack, facts=known, roles=roles, actor=facts.person_key(officer.user_id)),
        timeline=timeline,
        linked=_linked(case, officer),
        may_open_identity=access.may_open_identity(officer=officer, case=case, pack=pack),
        is_my_turn=case.desk in roles,
    )


def _tiers_set(timeline: Sequence[TimelineEntry], pack: Pack) -> tuple[TierSet, ...]:
    """The tiers that the case was put into, as its history tells."""
    keys = [key for key, field in pack.fields.items() if field.binds == "case.tier"]
    return tuple(
        TierSet(tier=str(entry.codes[key]), at=entry.at)
        for entry in timeline
        for key in keys
        if entry.codes.get(key)
    )


def _tiered(known: CaseFacts, *, pack: Pack, now: datetime) -> Sequence[TieredDue]:
    """Nothing where the case was never in another tier."""
    if len(known.tiers) < 2:
        return ()
    calendar = policies.calendar_table(pack.calendar)
    return tier_history(pack=pack, facts=known, calendar=calendar, now=now)


def _values(case: Case, pack: Pack, narrative: Mapping[str, Any]) -> list[FieldValue]:
    spec = pack.business_types[case.business_type]
    keys = [key for step in pack.forms[spec.form].steps.values() for key in step.fields]
    known = {**case.open_values, **narrative}
    return [
        FieldValue(key=k, field=pack.fields[k], value=known[k]) for k in dict.fromkeys(keys) if k in known
    ]


def _parties(case: Case, key: DataKey) -> list[PartyView]:
    rows = Party.objects.filter(case=case).order_by("id")
    return [
        PartyView(
            role=row.role,
            is_named=row.is_named,
            masked=mask({k: str(v) for k, v in open_party(party=row, key=key).items()}),
        )
        for row in rows
    ]


def _timeline(case: Case, pack: Pack, key: DataKey) -> list[TimelineEntry]:
    workflow = pack.workflows[pack.business_types[case.business_type].workflow]
    events = CaseEvent.objects.filter(case=case).select_related("actor", "text").order_by("seq")
    return [
        TimelineEntry(
            seq=event.seq,
            kind=event.kind,
            label=workflow.transitions[event.kind].label
            if event.kind in workflow.transitions
            else OUR_EVENTS[event.kind],
            at=event.occurred_at,
            actor=event.actor.name if event.actor else "",
            codes=json.loads(bytes(event.body))["codes"],
            texts=_texts(event, case, key),
            fields=pack.fields,
        )
        for event in events
    ]


def _texts(event: CaseEvent, case: Case, key: DataKey) -> dict[str, str]:
    if not hasattr(event, "text"):
        return {}
    return history.open_texts(sealed=bytes(event.text.sealed), case=case, key=key)


def _linked(case: Case, officer: Officer) -> list[Case]:
    others = CaseLink.objects.filter(case=case).values_list("other_id", flat=True)
    return list(access.cases_for(officer).filter(pk__in=others).order_by("id"))


def registered_cases(public_ids: Sequence[str]) -> list[Case]:
    """Cases that the caller has just registered, by the ids that the registration gave."""
    return list(Case.objects.filter(public_id__in=public_ids).order_by("id"))


def still_seen(*, officer: Officer, cases: Sequence[Case]) -> frozenset[int]:
    """The keys of those cases that the officer may open; a sealed line leaves its registrar's sight (R23)."""
    keys = [case.pk for case in cases]
    return frozenset(access.cases_for(officer).filter(pk__in=keys).values_list("pk", flat=True))

"""Gathering what a paper may say of a case: filing, parties, history, clocks."""

from __future__ import annotations

import json

from casework.cases import facts, history
from casework.cases.keys import open_narrative
from casework.cases.models import Case, CaseEvent
from casework.correspondence.happenings import Happening, bases, read_handling
from casework.correspondence.matter import Issuer, Matter, Person, Promise
from casework.correspondence.values import Filed, person_of, sort_filed
from casework.correspondence.wording import Speech
from casework.evidence.models import EvidenceItem
from casework.parties.models import Party, PartyRole
from casework.parties.services import open_party
from kernel import files, tenancy
from kernel.crypto import DataKey
from policies import selectors as policies
from policies.engine.pack import Letter as LetterSpec
from policies.engine.pack import Nature, Pack
from policies.engine.promises import PromisedDate, promises
from ui.selectors import current_branding

_CONFIDENTIAL = frozenset({Nature.REPORT.value, Nature.CONDUCT.value})
"""Filings whose filer stands on no paper but those to the filer, whatever the profile seals (R22)."""


def issuer_of(pack: Pack, language: str) -> Issuer:
    """The present organisation as the head and foot of a paper name it."""
    face = current_branding()
    is_english = language.startswith("en")
    return Issuer(
        name=(face.name_en or face.name_zh) if is_english else face.name_zh,
        short=face.short_zh or face.name_zh,
        kind=tenancy.current().kind,
        zone=pack.zone,
        phone=face.phone,
        address=(face.address_en or face.address_zh) if is_english else face.address_zh,
    )


def matter_of(
    *, case: Case, pack: Pack, spec: LetterSpec, key: DataKey, asked_seq: int, say: Speech
) -> Matter:
    """What the letter that a line of the history asked for may say.

    A filer's identity is opened only for papers that may print it.
    """
    business = pack.business_types[case.business_type]
    filed = sort_filed(
        pack=pack,
        form=business.form,
        values={**case.open_values, **open_narrative(case=case, key=key)},
        say=say,
    )
    events = _happenings(case, pack, key, asked_seq)
    handled = read_handling(pack=pack, history=events, asked_seq=asked_seq, say=say)
    is_confidential = case.is_sealed or case.nature in _CONFIDENTIAL
    to_filer = spec.audience == "filer"
    filer, is_withheld = _filer(
        case, key, say, may_print=to_filer or (spec.audience == "file" and not is_confidential)
    )
    declined = bool(handled.grounds)
    return Matter(
        case_number=case.number,
        business=business.label.in_language(say.language),
        nature=case.nature,
        received_at=case.received_at,
        channel=pack.channels[case.channel].label.in_language(say.language),
        is_confidential=is_confidential,
        filer=filer,
        is_withheld=is_withheld,
        is_named=case.is_named,
        wants_reply=case.wants_reply,
        receiver=_name(case.submission.receiver),
        registrar=_name(case.submission.registrar),
        respondent=_respondent(case, filed, key, say),
        title=case.title or filed.title,
        narrative=filed.narrative,
        request=filed.request,
        answers=filed.answers,
        attachments=_attachments(case, key),
        is_own_duty=handled.is_own_duty,
        guided_to=handled.destination,
        proposal=handled.proposal,
        sign_off=handled.sign_off,
        unit=case.unit.name if case.unit else "",
        handler=_name(case.handler),
        due=_due(case, say),
        outcome=handled.outcome,
        feedback=handled.feedback,
        grounds=handled.grounds,
        routes=business.routes.in_language(say.language) if declined and business.routes else "",
        destination=handled.destination,
        body=handled.body,
        bases=bases(pack, spec.cites, say),
        promises=_promises(case, pack, asked_seq, say),
    )


def _happenings(case: Case, pack: Pack, key: DataKey, until: int) -> list[Happening]:
    transitions = pack.workflows[pack.business_types[case.business_type].workflow].transitions
    events = (
        CaseEvent.objects.filter(case=case, seq__lte=until).select_related("actor", "text").order_by("seq")
    )
    return [
        Happening(
            seq=event.seq,
            kind=event.kind,
            verb=transitions[event.kind].verb.value if event.kind in transitions else "",
            at=event.occurred_at,
            actor=_name(event.actor),
            codes=json.loads(bytes(event.body))["codes"],
            texts=history.open_texts(sealed=bytes(event.text.sealed), case=case, key=key)
            if hasattr(event, "text")
            else {},
        )
        for event in events
    ]


def _filer(case: Case, key: DataKey, say: Speech, *, may_print: bool) -> tuple[Person | None, bool]:
    """The filer where the paper may print one, and whether one is known but not told."""
    party = Party.objects.filter(case=case, role=PartyRole.FILER).order_by("id").first()
    if party is None or party.identity is None or not party.is_named:
        return None, False
    if not may_print:
        return None, True
    return person_of(open_party(party=party, key=key), say), False


def _respondent(case: Case, filed: Filed, key: DataKey, say: Speech) -> Person:
    party = Party.objects.filter(case=case, role=PartyRole.RESPONDENT).order_by("id").first()
    sealed = open_party(party=party, key=key) if party else {}
    return person_of({**filed.respondent, **sealed}, say)


def _attachments(case: Case, key: DataKey) -> tuple[str, ...]:
    items = EvidenceItem.objects.filter(case=case).select_related("file").order_by("id")
    return tuple(files.read_name(row=item.file, key=key) for item in items)


def _due(case: Case, say: Speech) -> str:
    if case.due_at is None:
        return ""
    day = say.day(say.local_date(case.due_at))
    return day + say("（暂定）", " (provisional)") if case.due_is_provisional else day


def _promises(case: Case, pack: Pack, asked_seq: int, say: Speech) -> tuple[Promise, ...]:
    asked = CaseEvent.objects.get(case=case, seq=asked_seq)
    known = facts.facts_of(case)
    found = promises(
        pack=pack,
        facts=known,
        calendar=policies.calendar_table(pack.calendar),
        now=asked.occurred_at,
        explain=False,
    )
    return tuple(
        Promise(
            label=p.label.in_language(say.language),
            due_on=say.local_date(p.due_at) if isinstance(p, PromisedDate) else None,
            rule=p.rule.in_language(say.language),
            is_provisional=isinstance(p, PromisedDate) and p.provisional,
        )
        for p in found
    )


def _name(user: object) -> str:
    return str(getattr(user, "name", "") or "")

"""Letters follow the history: a change asks for them, a worker issues and prints them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from casework.cases import facts, history
from casework.cases.events import CaseChanged
from casework.cases.keys import data_key_of
from casework.cases.models import Case, CaseEvent
from casework.correspondence import services
from casework.correspondence.models import Letter, LetterStatus
from kernel import alarms, clock
from kernel.outbox import DeliveredEvent
from policies import selectors as policies
from policies.engine.conditions import ConditionError, case_variables, evaluate
from policies.engine.pack import Pack

PRINT_WITHIN = timedelta(days=2)
"""Letters of an older event (an imported or simulated past) are printed when somebody first opens them."""


def on_case_changed(event: DeliveredEvent) -> None:
    """Issue the letters that a change of a case asked for, and record the deliveries that it reported.

    Runs in the worker's transaction: the case is locked first, the counters of the series last. Most changes
    ask for nothing and lock nothing.
    """
    change = CaseChanged.model_validate({**event.payload, "version": event.version})
    line = CaseEvent.objects.select_related("case").get(case__public_id=event.subject, seq=event.seq)
    pack = policies.policy_version(line.case.policy_id).pack
    codes: Mapping[str, Any] = json.loads(bytes(line.body))["codes"]
    channel = _bound(pack, codes, "delivery.channel")
    if not change.letters and not channel:
        return
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=line.case_id)
    _issue(case, pack, line, change.letters)
    if channel:
        _record_deliveries(case, pack, line, channel=channel, codes=codes)


def _issue(case: Case, pack: Pack, line: CaseEvent, codes: Sequence[str]) -> None:
    now = clock.now()
    for code in codes:
        if not _is_wanted(pack, case, line, code):
            continue
        letter = services.issue_letter(
            case=case, pack=pack, code=code, asked_seq=line.seq, actor_id=line.actor_id, now=line.occurred_at
        )
        if now - line.occurred_at < PRINT_WITHIN:
            services.ask_for_printing(letter=letter, now=now)


def on_letter_due(ringing: alarms.Ringing) -> None:
    """Print a letter."""
    services.render_letter(letter_id=ringing.subject, now=ringing.now)


def _is_wanted(pack: Pack, case: Case, line: CaseEvent, code: str) -> bool:
    """Steps ask only for letters whose condition held; at receipt the condition is still to be looked at."""
    condition = pack.letters[code].when
    if condition is None or line.kind != "received":
        return True
    try:
        return evaluate(condition, case_variables(pack, facts.facts_of(case)))
    except ConditionError:
        return False


def _record_deliveries(
    case: Case, pack: Pack, line: CaseEvent, *, channel: str, codes: Mapping[str, Any]
) -> None:
    """A step that says how the filer was told proves the delivery of the letters that had not gone out."""
    texts = history.texts_of(event=line, case=case, key=data_key_of(case))
    proof = _bound(pack, {**codes, **texts}, "delivery.note")
    waiting = Letter.objects.filter(
        case=case, audience="filer", asked_seq__lte=line.seq, deliveries__isnull=True
    )
    for letter in waiting.exclude(status=LetterStatus.VOID).select_related("case").order_by("id"):
        services.record_delivery(
            letter=letter,
            channel=channel,
            at=line.occurred_at,
            actor_id=line.actor_id,
            proof=proof,
            seq=line.seq,
        )


def _bound(pack: Pack, values: Mapping[str, Any], slot: str) -> str:
    return next((str(v) for k, v in values.items() if k in pack.fields and pack.fields[k].binds == slot), "")

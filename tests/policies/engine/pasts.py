"""Past cases of the small pack, as a line of steps with who took them and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from policies.engine.facts import CaseFacts, Milestone
from policies.engine.pack import Pack
from policies.engine.past import CaseHistory, PastStep
from tests.policies.engine.china import at
from tests.policies.engine.packs import granted, small_pack

NOW = at("2026-12-01 10:00")
RECEIVED = "2026-03-02 10:00"
ACCEPTED = "clerk accept@2026-03-04 10:00"
CLOSED = "handler close@2026-04-01 10:00"
REPLIED = "handler reply@2026-04-02 10:00"
WHOLE = (ACCEPTED, CLOSED, REPLIED)


def past(
    *steps: str, pack: Pack | None = None, received: str = RECEIVED, ended: str = "", **facts: Any
) -> CaseHistory:
    """A case with ``steps`` such as ``clerk accept@2026-03-04 10:00``; several roles as ``clerk+leader``."""
    rules = pack or small_pack()
    taken = tuple(_step(step) for step in steps)
    workflow = rules.workflows["complaint"]
    happened = [Milestone("received", at(received))]
    state = workflow.initial
    for step in taken:
        transition = workflow.transitions[step.transition]
        happened += [Milestone(kind, step.at) for kind in transition.milestones]
        state = transition.to or state
    settings: dict[str, Any] = {
        "business_type": "complaint", "state": state, "received_at": at(received), "milestones": tuple(happened),
    }  # fmt: skip
    last = taken[-1].at if taken and workflow.states[state].final else None
    return CaseHistory(
        key=1,
        case=UUID(int=1),
        number="TS2026-000001",
        policy=1,
        facts=CaseFacts(**(settings | facts)),
        steps=taken,
        ended_at=at(ended) if ended else last,
    )


def _step(text: str) -> PastStep:
    who, rest = text.split(" ", 1)
    transition, moment = rest.split("@")
    return PastStep(transition, at(moment), frozenset(who.split("+")))


def later(moment: str) -> datetime:
    return at(moment)


__all__ = ["ACCEPTED", "CLOSED", "NOW", "RECEIVED", "REPLIED", "WHOLE", "granted", "later", "past"]

SIGN_OFF = {
    "verb": "sign-off", "label": {"zh-hans": "批示", "en": "Sign off"}, "from": ["received"], "to": "signed",
    "roles": ["leader"],
}  # fmt: skip
SIGNED = {
    "label": {"zh-hans": "已批示", "en": "Signed"}, "stage": "deciding",
    "public": {"zh-hans": "已收到", "en": "Received"},
}  # fmt: skip
WITH_APPROVAL = {
    "workflows/complaint/states/signed": SIGNED,
    "workflows/complaint/transitions/sign-off": SIGN_OFF,
    "workflows/complaint/transitions/accept/from": ["signed"],
}

"""What rules beside the workflow say about a step: tiers, approvals, reasons for an extension (P17, P19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policies.engine.approvals import missing_approvals
from policies.engine.facts import CaseFacts, Refusal
from policies.engine.pack import Audience, FieldKind, Label, Pack, Transition, Verb
from policies.engine.severity import refused_tier
from policies.engine.wording import text

_WRITTEN = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.REASON, FieldKind.CHOICE})
_ASKING = frozenset({Verb.EXTEND, Verb.ASK_EXTENSION})


def refused_by_rules(
    *, pack: Pack, facts: CaseFacts, step: str, asked: Mapping[str, Any], roles: frozenset[str]
) -> Iterator[Refusal]:
    """Why a step that is open may not be taken like this; ``asked`` are the answers that count."""
    transition = pack.workflows[pack.business_types[facts.business_type].workflow].transitions[step]
    for _, approval in missing_approvals(pack=pack, facts=facts, step=step):
        if approval.enforced:
            yield Refusal("approval-missing", _awaited(approval.label), cites=approval.cites)
    for code, value in asked.items():
        if pack.fields[code].binds == "case.tier":
            refused = refused_tier(
                pack=pack, facts=facts, tier=value, roles=roles, has_reason=has_reason(pack, asked)
            )
            if refused is not None:
                yield refused
    yield from _unexplained(pack, transition, asked)


def breaches_of_order(*, pack: Pack, facts: CaseFacts, step: str) -> tuple[Label, ...]:
    """What is out of order about the step, possible though it is: recorded with both times (R16)."""
    transition = pack.workflows[pack.business_types[facts.business_type].workflow].transitions[step]
    own = () if transition.breach_of_order is None else (transition.breach_of_order,)
    missing = missing_approvals(pack=pack, facts=facts, step=step)
    return (*own, *(_awaited(approval.label) for _, approval in missing if not approval.enforced))


def told_of_extension(*, pack: Pack, transition: Transition) -> tuple[Audience, ...]:
    """Who is told that a time limit was extended, and why."""
    if transition.verb is not Verb.EXTEND or transition.clock is None:
        return ()
    extension = pack.clocks[transition.clock].extension
    return () if extension is None else extension.told


def has_reason(pack: Pack, asked: Mapping[str, Any]) -> bool:
    """Whether something was written or picked that says why."""
    return any(pack.fields[code].kind in _WRITTEN for code in asked)


def _unexplained(pack: Pack, transition: Transition, asked: Mapping[str, Any]) -> Iterator[Refusal]:
    """An extension without its reason, where the rule wants one."""
    clock = pack.clocks.get(transition.clock) if transition.clock is not None else None
    extension = clock.extension if clock is not None and transition.verb in _ASKING else None
    if extension is not None and extension.reason and not has_reason(pack, asked):
        words = text("延长时限须说明理由", "An extension needs a reason")
        yield Refusal("extension-reason", words, cites=extension.cites)


def _awaited(label: Label) -> Label:
    return text(f"尚未{label.zh_hans}", f"Still to come: {label.en}")

"""Who is told of an event, in which order, and who never is (P30, P31, R21, R22, R27)."""

from __future__ import annotations

from dataclasses import dataclass

from policies.engine.facts import CaseFacts
from policies.engine.governing import concerns, governing, holds
from policies.engine.pack import Audience, Feedback, Label, Nature, Pack

SECRET_NATURES = frozenset({Nature.REPORT, Nature.CONDUCT})
_NEVER_OF_SECRETS = (Audience.RESPONDENT, Audience.OTHER_PARTY, Audience.PUBLIC)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told, by which paper and within which clock."""

    rule: str
    label: Label
    audience: Audience
    letter: str | None
    clock: str | None
    hop: int
    optional: bool
    waits: bool
    """True: an earlier hop of the chain has not been sent yet (T18)."""
    cites: tuple[str, ...]


def audiences(*, pack: Pack, facts: CaseFacts, event: str) -> tuple[Addressee, ...]:
    """Who is told when ``event`` happened, by hop and then in the order of the pack.

    A condition that cannot be decided tells nobody but the filer: silence can be mended, a leak cannot.
    """
    barred = forbidden(pack=pack, business_type=facts.business_type)
    found = [
        (code, rule)
        for code, rule in pack.feedback.items()
        if event in rule.on
        and concerns(rule.business_types, facts.business_type)
        and rule.audience not in barred
        and _is_answered(rule, pack, facts)
        and holds(rule.when, pack, facts, undecided=rule.audience is Audience.FILER)
    ]
    found.sort(key=lambda one: one[1].hop)
    return tuple(_addressee(code, rule, facts, [other for _, other in found]) for code, rule in found)


def forbidden(*, pack: Pack, business_type: str) -> frozenset[Audience]:
    """Who never learns anything of a case of this line (R21, R22, R27), whatever a feedback rule says."""
    business = pack.business_types[business_type]
    barred = {*pack.forbidden, *business.forbidden}
    if business.nature in SECRET_NATURES:
        barred.update(_NEVER_OF_SECRETS)
    profile = pack.profiles.get(business.profile)
    if profile is not None and not profile.respondent_door:
        barred.add(Audience.RESPONDENT)
    return frozenset(barred)


def may_tell(*, pack: Pack, business_type: str, audience: Audience) -> bool:
    """Whether ``audience`` may be told anything of a case of this line."""
    return audience not in forbidden(pack=pack, business_type=business_type)


def _is_answered(rule: Feedback, pack: Pack, facts: CaseFacts) -> bool:
    """An unnamed filer is told nothing where the pack says so (P9)."""
    if rule.audience is not Audience.FILER or facts.named:
        return True
    unnamed = governing(pack, facts.business_type, lambda rules: rules.unnamed)
    return unnamed is None or unnamed.reply


def _addressee(code: str, rule: Feedback, facts: CaseFacts, chain: list[Feedback]) -> Addressee:
    earlier = [other for other in chain if other.hop < rule.hop and not other.optional]
    return Addressee(
        rule=code,
        label=rule.label,
        audience=rule.audience,
        letter=rule.letter,
        clock=rule.clock,
        hop=rule.hop,
        optional=rule.optional,
        waits=any(other.done and facts.first(*other.done) is None for other in earlier),
        cites=rule.cites,
    )

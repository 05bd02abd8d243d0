"""Tiers: which one the criteria suggest, who may set it, and what follows at once (P17)."""

from __future__ import annotations

from dataclasses import dataclass

from policies.engine.facts import CaseFacts, Refusal
from policies.engine.governing import governing, holds
from policies.engine.pack import Audience, Classification, Label, Pack, Retier
from policies.engine.wording import listed, text


@dataclass(frozen=True, slots=True)
class TierSuggested:
    """A tier whose criteria are met. It is proposed, never set: no title decides a tier (R4)."""

    tier: str
    label: Label
    criteria: Label | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierEffects:
    """What follows when a case is put into a tier."""

    actions: tuple[Label, ...] = ()
    told: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()
    milestones: tuple[str, ...] = ()


def suggested_tier(
    *, pack: Pack, facts: CaseFacts, persons: int = 1, face_to_face: bool = False
) -> TierSuggested | None:
    """The first tier of the line whose criteria hold; None: an officer decides.

    ``persons`` who come together may make a case grave by their number alone (R32).
    """
    business = pack.business_types[facts.business_type]
    grave = _grave_by_number(pack, facts, persons) if face_to_face else None
    if grave is not None:
        return grave
    for code in business.tiers:
        tier = pack.tiers[code]
        if tier.when is not None and holds(tier.when, pack, facts):
            return _suggested(pack, code, ())
    return None


def tier_effects(*, pack: Pack, tier: str) -> TierEffects:
    """What follows at once when a case is put into ``tier``: plans, reports, milestones (S2 第九条)."""
    one = pack.tiers[tier]
    return TierEffects(one.actions, one.told, one.audiences, one.milestones)


def refused_tier(
    *, pack: Pack, facts: CaseFacts, tier: str, roles: frozenset[str], has_reason: bool
) -> Refusal | None:
    """Why the case may not be put into ``tier`` by somebody with ``roles``; None where it may."""
    rule = governing(pack, facts.business_type, lambda rules: rules.classification)
    if rule is None or tier == facts.tier:
        return None
    is_change = facts.tier is not None
    setters = (rule.retier_by or rule.setters) if is_change else rule.setters
    if setters and roles.isdisjoint(setters):
        holders = listed(pack.roles[role].label for role in setters)
        words = text(f"等级由{holders.zh_hans}确定", f"The tier is for: {holders.en}")
        return Refusal("tier-not-yours", words, cites=rule.cites)
    return _refused_change(rule, facts, has_reason) if is_change else None


def _refused_change(rule: Classification, facts: CaseFacts, has_reason: bool) -> Refusal | None:
    is_over = rule.retier is Retier.NEVER or (
        rule.retier is Retier.UNTIL and facts.first(*rule.until) is not None
    )
    if is_over:
        words = text("等级已经确定，不能再改", "The tier is settled and cannot be changed any more")
        return Refusal("tier-settled", words, cites=rule.cites)
    if rule.reason and not has_reason:
        words = text("改变等级须说明理由", "A change of tier needs a reason")
        return Refusal("tier-reason", words, cites=rule.cites)
    return None


def _grave_by_number(pack: Pack, facts: CaseFacts, persons: int) -> TierSuggested | None:
    rule = governing(pack, facts.business_type, lambda rules: rules.joint)
    if rule is None or rule.grave_from is None or rule.grave_tier is None or persons < rule.grave_from:
        return None
    return _suggested(pack, rule.grave_tier, rule.cites)


def _suggested(pack: Pack, tier: str, cites: tuple[str, ...]) -> TierSuggested:
    one = pack.tiers[tier]
    return TierSuggested(tier, one.label, one.criteria, cites or one.cites)

"""Filings that were made before, and filings that should not have been made (P15, P16)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from policies.engine.facts import CaseFacts
from policies.engine.governing import governing, holds
from policies.engine.pack import AbuseConsequence, Label, NewFact, Pack, SameFact


@dataclass(frozen=True, slots=True)
class Repeat:
    """What becomes of a filing about a matter that is known already."""

    is_new_case: bool
    is_handled: bool
    """False: it is added to the file and not handled again."""
    restart: str | None = None
    """The milestone that starts the clocks anew at the last receipt (令121 art. 35)."""
    offers_joint: bool = False
    """Whether the filers may be asked to file jointly; nothing is merged without their consent (T36)."""
    reason: str | None = None
    cites: tuple[str, ...] = ()


_ALONE = Repeat(is_new_case=True, is_handled=True)


def repeat(*, pack: Pack, business_type: str, same_filer: bool, new_facts: bool, filers: int = 1) -> Repeat:
    """What becomes of a repeat (P15). ``filers`` counts the different filers about one matter, this one too."""
    rule = governing(pack, business_type, lambda rules: rules.duplicates)
    if rule is None:
        return _ALONE
    if not same_filer:
        joint = rule.joint_from is not None and filers >= rule.joint_from
        return Repeat(is_new_case=True, is_handled=True, offers_joint=joint, cites=rule.cites)
    if new_facts:
        restart = rule.restart if rule.new_fact is NewFact.MERGE_RESTART else None
        is_new = rule.new_fact is NewFact.NEW_CASE
        return Repeat(is_new_case=is_new, is_handled=True, restart=restart, cites=rule.cites)
    return Repeat(
        is_new_case=rule.same_fact is SameFact.NEW_CASE,
        is_handled=rule.same_fact is SameFact.NEW_CASE,
        reason=rule.reason if rule.same_fact is SameFact.NOT_HANDLED else None,
        cites=rule.cites,
    )


@dataclass(frozen=True, slots=True)
class AbuseSigns:
    """Which signs of abuse a filing shows, and what may follow once the right person has found abuse."""

    factors: tuple[str, ...]
    labels: tuple[Label, ...]
    weight: int
    is_suspect: bool
    """Whether somebody has to look at it; a machine never finds abuse by itself (PIPL art. 24)."""
    consequences: tuple[AbuseConsequence, ...]
    decided_by: str | None
    reason: str | None
    cites: tuple[str, ...]


def abuse_signs(*, pack: Pack, facts: CaseFacts, ticked: Collection[str] = ()) -> AbuseSigns | None:
    """The signs of abuse (P16, 令121 art. 17): by condition or ``ticked``; None where the pack has no rule."""
    rule = governing(pack, facts.business_type, lambda rules: rules.abuse)
    if rule is None:
        return None
    shown = {
        code: factor
        for code, factor in rule.factors.items()
        if (code in ticked if factor.expression is None else holds(factor.expression, pack, facts))
    }
    weight = sum(factor.weight for factor in shown.values())
    return AbuseSigns(
        factors=tuple(shown),
        labels=tuple(factor.label for factor in shown.values()),
        weight=weight,
        is_suspect=weight >= rule.suspect_from,
        consequences=rule.consequences,
        decided_by=rule.decided_by,
        reason=rule.reason,
        cites=rule.cites,
    )


def abuse_consequences(
    *, pack: Pack, business_type: str, roles: frozenset[str], is_crime: bool = False
) -> tuple[AbuseConsequence, ...]:
    """What somebody with ``roles`` may order once abuse is found; the police only on signs of a crime."""
    rule = governing(pack, business_type, lambda rules: rules.abuse)
    if rule is None or (rule.decided_by is not None and rule.decided_by not in roles):
        return ()
    may_call = is_crime and rule.police == "on-crime"
    return tuple(c for c in rule.consequences if c is not AbuseConsequence.POLICE or may_call)

"""调解: may it begin, when must it end, who pays for a test, who signs (P28, T12, T25)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from policies.engine.appeals import intervals
from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due, Refusal
from policies.engine.governing import governing
from policies.engine.pack import Consent, Delegation, FeePayer, Label, MediationRule, Pack
from policies.engine.wording import text


@dataclass(frozen=True, slots=True)
class Consents:
    """What the parties said; None: not asked or no answer."""

    filer: bool | None = None
    respondent: bool | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """Who pays a test of quality now, and who bears it in the end. None: to be agreed first."""

    prepaid_by: FeePayer | None
    borne_by: FeePayer | None
    ends_without_agreement: bool
    """Whether mediation is ended when the parties do not agree on the fee (令121 art. 23(4))."""


def mediation_refusals(*, pack: Pack, business_type: str, consents: Consents) -> tuple[Refusal, ...]:
    """Why mediation may not begin; a pack without a rule for it has none."""
    rule = governing(pack, business_type, lambda rules: rules.mediation)
    if rule is None:
        return (Refusal("no-mediation", text("本业务没有调解", "There is no mediation here")),)
    return tuple(_unwilling(rule, consents))


def delegation_refusal(*, pack: Pack, business_type: str, consents: Consents) -> Refusal | None:
    """Why another body may not mediate instead (令20: the authority decides; 令121 art. 19: both agree)."""
    rule = governing(pack, business_type, lambda rules: rules.mediation)
    delegation = Delegation.NEVER if rule is None else rule.delegation
    cites = () if rule is None else rule.cites
    if delegation is Delegation.NEVER:
        words = text("不能委托其他机构调解", "No other body may mediate")
        return Refusal("no-delegation", words, cites=cites)
    if delegation is Delegation.BOTH_CONSENT and not (consents.filer and consents.respondent):
        words = text("委托调解须经双方同意", "Both sides have to agree to another mediator")
        return Refusal("delegation-consent", words, cites=cites)
    return None


def mediation_due(*, pack: Pack, facts: CaseFacts, calendar: CalendarTable, now: datetime) -> Due | None:
    """When mediation is over, tests and recusal not counted where the rule says so; None: no limit yet."""
    rule = governing(pack, facts.business_type, lambda rules: rules.mediation)
    began_at = facts.first(*rule.since) if rule is not None else None
    if rule is None or rule.length is None or began_at is None:
        return None
    tests = () if rule.test_time_counts else intervals(facts, rule.test, now)
    recusals = intervals(facts, rule.recusal, now) if rule.recusal_pauses else ()
    return due_after(
        span=rule.length,
        since=began_at,
        pack=pack,
        calendar=calendar,
        roll=rule.roll,
        pauses=(*tests, *recusals),
    )


def notice_due(*, pack: Pack, business_type: str, ended_at: datetime, calendar: CalendarTable) -> Due | None:
    """By when both sides are told that mediation ended without an agreement."""
    rule = governing(pack, business_type, lambda rules: rules.mediation)
    if rule is None or rule.notice is None:
        return None
    return due_after(span=rule.notice, since=ended_at, pack=pack, calendar=calendar)


def fee(
    *,
    pack: Pack,
    business_type: str,
    liable: FeePayer | None = None,
    agreed: tuple[FeePayer, FeePayer] | None = None,
) -> Fee | None:
    """Who pays for a test (T25). ``liable`` is known at the end; ``agreed`` is what the parties agreed."""
    rule = governing(pack, business_type, lambda rules: rules.mediation)
    if rule is None or rule.fee is None:
        return None
    prepaid = _payer(rule.fee.prepaid_by, liable, agreed[0] if agreed else None)
    borne = _payer(rule.fee.borne_by, liable, agreed[1] if agreed else None)
    return Fee(prepaid, borne, FeePayer.AGREED in (rule.fee.prepaid_by, rule.fee.borne_by))


def laboratory_is_designated(*, pack: Pack, business_type: str) -> bool:
    """Whether the organisation may name the laboratory where the parties do not agree (令121 art. 22)."""
    rule = governing(pack, business_type, lambda rules: rules.mediation)
    return rule is not None and rule.laboratory == "designated"


def agreement_paper(
    *, pack: Pack, business_type: str, performed: bool = False, waived: bool = False
) -> tuple[str | None, tuple[Label, ...]]:
    """The paper of an agreement and who signs it; none where a record does (令121 art. 24)."""
    rule = governing(pack, business_type, lambda rules: rules.mediation)
    if rule is None or (rule.record_suffices and (performed or waived)):
        return None, ()
    return rule.letter, rule.signatures


def termination_grounds(*, pack: Pack, business_type: str) -> dict[str, Label]:
    """The reasons on which mediation is ended, in their order."""
    rule = governing(pack, business_type, lambda rules: rules.mediation)
    return {} if rule is None else {code: pack.reasons[code].label for code in rule.grounds}


def _unwilling(rule: MediationRule, consents: Consents) -> Iterator[Refusal]:
    needed = {
        Consent.NONE: (),
        Consent.FILER: (("filer", consents.filer),),
        Consent.BOTH: (("filer", consents.filer), ("respondent", consents.respondent)),
    }[rule.consent]
    words = {"filer": text("投诉人", "the filer"), "respondent": text("被投诉人", "the respondent")}
    for who, answer in needed:
        if not answer:
            name = words[who]
            refused = text(f"{name.zh_hans}尚未同意调解", f"Mediation needs the consent of {name.en}")
            yield Refusal(f"consent-{who}", refused, cites=rule.cites)
    for who, answer in (("filer", consents.filer), ("respondent", consents.respondent)):
        if answer is False and who not in dict(needed):
            name = words[who]
            refused = text(f"{name.zh_hans}明确拒绝调解", f"Mediation was refused by {name.en}")
            yield Refusal(f"refused-{who}", refused, cites=rule.cites)


def _payer(payer: FeePayer, liable: FeePayer | None, agreed: FeePayer | None) -> FeePayer | None:
    if payer is FeePayer.LIABLE:
        return liable
    return agreed if payer is FeePayer.AGREED else payer

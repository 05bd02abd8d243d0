"""What a reporter is paid (P38, R26): a share of the 罚没款, with floor and cap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due, Refusal
from policies.engine.governing import governing, holds
from policies.engine.pack import Pack
from policies.engine.wording import text


@dataclass(frozen=True, slots=True)
class Reward:
    """A sum, how it came about, and who has to sign."""

    amount: Decimal
    currency: str
    share: Decimal
    """The bare share of the base, before floor and cap."""
    is_floored: bool
    is_capped: bool
    is_joint: bool
    """Whether the finance department sets it together with us; ``signers`` then has its role, if we have one."""
    signers: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who claims a reward."""

    is_natural_person: bool = True
    named: bool = True
    exclusions: Collection[str] = ()
    """Codes of the rule's ``excluded`` that are true of the person."""


def reward_refusals(
    *, pack: Pack, facts: CaseFacts, claimant: Claimant, calendar: CalendarTable, now: datetime
) -> tuple[Refusal, ...]:
    """Why there is no reward; empty where there is one."""
    rule = governing(pack, facts.business_type, lambda rules: rules.reward)
    if rule is None:
        return (Refusal("no-reward", text("本业务没有举报奖励", "There is no reward here")),)
    unnamed = governing(pack, facts.business_type, lambda rules: rules.unnamed)
    closes = claim_window(pack=pack, facts=facts, calendar=calendar)
    reasons = (
        (
            not holds(rule.when, pack, facts),
            "not-eligible",
            text("不符合奖励条件", "The conditions are not met"),
        ),
        (
            rule.natural_persons_only and not claimant.is_natural_person,
            "natural-persons",
            text("只奖励自然人", "Natural persons only"),
        ),
        (
            not claimant.named and unnamed is not None and not unnamed.reward,
            "unnamed",
            text("匿名举报不予奖励", "No reward without a name"),
        ),
        (
            closes is not None and now > closes.due_at,
            "too-late",
            text("已超过领取期限", "It is too late to claim"),
        ),
    )
    refused = [Refusal(code, words, cites=rule.cites) for is_so, code, words in reasons if is_so]
    for code in claimant.exclusions:
        label = rule.excluded.get(code)
        if label is not None:
            words = text(f"不予奖励：{label.zh_hans}", f"No reward: {label.en}")
            refused.append(Refusal(f"excluded-{code}", words, cites=rule.cites))
    return tuple(refused)


def reward(*, pack: Pack, business_type: str, level: str, base: Decimal | None) -> Reward | None:
    """The sum for a level; ``base`` is the 罚没款, None where there was none: then the floor is paid."""
    rule = governing(pack, business_type, lambda rules: rules.reward)
    if rule is None:
        return None
    one = rule.levels[level]
    share = ((base or Decimal(0)) * one.percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    amount = max(share, Decimal(one.floor))
    is_capped = rule.cap is not None and amount > rule.cap
    if rule.cap is not None:
        amount = min(amount, Decimal(rule.cap))
    is_joint = rule.joint_from is not None and amount >= rule.joint_from
    return Reward(
        amount=amount,
        currency=pack.currency,
        share=share,
        is_floored=share < one.floor,
        is_capped=is_capped,
        is_joint=is_joint,
        signers=(rule.approver, rule.joint_role) if is_joint and rule.joint_role else (rule.approver,),
        cites=rule.cites,
    )


def claim_window(*, pack: Pack, facts: CaseFacts, calendar: CalendarTable) -> Due | None:
    """Until when the reward may be claimed; None: not yet open, or without end."""
    rule = governing(pack, facts.business_type, lambda rules: rules.reward)
    since = facts.first(*rule.since) if rule is not None else None
    if rule is None or rule.claim_window is None or since is None:
        return None
    return due_after(span=rule.claim_window, since=since, pack=pack, calendar=calendar)

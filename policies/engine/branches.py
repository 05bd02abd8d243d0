"""The ways that a case may take: branches, penalties on the spot, opening a case (P27, P29, T22)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due, Refusal
from policies.engine.governing import concerns, governing, holds
from policies.engine.pack import Audience, Branch, BranchKind, Label, Pack
from policies.engine.wording import text


@dataclass(frozen=True, slots=True)
class OpenBranch:
    """A way that the case may take now."""

    code: str
    label: Label
    kind: BranchKind
    steps: tuple[str, ...]
    """The steps into it that start from where the case is."""
    leads_to: str | None
    letters: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingDecision:
    """立案: what is still missing, who decides, who then investigates."""

    unmet: tuple[str, ...]
    waivers: tuple[str, ...]
    approver: str
    investigators: tuple[str, ...]
    min_investigators: int
    unit_kind: str | None
    told: tuple[Audience, ...]
    cites: tuple[str, ...]

    @property
    def may_open(self) -> bool:
        return not self.unmet


def open_branches(*, pack: Pack, facts: CaseFacts) -> tuple[OpenBranch, ...]:
    """The ways that are open to the case where it stands, in the order of the pack."""
    transitions = pack.workflows[pack.business_types[facts.business_type].workflow].transitions
    found = []
    for code, branch in pack.branches.items():
        steps = tuple(
            s for s in branch.steps if s in transitions and facts.state in transitions[s].from_states
        )
        if (steps or not branch.steps) and _is_open(branch, pack, facts):
            found.append(
                OpenBranch(
                    code, branch.label, branch.kind, steps, branch.leads_to, branch.letters, branch.cites
                )
            )
    return tuple(found)


def penalty_refusal(*, pack: Pack, branch: str, amount: Decimal, is_person: bool) -> Refusal | None:
    """Why a penalty may not be imposed on the spot: it is higher than the law lets it be (R26)."""
    rule = pack.branches[branch]
    most = rule.most.get("person" if is_person else "organisation")
    if most is None or amount <= most:
        return None
    words = text(f"当场处罚不得超过 {most} 元", f"A penalty on the spot is {most} {pack.currency} at most")
    return Refusal("penalty-too-high", words, cites=rule.cites)


def filing_decision(*, pack: Pack, facts: CaseFacts, ticked: Collection[str] = ()) -> FilingDecision | None:
    """What opening a case (立案) still needs; None where the pack knows no such thing (P29)."""
    rule = governing(pack, facts.business_type, lambda rules: rules.case_filing)
    if rule is None:
        return None
    unmet = tuple(
        code
        for code in rule.conditions
        if not _is_met(code, pack.conditions[code].expression, pack, facts, ticked)
    )
    return FilingDecision(
        unmet=unmet,
        waivers=rule.waivers,
        approver=rule.approver,
        investigators=rule.investigators,
        min_investigators=rule.min_investigators,
        unit_kind=rule.unit_kind,
        told=rule.told if facts.named else (),
        cites=rule.cites,
    )


def filing_due(*, pack: Pack, business_type: str, met_at: datetime, calendar: CalendarTable) -> Due | None:
    """By when a case is opened whose conditions are met (S5 七 及时: an internal target)."""
    rule = governing(pack, business_type, lambda rules: rules.case_filing)
    if rule is None or rule.limit is None:
        return None
    return due_after(span=rule.limit, since=met_at, pack=pack, calendar=calendar)


def _is_open(branch: Branch, pack: Pack, facts: CaseFacts) -> bool:
    return concerns(branch.business_types, facts.business_type) and holds(branch.when, pack, facts)


def _is_met(code: str, expression: str | None, pack: Pack, facts: CaseFacts, ticked: Collection[str]) -> bool:
    return code in ticked if expression is None else holds(expression, pack, facts)

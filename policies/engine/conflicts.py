"""Who may neither see nor handle a case, and where it goes then (P21, T27, T31, R23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import Due
from policies.engine.governing import governing
from policies.engine.pack import Audience, Label, Pack
from policies.engine.wording import text


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody of the organisation stands to a case."""

    is_subject: bool = False
    is_relative: bool = False
    """Close to the person complained of, or to the filer."""
    has_interest: bool = False
    is_in_subjects_unit: bool = False


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What somebody may not do, and why. Whoever may not see it does not learn that it exists."""

    sight: bool
    tasks: bool
    why: Label | None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rerouting:
    """Where a case goes that the subject or its unit would have handled."""

    unit_kind: str | None
    to_superior: bool
    """True: out of this organisation, to its superior body."""


_FREE = Exclusion(False, False, None)
_SUBJECT = text("本人是被反映人", "This is about the person themself")
_RELATIVE = text("与当事人有近亲属关系", "Close to somebody involved")
_INTEREST = text("与处理结果有利害关系", "Has an interest in the outcome")
_UNIT = text("与被反映人在同一单位", "In the unit of the person concerned")


def exclusion(*, pack: Pack, business_type: str, standing: Standing) -> Exclusion:
    """What somebody with ``standing`` may not do; without a rule in the pack, nobody is excluded by it."""
    rule = governing(pack, business_type, lambda rules: rules.conflict)
    if rule is None:
        return _FREE
    if rule.subject and standing.is_subject:
        return Exclusion(True, True, _SUBJECT, rule.cites)
    for is_rule, is_so, why in (
        (rule.relatives, standing.is_relative, _RELATIVE),
        (rule.interest, standing.has_interest, _INTEREST),
        (rule.unit, standing.is_in_subjects_unit, _UNIT),
    ):
        if is_rule and is_so:
            return Exclusion(False, True, why, rule.cites)
    return _FREE


def rerouted(
    *, pack: Pack, business_type: str, subject_roles: frozenset[str], subject_unit_kind: str | None
) -> Rerouting | None:
    """Where the case goes because of who it is about (T27, R23); None: on its usual way.

    Up to the superior body where the subject holds one of the roles that the rule names, or belongs to the
    very kind of unit that would take the case; else to that kind of unit.
    """
    rule = governing(pack, business_type, lambda rules: rules.conflict)
    if rule is None:
        return None
    if not subject_roles.isdisjoint(rule.superior_for):
        return Rerouting(None, True)
    if rule.reroute is None:
        return None
    return Rerouting(None, True) if subject_unit_kind == rule.reroute else Rerouting(rule.reroute, False)


def recusal_window(
    *, pack: Pack, business_type: str, told_at: datetime, applicant: Audience, calendar: CalendarTable
) -> tuple[bool, Due | None]:
    """Whether ``applicant`` may ask for 回避, and until when: None is for ever (令121 art. 21)."""
    rule = governing(pack, business_type, lambda rules: rules.conflict)
    recusal = None if rule is None else rule.recusal
    if recusal is None or applicant not in recusal.applicants:
        return False, None
    if recusal.window is None:
        return True, None
    return True, due_after(span=recusal.window, since=told_at, pack=pack, calendar=calendar)

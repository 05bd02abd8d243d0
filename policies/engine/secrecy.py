"""Who may see which field, what an export shows, what a leak and the end of a term bring (P34, P35, P43)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due, Refusal
from policies.engine.governing import governing
from policies.engine.pack import (
    DataEnd,
    Export,
    FieldClass,
    Label,
    LeakConsequence,
    Nature,
    Pack,
    Profile,
)
from policies.engine.wording import text

_SECRET_NATURES = frozenset({Nature.REPORT, Nature.CONDUCT})


class Onlooker(StrEnum):
    """Who looks at a case."""

    OFFICER = "officer"
    RESPONDENT = "respondent"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Incident:
    """What follows from a leak."""

    text: Label
    consequences: tuple[LeakConsequence, ...]
    steps: tuple[str, ...]
    told: tuple[str, ...]
    report_due: Due | None
    cites: tuple[str, ...]


def profile_of(pack: Pack, business_type: str) -> Profile:
    """The confidentiality profile of a line of business."""
    return pack.profiles[pack.business_types[business_type].profile]


def visible_fields(
    *, pack: Pack, business_type: str, onlooker: Onlooker, roles: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The fields of the filing that ``onlooker`` may see, in the order of the form.

    An identity is never seen here without need to know, and is opened by its own act (T28).
    """
    profile = profile_of(pack, business_type)
    form = pack.forms[pack.business_types[business_type].form]
    asked = dict.fromkeys(field for step in form.steps.values() for field in step.fields)
    if onlooker is Onlooker.RESPONDENT:
        barred = pack.business_types[business_type].nature in _SECRET_NATURES or not profile.respondent_door
        return () if barred else tuple(code for code in asked if code in profile.respondent_sees)
    if onlooker is Onlooker.EXPORT:
        return tuple(code for code in asked if _is_exported(code, pack, profile))
    knows = not roles.isdisjoint(profile.need_to_know)
    return tuple(code for code in asked if knows or not is_secret(pack, profile, code))


def is_secret(pack: Pack, profile: Profile, field: str) -> bool:
    """Whether a field is only for those who need to know: it identifies, is hidden, or tells a sealed story."""
    spec = pack.fields[field]
    return (
        spec.field_class is FieldClass.IDENTIFYING
        or field in profile.hidden
        or (profile.sealed and spec.field_class is FieldClass.NARRATIVE)
    )


def reveal_refusal(
    *, pack: Pack, business_type: str, roles: frozenset[str], reason: str, approved: bool
) -> Refusal | None:
    """Why somebody may not open the filer's identity now; None where they may (P34)."""
    profile = profile_of(pack, business_type)
    rule = profile.reveal
    if roles.isdisjoint(profile.need_to_know):
        words = text("您的岗位无权查看来件人身份", "Your duty does not open the filer's identity")
        return Refusal("no-need-to-know", words, cites=profile.cites)
    if rule.reason and not reason.strip():
        return Refusal("reveal-reason", text("请写明查看的理由", "Say why you open it"), cites=rule.cites)
    if rule.approver is not None and not approved:
        who = pack.roles[rule.approver].label
        words = text(f"须经{who.zh_hans}批准", f"{who.en} has to agree first")
        return Refusal("reveal-approval", words, cites=rule.cites)
    return None


def reveal_until(
    *, pack: Pack, business_type: str, opened_at: datetime, calendar: CalendarTable
) -> Due | None:
    """Until when an opened identity stays open; None: for the visit only."""
    span = profile_of(pack, business_type).reveal.open_for
    return None if span is None else due_after(span=span, since=opened_at, pack=pack, calendar=calendar)


def leak_incident(
    *, pack: Pack, business_type: str, found_at: datetime, calendar: CalendarTable
) -> Incident | None:
    """What follows from a leak found at ``found_at`` (P35); None where the pack says nothing."""
    rule = governing(pack, business_type, lambda rules: rules.leak)
    if rule is None:
        return None
    due = (
        None
        if rule.report_within is None
        else due_after(span=rule.report_within, since=found_at, pack=pack, calendar=calendar)
    )
    return Incident(rule.text, rule.consequences, tuple(rule.steps), rule.told, due, rule.cites)


def bound_to_silence(*, pack: Pack, business_type: str) -> frozenset[str]:
    """The roles bound to confidentiality: those that the source names, and all that can open it (T28)."""
    rule = governing(pack, business_type, lambda rules: rules.leak)
    return frozenset(
        {*(rule.bound if rule is not None else ()), *profile_of(pack, business_type).need_to_know}
    )


def data_end(
    *, pack: Pack, facts: CaseFacts, finished_at: datetime, calendar: CalendarTable
) -> tuple[DataEnd, Due] | None:
    """What happens to the personal data and when (P43); None: no term was entered, nothing happens (R7)."""
    rule = governing(pack, facts.business_type, lambda rules: rules.personal_data)
    if rule is None or rule.retention is None:
        return None
    return rule.at_end, due_after(span=rule.retention, since=finished_at, pack=pack, calendar=calendar)


def data_notice(*, pack: Pack, business_type: str) -> Label | None:
    """The notice that a filer reads first; None where there is none, or the law lets it be left out."""
    rule = governing(pack, business_type, lambda rules: rules.personal_data)
    return None if rule is None or rule.notice_withheld else rule.notice


def _is_exported(code: str, pack: Pack, profile: Profile) -> bool:
    if profile.export is Export.NONE:
        return False
    return profile.export is Export.PLAIN or not is_secret(pack, profile, code)

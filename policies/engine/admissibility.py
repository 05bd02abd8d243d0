"""Whether a filing is taken up: conditions, grounds for declining, limitation (P13, P14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due
from policies.engine.governing import governing, holds
from policies.engine.pack import AcceptanceOutcome, Label, Pack

NO_DECISION = (AcceptanceOutcome.ACCEPT,)


@dataclass(frozen=True, slots=True)
class Ground:
    """A condition that is not met, or a reason for declining that is."""

    code: str
    label: Label
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Admissibility:
    """What speaks for and against taking a filing up. It advises; an officer decides."""

    needs_decision: bool
    """False: receipt is acceptance (T16)."""
    outcomes: tuple[AcceptanceOutcome, ...]
    unmet: tuple[Ground, ...]
    """Conditions that are neither true by their expression nor ticked."""
    grounds: tuple[Ground, ...]
    """Reasons for declining that are met on the face of the filing."""
    last_day: Due | None
    """The end of the limitation, where there is one and its first day is known."""
    tell_reason: bool
    routes: Label | None
    """The other ways that a refusal names (消保法 39)."""

    @property
    def is_admissible(self) -> bool:
        return not self.unmet and not self.grounds


def admissibility(
    *, pack: Pack, facts: CaseFacts, calendar: CalendarTable, ticked: Collection[str] = ()
) -> Admissibility:
    """Whether the filing may be taken up, judged as of its receipt; ``ticked`` are conditions met by hand."""
    business = pack.business_types[facts.business_type]
    rule = governing(pack, facts.business_type, lambda rules: rules.acceptance)
    last_day = limitation(pack=pack, facts=facts, calendar=calendar)
    decides = rule is None or rule.decision
    return Admissibility(
        needs_decision=decides,
        outcomes=(tuple(AcceptanceOutcome) if rule is None else rule.outcomes) if decides else NO_DECISION,
        unmet=tuple(_unmet(pack, facts, ticked)) if decides else (),
        grounds=tuple(_grounds(pack, facts, last_day)) if decides else (),
        last_day=last_day,
        tell_reason=rule is None or rule.tell_reason,
        routes=business.routes,
    )


def limitation(*, pack: Pack, facts: CaseFacts, calendar: CalendarTable) -> Due | None:
    """The last moment at which the filing is still in time (P14); None: no limit, or its start is unknown."""
    rule = governing(pack, facts.business_type, lambda rules: rules.limitation)
    if rule is None or (rule.unless is not None and holds(rule.unless, pack, facts)):
        return None
    since = _moment(facts.values.get(rule.since), pack.zone)
    return None if since is None else due_after(span=rule.span, since=since, pack=pack, calendar=calendar)


def _unmet(pack: Pack, facts: CaseFacts, ticked: Collection[str]) -> list[Ground]:
    found = []
    for code in pack.business_types[facts.business_type].conditions:
        condition = pack.conditions[code]
        is_met = code in ticked if condition.expression is None else holds(condition.expression, pack, facts)
        if not is_met:
            found.append(Ground(code, condition.label, condition.cites))
    return found


def _grounds(pack: Pack, facts: CaseFacts, last_day: Due | None) -> list[Ground]:
    rule = governing(pack, facts.business_type, lambda rules: rules.limitation)
    is_late = last_day is not None and facts.received_at > last_day.due_at
    late = rule.reason if rule is not None and is_late else None
    found = []
    for code in pack.business_types[facts.business_type].reasons:
        reason = pack.reasons[code]
        if code == late or (reason.expression is not None and holds(reason.expression, pack, facts)):
            found.append(Ground(code, reason.label, reason.cites))
    return found


def _moment(value: Any, zone: str) -> datetime | None:
    """The moment of a date field's answer: midnight of the day in the pack's zone; None where it is blank."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(zone))
    return datetime.combine(value, time(), tzinfo=ZoneInfo(zone)) if isinstance(value, date) else None

"""Where a case goes, and how it came in (P5, P6, P7, P20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from policies.engine.calendar import CalendarTable
from policies.engine.facts import CaseFacts
from policies.engine.governing import concerns, governing, holds
from policies.engine.pack import Arrival, Label, OutOfScopeAction, Pack, Route
from policies.engine.spans import in_zone


@dataclass(frozen=True, slots=True)
class Routing:
    """Where a case goes: a kind of unit, a role, and who is told."""

    code: str
    label: Label
    unit_kind: str | None
    role: str | None
    told: tuple[str, ...]
    cites: tuple[str, ...]


def route(*, pack: Pack, facts: CaseFacts, categories: tuple[str, ...] = ()) -> Routing | None:
    """The first route that fits the case, or None: the pack leaves it to whoever dispatches (P20).

    A condition that cannot be decided does not fit. A category fits where it or one above it is named.
    """
    named = {above for category in categories for above in lineage(pack, category)}
    for code, one in pack.routing.items():
        if _fits(one, facts, named) and holds(one.when, pack, facts):
            return Routing(code, one.label, one.unit_kind, one.role, one.told, one.cites)
    return None


def lineage(pack: Pack, category: str) -> tuple[str, ...]:
    """A category and everything above it; a circle of categories ends where it closes."""
    found: list[str] = []
    code: str | None = category
    while code is not None and code not in found:
        found.append(code)
        code = entry.parent if (entry := pack.categories.get(code)) is not None else None
    return tuple(found)


def may_pass_on(*, pack: Pack, unit_kind: str) -> bool:
    """Whether a unit of this kind may pass a case on itself, or has to give it back to intake (R28)."""
    kind = pack.unit_kinds.get(unit_kind)
    return kind is None or kind.may_pass_on


def categories_of(*, pack: Pack, business_type: str) -> dict[str, Label]:
    """The categories that a filing of this line may have, in the order of the pack (P5)."""
    own = pack.business_types[business_type].categories
    return {code: term.label for code, term in pack.categories.items() if not own or code in own}


def channels_of(*, pack: Pack, business_type: str) -> tuple[str, ...]:
    """The channels through which this line takes filings (P6)."""
    return tuple(
        code
        for code in pack.business_types[business_type].channels
        if concerns(pack.channels[code].business_types, business_type)
    )


def arrived_at(
    *,
    pack: Pack,
    channel: str,
    happened_at: datetime,
    registered_at: datetime | None = None,
    calendar: CalendarTable,
) -> datetime:
    """When a filing counts as received: as it happened, when it was registered, or when the office opens (P6)."""
    rule = pack.channels[channel].arrival
    if rule is Arrival.REGISTERED and registered_at is not None:
        return registered_at
    return _when_open(happened_at, pack, calendar) if rule is Arrival.OFFICE else happened_at


def out_of_scope(*, pack: Pack, business_type: str) -> OutOfScopeAction | None:
    """What is done with a filing that is not the organisation's duty (P7, T30); None: the pack does not say.

    First-contact duty alone means: accept it, then guide (S5 四).
    """
    rule = governing(pack, business_type, lambda rules: rules.out_of_scope)
    if rule is not None:
        return rule.action
    return OutOfScopeAction.ACCEPT_THEN_GUIDE if pack.first_contact else None


def _fits(one: Route, facts: CaseFacts, categories: set[str]) -> bool:
    return (
        concerns(one.business_types, facts.business_type)
        and concerns(one.tiers, facts.tier)
        and concerns(one.channels, facts.channel)
        and (not one.categories or not categories.isdisjoint(one.categories))
    )


def _when_open(moment: datetime, pack: Pack, calendar: CalendarTable) -> datetime:
    """The moment itself during office hours on a working day, else the next opening."""
    place = ZoneInfo(pack.zone)
    local = moment.astimezone(place)
    day = local.date()
    if not calendar.is_working(day) or local.time() > (pack.hours.cut_off or pack.hours.closes):
        day = calendar.nth_working_after(day, 1)
    opens = datetime.combine(day, pack.hours.opens, tzinfo=place)
    return max(moment, in_zone(opens, pack.zone))

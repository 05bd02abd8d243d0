"""One line of business under two rulebooks: what is the same for all its cases, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from policies.engine.calendar import CalendarTable
from policies.engine.desks import desk_of
from policies.engine.facts import CaseFacts
from policies.engine.pack import BusinessType, Pack, Transition
from policies.engine.routing import route

RECEIPT = ""
"""The step at which a case begins, where steps are named by their code."""

_NOT_OF_TIME = frozenset({
    "format", "id", "version", "extends", "fragment", "title", "issuer", "status", "status_note", "kinds",
    "effective_from", "effective_to", "version_pin", "mixed", "first_contact", "citations", "roles", "channels",
    "fields", "forms", "profiles", "conditions", "reasons", "workflows", "clocks", "letters", "business_types",
    "legal_basis", "currency", "categories", "causes", "products", "unit_kinds", "routing", "approvals",
    "supervision", "vague_terms", "branches", "feedback", "reports",
})  # fmt: skip
_NOT_OF_TIME_IN_LINE = frozenset({
    "label", "nature", "summary", "prepare", "workflow", "form", "profile", "number_prefix", "identity",
    "channels", "public", "conditions", "reasons", "routes", "clocks", "on_receipt", "first_role", "cites",
    "subject", "categories",
})  # fmt: skip
"""What no date hangs on. Whatever else differs makes every clock be computed on both sides, so that a part of
the format that is not named here costs time and never gives a wrong answer."""


class Route(NamedTuple):
    """Where a new case goes: the role that sees it first, the desk that it lies on, and who handles it."""

    role: str
    desk: str
    unit_kind: str = ""
    handled_by: str = ""
    """By the routes of the rulebook (P20), as the kind of unit and as the role; empty where they do not say."""


class Moved(NamedTuple):
    """Milestones that a step records under one rulebook alone."""

    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A rulebook with the calendar by which it counts."""

    pack: Pack
    calendar: CalendarTable


@dataclass(frozen=True, slots=True)
class Line:
    """A line of business that both rulebooks have."""

    code: str
    before: BusinessType
    after: BusinessType
    route_before: Route | None
    """None where it has to be worked out for each case."""
    route_after: Route | None
    clocks_before: tuple[str, ...]
    """The legal ones."""
    clocks_after: tuple[str, ...]
    shared: frozenset[str]
    """Legal clocks that are the same on both sides."""
    clocks_apart: tuple[str, ...]
    """Legal clocks of the draft that are not."""
    moved: Mapping[str, Moved]
    steps: frozenset[str]
    """The steps of both sides; whatever else stands in a history is none."""
    conditioned: frozenset[str]
    """Steps that the draft allows under another condition."""
    apart: frozenset[str]
    """Steps that the draft keeps for other persons than those of other earlier steps (T31)."""
    approvals: frozenset[str]
    """Approvals that the two rulebooks do not ask in the same way."""


def line_of(code: str, before: Side, after: Side) -> Line | None:
    """The line of business on both sides; None where the draft does not have it."""
    if code not in after.pack.business_types:
        return None
    spec, other = before.pack.business_types[code], after.pack.business_types[code]
    clocks_before, clocks_after = legal_clocks(before.pack, code), legal_clocks(after.pack, code)
    shared = _shared(code, before, after)
    has_routes = _routing(before.pack) != _routing(after.pack)
    steps = before.pack.workflows[spec.workflow].transitions
    others = after.pack.workflows[other.workflow].transitions
    return Line(
        code=code,
        before=spec,
        after=other,
        route_before=None if has_routes else _route(before.pack, code),
        route_after=None if has_routes else _route(after.pack, code),
        clocks_before=clocks_before,
        clocks_after=clocks_after,
        shared=shared,
        clocks_apart=tuple(clock for clock in clocks_after if clock not in shared),
        moved=dict(_moved(spec, other, steps, others)),
        steps=frozenset({*steps, *others}),
        conditioned=frozenset(
            c for c, s in steps.items() if c in others and others[c].when not in (None, s.when)
        ),
        apart=frozenset(
            c for c, s in steps.items() if c in others and set(others[c].other_than) - set(s.other_than)
        ),
        approvals=frozenset(
            c for c, one in after.pack.approvals.items() if before.pack.approvals.get(c) != one
        ),
    )


def legal_clocks(pack: Pack, code: str) -> tuple[str, ...]:
    """The legal clocks of a line of business, in its order."""
    return tuple(clock for clock in pack.business_types[code].clocks if pack.clocks[clock].legal)


def route_of(side: Side, facts: CaseFacts) -> Route:
    """Where a new case goes under a rulebook."""
    pack = side.pack
    values = facts.values
    named = [values.get(code) for code, one in pack.fields.items() if one.choices_from == "categories"]
    found = route(pack=pack, facts=facts, categories=tuple(one for one in named if isinstance(one, str)))
    plain = _route(pack, facts.business_type)
    if found is None:
        return plain
    return plain._replace(unit_kind=found.unit_kind or "", handled_by=found.role or "")


def _routing(pack: Pack) -> Any:
    """What the routes of cases hang on, what they are called aside."""
    routes = [one.model_dump(exclude={"label", "told", "cites"}) for one in pack.routing.values()]
    parents = {code: term.parent for code, term in pack.categories.items()}
    categories = [code for code, one in pack.fields.items() if one.choices_from == "categories"]
    return routes, parents if routes else None, categories if routes else None


def _route(pack: Pack, code: str) -> Route:
    spec = pack.business_types[code]
    return Route(spec.first_role, desk_of(pack, code, pack.workflows[spec.workflow].initial))


def _shared(code: str, before: Side, after: Side) -> frozenset[str]:
    """The legal clocks that must end at the same moment on both sides, whatever the case."""
    if before.calendar is not after.calendar or _of_time(before.pack, code) != _of_time(after.pack, code):
        return frozenset()
    rules, others = before.pack.clocks, after.pack.clocks
    return frozenset(
        clock
        for clock in legal_clocks(before.pack, code)
        if clock in after.pack.business_types[code].clocks and rules[clock] == others[clock]
    )


def _of_time(pack: Pack, code: str) -> Any:
    """What the dates of a line of business hang on beside the rule of each clock."""
    spec = pack.business_types[code]
    return (
        {name: getattr(pack, name) for name in type(pack).model_fields if name not in _NOT_OF_TIME},
        {name: getattr(spec, name) for name in type(spec).model_fields if name not in _NOT_OF_TIME_IN_LINE},
        [(clock, pack.clocks[clock]) for clock in spec.clocks if pack.clocks[clock].lapse is not None],
        set(pack.fields),
    )


def _moved(
    spec: BusinessType, other: BusinessType, steps: Mapping[str, Transition], others: Mapping[str, Transition]
) -> list[tuple[str, Moved]]:
    """The steps that record other milestones under the draft. One that the draft has not loses none: that it
    could not have been taken is said elsewhere, and its moment is kept."""
    pairs = [(RECEIPT, spec.receipt_milestones, other.receipt_milestones)]
    pairs += [(c, steps[c].milestones, others[c].milestones) for c in steps if c in others]
    return [
        (code, Moved(tuple(k for k in had if k not in has), tuple(k for k in has if k not in had)))
        for code, had, has in pairs
        if set(had) != set(has)
    ]

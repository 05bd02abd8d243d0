"""Which appeal is open, until when, to whom, and by when it is decided (P33, R24, T31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due
from policies.engine.governing import governing, holds
from policies.engine.pack import AppealLevel, Label, Pack, Reviewer, Span
from policies.engine.spans import Interval


@dataclass(frozen=True, slots=True)
class AppealWindow:
    """One level of appeal that has opened in a case."""

    level: str
    label: Label
    opened_at: datetime
    closes: Due | None
    """None: there is no end."""
    is_open: bool
    lodged_at: datetime | None
    decision_due: Due | None
    """By when the reviewer decides, once it was lodged."""
    decided_at: datetime | None
    body: Reviewer
    reviewer: str | None
    other_person: bool
    final: bool
    legal: bool
    cites: tuple[str, ...]


def appeal_windows(
    *, pack: Pack, facts: CaseFacts, calendar: CalendarTable, now: datetime
) -> tuple[AppealWindow, ...]:
    """The levels of appeal that have opened, in their order. After a final decision no other level opens."""
    rule = governing(pack, facts.business_type, lambda rules: rules.appeal)
    windows: list[AppealWindow] = []
    for code, level in (rule.levels if rule is not None else {}).items():
        if any(window.final and window.decided_at is not None for window in windows):
            break
        window = _window(code, level, pack, facts, calendar, now)
        if window is not None:
            windows.append(window)
    return tuple(windows)


def may_review(*, pack: Pack, business_type: str, level: str, roles: frozenset[str], handled: bool) -> bool:
    """Whether somebody may decide an appeal: has the role, and did not handle the case (T31)."""
    rule = governing(pack, business_type, lambda rules: rules.appeal)
    one = rule.levels[level] if rule is not None else None
    if one is None or (one.reviewer is not None and one.reviewer not in roles):
        return False
    return not (one.other_person and handled)


def routes_after(*, pack: Pack, business_type: str) -> Label | None:
    """The ways outside that stay open, to be printed with every outcome."""
    rule = governing(pack, business_type, lambda rules: rules.appeal)
    return None if rule is None else rule.routes


def window_span(*, pack: Pack, level: AppealLevel) -> Span | None:
    """The length of the window: its own, or that of the vague word of the source (S1 “规定时间”)."""
    if level.window is not None or level.term is None:
        return level.window
    term = pack.vague_terms.get(level.term)
    return None if term is None else term.span


def _window(
    code: str, level: AppealLevel, pack: Pack, facts: CaseFacts, calendar: CalendarTable, now: datetime
) -> AppealWindow | None:
    opened_at = facts.first(*level.on)
    if opened_at is None or not holds(level.when, pack, facts, undecided=True):
        return None
    span = window_span(pack=pack, level=level)
    closes = (
        None
        if span is None
        else due_after(span=span, since=opened_at, pack=pack, calendar=calendar, roll=level.roll)
    )
    lodged_at, decided_at = _after(facts, level.lodged, opened_at), _after(facts, level.decided, opened_at)
    is_in_time = closes is None or now <= closes.due_at
    return AppealWindow(
        level=code,
        label=level.label,
        opened_at=opened_at,
        closes=closes,
        is_open=is_in_time and lodged_at is None,
        lodged_at=lodged_at,
        decision_due=_decision_due(level, pack, facts, calendar, lodged_at, decided_at or now),
        decided_at=decided_at,
        body=level.body,
        reviewer=level.reviewer,
        other_person=level.other_person,
        final=level.final,
        legal=level.legal and level.term is None,
        cites=level.cites,
    )


def _decision_due(
    level: AppealLevel,
    pack: Pack,
    facts: CaseFacts,
    calendar: CalendarTable,
    lodged_at: datetime | None,
    until: datetime,
) -> Due | None:
    if lodged_at is None or level.decide_within is None:
        return None
    pauses = intervals(facts, level.pauses, until) if level.pauses is not None else ()
    return due_after(
        span=level.decide_within,
        since=lodged_at,
        pack=pack,
        calendar=calendar,
        roll=level.roll,
        pauses=pauses,
    )


def intervals(facts: CaseFacts, between: tuple[str, str], until: datetime) -> tuple[Interval, ...]:
    """The stretches between two milestones up to ``until``; one that is still open ends there."""
    found: list[Interval] = []
    since: datetime | None = None
    for milestone in sorted(facts.milestones, key=lambda one: one.at):
        if milestone.at > until:
            break
        if since is None and milestone.kind == between[0]:
            since = milestone.at
        elif since is not None and milestone.kind == between[1]:
            found.append(Interval(since, milestone.at))
            since = None
    return (*found, Interval(since, until)) if since is not None else tuple(found)


def _after(facts: CaseFacts, kinds: tuple[str, ...], moment: datetime) -> datetime | None:
    return min((m.at for m in facts.milestones if m.kind in kinds and m.at >= moment), default=None)

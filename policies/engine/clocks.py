"""When a time limit ends, and how every clock of a case stands (R10 to R16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.explanation import explained
from policies.engine.facts import CaseFacts, ClockState, Due, GrantedExtension, Milestone
from policies.engine.governing import governing, holds
from policies.engine.pack import (
    BusinessHours,
    BusinessType,
    ClockRule,
    DayEnd,
    Extension,
    Pack,
    Roll,
    Span,
    Unit,
)
from policies.engine.spans import (
    ROLLING_UNITS,
    Interval,
    Terms,
    advance,
    close_of,
    first_cursor,
    in_zone,
    is_unsure,
    merged,
    paused_days,
    settled,
)
from policies.engine.timeline import Timeline, timeline

__all__ = ["Interval", "breached_clocks", "clock_states", "due_at"]


def due_at(
    *,
    span: Span,
    roll: Roll,
    started_at: datetime,
    calendar: CalendarTable,
    zone: str,
    hours: BusinessHours,
    pauses: Sequence[Interval] = (),
    extensions: Sequence[Span] = (),
    first_day_counts: bool = False,
    ends: DayEnd = DayEnd.MIDNIGHT,
    explain: bool = True,
) -> Due:
    """When ``span`` ends, started at ``started_at`` and lengthened by ``extensions``.

    An extension counts on from the literal end of what it extends. The roll comes last, and only where the
    last unit is days, weeks, months or years; hours never roll, working days have nothing to roll over.
    ``explain=False`` leaves the explanation empty, for those who only need the date.
    """
    if started_at.tzinfo is None:
        raise ValueError("started_at must be aware: a date without its zone is another date elsewhere")
    stopped = merged(pauses) if pauses else ()
    resting = paused_days(stopped, zone) if stopped else ()
    terms = Terms(calendar, zone, hours, stopped, resting, first_day_counts, ends)
    spans = (span, *extensions)
    cursor = first_cursor(span, started_at, terms)
    provisional = False
    for one in spans:
        reached = advance(one, cursor, terms)
        provisional = provisional or is_unsure(one, cursor, reached, calendar)
        cursor = reached
    unit = spans[-1].unit
    literal_at = end = in_zone(cursor.moment, zone) if unit is Unit.IMMEDIATE else cursor.moment
    rolling = roll if unit in ROLLING_UNITS and roll is not Roll.NONE else None
    if rolling is not None:
        day = settled(cursor.day, rolling, terms)
        provisional = provisional or calendar.are_provisional(cursor.day, day)
        end = cursor.moment if day == cursor.day else close_of(day, terms)
    told = explained(spans=spans, roll=rolling, started_at=started_at, terms=terms) if explain else ()
    return Due(end, literal_at, provisional, told)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all clocks of one case are computed against."""

    pack: Pack
    business: BusinessType
    facts: CaseFacts
    calendar: CalendarTable


def clock_states(
    *, pack: Pack, facts: CaseFacts, calendar: CalendarTable, now: datetime, explain: bool = True
) -> tuple[ClockState, ...]:
    """Every clock of the case that has started, in the order of the business type."""
    business = pack.business_types[facts.business_type]
    setting = _with_lapses(_Setting(pack, business, facts, calendar), now)
    states = []
    for clock in business.clocks:
        rule = pack.clocks[clock]
        course = timeline(rule, setting.facts, now)
        if course is not None and clock_applies(clock, pack, facts):
            states.append(_state(clock, rule, course, setting, explain))
    return tuple(states)


def breached_clocks(
    *, pack: Pack, facts: CaseFacts, calendar: CalendarTable, at: datetime, clocks: Iterable[str]
) -> tuple[str, ...]:
    """Which of ``clocks`` (codes of the case's line of business) are breached at ``at``.

    What ``clock_states`` says, without the rest of what it says: a replay asks this of very many cases.
    """
    business = pack.business_types[facts.business_type]
    setting = _with_lapses(_Setting(pack, business, facts, calendar), at)
    return tuple(clock for clock in clocks if _is_breached(clock, setting, at))


def _is_breached(clock: str, setting: _Setting, at: datetime) -> bool:
    rule = setting.pack.clocks[clock]
    course = timeline(rule, setting.facts, at)
    if course is None or not clock_applies(clock, setting.pack, setting.facts):
        return False
    span = _span(rule, course, setting)
    granted = _granted(clock, span, rule, course, setting)
    return (course.stopped_at or at) > _due(span, rule, course, setting, granted, False).due_at


def _with_lapses(setting: _Setting, now: datetime) -> _Setting:
    """The setting with what happened by itself: the ends of times for which nothing was done (R16)."""
    for clock in setting.business.clocks:
        rule = setting.pack.clocks[clock]
        if rule.lapse is None or not clock_applies(clock, setting.pack, setting.facts):
            continue
        course = timeline(rule, setting.facts, now)
        state = _state(clock, rule, course, setting, False) if course is not None else None
        if state is not None and state.is_breached(now):
            lapsed = Milestone(rule.lapse, state.due.due_at)
            facts = replace(setting.facts, milestones=(*setting.facts.milestones, lapsed))
            setting = replace(setting, facts=facts)
    return setting


def clock_applies(clock: str, pack: Pack, facts: CaseFacts) -> bool:
    """Whether the clock exists in this case. A condition that cannot be decided never hides a duty.

    For an unnamed filing the pack may say that no clock runs, or that some do not (P9, T29).
    """
    if not facts.named:
        unnamed = governing(pack, facts.business_type, lambda rules: rules.unnamed)
        if unnamed is not None and (not unnamed.clocks or clock in unnamed.silent_clocks):
            return False
    return holds(pack.clocks[clock].when, pack, facts, undecided=True)


def _state(clock: str, rule: ClockRule, course: Timeline, setting: _Setting, explain: bool) -> ClockState:
    span = _span(rule, course, setting)
    due = _due(span, rule, course, setting, _granted(clock, span, rule, course, setting), explain)
    length = due.due_at - course.started_at
    return ClockState(
        id=clock,
        label=rule.label,
        legal=rule.legal,
        actor=rule.actor,
        started_at=course.started_at,
        due=due,
        stopped_at=course.stopped_at,
        paused_since=course.paused_since,
        warnings=tuple(course.started_at + length * share for share in sorted(rule.warn_at)),
        cites=rule.cites,
    )


def _span(rule: ClockRule, course: Timeline, setting: _Setting) -> Span:
    """The span of the case's tier; until it is classified the strictest of all, by the date it gives (T6)."""
    if not rule.tiers:
        return rule.span
    if setting.facts.tier is not None:
        return rule.tiers.get(setting.facts.tier, rule.span)
    spans = [rule.tiers.get(tier, rule.span) for tier in setting.business.tiers] or [rule.span]
    return min(spans, key=lambda span: _due(span, rule, course, setting, (), False).due_at)


def _granted(
    clock: str, span: Span, rule: ClockRule, course: Timeline, setting: _Setting
) -> tuple[Span, ...]:
    """The extensions that count: of this run of the clock, within the rule, granted before time was over."""
    extension = rule.extension
    if extension is None or (extension.tiers and setting.facts.tier not in extension.tiers):
        return ()
    granted: tuple[Span, ...] = ()
    asked = (e for e in setting.facts.extensions if e.clock == clock and e.at >= course.started_at)
    for grant in sorted(asked, key=lambda one: one.at):
        if len(granted) == extension.times:
            break
        if grant.at <= _due(span, rule, course, setting, granted, False).due_at:
            granted = (*granted, _length(extension, grant))
    return granted


def _length(extension: Extension, grant: GrantedExtension) -> Span:
    """How much longer: as the rule says, or as was granted within it where the rule is open-ended."""
    if not extension.open_ended or grant.span is None:
        return extension.span
    most = extension.span
    return most if grant.span.unit is not most.unit or grant.span.amount > most.amount else grant.span


def _due(
    span: Span,
    rule: ClockRule,
    course: Timeline,
    setting: _Setting,
    extensions: tuple[Span, ...],
    explain: bool,
) -> Due:
    """The end of the clock; extensions never carry it beyond the rule's total, counted from its start (R13)."""
    due = _counted(span, rule, course, setting, extensions, explain)
    total = rule.extension.total if extensions and rule.extension is not None else None
    if total is None:
        return due
    latest = _counted(total, rule, course, setting, (), explain)
    return latest if latest.due_at < due.due_at else due


def _counted(
    span: Span,
    rule: ClockRule,
    course: Timeline,
    setting: _Setting,
    extensions: tuple[Span, ...],
    explain: bool,
) -> Due:
    return due_at(
        span=span,
        roll=rule.roll,
        started_at=course.started_at,
        calendar=setting.calendar.counting(legal=rule.legal),
        zone=setting.pack.zone,
        hours=_hours(rule, course, setting),
        pauses=course.pauses,
        extensions=extensions,
        first_day_counts=rule.first_day_counts,
        ends=rule.ends,
        explain=explain,
    )


def _hours(rule: ClockRule, course: Timeline, setting: _Setting) -> BusinessHours:
    """Office hours; the cut-off is for arrivals, not for what the organisation itself did at night."""
    hours = setting.calendar.counting(legal=rule.legal).hours or setting.pack.hours
    if hours.cut_off is None or course.started_by in setting.business.receipt_milestones:
        return hours
    return hours.model_copy(update={"cut_off": None})

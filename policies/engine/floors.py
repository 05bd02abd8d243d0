"""Whether a rulebook promises at least what another one asks (R6): legal time limits, and notices to the filer.

Baselines are compared by nature, because codes of lines and tiers mean something in their own pack only (R4).
Lengths are never converted into each other (R10): both time limits are computed from the days of every
published year, and one later end is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from policies.engine.calendar import ONE_DAY, CalendarTable
from policies.engine.clocks import due_at
from policies.engine.pack import (
    Audience,
    BusinessType,
    Citation,
    ClockRule,
    Extension,
    Feedback,
    Label,
    Pack,
    Span,
    Transition,
)
from policies.engine.wording import listed, span_text, text

_MORNING, _EVENING = time(10), time(22)
"""A receipt in office hours, and one after any cut-off."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a draft promises less of; ``path`` is where to mend it in the draft."""

    path: str
    text: Label
    cites: tuple[Citation, ...]
    """What the baseline rests on."""

    @property
    def locator(self) -> str:
        """The articles, e.g. 第十四条；第二十三条."""
        return "；".join(cite.locator for cite in self.cites)


class _Later(NamedTuple):
    """A day on which a draft's time limit ends after the baseline's."""

    day: date
    ours: date
    theirs: date


@dataclass(frozen=True, slots=True)
class _Length:
    """How long a time limit may last: its span and every extension of it, and the latest end of all."""

    pack: Pack
    rule: ClockRule
    spans: tuple[Span, ...]
    total: Span | None = None

    @property
    def terms(self) -> tuple[object, ...]:
        """Two lengths of equal terms end together whenever they start."""
        rule = self.rule
        how = (rule.roll, rule.first_day_counts, rule.ends)
        return (self.pack.zone, self.pack.hours, how, self.spans, self.total)

    def ends(self, start: datetime, calendar: CalendarTable) -> datetime:
        end = self._ends(self.spans, start, calendar)
        return min(end, self._ends((self.total,), start, calendar)) if self.total else end

    def _ends(self, spans: tuple[Span, ...], start: datetime, calendar: CalendarTable) -> datetime:
        return due_at(
            span=spans[0],
            roll=self.rule.roll,
            started_at=start,
            calendar=calendar,
            zone=self.pack.zone,
            hours=self.pack.hours,
            extensions=spans[1:],
            first_day_counts=self.rule.first_day_counts,
            ends=self.rule.ends,
            explain=False,
        ).due_at


@dataclass(frozen=True, slots=True)
class _Pair:
    """A line of business of the draft, held against one of the baseline of the same nature."""

    draft: Pack
    baseline: Pack
    calendar: CalendarTable
    line: str
    ours: BusinessType
    theirs: BusinessType

    @property
    def is_kin(self) -> bool:
        """Whether the draft descends from the baseline, so that the codes of tiers mean the same."""
        return self.baseline.id in (self.draft.id, *self.draft.extends)


def violations(draft: Pack, baseline: Pack, calendar: CalendarTable) -> tuple[Violation, ...]:
    """Everything that ``draft`` promises less of than ``baseline``; what only one of both deals in is no matter."""
    found = [violation for pair in _pairs(draft, baseline, calendar) for violation in _of_pair(pair)]
    return tuple({(one.path, one.text.zh_hans): one for one in found}.values())


def _pairs(draft: Pack, baseline: Pack, calendar: CalendarTable) -> Iterator[_Pair]:
    """Each line of the draft with its own counterpart where there is one, else with all of its nature."""
    for line, ours in draft.business_types.items():
        same = [(code, spec) for code, spec in baseline.business_types.items() if spec.nature is ours.nature]
        own = [spec for code, spec in same if code == line]
        for theirs in own or [spec for _code, spec in same]:
            yield _Pair(draft, baseline, calendar, line, ours, theirs)


def _of_pair(pair: _Pair) -> Iterator[Violation]:
    for code in pair.theirs.clocks:
        rule = pair.baseline.clocks.get(code)
        if rule is not None and rule.legal:
            yield from _clock(pair, code, rule)
    yield from _notices(pair)


def _clock(pair: _Pair, code: str, asked: ClockRule) -> Iterator[Violation]:
    """Nothing where one time limit of the line keeps the promise; else what the nearest of them lacks."""
    answers = [
        (name, tuple(_shortfalls(pair, name, rule, asked)))
        for name in pair.ours.clocks
        if (rule := pair.draft.clocks.get(name)) is not None and _covers(rule, asked)
    ]
    if any(not shortfalls for _name, shortfalls in answers):
        return
    if not answers:
        yield _violation(
            pair, f"business_types.{pair.line}.clocks", asked.cites,
            f"缺少“{asked.label.zh_hans}”的法定时限：规定为 {_span(asked.span).zh_hans}",
            f"the legal time limit “{asked.label.en}” is missing: {_span(asked.span).en} are asked",
        )  # fmt: skip
        return
    named = [answer for answer in answers if answer[0] == code]
    yield from (named or answers)[0][1]


def _covers(rule: ClockRule, asked: ClockRule) -> bool:
    """Whether the rule starts no later and stops no sooner: at least the starts, at most the stops."""
    return rule.legal and set(rule.start) >= set(asked.start) and set(rule.stop) <= set(asked.stop)


def _shortfalls(pair: _Pair, name: str, rule: ClockRule, asked: ClockRule) -> Iterator[Violation]:
    path = f"clocks.{name}"
    if rule.when is not None and rule.when != asked.when:
        yield _violation(
            pair, f"{path}.when", asked.cites,
            f"“{rule.label.zh_hans}”加了规定没有的条件",
            f"“{rule.label.en}” holds on a condition that the baseline does not know",
        )  # fmt: skip
    known = {(pause.start, pause.stop) for pause in asked.pauses}
    for index, pause in enumerate(rule.pauses):
        if (pause.start, pause.stop) not in known:
            yield _violation(
                pair, f"{path}.pauses.{index}", asked.cites,
                f"“{rule.label.zh_hans}”多了不计时的情形“{pause.label.zh_hans}”",
                f"“{rule.label.en}” stands still for “{pause.label.en}”, which the baseline does not allow",
            )  # fmt: skip
    if set(rule.restart) - set(asked.restart):
        yield _violation(
            pair, f"{path}.restart", asked.cites,
            f"“{rule.label.zh_hans}”多了重新起算的情形",
            f"“{rule.label.en}” starts anew where the baseline's does not",
        )  # fmt: skip
    yield from _lengths(pair, path, rule, asked)


def _lengths(pair: _Pair, path: str, rule: ClockRule, asked: ClockRule) -> Iterator[Violation]:
    """The length itself, tier by tier; and where that holds, what it can be extended to."""
    for where, ours, theirs in _spans(pair, path, rule, asked):
        later = _later(pair, _Length(pair.draft, rule, (ours,)), _Length(pair.baseline, asked, (theirs,)))
        if later is not None:
            yield _longer(pair, where, rule, asked, ours, theirs, later)
            return
    extended, allowed = rule.extension, asked.extension
    if extended is None:
        return
    ours_most = _Length(pair.draft, rule, _extended(rule, extended), extended.total)
    theirs_most = _Length(
        pair.baseline, asked, _extended(asked, allowed), allowed.total if allowed is not None else None
    )
    later = _later(pair, ours_most, theirs_most)
    if later is not None:
        cites = allowed.cites if allowed and allowed.cites else asked.cites
        zh_hans, en = _most(allowed)
        yield _violation(
            pair, f"{path}.extension", cites,
            f"“{rule.label.zh_hans}”可以延长到更晚：规定{zh_hans}；{later.day} 起算的，"
            f"本稿最晚到 {later.ours}，规定最晚到 {later.theirs}",
            f"“{rule.label.en}” can be extended further: the baseline {en}; starting on {later.day} it could "
            f"end on {later.ours}, the baseline's latest is {later.theirs}",
        )  # fmt: skip


def _extended(rule: ClockRule, extension: Extension | None) -> tuple[Span, ...]:
    return (rule.span, *((extension.span,) * extension.times if extension is not None else ()))


def _most(allowed: Extension | None) -> tuple[str, str]:
    if allowed is None:
        return "不许延长", "allows no extension"
    words = _span(allowed.span)
    return (
        f"最多延长 {allowed.times} 次、每次 {words.zh_hans}",
        f"allows {allowed.times} × {words.en} at most",
    )


def _spans(pair: _Pair, path: str, rule: ClockRule, asked: ClockRule) -> Iterator[tuple[str, Span, Span]]:
    """Each length of the draft with the one that it is held against, tier by tier among kin."""
    loosest = _loosest(pair, asked)
    yield f"{path}.span", rule.span, asked.span if pair.is_kin else loosest
    for tier, span in rule.tiers.items():
        known = asked.tiers.get(tier, asked.span) if pair.is_kin else loosest
        yield f"{path}.tiers.{tier}", span, known
    if pair.is_kin:
        for tier in asked.tiers.keys() - rule.tiers.keys():
            yield f"{path}.tiers", rule.span, asked.tiers[tier]


def _loosest(pair: _Pair, asked: ClockRule) -> Span:
    """The longest of the baseline's lengths, by the end it gives on the first published day."""
    days = _days(pair.calendar)
    if not asked.tiers or not days:
        return asked.span
    start = datetime.combine(days[0], _MORNING, ZoneInfo(pair.baseline.zone))
    spans = (asked.span, *asked.tiers.values())
    return max(spans, key=lambda span: _Length(pair.baseline, asked, (span,)).ends(start, pair.calendar))


def _longer(
    pair: _Pair, path: str, rule: ClockRule, asked: ClockRule, ours: Span, theirs: Span, later: _Later
) -> Violation:
    mine, floor = _span(ours), _span(theirs)
    return _violation(
        pair, path, asked.cites,
        f"“{rule.label.zh_hans}”长于规定：本稿 {mine.zh_hans}，规定 {floor.zh_hans}；"
        f"{later.day} 起算的，本稿到 {later.ours}，规定到 {later.theirs}",
        f"“{rule.label.en}” is longer than asked: {mine.en} here, {floor.en} in the baseline; starting on "
        f"{later.day} it ends on {later.ours} instead of {later.theirs}",
    )  # fmt: skip


def _later(pair: _Pair, ours: _Length, theirs: _Length) -> _Later | None:
    """The first moment of the published years from which the draft's time limit ends later."""
    if ours.terms == theirs.terms:
        return None
    zone = ZoneInfo(pair.baseline.zone)
    for day in _days(pair.calendar):
        for clock in (_MORNING, _EVENING):
            start = datetime.combine(day, clock, zone)
            mine, floor = ours.ends(start, pair.calendar), theirs.ends(start, pair.calendar)
            if mine > floor:
                return _Later(day, mine.astimezone(zone).date(), floor.astimezone(zone).date())
    return None


def _days(calendar: CalendarTable) -> list[date]:
    return [
        date.fromordinal(ordinal)
        for year in sorted(calendar.published)
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + ONE_DAY.days)
    ]


def _notices(pair: _Pair) -> Iterator[Violation]:
    """Each letter to the filer that the baseline's flow sends off must go off at the same step here."""
    flow = pair.baseline.workflows.get(pair.theirs.workflow)
    for code, step in (flow.transitions if flow else {}).items():
        for letter in step.letters:
            if _is_notice(pair.baseline, letter) and not _sends(pair, code, step, letter):
                yield _dropped(pair, code, step.label, letter)
    for letter in pair.theirs.on_receipt:
        if _is_notice(pair.baseline, letter) and not _same_notice(pair, pair.ours.on_receipt, letter):
            yield _dropped(pair, None, text("收到时", "On receipt"), letter)
    if pair.draft.feedback or pair.is_kin:
        yield from _feedback(pair)


def _feedback(pair: _Pair) -> Iterator[Violation]:
    """Each notice that the baseline owes the filer upon an event is owed here upon it too."""
    kept = [one for one in pair.draft.feedback.values() if _applies(one, pair.line)]
    for code, notice in pair.baseline.feedback.items():
        if _binds(notice, _line_of(pair)) and not any(_told_alike(one, notice) for one in kept):
            yield _violation(
                pair, f"feedback.{code}" if code in pair.draft.feedback else "feedback", notice.cites,
                f"不再向来件人反馈“{notice.label.zh_hans}”",
                f"the filer is no longer told “{notice.label.en}”",
            )  # fmt: skip


def _line_of(pair: _Pair) -> str:
    """The code of the baseline's line."""
    lines = pair.baseline.business_types
    return next(code for code, spec in lines.items() if spec is pair.theirs)


def _applies(notice: Feedback, line: str) -> bool:
    return not notice.business_types or line in notice.business_types


def _binds(notice: Feedback, line: str) -> bool:
    return notice.audience is Audience.FILER and not notice.optional and _applies(notice, line)


def _told_alike(ours: Feedback, asked: Feedback) -> bool:
    """Whether a notice is owed to the filer upon all that the asked one is owed upon, on no new condition."""
    is_owed = ours.audience is Audience.FILER and not ours.optional
    return is_owed and set(ours.on) >= set(asked.on) and (ours.when is None or ours.when == asked.when)


def _is_notice(pack: Pack, letter: str) -> bool:
    spec = pack.letters.get(letter)
    return spec is not None and spec.audience == "filer"


def _sends(pair: _Pair, code: str, step: Transition, letter: str) -> bool:
    flow = pair.draft.workflows.get(pair.ours.workflow)
    steps = flow.transitions if flow else {}
    own = steps.get(code)
    if own is not None and own.verb is step.verb:
        return _same_notice(pair, own.letters, letter)
    same_verb = [one for one in steps.values() if one.verb is step.verb]
    return any(_same_notice(pair, one.letters, letter) for one in same_verb)


def _same_notice(pair: _Pair, sent: tuple[str, ...], letter: str) -> bool:
    """Whether one of the papers is the letter: to the filer, of the same code or form, on no new condition."""
    asked = pair.baseline.letters[letter]
    for code in sent:
        spec = pair.draft.letters.get(code)
        if spec is None or spec.audience != "filer":
            continue
        is_it = code == letter or spec.template == asked.template
        if is_it and (spec.when is None or spec.when == asked.when):
            return True
    return False


def _dropped(pair: _Pair, step: str | None, label: Label, letter: str) -> Violation:
    asked = pair.baseline.letters[letter]
    flow = pair.draft.workflows.get(pair.ours.workflow)
    path = f"business_types.{pair.line}.on_receipt"
    if step is not None:
        known = flow is not None and step in flow.transitions
        path = f"workflows.{pair.ours.workflow}.transitions" + (f".{step}.letters" if known else "")
    return _violation(
        pair, path, asked.cites,
        f"“{label.zh_hans}”不再向来件人发出“{asked.label.zh_hans}”",
        f"“{label.en}” no longer sends the filer “{asked.label.en}”",
    )  # fmt: skip


def _violation(pair: _Pair, path: str, cites: tuple[str, ...], zh_hans: str, en: str) -> Violation:
    """A sentence that ends in the articles it rests on."""
    known = tuple(
        pair.baseline.citations[cite]
        for cite in cites or pair.theirs.cites
        if cite in pair.baseline.citations
    )
    line = pair.ours.label
    quoted = listed(
        text(f"{one.source.zh_hans}{one.locator}", f"{one.source.en}, {one.locator}") for one in known
    )
    rests = text(f"（依据：{quoted.zh_hans}）", f" ({quoted.en})") if known else text("", "")
    return Violation(
        path, text(f"{line.zh_hans}：{zh_hans}{rests.zh_hans}", f"{line.en}: {en}{rests.en}"), known
    )


def _span(span: Span) -> Label:
    return span_text(span.amount, span.unit)

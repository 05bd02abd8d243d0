"""The time limits of a line of business as bars between what starts and what stops them.

What happens is put in the order in which a case comes to it; each limit lies between its first start and its
first stop. Only numbers and words leave this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from policies.engine.flow import edges_of
from policies.engine.pack import BusinessType, ClockRule, Pack
from policies.engine.wording import span_text
from policies.studio.drawing import Line, wrapped
from policies.studio.known import milestones
from policies.studio.layering import levels

COLUMN = 104.0
LEFT = 14.0
HEAD_LINE = 16.0
ROW = 50.0
BAR = 12.0


@dataclass(frozen=True, slots=True)
class Column:
    """Something that happens."""

    x: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ClockBar:
    """One limit."""

    code: str
    label: str
    span: str
    start: str
    stop: str
    x: float
    y: float
    width: float
    text_x: float
    text_y: float
    anchor: str
    is_legal: bool
    is_paused: bool


@dataclass(frozen=True, slots=True)
class ClockDrawing:
    """All limits of a line of business."""

    width: int
    height: int
    head: int
    columns: tuple[Column, ...]
    bars: tuple[ClockBar, ...]


def draw_clocks(pack: Pack, business: BusinessType, language: str) -> ClockDrawing:
    """The drawing, with the words of ``language``. What one step brings about stands in one column."""
    rules = {code: pack.clocks[code] for code in business.clocks if code in pack.clocks}
    names = {code: label.in_language(language) for code, label in milestones(pack).items()}
    order = _in_order(pack, business, rules, names)
    ems = 8.0 if language.startswith("en") else 6.8
    heads = [wrapped(name, ems) for name in order]
    head = HEAD_LINE * max((len(lines) for lines in heads), default=0) + 10
    places = {name: LEFT + COLUMN * (number + 0.5) for number, name in enumerate(order)}
    return ClockDrawing(
        width=round(2 * LEFT + COLUMN * len(order)),
        height=round(head + ROW * len(rules) + 8),
        head=round(head),
        columns=tuple(
            Column(
                places[name],
                tuple(Line(words, HEAD_LINE * (row + 0.8)) for row, words in enumerate(lines)),
            )
            for name, lines in zip(order, heads, strict=True)
        ),
        bars=tuple(
            _bar(code, rule, head + ROW * number, places, names, language)
            for number, (code, rule) in enumerate(rules.items())
        ),
    )


def _in_order(
    pack: Pack, business: BusinessType, rules: Mapping[str, ClockRule], names: Mapping[str, str]
) -> list[str]:
    """What starts and stops the limits, by name, in the order in which a case comes to it."""
    depth = _depths(pack, business)
    used = {code for rule in rules.values() for code in (rule.start[:1] + rule.stop[:1])}
    placed: dict[str, tuple[float, str]] = {}
    for code in used:
        name = names.get(code, code)
        placed[name] = min(placed.get(name, (inf, code)), (depth.get(code, inf), code))
    return sorted(placed, key=placed.__getitem__)


def _depths(pack: Pack, business: BusinessType) -> dict[str, float]:
    """How far down its flow a case is when something happens: at the latest, short cuts left aside."""
    workflow = pack.workflows.get(business.workflow)
    found: dict[str, float] = {}
    if workflow is not None:
        edges = edges_of(workflow)
        ends = [(edge.source, edge.target) for edge in edges if edge.source != edge.target]
        down = levels(nodes=list(workflow.states), ends=ends, first=workflow.initial)
        for edge in edges:
            for code in edge.transition.milestones:
                found[code] = max(found.get(code, 0.0), down[edge.source] + 0.5)
    return found | dict.fromkeys(business.receipt_milestones, 0.0)


def _bar(
    code: str,
    rule: ClockRule,
    top: float,
    places: Mapping[str, float],
    names: Mapping[str, str],
    language: str,
) -> ClockBar:
    """From the first start to the first stop; one that begins and ends at once is a short bar."""
    start, stop = (names.get(codes[0], codes[0]) if codes else "" for codes in (rule.start, rule.stop))
    left = places.get(start, LEFT)
    right = max(places.get(stop, left), left + COLUMN / 4)
    is_far = left > max(places.values(), default=0) * 0.6
    return ClockBar(
        code=code,
        label=rule.label.in_language(language),
        span=span_text(rule.span.amount, rule.span.unit).in_language(language),
        start=start,
        stop=stop,
        x=left,
        y=round(top + 27),
        width=round(right - left, 1),
        text_x=right if is_far else left,
        text_y=round(top + 20),
        anchor="end" if is_far else "start",
        is_legal=rule.legal,
        is_paused=bool(rule.pauses),
    )

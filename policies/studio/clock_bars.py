"""The time limits of a line of business as bars between what starts and what stops them.

What happens is put in the order in which a case comes to it; each limit lies between its first start and its
first stop. Only numbers and words leave this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.engine.flow import edges_of
from policies.engine.pack import BusinessType, ClockRule, Pack
from policies.engine.wording import span_text
from policies.studio.drawing import Line, wrapped
from policies.studio.known import milestones

COLUMN = 104.0
LEFT = 14.0
HEAD_LINE = 16.0
ROW = 50.0
BAR = 12.0
HEAD_EMS = 6.8


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
    """The drawing, with the words of ``language``."""
    rules = {code: pack.clocks[code] for code in business.clocks if code in pack.clocks}
    order = _in_order(pack, business, rules)
    names = {code: label.in_language(language) for code, label in milestones(pack).items()}
    heads = [
        wrapped(names.get(code, code), HEAD_EMS if not language.startswith("en") else 8.0) for code in order
    ]
    head = HEAD_LINE * max((len(lines) for lines in heads), default=0) + 10
    places = {code: LEFT + COLUMN * (number + 0.5) for number, code in enumerate(order)}
    bars = tuple(
        _bar(code, rule, number, places, names, head, language)
        for number, (code, rule) in enumerate(rules.items())
    )
    return ClockDrawing(
        width=round(2 * LEFT + COLUMN * len(order)),
        height=round(head + ROW * len(rules) + 8),
        head=round(head),
        columns=tuple(
            Column(places[code], tuple(Line(text, HEAD_LINE * (row + 0.8)) for row, text in enumerate(lines)))
            for code, lines in zip(order, heads, strict=True)
        ),
        bars=bars,
    )


def _in_order(pack: Pack, business: BusinessType, rules: Mapping[str, ClockRule]) -> list[str]:
    """The milestones at which the limits start and stop, in the order in which a case reaches them."""
    steps = _steps_to(pack, business)
    used = {code for rule in rules.values() for code in (_first(rule.start, steps), _first(rule.stop, steps))}
    return sorted(used, key=lambda code: (steps.get(code, len(steps) + 99), code))


def _first(codes: Sequence[str], steps: Mapping[str, int]) -> str:
    """Whichever of some milestones comes first; of those that never come, the first that is named."""
    return min(codes, key=lambda code: steps.get(code, 10_000), default="")


def _steps_to(pack: Pack, business: BusinessType) -> dict[str, int]:
    """How many steps lead to each milestone on the shortest way."""
    workflow = pack.workflows.get(business.workflow)
    found = dict.fromkeys(business.receipt_milestones, 0)
    if workflow is None:
        return found
    edges, far, waiting = edges_of(workflow), {workflow.initial: 0}, [workflow.initial]
    while waiting:
        state = waiting.pop(0)
        for edge in edges:
            if edge.source != state:
                continue
            for code in edge.transition.milestones:
                found.setdefault(code, far[state] + 1)
            if edge.target not in far:
                far[edge.target] = far[state] + 1
                waiting.append(edge.target)
    return found


def _bar(
    code: str,
    rule: ClockRule,
    number: int,
    places: Mapping[str, float],
    names: Mapping[str, str],
    head: float,
    language: str,
) -> ClockBar:
    start = min((one for one in rule.start if one in places), key=places.__getitem__, default="")
    stop = min(
        (one for one in rule.stop if one in places and places[one] >= places.get(start, 0)),
        key=places.__getitem__,
        default="",
    )
    left = places.get(start, LEFT)
    right = places.get(stop, left + COLUMN / 2)
    right = max(right, left + COLUMN / 4)
    is_far = left > max(places.values(), default=0) * 0.6
    top = head + ROW * number
    return ClockBar(
        code=code,
        label=rule.label.in_language(language),
        span=span_text(rule.span.amount, rule.span.unit).in_language(language),
        start=names.get(start, start),
        stop=names.get(stop, stop),
        x=left,
        y=top + 27,
        width=round(right - left, 1),
        text_x=right if is_far else left,
        text_y=top + 20,
        anchor="end" if is_far else "start",
        is_legal=rule.legal,
        is_paused=bool(rule.pauses),
    )

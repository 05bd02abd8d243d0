"""The flow of a line of business as a drawing: boxes for states, arrows with the step and who takes it.

Only numbers and words leave this module; templates draw them and style sheets colour them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import east_asian_width

from policies.engine.pack import Label, Pack, Stage, Transition, Workflow
from policies.engine.wording import text
from policies.studio.layering import Layout, Link, Route, Size, Spot, lay_out

EM = 14.0
"""Size of the letters of a state, in the drawing's units; steps are drawn a little smaller."""
SMALL = 12.5
LINE = 19.0
SMALL_LINE = 17.0
STATE_EMS = 9.0
STEP_EMS = 10.5
PAD = 12.0
GAP = Size(26, 24)
MARGIN = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with the height of its baseline."""

    text: str
    y: float
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A state: where it stands, what it is called, how it is coloured (by its stage)."""

    code: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    lines: tuple[Line, ...]
    stage: Stage
    is_first: bool
    is_final: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """All steps from one state to another: the line, and the words that stand on it."""

    path: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    lines: tuple[Line, ...]
    is_back: bool


@dataclass(frozen=True, slots=True)
class FlowDrawing:
    """A drawn flow."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw_flow(pack: Pack, workflow: Workflow, language: str) -> FlowDrawing:
    """The flow with the words of ``language``. Steps that stay in their state are counted in its box."""
    steps = _steps(workflow)
    texts = {pair: _step_texts(pack, many, language) for pair, many in steps.items()}
    boxes = {code: _state_texts(workflow, code, language) for code in workflow.states}
    links = [Link(source, target, _size(texts[source, target])) for source, target in steps]
    layout = lay_out(
        nodes={code: _size(lines, PAD) for code, lines in boxes.items()},
        links=links,
        first=workflow.initial,
        gap=GAP,
        margin=MARGIN,
    )
    return FlowDrawing(
        width=round(layout.width),
        height=round(layout.height),
        boxes=tuple(_box(workflow, code, lines, layout.nodes[code]) for code, lines in boxes.items()),
        arrows=tuple(_arrow(route, boxes, texts, layout) for route in layout.routes),
    )


def _steps(workflow: Workflow) -> Mapping[tuple[str, str], Sequence[Transition]]:
    """The steps that lead from one state to another, by these two."""
    found: dict[tuple[str, str], list[Transition]] = {}
    for transition in workflow.transitions.values():
        for source in transition.from_states:
            target = transition.to or source
            if target != source and source in workflow.states and target in workflow.states:
                found.setdefault((source, target), []).append(transition)
    return found


def staying(workflow: Workflow, state: str) -> tuple[Transition, ...]:
    """The steps that can be taken in a state without leaving it."""
    return tuple(
        one
        for one in workflow.transitions.values()
        if state in one.from_states and (one.to is None or one.to == state)
    )


def who(pack: Pack, transition: Transition, language: str) -> str:
    """The roles that may take a step, in words."""
    between = ", " if language.startswith("en") else "、"
    labels = (pack.roles[role].label for role in transition.roles if role in pack.roles)
    return between.join(label.in_language(language) for label in labels)


def _step_texts(pack: Pack, steps: Sequence[Transition], language: str) -> list[tuple[str, bool]]:
    lines: list[tuple[str, bool]] = []
    for step in steps:
        lines += [(line, False) for line in wrapped(step.label.in_language(language), STEP_EMS)]
        lines += [(line, True) for line in wrapped(who(pack, step, language), STEP_EMS * 1.1)]
    return lines


def _state_texts(workflow: Workflow, code: str, language: str) -> list[tuple[str, bool]]:
    lines = [(line, False) for line in wrapped(workflow.states[code].label.in_language(language), STATE_EMS)]
    if count := len(staying(workflow, code)):
        lines.append((_staying_text(count).in_language(language), True))
    return lines


def _staying_text(count: int) -> Label:
    return text(f"另可办 {count} 项", f"+ {count} step{'' if count == 1 else 's'} here")


def _size(lines: Sequence[tuple[str, bool]], pad: float = 6.0) -> Size:
    wide = max((_ems(text) * (SMALL if quiet else EM) for text, quiet in lines), default=0)
    tall = sum(SMALL_LINE if quiet else LINE for _, quiet in lines)
    return Size(round(wide + 2 * pad), round(tall + 2 * pad * 0.6))


def _lines(lines: Sequence[tuple[str, bool]], top: float) -> tuple[Line, ...]:
    placed = []
    for words, quiet in lines:
        height = SMALL_LINE if quiet else LINE
        placed.append(Line(words, round(top + height * 0.76, 1), quiet))
        top += height
    return tuple(placed)


def _box(workflow: Workflow, code: str, lines: Sequence[tuple[str, bool]], spot: Spot) -> Box:
    size, state = _size(lines, PAD), workflow.states[code]
    top = spot.y - size.height / 2
    return Box(
        code=code,
        x=round(spot.x - size.width / 2, 1),
        y=round(top, 1),
        width=size.width,
        height=size.height,
        middle=round(spot.x, 1),
        lines=_lines(lines, top + PAD * 0.6),
        stage=state.stage,
        is_first=code == workflow.initial,
        is_final=state.final,
    )


def _arrow(
    route: Route,
    boxes: Mapping[str, Sequence[tuple[str, bool]]],
    texts: Mapping[tuple[str, str], Sequence[tuple[str, bool]]],
    layout: Layout,
) -> Arrow:
    link = route.link
    lines, size = texts[link.source, link.target], link.label
    sign = -1 if route.is_back else 1
    start, end = layout.nodes[link.source], layout.nodes[link.target]
    out = Spot(start.x, start.y + sign * _size(boxes[link.source], PAD).height / 2)
    into = Spot(end.x, end.y - sign * (_size(boxes[link.target], PAD).height / 2 + 2))
    top = route.label.y - size.height / 2
    return Arrow(
        path=_path((out, *route.bends, into)),
        x=round(route.label.x - size.width / 2, 1),
        y=round(top, 1),
        width=size.width,
        height=size.height,
        middle=round(route.label.x, 1),
        lines=_lines(lines, top + 6 * 0.6),
        is_back=route.is_back,
    )


def _path(points: Sequence[Spot]) -> str:
    """A soft line down through ``points``."""
    first = points[0]
    parts = [f"M{first.x:.1f} {first.y:.1f}"]
    for here, there in pairwise(points):
        middle = (here.y + there.y) / 2
        parts.append(f"C{here.x:.1f} {middle:.1f} {there.x:.1f} {middle:.1f} {there.x:.1f} {there.y:.1f}")
    return "".join(parts)


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    """The width of a text: a Chinese character is one em, a Latin one a little more than half."""
    return sum(1.0 if east_asian_width(char) in "WF" else 0.56 for char in text)


def wrapped(words: str, ems: float) -> list[str]:
    """``words`` in lines of at most ``ems``; Latin words stay whole, Chinese may break anywhere."""
    lines: list[str] = [""]
    for word in _words(words):
        if lines[-1] and _ems(lines[-1]) + _ems(word.rstrip()) > ems and word not in "、，。；）":
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines if line.strip()]


def _words(sentence: str) -> list[str]:
    """What a line may be broken between."""
    words: list[str] = []
    for char in sentence:
        is_latin = east_asian_width(char) not in "WF"
        joins = words and is_latin and east_asian_width(words[-1][-1]) not in "WF" and words[-1][-1] != " "
        if joins:
            words[-1] += char
        else:
            words.append(char)
    return words

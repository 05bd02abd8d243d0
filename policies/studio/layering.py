"""A layered drawing of a graph that flows downwards: ranks, order within a rank, and places.

Sugiyama's method in small: edges that lead back are turned round, every node stands below all that lead to
it, edges over several layers pass through bends, neighbours are sorted by the middle of those they are joined
to, and places are fitted so that nothing overlaps. A label of an edge is a bend with a size, so that labels
never lie on each other or on a node.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

SWEEPS = 12
Key = Hashable


@dataclass(frozen=True, slots=True)
class Size:
    """How much room a node or a label needs."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Link:
    """An edge with the room that its label needs."""

    source: str
    target: str
    label: Size


@dataclass(frozen=True, slots=True)
class Spot:
    """The centre of something that was placed."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Route:
    """How an edge runs: from its source through ``bends`` to its target; the label sits at ``label``."""

    link: Link
    bends: tuple[Spot, ...]
    label: Spot
    is_back: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything placed; ``width`` and ``height`` hold it all, from 0."""

    width: float
    height: float
    nodes: Mapping[str, Spot]
    routes: tuple[Route, ...]


@dataclass(slots=True)
class _Graph:
    """Nodes and bends in layers, with who is joined to whom in the layer above and below."""

    layers: list[list[Key]]
    above: dict[Key, list[Key]] = field(default_factory=dict)
    below: dict[Key, list[Key]] = field(default_factory=dict)
    sizes: dict[Key, Size] = field(default_factory=dict)

    def join(self, upper: Key, lower: Key) -> None:
        self.below.setdefault(upper, []).append(lower)
        self.above.setdefault(lower, []).append(upper)


def lay_out(
    *, nodes: Mapping[str, Size], links: Sequence[Link], first: str, gap: Size, margin: float
) -> Layout:
    """Place ``nodes`` and the labels of ``links``; ``first`` stands on top."""
    backs = _backs(nodes, links, first)
    ranks = _ranks(nodes, links, backs)
    graph, chains = _layered(nodes, links, backs, ranks)
    _sort(graph)
    across = _across(graph, gap.width, margin)
    bands, height = _bands(graph, gap.height, margin)
    width = max(across[key] + graph.sizes[key].width / 2 for key in across) + margin
    spots = {node: Spot(across[node], sum(bands[2 * ranks[node]]) / 2) for node in nodes}
    routes = tuple(
        _route(link, chains[number][1:-1], number in backs, across, bands)
        for number, link in enumerate(links)
    )
    return Layout(width, height, spots, routes)


def levels(*, nodes: Sequence[str], ends: Sequence[tuple[str, str]], first: str) -> dict[str, int]:
    """How far down each node stands, links that lead back left aside."""
    nothing = Size(0, 0)
    sized = dict.fromkeys(nodes, nothing)
    links = [Link(source, target, nothing) for source, target in ends]
    return _ranks(sized, links, _backs(sized, links, first))


def _backs(nodes: Mapping[str, Size], links: Sequence[Link], first: str) -> set[int]:
    """The links that lead back to where a walk in the order of writing came from."""
    backs: set[int] = set()
    done: set[str] = set()
    on_way: set[str] = set()

    def walk(node: str) -> None:
        on_way.add(node)
        for number, link in enumerate(links):
            if link.source != node:
                continue
            if link.target in on_way:
                backs.add(number)
            elif link.target not in done:
                walk(link.target)
        on_way.discard(node)
        done.add(node)

    for node in (first, *nodes):
        if node not in done:
            walk(node)
    return backs


def _ends(number: int, link: Link, backs: set[int]) -> tuple[str, str]:
    """Upper and lower end."""
    return (link.target, link.source) if number in backs else (link.source, link.target)


def _ranks(nodes: Mapping[str, Size], links: Sequence[Link], backs: set[int]) -> dict[str, int]:
    """The longest way down to each node."""
    ends = [_ends(number, link, backs) for number, link in enumerate(links)]
    ranks = dict.fromkeys(nodes, 0)
    for _ in nodes:
        moved = False
        for upper, lower in ends:
            if ranks[lower] <= ranks[upper]:
                ranks[lower] = ranks[upper] + 1
                moved = True
        if not moved:
            break
    return ranks


def _layered(
    nodes: Mapping[str, Size], links: Sequence[Link], backs: set[int], ranks: Mapping[str, int]
) -> tuple[_Graph, list[list[Any]]]:
    """States in the even layers; labels and bends between them. A label stands next to its true source."""
    graph = _Graph([[] for _ in range(2 * max(ranks.values()) + 1)])
    for node, size in nodes.items():
        graph.layers[2 * ranks[node]].append(node)
        graph.sizes[node] = size
    chains: list[list[Any]] = []
    for number, link in enumerate(links):
        upper, lower = _ends(number, link, backs)
        levels = range(2 * ranks[upper] + 1, 2 * ranks[lower])
        at_label = levels[-1] if number in backs else levels[0]
        chain: list[Any] = [upper]
        for level in levels:
            bend = (number, level)
            graph.layers[level].append(bend)
            graph.sizes[bend] = link.label if level == at_label else Size(8, 0)
            graph.join(chain[-1], bend)
            chain.append(bend)
        graph.join(chain[-1], lower)
        chains.append([*chain, lower])
    return graph, chains


def _sort(graph: _Graph) -> None:
    """Order each layer by the middle of its neighbours, down and up; the order with fewest crossings stays."""
    best, fewest = [list(layer) for layer in graph.layers], _crossings(graph)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        joined = graph.above if downwards else graph.below
        for layer in graph.layers if downwards else reversed(graph.layers):
            place = {key: number for level in graph.layers for number, key in enumerate(level)}
            middle = {
                key: fmean(place[k] for k in joined[key]) if key in joined else place[key] for key in layer
            }
            layer.sort(key=middle.__getitem__)
        crossings = _crossings(graph)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in graph.layers], crossings
    graph.layers = best


def _crossings(graph: _Graph) -> int:
    total = 0
    for upper, lower in zip(graph.layers, graph.layers[1:], strict=False):
        place = {key: number for number, key in enumerate(lower)}
        ends = [
            place[there] for key in upper for there in sorted(graph.below.get(key, ()), key=place.__getitem__)
        ]
        total += sum(ends[i] > later for i in range(len(ends)) for later in ends[i + 1 :])
    return total


def _across(graph: _Graph, gap: float, margin: float) -> dict[Key, float]:
    """The middle of everything from left to right: near to its neighbours, nothing on anything else."""
    places: dict[Key, float] = {}
    for layer in graph.layers:
        wanted = [fmean(places[k] for k in graph.above[key]) if key in graph.above else 0.0 for key in layer]
        places.update(zip(layer, _fitted(layer, wanted, graph, gap), strict=True))
    for sweep in range(SWEEPS):
        joined = (graph.below, graph.above)[sweep % 2]
        for layer in (reversed(graph.layers), graph.layers)[sweep % 2]:
            wanted = [
                fmean(places[k] for k in joined[key]) if key in joined else places[key] for key in layer
            ]
            places.update(zip(layer, _fitted(layer, wanted, graph, gap), strict=True))
    left = min(places[key] - graph.sizes[key].width / 2 for key in places)
    return {key: place - left + margin for key, place in places.items()}


def _fitted(layer: Sequence[Key], wanted: Sequence[float], graph: _Graph, gap: float) -> list[float]:
    """The places nearest to those wanted that keep the order and the gaps (pooling what would collide)."""
    offsets, run = [], 0.0
    for number, key in enumerate(layer):
        half = graph.sizes[key].width / 2
        run += half + (gap + graph.sizes[layer[number - 1]].width / 2 if number else 0)
        offsets.append(run)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append((want - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, few), (other, more) = pools[-2], pools[-1]
            pools[-2:] = [((one * few + other * more) / (few + more), few + more)]
    starts = [start for start, count in pools for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _bands(graph: _Graph, gap: float, margin: float) -> tuple[list[tuple[float, float]], float]:
    """Top and bottom of each layer, and the height of the whole."""
    bands = []
    top = margin
    for layer in graph.layers:
        tallest = max((graph.sizes[key].height for key in layer), default=0)
        bands.append((top, top + tallest))
        top += tallest + gap
    return bands, top - gap + margin


def _route(
    link: Link,
    chain: Sequence[tuple[int, int]],
    is_back: bool,
    across: Mapping[Key, float],
    bands: Sequence[tuple[float, float]],
) -> Route:
    """Straight through each layer on the way; the label in the first that the walker comes to."""
    walk = list(reversed(chain)) if is_back else list(chain)
    bends = []
    for bend in walk:
        ends = reversed(bands[bend[1]]) if is_back else bands[bend[1]]
        bends += [Spot(across[bend], y) for y in ends]
    return Route(link, tuple(bends), Spot(across[walk[0]], sum(bands[walk[0][1]]) / 2), is_back)

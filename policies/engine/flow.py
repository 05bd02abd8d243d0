"""A workflow as a graph: what can be reached, what can be left, and how a clock fares along every path."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from policies.engine.pack import ClockRule, Transition, Workflow


class Run(Enum):
    """How far a clock is on a path."""

    IDLE = 0
    RUNNING = 1
    STOPPED = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A transition taken from one of its states to its next one."""

    code: str
    transition: Transition
    source: str
    target: str


def edges_of(workflow: Workflow) -> tuple[Edge, ...]:
    """Every transition from each of its states; unknown states are left to those who judge references."""
    return tuple(
        Edge(code, transition, source, transition.to or source)
        for code, transition in workflow.transitions.items()
        for source in transition.from_states
        if source in workflow.states and (transition.to or source) in workflow.states
    )


def reached_from(starts: Collection[str], edges: Collection[Edge], *, backwards: bool = False) -> set[str]:
    """The states that a path from ``starts`` reaches, themselves included; or those that reach them."""
    reached, waiting = set(starts), deque(starts)
    while waiting:
        state = waiting.popleft()
        for edge in edges:
            here, there = (edge.target, edge.source) if backwards else (edge.source, edge.target)
            if here == state and there not in reached:
                reached.add(there)
                waiting.append(there)
    return reached


def run_after(run: Run, rule: ClockRule, milestones: Collection[str]) -> Run:
    """The clock after ``milestones`` of one moment, as ``timeline`` reads them."""
    if (run is Run.IDLE and not set(rule.start).isdisjoint(milestones)) or (
        run is not Run.IDLE and not set(rule.restart).isdisjoint(milestones)
    ):
        run = Run.RUNNING
    if run is Run.RUNNING and not set(rule.stop).isdisjoint(milestones):
        run = Run.STOPPED
    return run


def path_to_running(workflow: Workflow, rule: ClockRule, receipt: Collection[str]) -> tuple[Edge, ...] | None:
    """The shortest path on which the clock still runs in a final state, or None: no clock may (R12).

    ``workflow.initial`` must be one of its states.
    """
    edges = edges_of(workflow)
    start = (workflow.initial, run_after(Run.IDLE, rule, receipt))
    paths: dict[tuple[str, Run], tuple[Edge, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        state, run = waiting.popleft()
        path = paths[state, run]
        if run is Run.RUNNING and workflow.states[state].final:
            return path
        for edge in _leaving(state, edges):
            there = (edge.target, run_after(run, rule, edge.transition.milestones))
            if there not in paths:
                paths[there] = (*path, edge)
                waiting.append(there)
    return None


def _leaving(state: str, edges: Collection[Edge]) -> Iterator[Edge]:
    return (edge for edge in edges if edge.source == state)


def emitted(workflow: Workflow, receipt: Collection[str]) -> set[str]:
    """Every milestone that can happen: at receipt, or by a transition that can be reached."""
    edges = edges_of(workflow)
    reached = reached_from({workflow.initial}, edges)
    happening = (edge.transition.milestones for edge in edges if edge.source in reached)
    return set(receipt).union(*happening)

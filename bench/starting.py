"""How long the web server needs until it answers."""

from __future__ import annotations

import statistics

from bench import stage
from bench.creation import bare_start
from bench.figures import Figure, Floor, at_most

GOAL_SECONDS = 10.0


def measure(rounds: int = 3) -> list[Figure]:
    """From the start of the process to a healthy answer, with two workers."""
    seconds = []
    for _ in range(rounds):
        with stage.web_server() as web:
            seconds.append(web.seconds_to_ready)
    value = statistics.median(seconds)
    floor = Floor(
        "a process that only loads the product", statistics.median(bare_start() for _ in range(rounds))
    )
    return [
        Figure(
            code="start.web",
            title="web server, from start to healthy",
            value=value,
            unit="s",
            floor=floor,
            share=f"{value - floor.value:+.2f} s",
            goals=(at_most(value, GOAL_SECONDS, "s"),),
        )
    ]

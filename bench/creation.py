"""Creating organisations, and upgrading many of them when there is nothing to do."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection

from bench import stage
from bench.figures import Figure, Floor, at_least, at_most, quantile
from bench.stage import Web
from bench.wire import BadAnswer
from kernel import tenancy

GOAL_SECONDS, GOAL_TIMES, GOAL_UPGRADE = 1.0, 15.0, 3.0
SCRATCH = "t_bench_migrated"


@dataclass(frozen=True, slots=True)
class Effort:
    """How many organisations there are in the end."""

    organisations: int = 200
    live: int = 15
    """How many of them are asked for their home page at once."""


def measure(web: Web, *, effort: Effort, progress: Callable[[str], None]) -> list[Figure]:
    """Creation first; then all organisations are there for the upgrade."""
    live = [_created_and_live(web, number) for number in range(effort.live)]
    progress(f"{effort.live} organisations are live")
    floor = Floor("migrate_schemas of one new schema", _migrated())
    made = _fill_up(effort.organisations, progress)
    return [_creation(live, floor), *_upgrade(effort, made)]


def _creation(live: list[tuple[float, float]], floor: Floor) -> Figure:
    seconds = statistics.median(whole for _made, whole in live)
    times = floor.value / seconds
    return Figure(
        code="creation.live",
        title="an organisation with its portal live",
        value=seconds,
        unit="s",
        floor=floor,
        share=f"{times:.0f} × faster",
        goals=(at_most(seconds, GOAL_SECONDS, "s"), at_least(times, GOAL_TIMES, "× faster")),
        details={
            "organisations": len(live),
            "created s": round(statistics.median(made for made, _whole in live), 3),
            "slowest s": round(max(whole for _made, whole in live), 3),
        },
    )


def _created_and_live(web: Web, number: int) -> tuple[float, float]:
    """Seconds until it is created, and until its home page answers 200."""
    host = f"live{number}-{os.getpid()}.localhost"
    began = time.perf_counter()
    stage.create(host=host)
    made = time.perf_counter() - began
    status = stage.status_of(web.port, host, "/")
    whole = time.perf_counter() - began
    if status != 200:
        raise BadAnswer(f"the home page of {host} answered {status}")
    return made, whole


def _migrated() -> float:
    """Seconds of django-tenants' own way to fill one schema, without the start of a process."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCRATCH} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCRATCH}")
    began = time.perf_counter()
    call_command("migrate_schemas", schema_name=SCRATCH, verbosity=0, interactive=False)
    spent = time.perf_counter() - began
    tenancy.serve_public()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {SCRATCH} CASCADE")
    return spent


def _fill_up(wanted: int, progress: Callable[[str], None]) -> list[float]:
    """More organisations until there are as many as wanted; seconds of each."""
    from tenants.models import Tenant

    made = []
    for number in range(Tenant.objects.count(), wanted):
        began = time.perf_counter()
        stage.create(host=f"many{number}-{os.getpid()}.localhost")
        made.append(time.perf_counter() - began)
        if number % 50 == 0:
            progress(f"{number} of {wanted} organisations")
        if number % 25 == 0:
            connection.close()
    return made


def _upgrade(effort: Effort, made: list[float]) -> list[Figure]:
    upgrade = statistics.median(_process("-m", "dengwen.cli", "migrate", "--quiet") for _ in range(3))
    floor = Floor("a process that only loads the product", statistics.median(bare_start() for _ in range(3)))
    seen = {"last made s": round(quantile(made[-20:], 0.5), 3)} if made else {}
    return [
        Figure(
            code="upgrade.nothing",
            title=f"upgrade with nothing to do, {effort.organisations} organisations",
            value=upgrade,
            unit="s",
            floor=floor,
            share=f"{upgrade - floor.value:+.2f} s",
            goals=(at_most(upgrade, GOAL_UPGRADE, "s"),),
            details=seen,
        )
    ]


def bare_start() -> float:
    return _process("-c", "import django; django.setup()")


def _process(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, cwd=stage.ROOT)
    return time.perf_counter() - began

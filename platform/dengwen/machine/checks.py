"""``./dev test`` and ``./dev lint``: what a change must pass, in order, each with its time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dengwen.machine import browser, catalogues, printing, running
from dengwen.machine.layout import layout
from dengwen.machine.product import as_owner, environment
from dengwen.machine.progress import Progress, elapsed
from dengwen.machine.services import prepare

SETTINGS = "dengwen.settings.test"
PROFILE = "test"


@dataclass(frozen=True, slots=True)
class Check:
    """One program whose exit status decides."""

    title: str
    command: tuple[str, ...]


def source_folders(root: Path) -> list[str]:
    """``platform`` and every room at the top."""
    rooms = sorted(path.parent.name for path in root.glob("*/__init__.py") if path.parent.name != "tests")
    return ["platform", *rooms]


def static_checks(root: Path) -> tuple[Check, ...]:
    """The checks that read the source and need no services."""
    python, folders = sys.executable, source_folders(root)
    return (
        Check("ruff check", (python, "-m", "ruff", "check", "--output-format", "concise", ".")),
        Check("ruff format --check", (python, "-m", "ruff", "format", "--check", ".")),
        Check("djlint", (python, "-m", "djlint", "--lint", "--quiet", *folders)),
        Check("mypy", (python, "-m", "mypy", *folders)),
        Check("lint-imports", (str(Path(python).with_name("lint-imports")),)),
    )


def migrations_check() -> Check:
    """Every change of a model has its migration."""
    return Check(
        "makemigrations --check", (sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")
    )


def pytest_check(arguments: Sequence[str]) -> Check:
    """The tests. ``--quick`` leaves out the slow ones."""
    own = [argument for argument in arguments if argument != "--quick"]
    quick = ["-m", "not slow"] if "--quick" in arguments else []
    return Check("pytest", (sys.executable, "-m", "pytest", *quick, *own))


def run_check(check: Check, *, root: Path, environment: Mapping[str, str]) -> int:
    """Run one check in the open and return its exit status."""
    print(f"\n── {check.title} " + "─" * max(2, 76 - len(check.title)), flush=True)
    began = time.monotonic()
    status = running.run_foreground(check.command, environment={**os.environ, **environment}, cwd=root)
    if check.title != "pytest":  # pytest's own last line is the last word
        verdict = "✓" if status == 0 else f"✗ status {status},"
        print(f"{verdict} {check.title}  {elapsed(time.monotonic() - began)}", flush=True)
    return status


def run_all(checks: Sequence[Check], *, root: Path, environment: Mapping[str, str]) -> list[str]:
    """Run every check, also after one that failed; the titles of those that failed."""
    return [check.title for check in checks if run_check(check, root=root, environment=environment) != 0]


def lint(root: Path) -> int:
    """``./dev lint``."""
    catalogues.compile_stale(root)
    services = prepare(root=root, profile=PROFILE)
    with services.being_used():
        services.start()
        told = as_owner(environment(services, settings=SETTINGS))
        failed = run_all((*static_checks(root), migrations_check()), root=root, environment=told)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


def test(root: Path, arguments: Sequence[str]) -> int:
    """``./dev test``: the exit status is pytest's, or 1 where an earlier check failed."""
    progress = Progress()
    place = layout(root=root, profile=PROFILE)
    place.prepare()
    with progress.step("Pango, Chromium, translations"):
        printing.ensure_pango()
        chromium = browser.ensure_chromium()
        catalogues.compile_stale(root)
    everything = all(argument == "--quick" for argument in arguments)
    if not everything:
        print("Only the tests that were named; the checks before them are left out (./dev lint runs them).")
    services = prepare(root=root, profile=PROFILE)
    with services.being_used():
        with progress.step("PostgreSQL and Valkey for the tests"):
            services.start()
        told = as_owner(environment(services, settings=SETTINGS))
        told |= {browser.VARIABLE: str(chromium), **printing.chinese_fonts_environment(place)}
        failed = run_all(
            (*static_checks(root), migrations_check()) if everything else (), root=root, environment=told
        )
        if failed:
            print(f"\nFailed so far: {', '.join(failed)}; the tests run all the same.")
        status = run_check(pytest_check(arguments), root=root, environment=told)
    if failed:
        print(f"\nFailed before the tests: {', '.join(failed)}")
    return status or (1 if failed else 0)

"""``python -m bench``: what ``./dev bench`` runs, with services of its own."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench import figures, stage
from bench.figures import Figure

PAGE = stage.ROOT / "docs/reference/performance.md"
PARTS = ("filing", "desk", "creation", "letters", "policy", "start")


def main() -> int:
    """Exit status 0 once all that was asked for is measured; a goal that is missed is told, no failure."""
    options = _options()
    stage.own_database(again=options.again)
    _set_up()
    about = about_this_run()
    measured: list[Figure] = []
    for part in options.only or PARTS:
        print(f"… {part}", flush=True)
        measured += _PARTS[part](options)
        print(figures.table(measured), flush=True)
    kept = _keep(measured, about)
    if options.page:
        figures.replace_generated(PAGE, _page(measured, about))
    print(f"\n{kept}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description="measure, each figure beside its floor")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part alone; may be given again")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work: to see that all runs")
    parser.add_argument("--again", action="store_true", help="on the database that an earlier run left")
    parser.add_argument("--page", action="store_true", help=f"write the figures into {PAGE.name}")
    return parser.parse_args()


def _set_up() -> None:
    """A migrated database, and Django in this process with the role that may make organisations."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dengwen.settings.dev")
    subprocess.run([sys.executable, "-m", "dengwen.cli", "migrate", "--quiet"], check=True, cwd=stage.ROOT)
    os.environ["DENGWEN_DB_ROLE"] = "owner"
    import django

    django.setup()


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


def _filing(options: argparse.Namespace) -> list[Figure]:
    from bench import filing

    schema = stage.create(host=stage.HOST)
    quick = filing.Effort(drafts=40, rounds=1, floor_seconds=1.0, whole=20)
    with stage.web_server() as web:
        return filing.measure(web, schema=schema, effort=quick if options.quick else filing.Effort())


def _busy(options: argparse.Namespace) -> tuple[str, dict[str, int]]:
    """The organisation with very many cases, and how many rows it has."""
    from bench import crowd
    from kernel import clock, tenancy

    schema = stage.create(host=stage.BUSY, staffed=True)
    quick = crowd.Size(cases=10_000, open_cases=3_000, real_finished=30, real_open=20)
    with tenancy.in_schema(schema):
        size = quick if options.quick else crowd.Size()
        return schema, crowd.fill(size=size, now=clock.now(), progress=_say)


def _desk(options: argparse.Namespace) -> list[Figure]:
    from bench import desk

    schema, rows = _busy(options)
    effort = desk.Effort(requests=10 if options.quick else 60)
    stage.create(host=stage.HOST)
    with stage.web_server() as web:
        return desk.measure(web, schema=schema, effort=effort, rows=rows)


def _creation(options: argparse.Namespace) -> list[Figure]:
    from bench import creation

    stage.create(host=stage.HOST)
    effort = creation.Effort(organisations=20, live=5) if options.quick else creation.Effort()
    with stage.web_server() as web:
        return creation.measure(web, effort=effort, progress=_say)


def _letters(options: argparse.Namespace) -> list[Figure]:
    from bench import letters
    from kernel import tenancy

    schema, _rows = _busy(options)
    with tenancy.in_schema(schema):
        return letters.measure(effort=letters.Effort(each=3 if options.quick else 12), progress=_say)


def _policy(options: argparse.Namespace) -> list[Figure]:
    from bench import policy
    from kernel import tenancy

    effort = policy.Effort(starts=50, rounds=2, cases=10_000) if options.quick else policy.Effort()
    figures = policy.measure(effort=effort, progress=_say)
    schema, rows = _busy(options)
    with tenancy.in_schema(schema):
        return figures + policy.measure_reading(schema=schema, rows=rows, progress=_say)


def _start(options: argparse.Namespace) -> list[Figure]:
    from bench import starting

    stage.create(host=stage.HOST)
    return starting.measure(rounds=1 if options.quick else 3)


_PARTS: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
    "filing": _filing,
    "desk": _desk,
    "creation": _creation,
    "letters": _letters,
    "policy": _policy,
    "start": _start,
}


def _keep(measured: list[Figure], about: dict[str, str]) -> Path:
    path = stage.state_folder().parent / f"{about['at'].replace(':', '')}.json"
    path.write_text(figures.as_json(measured, about))
    return path


def about_this_run() -> dict[str, str]:
    """When and where, as far as it matters for the figures."""
    from kernel import clock

    return {
        "at": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "load of others": f"{os.getloadavg()[0]:.1f} processes at the start",
    }


def _page(measured: list[Figure], about: dict[str, str]) -> str:
    head = f"{about['at'][:10]}; {about['machine']}; load of others: {about['load of others']}.\n\n"
    return head + figures.markdown(measured) + "\n" + _costs(measured)


def _costs(measured: list[Figure]) -> str:
    """Processor time of one filing, by side."""
    known = {figure.code: figure.details for figure in measured}
    lines = []
    for code, what in (("filing.submit", "One POST"), ("filing.whole", "One whole filing")):
        details = known.get(code, {})
        cost = details["cost"][-1] if "cost" in details else details
        told = [
            f"{name.removesuffix(' cpu ms')} {ms} ms" for name, ms in cost.items() if name.endswith("cpu ms")
        ]
        if told:
            lines.append(f"{what} takes this much processor time: {', '.join(told)}.\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())

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
PARTS = ("filing", "desk", "creation", "letters", "start")


def main() -> int:
    """Exit status 0 once all that was asked for is measured; a goal that is missed is told, no failure."""
    options = _options()
    stage.own_database(again=options.again)
    _set_up()
    measured: list[Figure] = []
    for part in options.only or PARTS:
        print(f"… {part}", flush=True)
        measured += _PARTS[part](options)
        print(figures.table(measured), flush=True)
    kept = _keep(measured)
    if options.page:
        figures.replace_generated(PAGE, _page(measured))
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


def _filing(options: argparse.Namespace) -> list[Figure]:
    from bench import filing

    schema = stage.create(host=stage.HOST)
    effort = (
        filing.Effort(drafts=40, rounds=1, floor_seconds=1.0, whole=20) if options.quick else filing.Effort()
    )
    with stage.web_server() as web:
        return filing.measure(web, schema=schema, effort=effort)


_PARTS: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {"filing": _filing}


def _keep(measured: list[Figure]) -> Path:
    from kernel import clock

    now = clock.now()
    path = stage.state_folder().parent / f"{now:%Y-%m-%dT%H%M%S}.json"
    path.write_text(figures.as_json(measured, about_this_machine() | {"at": now.isoformat()}))
    return path


def about_this_machine() -> dict[str, object]:
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count(),
            "load before": os.getloadavg()[0]}  # fmt: skip


def _page(measured: list[Figure]) -> str:
    return figures.markdown(measured)


if __name__ == "__main__":
    sys.exit(main())

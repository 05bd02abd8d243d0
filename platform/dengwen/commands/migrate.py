"""``dengwen migrate``: the public schema, the template, and every organisation that is behind."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from dengwen.calendars import hand_over_all
from kernel import clock
from policies.almanac.services import SETTLE
from policies.services import install_calendars
from tenants import dump, migrator, roles, template, upgrade


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("migrate", help="bring the database up to date")
    parser.add_argument("--quiet", action="store_true", help="say nothing where nothing was to be done")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when an organisation could not be brought up to date; the others are."""
    with migrator.one_at_a_time():
        roles.prepare()
        applied = migrator.migrate_public()
        _say(options, applied > 0, f"public: {applied} migrations applied")
        published = install_calendars(now=clock.now())
        _say(options, published > 0, f"calendars: {published} new")
        _build_template(options)
        code = _upgrade(options)
        hand_over_all(now=clock.now() + SETTLE)
        return code


def _build_template(options: argparse.Namespace) -> None:
    try:
        kept = template.build(now=clock.now())
    except dump.NoDumpProgram as error:
        sys.exit(f"dengwen: {error}")
    _say(options, False, f"template: {kept.digest[:12]}, {len(kept.sql) // 1024} KB")


def _upgrade(options: argparse.Namespace) -> int:
    done = failed = 0
    for report in upgrade.upgrade():
        failed += bool(report.error)
        done += not report.error
        outcome = report.error or f"{report.applied} migrations in {report.seconds:.2f} s"
        _say(options, True, f"{report.schema}: {outcome}")
    summary = f"organisations: {done} upgraded, {failed} failed, all others were up to date"
    _say(options, done + failed > 0, summary)
    return 1 if failed else 0


def _say(options: argparse.Namespace, is_news: bool, line: str) -> None:
    if is_news or not options.quiet:
        print(line, flush=True)

"""``dengwen calendar``: publish working calendars, and draft a new year for somebody to check."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from dengwen.calendars import hand_over_all
from kernel import clock
from policies.almanac.services import SETTLE, import_calendar
from policies.calendars import china_from_package, read_calendar, shipped_calendars
from policies.sources import PackError


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("calendar", help="import the published working calendars")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    publish = actions.add_parser(
        "import", help="publish a calendar; a published version is never overwritten"
    )
    publish.add_argument("file", type=Path, nargs="?", metavar="FILE", help="all that ship where left out")
    publish.set_defaults(run=publish_calendars)
    draft = actions.add_parser("draft", help="print China's days of some years, for somebody to check")
    draft.add_argument("first_year", type=int)
    draft.add_argument("last_year", type=int)
    draft.set_defaults(run=draft_china)


def publish_calendars(options: argparse.Namespace) -> int:
    """Exit code 1 with file, line and reason for a file that is no calendar."""
    try:
        calendars = [read_calendar(options.file)] if options.file else list(shipped_calendars())
    except (PackError, OSError) as error:
        print(f"dengwen: {error}", file=sys.stderr)
        return 1
    for calendar in calendars:
        is_new = import_calendar(calendar=calendar, now=clock.now())
        outcome = "published" if is_new else "was published already"
        print(f"{calendar.code} version {calendar.version}: {outcome}")
    hand_over_all(now=clock.now() + SETTLE)
    return 0


def draft_china(options: argparse.Namespace) -> int:
    years = range(options.first_year, options.last_year + 1)
    for line in china_from_package(years, years):
        print(line)
    return 0

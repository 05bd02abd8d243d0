"""``dengwen policy``: what policies brings, and the replay, which needs an organisation and its cases."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dengwen.commands import rulebooks
from policies import commands
from policies.commands import MISUSED, OK, WRONG, CommandError
from policies.sources import PackError

if TYPE_CHECKING:
    from policies.engine.pack import Pack
    from policies.replays.rehearsal import Rehearsal

_HEADINGS = {
    "late": "newly late",
    "on-time": "no longer late",
    "rerouted": "routed elsewhere",
    "turned-away": "not taken in",
    "decided": "decided by another person or with another approval",
    "letters": "other letters",
}


def register(subparsers: Any) -> None:
    """Add ``policy`` with all its commands. Which of them need Django stands in ``dengwen.cli``; what does is
    imported when it runs."""
    actions = commands.register(subparsers)
    replay = actions.add_parser("replay", help="try a rulebook on an organisation's own past cases")
    replay.add_argument("--host", required=True, help="the organisation, by any of its hosts")
    replay.add_argument(
        "--pack", required=True, metavar="FILE|ID[@VERSION]", help="a file, a pack, or an own version"
    )
    replay.add_argument(
        "--since", type=date.fromisoformat, metavar="DATE", help="received on this day or later"
    )
    replay.add_argument("--json", action="store_true")
    replay.set_defaults(run=run_replay)
    rulebooks.register(actions)


def run_replay(options: argparse.Namespace) -> int:
    """Print what would have gone otherwise; exit code 1 where anything would have."""
    try:
        pack, found = _replayed(options)
    except (CommandError, PackError) as error:
        print(f"dengwen policy replay: {error}", file=sys.stderr)
        return MISUSED
    _print(options, pack, found)
    return WRONG if found.summary.changed else OK


def _replayed(options: argparse.Namespace) -> tuple[Pack, Rehearsal]:
    from casework.public.history import histories
    from kernel import clock
    from policies.replays.histories import Scope
    from policies.replays.rehearsal import rehearse

    now = clock.now()
    with rulebooks.organisation(options.host):
        pack = rulebooks.named(options.pack, options.host)
        scope = Scope(lines=tuple(pack.business_types), until=now, since=_moment(options.since, pack.zone))
        found = rehearse(draft=pack, scope=scope, histories=histories(), now=now, progress=_tell)
    return pack, found


def _moment(day: date | None, zone: str) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def _tell(done: int, total: int) -> None:
    print(f"{done:,} of {total:,} cases", file=sys.stderr, flush=True)


def _print(options: argparse.Namespace, pack: Pack, found: Rehearsal) -> None:
    summary = found.summary
    if options.json:
        whole = {"host": options.host, "pack": pack.id, "pack_version": pack.version, **summary.as_json()}
        print(json.dumps({**whole, "lists": found.lists}, ensure_ascii=False, indent=2))
        return
    print(f"{summary.cases:,} cases, {summary.changed:,} of them otherwise")
    print(f"late: {summary.late_before:,} then, {summary.late_after:,} under {pack.id} v{pack.version}")
    for kind, listed in found.lists.items():
        print(f"{_HEADINGS[kind]}: {summary.found[kind]:,}")
        for case in listed[:20]:
            print(f"  {case['number']}  {_told(case)}")
        if summary.found[kind] > 20:
            print("  …")


def _told(case: dict[str, Any]) -> str:
    """The codes of a case in one line."""
    return "; ".join(
        f"{name.replace('_', ' ')}: {_words(value)}" for name, value in case.items() if name != "number"
    )


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "/".join(_words(one) for one in value.values() if one)
    return ", ".join(map(_words, value)) if isinstance(value, list) else str(value)

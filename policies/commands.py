"""``dengwen policy``: list, check and try rulebooks. Needs neither a database nor any setting."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from policies.calendars import UnknownCalendar, shipped_calendar
from policies.coverage import commands as coverage
from policies.engine.calendar import CalendarTable
from policies.engine.clocks import due_at
from policies.engine.facts import Due
from policies.engine.lint import Severity, lint
from policies.engine.pack import ClockRule, Label, Pack, Span
from policies.loading import (
    PackSummary,
    check_fragment,
    is_fragment,
    json_schema,
    load_file,
    load_named,
    load_pack,
    locate,
    shipped_packs,
)
from policies.reference.page import page
from policies.sources import PackError

OK, WRONG, MISUSED = 0, 1, 2
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class CommandError(Exception):
    """What was asked for cannot be done; the text says why."""


def register(subparsers: Parsers) -> Parsers:
    """Add ``policy`` and its commands; returns what further commands are added to."""
    parser = subparsers.add_parser("policy", help="list, check and try rulebooks")
    commands = parser.add_subparsers(required=True, metavar="ACTION")
    listing = commands.add_parser("list", help="the rulebooks that come with the product")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    checking = commands.add_parser("lint", help="check a rulebook: file, line and reason of every mistake")
    checking.add_argument("file", type=Path, metavar="FILE", help="a YAML file or the folder of a pack")
    checking.add_argument("--json", action="store_true")
    checking.set_defaults(run=run_lint)
    schema = commands.add_parser("schema", help="JSON Schema of the rulebook format")
    schema.add_argument("--page", action="store_true", help="the page for readers instead, as Markdown")
    schema.set_defaults(run=run_schema)
    _register_due(commands)
    coverage.register(commands)
    return commands


def _register_due(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    due = commands.add_parser("due", help="when a time limit ends, and how that was computed")
    due.add_argument("--pack", required=True, metavar="FILE|ID", help="a file, or the id of a shipped pack")
    due.add_argument("--clock", required=True, metavar="ID")
    due.add_argument(
        "--from", required=True, dest="start", metavar="ISO-TIME", help="without a zone: the pack's"
    )
    due.add_argument("--tier", metavar="CODE", help="without it, the strictest tier")
    due.add_argument("--json", action="store_true")
    due.set_defaults(run=run_due)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the packs and fragments."""
    summaries = shipped_packs()
    if arguments.json:
        _print_json([_listed(summary) for summary in summaries])
        return OK
    for summary in summaries:
        kind = "fragment" if summary.fragment else ", ".join(summary.kinds)
        _print(f"{summary.id} v{summary.version} · {summary.title.zh_hans} · {summary.status.value} · {kind}")
    return OK


def run_lint(arguments: argparse.Namespace) -> int:
    """Print what is wrong with a pack; the exit code is 1 where it cannot be adopted."""
    found = list(_findings(arguments.file))
    if arguments.json:
        _print_json(found)
    else:
        for one in found:
            where = f" {one['path']}:" if one["path"] else ""
            _print(f"{one['file']}:{one['line']}: {one['severity']}:{where} {one['reason']}")
        if not found:
            _print(f"{arguments.file}: no findings")
    return WRONG if any(one["severity"] == Severity.ERROR.value for one in found) else OK


def run_schema(arguments: argparse.Namespace) -> int:
    """Print the JSON Schema, or the page that explains the format."""
    if arguments.page:
        _print(page().rstrip("\n"))
    else:
        _print_json(json_schema())
    return OK


def run_due(arguments: argparse.Namespace) -> int:
    """Print when a clock that starts at a moment ends."""
    try:
        answer = compute_due(
            pack_name=arguments.pack, clock=arguments.clock, start=arguments.start, tier=arguments.tier
        )
    except (CommandError, PackError) as error:
        print(f"dengwen policy due: {error}", file=sys.stderr)
        return MISUSED
    if arguments.json:
        _print_json(answer)
        return OK
    _print(f"{answer['due_at']}{'  (provisional)' if answer['provisional'] else ''}")
    for step in answer["explanation"]:
        counted = "" if step["counted"] is None else step["counted"]
        _print(f"  {step['on']}  {counted:>4}  {step['why']['zh-hans']} / {step['why']['en']}")
    return OK


def compute_due(*, pack_name: str, clock: str, start: str, tier: str | None = None) -> dict[str, Any]:
    """When a clock of a pack (a file, or the id of a shipped one) ends, as JSON values.

    Raises:
        CommandError: for a clock, tier or time that there is not.
        PackError: for a pack that there is not.
    """
    pack = load_named(pack_name)
    code = _one_of(clock.lower(), pack.clocks, "clock")
    rule = pack.clocks[code]
    started_at = _moment(start, pack.zone)
    calendar = _calendar(pack.calendar)
    options = [rule.tiers[_one_of(tier, rule.tiers, "tier")]] if tier else [rule.span, *rule.tiers.values()]
    answers = [(_due(pack, rule, span, started_at, calendar), span) for span in options]
    due, span = min(answers, key=lambda answer: answer[0].due_at)
    return {
        "pack": pack.id,
        "pack_version": pack.version,
        "clock": code,
        "label": _label(rule.label),
        "legal": rule.legal,
        "from": started_at.isoformat(),
        "span": span.model_dump(mode="json"),
        "calendar": {"code": calendar.code, "version": calendar.version},
        "due_at": due.due_at.isoformat(),
        "literal_at": due.literal_at.isoformat(),
        "provisional": due.provisional,
        "explanation": [
            {"on": step.on, "counted": step.counted, "why": _label(step.why)} for step in due.explanation
        ],
        "cites": [pack.citations[cite].model_dump(mode="json", by_alias=True) for cite in rule.cites],
    }


def _due(pack: Pack, rule: ClockRule, span: Span, started_at: datetime, calendar: CalendarTable) -> Due:
    return due_at(
        span=span,
        roll=rule.roll,
        started_at=started_at,
        calendar=calendar,
        zone=pack.zone,
        hours=pack.hours,
    )


def _calendar(code: str) -> CalendarTable:
    try:
        return shipped_calendar(code)
    except UnknownCalendar as error:
        raise CommandError(f"there is no calendar {code!r}") from error


def _moment(text: str, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no ISO time such as 2026-04-30T10:00:00+08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _one_of(code: str, known: Iterable[str], noun: str) -> str:
    names = list(known)
    if code in names:
        return code
    close = difflib.get_close_matches(code, names, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(names) or 'none'}"
    raise CommandError(f"there is no {noun} {code!r}; {hint}")


def _findings(path: Path) -> Iterable[dict[str, Any]]:
    """Everything that is wrong: first what keeps the file from being read, else what the checks find."""
    try:
        if is_fragment(path):
            check_fragment(path)
            return
        pack = load_file(path)
    except PackError as error:
        for problem in error.problems:
            yield _finding(problem.file, problem.line, problem.path, Severity.ERROR, problem.reason)
        return
    for found in lint(pack):
        place = locate(path, found.path)
        yield _finding(place.file, place.line, found.path, found.severity, found.message.en)


def _finding(file: str, line: int, path: str, severity: Severity, reason: str) -> dict[str, Any]:
    return {"file": file, "line": line, "path": path, "severity": severity.value, "reason": reason}


def _listed(summary: PackSummary) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "id": summary.id,
        "version": summary.version,
        "title": _label(summary.title),
        "issuer": _label(summary.issuer),
        "status": summary.status.value,
        "status_note": _label(summary.status_note) if summary.status_note else None,
        "kinds": [kind.value for kind in summary.kinds],
        "extends": list(summary.extends),
        "fragment": summary.fragment,
        "business_types": [],
        "clocks": [],
    }
    if not summary.fragment:
        pack = load_pack(summary.id)
        listed["business_types"] = [
            {
                "code": code,
                "label": _label(spec.label),
                "nature": spec.nature.value,
                "clocks": list(spec.clocks),
            }
            for code, spec in pack.business_types.items()
        ]
        listed["clocks"] = [
            {"id": code, "label": _label(rule.label), "legal": rule.legal, **_spans(rule)}
            for code, rule in pack.clocks.items()
        ]
    return listed


def _spans(rule: ClockRule) -> dict[str, Any]:
    return {
        "span": rule.span.model_dump(mode="json"),
        "tiers": {tier: span.model_dump(mode="json") for tier, span in rule.tiers.items()},
    }


def _label(label: Label) -> dict[str, str]:
    return {"zh-hans": label.zh_hans, "en": label.en}


def _print(text: str) -> None:
    print(text)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

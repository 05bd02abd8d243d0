"""``dengwen policy diff, export, import``: rulebooks as files, between people, scripts and organisations.

Exit codes: 0 as wished, 1 with something to look at (differences, findings, a refusal), 2 for what cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from policies.commands import MISUSED, OK, WRONG, CommandError
from policies.engine.diff import differences
from policies.engine.findings import Severity
from policies.engine.lint import lint
from policies.engine.pack import Label, Pack
from policies.loading import inheritable_tree, load_named
from policies.sources import PackError, text_of_file
from policies.writing import yaml_text

if TYPE_CHECKING:
    from policies.drafts.foundations import Foundation

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def register(actions: Any) -> None:
    """Add the three commands to those of ``policy``."""
    comparing = actions.add_parser("diff", help="what differs between two rulebooks, in sentences")
    comparing.add_argument("before", metavar="A", help="a file, the id of a pack, or ID@VERSION with --host")
    comparing.add_argument("after", metavar="B", help="as A")
    comparing.add_argument("--host", help="an organisation, to name its own versions")
    comparing.add_argument("--json", action="store_true")
    comparing.set_defaults(run=run_diff)
    exporting = actions.add_parser("export", help="a rulebook as one file that can be imported again")
    exporting.add_argument("pack", metavar="ID", help="the id of a pack, or ID@VERSION with --host")
    exporting.add_argument("--host", help="the organisation whose version it is")
    exporting.add_argument(
        "--differences", action="store_true", help="only what an own version says over what it extends"
    )
    exporting.add_argument("--output", type=Path, metavar="FILE", help="instead of the standard output")
    exporting.add_argument("--json", action="store_true", help="as JSON instead of YAML")
    exporting.set_defaults(run=run_export)
    _register_import(actions)


def _register_import(actions: Any) -> None:
    bringing = actions.add_parser("import", help="bring a rulebook in: a draft, or published at once")
    bringing.add_argument("file", type=Path, metavar="FILE")
    bringing.add_argument("--host", required=True, help="the organisation")
    bringing.add_argument("--by", required=True, metavar="EMAIL", help="the admin who brings it in")
    bringing.add_argument(
        "--line", action="append", help="a line of business that it governs; may be repeated"
    )
    bringing.add_argument("--publish", action="store_true", help="publish it, approved by a second admin")
    bringing.add_argument("--approved-by", metavar="EMAIL")
    bringing.add_argument("--effective", metavar="ISO-TIME", help="when it takes effect; now if left out")
    bringing.add_argument("--note", default="", help="what is said of it")
    bringing.add_argument("--json", action="store_true")
    bringing.set_defaults(run=run_import)


def run_diff(options: argparse.Namespace) -> int:
    """Print the differences; exit code 1 where there are any."""
    try:
        with organisation(options.host):
            before, after = (named(name, options.host) for name in (options.before, options.after))
    except (CommandError, PackError) as error:
        return _misused("diff", error)
    found = differences(before, after)
    if options.json:
        print(json.dumps([_difference(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            effect = f" [{one.effect}]" if one.effect else ""
            print(f"{_SIGNS[one.kind.value]} {one.path}{effect}: {one.text.zh_hans} / {one.text.en}")
    return WRONG if found else OK


def run_export(options: argparse.Namespace) -> int:
    """Print a rulebook, or write it to a file."""
    try:
        with organisation(options.host):
            values = _exported(options)
    except (CommandError, PackError) as error:
        return _misused("export", error)
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n" if options.json else yaml_text(values)
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")
    return OK


def run_import(options: argparse.Namespace) -> int:
    """Check a file and make a draft of it, or publish it; all or nothing."""
    from policies.access import NotAnAdmin
    from policies.drafts.refusals import DraftRefused

    if options.publish != bool(options.approved_by):
        return _misused("import", CommandError("--publish and --approved-by belong together"))
    try:
        with organisation(options.host):
            result = _imported(options)
    except (CommandError, PackError) as error:
        return _misused("import", error)
    except (DraftRefused, NotAnAdmin) as refused:
        print(f"dengwen policy import: {_refusal(refused)}", file=sys.stderr)
        return WRONG
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        what = f"published as v{result['version']}" if result["version"] else "kept as a draft"
        print(f"{result['pack']}: {what}, {result['draft']}")
        for finding in result["findings"]:
            print(f"{finding['line']}: {finding['severity']}: {finding['path']}: {finding['reason']}")
    return OK


def _imported(options: argparse.Namespace) -> dict[str, Any]:
    from django.db import transaction

    from kernel import clock
    from policies.drafts import foundations, services
    from policies.drafts.refusals import NotSound

    now = clock.now()
    foundation = foundations.from_text(text_of_file(options.file), str(options.file))
    whole = _whole(foundation)
    findings = lint(whole.pack)
    errors = tuple(one for one in findings if one.severity is Severity.ERROR)
    if errors:
        raise NotSound(errors)
    lines = _lines(whole.pack, options.line)
    version = None
    with transaction.atomic():
        draft = services.start_from(
            actor_id=_person(options.by), foundation=foundation, now=now, lines=lines, note=options.note
        )
        if options.publish:
            starts = _moment(options.effective, whole.pack.zone) or now
            draft = services.propose(
                actor_id=_person(options.by), draft=draft, effective_at=starts, revision=draft.revision,
                now=now, note=options.note,
            )  # fmt: skip
            version = services.approve_and_publish(
                actor_id=_person(options.approved_by), draft=draft, revision=draft.revision, now=now
            ).version
    return {
        "pack": draft.pack_id,
        "draft": str(draft.public_id),
        "version": version,
        "lines": list(lines),
        "findings": [
            {
                "path": one.path,
                "line": whole.place(one.path).line,
                "severity": one.severity.value,
                "reason": one.message.en,
            }
            for one in findings
        ],
    }


def _whole(foundation: Foundation) -> Any:
    from policies.loading import compose_text

    return compose_text(foundation.text, name=f"{foundation.pack_id}.yaml")


def _lines(pack: Pack, chosen: list[str] | None) -> tuple[str, ...]:
    lines = tuple(chosen or pack.business_types)
    unknown = [line for line in lines if line not in pack.business_types]
    if unknown:
        raise CommandError(
            f"there is no line of business {unknown[0]!r}; there are: {', '.join(pack.business_types)}"
        )
    return lines


def _person(email: str) -> int:
    from django.contrib.auth import get_user_model

    found = get_user_model()._default_manager.filter(email=email.lower()).first()
    if found is None:
        raise CommandError(f"nobody here signs in with {email!r}")
    return int(found.pk)


def _moment(text: str | None, zone: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no ISO time such as 2026-04-30T10:00:00+08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


@contextmanager
def organisation(host: str | None) -> Iterator[None]:
    """Inside the organisation at a host; without one, nowhere. Raises CommandError."""
    if host is None:
        yield
        return
    from kernel import tenancy
    from tenants.models import Domain

    domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    if domain is None:
        raise CommandError(f"there is no organisation at {host!r}")
    with tenancy.in_schema(str(domain.tenant.schema_name)):
        yield


def named(name: str, host: str | None) -> Pack:
    """A file, a version that the organisation adopted, or a pack that comes with the product."""
    if Path(name).exists():
        return load_named(name)
    pack_id, _, version = name.partition("@")
    own = _own(pack_id) if host is not None else {}
    if version:
        if not version.isdecimal() or int(version) not in own:
            raise CommandError(
                f"there is no version {name!r}; there are: {', '.join(map(str, own)) or 'none'}"
            )
        return own[int(version)]
    return own[max(own)] if own else load_named(pack_id)


def _own(pack_id: str) -> dict[int, Pack]:
    from policies.selectors import adopted_versions

    return {one.pack.version: one.pack for one in adopted_versions() if one.pack.id == pack_id}


def _exported(options: argparse.Namespace) -> dict[str, Any]:
    """The whole, with nothing left to inherit; or the differences as they were written."""
    pack = named(options.pack, options.host)
    if options.differences:
        return _own_words(pack)
    values = inheritable_tree(pack)
    return {key: value for key, value in values.items() if key != "extends"}


def _own_words(pack: Pack) -> dict[str, Any]:
    from policies.models import PolicySource
    from policies.sources import read_text

    source = PolicySource.objects.filter(policy__pack_id=pack.id, policy__version=pack.version).first()
    if source is None:
        raise CommandError(f"{pack.id} v{pack.version} is no rulebook of the organisation's own")
    return read_text(source.text, pack.id).values


def _difference(one: Any) -> dict[str, Any]:
    return {
        "path": one.path,
        "kind": one.kind.value,
        "effect": one.effect,
        "before": _label(one.before),
        "after": _label(one.after),
        "text": _label(one.text),
        "cites": list(one.cites),
    }


def _label(label: Label | None) -> dict[str, str] | None:
    return None if label is None else {"zh-hans": label.zh_hans, "en": label.en}


def _refusal(refused: Exception) -> str:
    """Why, one reason a line."""
    for items, words in (("findings", "message"), ("violations", "text")):
        found = getattr(refused, items, ())
        if found:
            return "\n".join(f"{one.path}: {getattr(one, words).en}" for one in found)
    known = {
        "NotAnAdmin": "that person does not arrange this organisation",
        "SamePerson": "whoever brings it in cannot approve it: name a second admin",
        "TooEarly": "a rulebook cannot take effect in the past",
        "Overtaken": "another version was published meanwhile",
        "NothingGoverned": "it would govern no line of business",
    }
    return known.get(type(refused).__name__, type(refused).__name__)


def _misused(action: str, error: Exception) -> int:
    print(f"dengwen policy {action}: {error}", file=sys.stderr)
    return MISUSED

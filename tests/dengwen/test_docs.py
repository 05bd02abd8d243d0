"""The documentation says what is there: links lead somewhere, names are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework.cases.events import KIND, CaseChanged
from dengwen.cli import COMMANDS
from dengwen.machine.commands import COMMANDS as DEV
from policies.engine.pack import Stage, Unit

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for path in (ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("helm/**/*.md")))
REFERENCE = ROOT / "docs/reference"
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"")
NAME = re.compile(r"\"((?:DENGWEN_|DATABASE_|REDIS_|PG_)\w+)\"")
CODE = re.compile(r"`([^`\s]+)`")


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = [first or second for first, second in LINK.findall(document.read_text(encoding="utf-8"))]

    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_every_page_is_in_the_contents() -> None:
    contents = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = [str(path.relative_to(ROOT / "docs")) for path in ROOT.glob("docs/*/*.md")]

    assert [page for page in sorted(pages) if page not in contents and not page.startswith("adr/")] == []


def test_every_name_of_the_environment_is_explained() -> None:
    read = set(NAME.findall((ROOT / "platform/dengwen/settings/env.py").read_text(encoding="utf-8")))
    explained = set(CODE.findall((REFERENCE / "settings.md").read_text(encoding="utf-8")))

    assert read - explained == set()


def test_every_field_of_the_event_is_explained() -> None:
    text = (REFERENCE / "events.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)

    assert rows == list(dict.fromkeys(rows))
    assert set(rows) == set(CaseChanged.model_fields)
    assert f"## `{KIND}`, version 1" in text


def test_every_command_is_explained() -> None:
    commands = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"`dengwen {name}" not in commands] == []
    assert [name for name in DEV if not name.startswith("-") and f"`./dev {name}" not in readme] == []


def test_stages_and_spans_are_those_of_the_engine() -> None:
    codes = set(CODE.findall((REFERENCE / "states-and-clocks.md").read_text(encoding="utf-8")))

    assert {str(stage) for stage in Stage} | {str(unit) for unit in Unit} <= codes


def test_readme_maps_every_room() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = [path.parent for path in (*ROOT.glob("*/__init__.py"), *ROOT.glob("platform/*/__init__.py"))]
    names = {str(path.relative_to(ROOT)) for path in rooms} - {"tests", "bench"}

    assert [name for name in sorted(names) if f"| `{name}` |" not in readme] == []

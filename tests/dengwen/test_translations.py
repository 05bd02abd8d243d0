"""Every text that people read has its English, nothing in a catalogue is left over, and one text has one English.

The message ids are the Chinese texts themselves (docs/how-to/translate.md). They are found as Django finds them:
Python by Babel's extractor, templates by way of Django's ``templatize``.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "casework", "cms", "policies", "tenants", "billing",
    "platform/accounts", "platform/demo", "platform/dengwen", "platform/kernel", "platform/oversight", "platform/ui",
)  # fmt: skip

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|\{\w*\}|%%")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
QUOTED = re.compile(r"[“「].+?[”」]")


@dataclass(frozen=True, slots=True)
class Text:
    """A text as gettext looks it up."""

    singular: str
    plural: str = ""
    context: str = ""


def texts_of(room: str) -> dict[Text, str]:
    """Every text that code or templates of a room mark for translation, with the first place of each."""
    found: dict[Text, str] = {}
    for path, source in _sources(ROOT / room):
        for line, message, _comments, context in extract("python", io.BytesIO(source), KEYWORDS):
            singular, plural = message if isinstance(message, tuple) else (message, "")
            found.setdefault(Text(singular, plural, context or ""), f"{path.relative_to(ROOT)}:{line}")
    return found


def english_of(room: str) -> dict[Text, tuple[str, ...]]:
    """The English of a room's catalogue: one form, or one for each number."""
    found = {}
    for entry in _catalogue(room):
        if entry.id:
            ids = entry.id if isinstance(entry.id, tuple) else (entry.id, "")
            forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            found[Text(*ids, entry.context or "")] = forms
    return found


def test_every_room_is_looked_at() -> None:
    folders = {path.parent for path in (*ROOT.glob("*/__init__.py"), *ROOT.glob("platform/*/__init__.py"))}

    assert {str(path.relative_to(ROOT)) for path in folders} - {"tests", "bench"} == set(ROOMS)


def test_texts_are_found_in_code_and_in_templates() -> None:
    found = texts_of("casework")

    assert found[Text("待我办理")].startswith("casework/desk/frame.py:")
    assert found[Text("%(name)s 将不能再登录，岗位和职责随即终止。经办过的案件记录保留姓名。")].startswith(
        "casework/templates/casework/desk/room/person.html:"
    )


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_has_its_english(room: str) -> None:
    english = english_of(room)

    missing = {
        text.singular: place for text, place in texts_of(room).items() if not all(english.get(text, ("",)))
    }

    assert missing == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_english_is_left_over(room: str) -> None:
    used = texts_of(room)

    assert [text.singular for text in english_of(room) if text not in used] == []


@pytest.mark.parametrize("room", ROOMS)
def test_english_keeps_the_placeholders(room: str) -> None:
    differing = {
        text.singular: form
        for text, forms in english_of(room).items()
        for form in forms
        if set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(text.singular))
    }

    assert differing == {}


@pytest.mark.parametrize("room", ROOMS)
def test_english_is_english(room: str) -> None:
    """Chinese may stand in it only as a quoted example of what to type."""
    chinese = [
        form for forms in english_of(room).values() for form in forms if CHINESE.search(QUOTED.sub("", form))
    ]

    assert chinese == []


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_marked_as_doubtful(room: str) -> None:
    """The compiler leaves fuzzy entries out: the page would show Chinese."""
    assert [entry.id for entry in _catalogue(room) if entry.id and entry.fuzzy] == []


def test_one_text_has_one_english() -> None:
    """Django merges the catalogues of all rooms; of two Englishes the order of the apps would choose one."""
    by_text: defaultdict[Text, set[tuple[str, ...]]] = defaultdict(set)
    for room in ROOMS:
        for text, forms in english_of(room).items():
            by_text[text].add(forms)

    assert {text.singular: forms for text, forms in by_text.items() if len(forms) > 1} == {}


def _sources(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.suffix == ".py" and "migrations" not in inside:
            yield path, path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in inside:
            yield path, _as_python(path)


def _as_python(path: Path) -> bytes:
    """A template as Django's own extraction sees it, without the indentation that Python would read."""
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in text.splitlines()).encode()


def _catalogue(room: str) -> Catalog:
    path = ROOT / room / "locale/en/LC_MESSAGES/django.po"
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")

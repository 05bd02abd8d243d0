"""What stands on a paper, as plain frozen values: made from facts, stored sealed, and rendered later.

Pure. A paper holds the final words in the final language; rendering decides only how they look. It is kept as
JSON beside the letter, so that a paper can be printed again exactly as it was issued.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import TypeAdapter

from casework.correspondence.columns import shares

_WIDE, _BESIDE_LABEL = 44.0, 34.0
"""Width of a table that has its whole row, and of one beside its label, in the type size of a form."""

_ONE_PAGE = 190
"""Characters that fit beside head and signature in 3号 on one page, some of them in short lines."""

Audience = Literal["filer", "file", "unit", "respondent", "other-party"]


class Shape(StrEnum):
    """How a field of a form is set."""

    TEXT = "text"
    PROSE = "prose"
    """Long text; it may run over to the next page."""
    SIGNED = "signed"
    """Text with a line for a signature and a date, written by hand or filled in."""
    LIST = "list"
    CHOICE = "choice"
    TABLE = "table"
    CODE = "code"
    """A code that people read aloud, in boxed groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One ruled cell: what is asked and what was written. An empty value is left to be filled by hand."""

    code: str
    label: str
    shape: Shape = Shape.TEXT
    value: str = ""
    lines: tuple[str, ...] = ()
    """The entries of a LIST, the groups of a CODE."""
    choices: tuple[Choice, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    signer: str = ""
    signed: str = ""
    """Who signed and when, as it is printed; empty leaves the line open."""
    is_wide: bool = False
    """The cell takes its whole row and its label stands above it, as a heading."""

    @property
    def shares(self) -> tuple[int, ...]:
        """Per cent of a TABLE's width for each of its columns."""
        return shares(columns=self.columns, rows=self.rows, room=_WIDE if self.is_wide else _BESIDE_LABEL)

    def written(self) -> str:
        """What was filled in, as text."""
        chosen = tuple(choice.text for choice in self.choices if choice.is_chosen)
        rows = tuple("  ".join(row) for row in self.rows if any(row))
        return "\n".join(part for part in (self.value, *self.lines, *chosen, *rows) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A paper's number and its date as printed."""

    number: str
    issued: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows of a form under one heading at the left, or under none."""

    title: str = ""
    rows: tuple[tuple[Field, ...], ...]

    @property
    def height(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A ruled form."""

    kind: Literal["form"] = "form"
    reference: tuple[Field, ...]
    """What stands above the rules on every page: number, case, date."""
    sections: tuple[Section, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A letter to somebody, in the form of an official paper (GB/T 9704)."""

    kind: Literal["notice"] = "notice"
    addressee: str
    paragraphs: tuple[str, ...]
    closing: str = ""
    contact: str = ""
    signatures: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether it is set smaller (4号), so that a letter of ordinary length stays on one page."""
        return sum(len(paragraph) for paragraph in self.paragraphs) > _ONE_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper, ready to be printed."""

    template: str
    language: str
    audience: Audience
    organisation: str
    title: str
    number: str
    issued_on: date
    issued_text: str
    """The date of issue as it is printed, in the organisation's zone."""
    subject: str
    """What the file says it is about, for the document's metadata; never a name."""
    content: Form | Notice
    seal: str = ""
    """The words at the place of the seal; empty where the paper bears none."""
    names_filer: bool = False
    """Whether somebody who reads it learns who filed: such a paper is opened only by who may know."""
    page_word: str = ""

    def fields(self) -> tuple[Field, ...]:
        """All fields of a form in reading order; none for a notice."""
        if isinstance(self.content, Notice):
            return ()
        cells = (cell for section in self.content.sections for row in section.rows for cell in row)
        return (*self.content.reference, *cells)

    def plain_text(self) -> str:
        """The paper as running text, e.g. for the filer's page."""
        content = self.content
        if isinstance(content, Notice):
            return "\n\n".join(part for part in (*content.paragraphs, content.closing) if part)
        return "\n\n".join(
            f"{field.label}\n{written}" for field in self.fields() if (written := field.written())
        )

    def texts(self) -> Iterator[str]:
        """Every string on the paper, e.g. to see whether the fonts have all its characters."""
        return _texts(self)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, StrEnum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _texts(entry)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


_PAPERS: TypeAdapter[Paper] = TypeAdapter(Paper)


def to_json(paper: Paper) -> bytes:
    """The paper as it is kept."""
    return _PAPERS.dump_json(paper)


def from_json(kept: bytes) -> Paper:
    """A kept paper.

    Raises:
        pydantic.ValidationError: for bytes that are no paper.
    """
    return _PAPERS.validate_json(kept)

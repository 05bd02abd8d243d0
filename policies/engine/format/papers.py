"""Papers, their numbers, and the files that they end in (P36, P37, P42)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from policies.engine.format.base import Audience, Code, Expression, Label, PackModel
from policies.engine.format.time import Span

PLACEHOLDERS = frozenset({"prefix", "series", "year", "month", "unit", "sequence"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def _known_placeholders(pattern: str) -> str:
    """Refuse what could not be filled in, and a number that would not be one."""
    names = _PLACEHOLDER.findall(pattern)
    unknown = [name for name in names if name not in PLACEHOLDERS]
    if unknown:
        raise ValueError(f"there is no {{{unknown[0]}}}; known are {', '.join(sorted(PLACEHOLDERS))}")
    if names.count("sequence") != 1:
        raise ValueError("must hold {sequence} once")
    if "{" in _PLACEHOLDER.sub("", pattern) or "}" in _PLACEHOLDER.sub("", pattern):
        raise ValueError("a brace is left over")
    return pattern


Pattern = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_known_placeholders)]


class Letter(PackModel):
    """A paper of the organisation (P36), numbered 简称〔年〕n号 in its series."""

    label: Label
    template: Code
    """The form of the paper."""
    audience: Literal["filer", "file", "unit", "respondent", "other-party"]
    """Who reads it."""
    series: str
    """The word before the year in the number, e.g. 投诉受理; letters of one series share one counter."""
    prints: tuple[str, ...] = ()
    """The fields that the paper shows, where it names them: checked against who reads it."""
    signatures: tuple[Label, ...] = ()
    """Who signs it."""
    sealed: bool = True
    """Whether the paper has a place for the organisation's seal."""
    copies: dict[Audience, int] = {}
    """How many copies each gets (调解书: one each and one for the file)."""
    from_file_only: bool = False
    """An enforcement paper: drawn from the enforcement file, it prints no field of the filing (R22)."""
    when: Expression | None = None
    cites: tuple[str, ...] = ()


class Restart(StrEnum):
    """When a counter begins at 1 again (P37)."""

    YEARLY = "yearly"
    MONTHLY = "monthly"
    NEVER = "never"


class Numbering(PackModel):
    """How cases and papers are numbered (P37). Placeholders: {prefix} {series} {unit} {year} {month} {sequence}."""

    case: Pattern = "{prefix}{year}{sequence}"
    """The number of a case."""
    case_digits: int = Field(default=6, ge=1, le=12)
    """The least digits of its sequence."""
    letter: Pattern = "{series}〔{year}〕{sequence}号"
    """The number of a paper."""
    letter_digits: int = Field(default=1, ge=1, le=12)
    """The least digits of its sequence."""
    per_unit: bool = False
    """Whether each unit counts for itself."""
    restart: Restart = Restart.YEARLY
    """When the sequence begins at 1 again."""
    cites: tuple[str, ...] = ()


class FilePart(StrEnum):
    """正卷 is shown to those entitled to it, 副卷 is not (程序规定 78)."""

    MAIN = "main"
    SECONDARY = "secondary"


class FileOwner(StrEnum):
    """Which unit keeps a volume (P42, T35)."""

    INTAKE_UNIT = "intake-unit"
    HANDLING_UNIT = "handling-unit"


class Volume(PackModel):
    """One volume of a case's file (P42, F15)."""

    label: Label
    owner: FileOwner
    """The unit that keeps it."""
    part: FilePart = FilePart.MAIN
    """Whether it is shown to those entitled, or not."""
    contents: tuple[Label, ...] = ()
    """What lies in it, in the order of its index."""
    letters: tuple[Code, ...] = ()
    """Papers without which it is incomplete."""


class Retention(PackModel):
    """How long files are kept (P42, R7): nothing is disposed of while no term is entered."""

    span: Span | None = None
    """The term; none until the organisation entered one."""
    permanent: bool = False
    """Whether it is kept for ever."""
    since: tuple[Code, ...] = ("closed",)
    """The milestone from which the term runs; FCA DISP 1.9.1 counts from ``received``."""
    source: str | None = None
    """Where the term comes from: a code of ``citations``."""


class ArchiveRule(PackModel):
    """Files: which volumes, by when, how long (P42)."""

    volumes: dict[Code, Volume] = {}
    """The volumes of one case."""
    since: tuple[Code, ...] = ("closed",)
    """Milestones from which the time for filing runs (R12)."""
    filed: tuple[Code, ...] = ("archived",)
    """Milestones of its being complete."""
    within: Span | None = None
    """By when the volumes are complete."""
    retention: Retention = Retention()
    """How long it is kept."""
    legal_hold: bool = True
    """Whether somebody may stop the disposal of a file, e.g. for a lawsuit."""
    cites: tuple[str, ...] = ()

"""The clauses that have to be shown: policies/clauses.yaml, and the packs' parameters without effect."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from policies.sources import PackError, Problem, Source, read_source

POLICIES = Path(__file__).resolve().parents[1]
CLAUSES = POLICIES / "clauses.yaml"
WITHOUT_EFFECT = POLICIES / "without-effect.yaml"

Words = Annotated[str, StringConstraints(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(_Strict):
    """One clause: where it stands in its source, and what it says in short."""

    at: Words
    says: Words


class RuleSource(_Strict):
    """One rulebook of the reading."""

    title: Words
    packs: tuple[Words, ...]
    lacks: Words | None = None
    """What the source does not hold, where it is too little for a pack of its own."""
    taken_from: Words | None = None
    rows: dict[str, Row]


class ClauseTable(_Strict):
    """All clauses in the order of the sources, and the traps."""

    sources: dict[str, RuleSource]
    traps: dict[str, Words]

    @property
    def locators(self) -> tuple[str, ...]:
        """Every locator that a test has to show."""
        rows = (locator for source in self.sources.values() for locator in source.rows)
        return (*rows, *self.traps)


class Exemption(_Strict):
    """Parameters that nothing in the engine reads, and who does."""

    parameters: tuple[Words, ...]
    """Dotted paths; ``*`` stands for any one key."""
    reason: Words


@dataclass(frozen=True, slots=True)
class WithoutEffect:
    """The listed parameters without effect at the engine."""

    exemptions: tuple[Exemption, ...]

    def reason_for(self, path: str) -> str | None:
        """Why the parameter has no effect at the engine; None where it is not listed."""
        parts = path.split(".")
        return next(
            (
                one.reason
                for one in self.exemptions
                if any(_fits(pattern.split("."), parts) for pattern in one.parameters)
            ),
            None,
        )


def _fits(pattern: list[str], parts: list[str]) -> bool:
    return len(pattern) == len(parts) and all(
        want in ("*", have) for want, have in zip(pattern, parts, strict=True)
    )


@lru_cache(maxsize=1)
def clause_table() -> ClauseTable:
    """The shipped table. Raises PackError where the file is wrong."""
    source = read_source(CLAUSES)
    try:
        return ClauseTable.model_validate(source.values)
    except ValidationError as error:
        raise _wrong(source, error) from error


@lru_cache(maxsize=1)
def without_effect() -> WithoutEffect:
    """The shipped list of parameters that the engine does not read. Raises PackError."""
    source = read_source(WITHOUT_EFFECT)
    try:
        groups = tuple(Exemption.model_validate(one) for one in source.values.values())
    except ValidationError as error:
        raise _wrong(source, error) from error
    return WithoutEffect(groups)


def _wrong(source: Source, error: ValidationError) -> PackError:
    first = error.errors()[0]
    path = tuple(str(part) for part in first["loc"])
    place = source.place(path)
    return PackError(Problem(place.file, place.line, ".".join(path), first["msg"]))

"""Where one is in a rulebook: a table of entries, one entry, or a rule that may be there or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from policies.engine.pack import BusinessType, IntakeForm, Pack, Workflow
from policies.studio.shapes import Kind, Shape, shapes_of

KeyPath = tuple[str, ...]
GENERAL = "general"
WITH_PAGES: tuple[type[BaseModel], ...] = (Pack, BusinessType, Workflow, IntakeForm)
"""Models whose tables and parts have pages of their own; those of all others stand in one form."""
FIXED = frozenset({"format", "id", "version", "extends", "fragment"})
"""What a rulebook of an organisation keeps as it is."""

GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("收件", "Coming in", ("business_types", "channels", "fields", "forms", "categories", "products", "mixed",
                          "out_of_scope", "unnamed", "agent", "joint", "evidence", "completeness")),
    ("受理", "Acceptance", ("conditions", "reasons", "acceptance", "limitation", "duplicates", "abuse")),
    ("办理", "Handling", ("roles", "workflows", "approvals", "tiers", "classification", "routing", "unit_kinds",
                         "branches", "mediation", "case_filing", "supervision", "conflict")),
    ("时限", "Time limits", ("clocks", "hours", "vague_terms")),
    ("告知与文书", "Notices and letters", ("letters", "feedback", "progress", "appeal", "satisfaction", "numbering")),
    ("保密", "Secrecy", ("profiles", "leak", "personal_data")),
    ("事后", "Afterwards", ("reward", "appraisal", "improvement", "causes", "archive", "reports")),
    ("其他", "Other", (GENERAL, "citations")),
)  # fmt: skip
"""The parts of a rulebook as an admin looks for them; what is new in the format joins the last group."""


class NoSuchPlace(LookupError):
    """Raised for a path that no rulebook has."""


@dataclass(frozen=True, slots=True)
class Place:
    """A path with the model that lies there."""

    path: KeyPath
    model: type[BaseModel]
    is_table: bool
    shape: Shape | None
    """The key that leads here, or to the table that the entry is in; None for the basics."""

    @property
    def is_entry(self) -> bool:
        return not self.is_table

    @property
    def is_part(self) -> bool:
        """Whether it is a rule by itself instead of one of many."""
        return self.is_entry and (self.shape is None or self.shape.kind is Kind.PART)

    @property
    def section(self) -> str:
        return self.shape.key if self.shape is not None else GENERAL

    @property
    def workflow(self) -> str:
        return self.path[1] if len(self.path) > 1 and self.path[0] == "workflows" else ""


def place_at(path: Sequence[str]) -> Place:
    """The place of a path. Raises NoSuchPlace."""
    here = tuple(path)
    if here == (GENERAL,):
        return Place((), Pack, False, None)
    model: type[BaseModel] = Pack
    place: Place | None = None
    rest = list(here)
    while rest:
        key = rest.pop(0)
        shape = next((one for one in paged(model) if one.key == key), None)
        if shape is None or shape.model is None:
            raise NoSuchPlace("/".join(here))
        model = shape.model
        walked = here[: len(here) - len(rest)]
        place = Place(walked, model, shape.kind is Kind.ROWS, shape)
        if shape.kind is Kind.ROWS and rest:
            rest.pop(0)
            place = Place(here[: len(here) - len(rest)], model, False, shape)
    if place is None:
        raise NoSuchPlace("/".join(here))
    return place


def paged(model: type[BaseModel]) -> Iterator[Shape]:
    """The keys of a model that have pages of their own."""
    if model not in WITH_PAGES:
        return iter(())
    return (
        shape
        for shape in shapes_of(model)
        if shape.kind is Kind.PART or (shape.kind is Kind.ROWS and shape.is_map)
    )


def unasked(place: Place) -> frozenset[str]:
    """The keys that the form of an entry leaves to other pages."""
    fixed = FIXED if place.model is Pack else frozenset[str]()
    return fixed | {shape.key for shape in paged(place.model)}


def groups() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The groups with every section that the format has."""
    known = {shape.key for shape in paged(Pack)}
    named = {section for _zh, _en, sections in GROUPS for section in sections}
    shown = [
        (zh_hans, en, tuple(one for one in sections if one in known or one == GENERAL))
        for zh_hans, en, sections in GROUPS
    ]
    zh_hans, en, last = shown[-1]
    return (*shown[:-1], (zh_hans, en, (*last, *sorted(known - named))))


def look(tree: Any, path: Sequence[str]) -> Any:
    """What stands at a path of a tree, or None."""
    for key in path:
        if not isinstance(tree, dict) or key not in tree:
            return None
        tree = tree[key]
    return tree

"""What an entry of a rulebook consists of, read from the models of the pack format: the plan of its form.

Nothing here names a single rule: a parameter that the format gains shows up in the studio by itself.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from policies.engine.pack import Label, Span


class Kind(StrEnum):
    """How one value is asked for."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DECIMAL = "decimal"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    SHARES = "shares"
    CONDITION = "condition"
    LABEL = "label"
    SPAN = "span"
    REFERENCE = "reference"
    REFERENCES = "references"
    WORDS = "words"
    PART = "part"
    ROWS = "rows"
    YAML = "yaml"
    """Whatever has no form of its own yet."""


TABLES: Mapping[str, str] = {
    name: table
    for table, names in {
        "citations": "cites legal_basis retention_source",
        "roles": "role roles actor approver first_role decided_by setters told issuers target deputies delegates "
        "retier_by superior_for need_to_know bound reviewer caller owner verifier signed_by joint_role investigators",
        "channels": "channel channels",
        "tiers": "tier tiers grave_tier",
        "conditions": "conditions",
        "reasons": "reason reasons lapse_reason waivers",
        "clocks": "clock clocks silent_clocks",
        "letters": "letter letters on_receipt",
        "workflows": "workflow",
        "forms": "form",
        "profiles": "profile",
        "states": "from to initial states",
        "fields": "field fields inputs hidden respondent_sees sensitive prints",
        "milestones": "start stop restart lapse milestones receipt_milestones asked given until awaited issued "
        "completed since on lodged decided done filed required_on",
        "business_types": "business_type business_types leads_to",
        "categories": "categories",
        "causes": "causes",
        "unit_kinds": "unit_kind reroute",
        "transitions": "step other_than",
        "vague_terms": "term",
    }.items()
    for name in names.split()
}
"""Which table of the pack a key refers to, by the key's name."""
BY_MODEL: Mapping[tuple[str, str], str] = {
    ("Limitation", "since"): "fields",
    ("Branch", "steps"): "transitions",
    ("MediationRule", "grounds"): "reasons",
    ("MediationRule", "test"): "milestones",
    ("MediationRule", "recusal"): "milestones",
    ("AppealLevel", "pauses"): "milestones",
    ("Retention", "source"): "citations",
    ("CaseFiling", "told"): "",
    ("Numbering", "letter"): "",
    ("Pack", "categories"): "",
    ("Pack", "causes"): "",
    ("Pack", "unit_kinds"): "",
}
ORDERED = frozenset(
    {("FormStep", "fields"), ("Transition", "inputs"), ("MediationRule", "test"), ("MediationRule", "recusal"),
     ("AppealLevel", "pauses")}
)  # fmt: skip
"""Where the order of references is the order in which people see them."""
LONG = frozenset(
    {"help", "summary", "explanation", "description", "criteria", "hint", "intro", "routes", "public", "rule",
     "status_note", "text", "warning", "actions", "note"}
)  # fmt: skip
_CONDITION_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Shape:
    """One key of an entry."""

    owner: str
    """Name of the model that has the key."""
    key: str
    """As it is written in a pack."""
    kind: Kind
    is_required: bool = False
    may_be_absent: bool = False
    """Whether the entry may do without it altogether."""
    default: Any = None
    """What holds where nothing is said, as a pack has it."""
    model: type[BaseModel] | None = None
    options: tuple[str, ...] = ()
    table: str = ""
    is_map: bool = False
    """For rows: whether they are kept by codes."""
    is_ordered: bool = False
    is_long: bool = False
    enum: str = ""

    @property
    def word_key(self) -> str:
        return f"{self.owner}.{self.key}"


@lru_cache(maxsize=256)
def shapes_of(model: type[BaseModel]) -> tuple[Shape, ...]:
    """The keys of a model in the order of writing."""
    return tuple(_shape(model.__name__, name, info) for name, info in model.model_fields.items())


def bare(kind: Any) -> Any:
    """``X | None`` as ``X``."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(part for part in typing.get_args(kind) if part is not type(None))
    return kind


def _shape(owner: str, name: str, info: FieldInfo) -> Shape:
    key = info.alias or name
    kind = _unwrapped(bare(info.annotation))
    is_optional = bare(info.annotation) is not info.annotation
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    default = to_jsonable_python(default, by_alias=True, exclude_none=True)
    plan: dict[str, Any] = _plan(owner, key, kind, _longest(info))
    return Shape(
        owner=owner,
        key=key,
        is_required=info.is_required(),
        may_be_absent=is_optional,
        default=default,
        is_long=key in LONG,
        **plan,
    )


def _plan(owner: str, key: str, kind: Any, longest: int) -> dict[str, Any]:
    table = BY_MODEL.get((owner, key), TABLES.get(key, ""))
    origin = typing.get_origin(kind)
    if origin is dict:
        return _rows(typing.get_args(kind)[1], is_map=True, table=table)
    if origin is tuple:
        return _many(owner, key, _unwrapped(typing.get_args(kind)[0]), table)
    if kind is str and table:
        return {"kind": Kind.REFERENCE, "table": table}
    if kind is str:
        return {"kind": Kind.CONDITION if longest == _CONDITION_LENGTH else _text(key)}
    return _one(kind)


def _text(key: str) -> Kind:
    return Kind.LONG if key in LONG else Kind.TEXT


_PLAIN: Mapping[Any, Kind] = {
    bool: Kind.FLAG, int: Kind.NUMBER, float: Kind.DECIMAL, Decimal: Kind.DECIMAL, date: Kind.DATE, time: Kind.TIME,
    Label: Kind.LABEL, Span: Kind.SPAN,
}  # fmt: skip


def _one(kind: Any) -> dict[str, Any]:
    """A single value that is no plain text."""
    if kind in _PLAIN:
        return {"kind": _PLAIN[kind]}
    if typing.get_origin(kind) is typing.Literal and all(isinstance(v, str) for v in typing.get_args(kind)):
        return {"kind": Kind.CHOICE, "options": typing.get_args(kind)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"kind": Kind.CHOICE, "options": tuple(str(v.value) for v in kind), "enum": kind.__name__}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {"kind": Kind.PART, "model": kind}
    return {"kind": Kind.YAML}


def _many(owner: str, key: str, kind: Any, table: str) -> dict[str, Any]:
    """Several values of one kind."""
    if kind is str:
        if not table:
            return {"kind": Kind.WORDS}
        return {"kind": Kind.REFERENCES, "table": table, "is_ordered": (owner, key) in ORDERED}
    if kind is float:
        return {"kind": Kind.SHARES}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {**_one(kind), "kind": Kind.CHOICES}
    return _rows(kind, is_map=False, table="")


def _rows(kind: Any, *, is_map: bool, table: str) -> dict[str, Any]:
    kind = _unwrapped(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {"kind": Kind.ROWS, "model": kind, "is_map": is_map, "table": table if is_map else ""}
    return {"kind": Kind.YAML}


def _unwrapped(kind: Any) -> Any:
    """``Annotated[X, …]`` as ``X``."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is typing.Annotated else kind


def _longest(info: FieldInfo) -> int:
    """The most characters that a text may have, where the model says so; 0 otherwise."""
    inner = bare(info.annotation)
    marks = [
        *info.metadata,
        *(typing.get_args(inner)[1:] if typing.get_origin(inner) is typing.Annotated else ()),
    ]
    return next((mark.max_length for mark in marks if getattr(mark, "max_length", None)), 0)

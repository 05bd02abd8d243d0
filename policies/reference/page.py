"""docs/reference/pack-format.md: one section per parameter, made from the models and the examples beside."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from policies.engine.format.parameters import PARAMETERS, Parameter
from policies.engine.pack import BusinessType, Label, LineRules, Pack, Span
from policies.reference.docstrings import meaning_of, meaning_of_class, meaning_of_member
from policies.sources import read_source

EXAMPLES = Path(__file__).resolve().parent / "examples.yaml"
_PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    float: "number",
    Decimal: "number",
}
_SHORT: dict[Any, str] = {Label: "label", Span: "span"}
_HEAD = """# The pack format

Made from the models in `policies/engine/format` by `dengwen policy schema --page`; a test fails when it is out
of date. `dengwen policy schema` prints the JSON Schema of the same for your editor. How to write a pack is told
in [Write a policy pack](../how-to/write-a-policy-pack.md).

Every parameter P1 to P43 of the reading of the rulebooks has one section. A **label** is a text in both
languages, `{zh-hans: 受理, en: Acceptance}`; a **span** is a length of time in one unit,
`{amount: 7, unit: working-day}`; a **condition** is a CEL expression over `values` (the fields), `facts`
(`business_type`, `state`, `tier`, `channel`, `named`, `wants_reply`, `milestones`) and `named`; a **code** is
lower-case words joined by hyphens. Keys in bold must be given. Rules marked *line* may stand in the pack, for
all lines of business, or in one of `business_types`, whose own rule then takes its place whole.

"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the format, as the page lists it."""

    key: str
    kind: str
    meaning: str
    required: bool


def page() -> str:
    """The whole page as Markdown."""
    told: set[type[BaseModel]] = {Pack, LineRules, Label, Span}
    return _HEAD + "\n".join("\n".join(_section(parameter, told)) for parameter in PARAMETERS)


@lru_cache(maxsize=1)
def examples() -> dict[str, dict[str, Any]]:
    """One example per parameter, by its number (``P10``)."""
    return read_source(EXAMPLES).values


def entries_of(parameter: Parameter, told: set[type[BaseModel]]) -> Iterator[Entry]:
    """The keys of a parameter with everything below them that no earlier section told of."""
    for key in parameter.keys:
        owner, name, info = field_at(key)
        yield _entry(key, owner, name, info)
        yield from _below(key, info.annotation, told)


def field_at(key: str) -> tuple[type[BaseModel], str, FieldInfo]:
    """The model and field at a dotted key of a pack, ``*`` standing for any code."""
    model: type[BaseModel] = Pack
    *way, last = key.split(".")
    for part in way:
        if part != "*":
            inner = model_in(model.model_fields[_name(model, part)].annotation)
            model = inner if inner is not None else model
    name = _name(model, last)
    return model, name, model.model_fields[name]


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation is, or holds as a list or mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (model_in(part) for part in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)


def kind_of(annotation: Any) -> str:
    """What may stand at a key, in words."""
    if annotation in _SHORT or annotation in _PLAIN:
        return _SHORT.get(annotation) or _PLAIN[annotation]
    if isinstance(annotation, type):
        return _kind_of_class(annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return "code" if "a-z0-9" in repr(arguments) else _condition_or_text(arguments)
    if origin is typing.Literal:
        return " ".join(f"`{word}`" for word in arguments)
    if origin is dict:
        return f"{kind_of(arguments[1])} by code"
    if origin is tuple:
        return (
            f"list of {kind_of(arguments[0])}"
            if arguments[-1] is Ellipsis
            else f"two of {kind_of(arguments[0])}"
        )
    return kind_of(next(part for part in arguments if part is not type(None)))  # X | None as X


def _condition_or_text(arguments: tuple[Any, ...]) -> str:
    if arguments[0] is not str:
        return kind_of(arguments[0])
    return "condition" if "max_length=500" in repr(arguments) else "text"


def _kind_of_class(kind: type) -> str:
    if issubclass(kind, Enum):
        return " ".join(f"`{member.value}`" for member in kind)
    return {"date": "date", "time": "time"}.get(kind.__name__, f"entry of {_spoken(kind.__name__)}")


def _spoken(name: str) -> str:
    """``AppealLevel`` as *appeal level*."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _name(model: type[BaseModel], key: str) -> str:
    return next(name for name, info in model.model_fields.items() if key in (name, info.alias))


def _entry(key: str, owner: type[BaseModel], name: str, info: FieldInfo) -> Entry:
    meaning = meaning_of(owner, name) or _of_its_kind(info.annotation)
    if owner is Pack and name in LineRules.model_fields:
        meaning = f"*line* {meaning}"
    return Entry(key, kind_of(info.annotation), f"{meaning}{_words(info.annotation)}", info.is_required())


def _of_its_kind(annotation: Any) -> str:
    model = model_in(annotation)
    return meaning_of_class(model) if model is not None and model not in _SHORT else ""


def _words(annotation: Any) -> str:
    """What the words of a closed list mean, where somebody said so."""
    kinds = [annotation, *typing.get_args(annotation)]
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Enum):
            told = [f"`{member.value}`: {text}" for member in kind if (text := meaning_of_member(member))]
            return f" {'; '.join(told)}" if told else ""
    return ""


def _below(key: str, annotation: Any, told: set[type[BaseModel]]) -> Iterator[Entry]:
    model = model_in(annotation)
    if model is None or model in told:
        return
    told.add(model)
    inside = f"{key}.*" if _is_table(annotation) else key
    for name, info in model.model_fields.items():
        if model is BusinessType and name in LineRules.model_fields:
            continue
        where = f"{inside}.{info.alias or name}"
        yield _entry(where, model, name, info)
        yield from _below(where, info.annotation, told)


def _is_table(annotation: Any) -> bool:
    return typing.get_origin(annotation) is dict or any(
        typing.get_origin(part) is dict for part in typing.get_args(annotation)
    )


def _section(parameter: Parameter, told: set[type[BaseModel]]) -> Iterator[str]:
    yield f"## {parameter.id} {parameter.zh_hans} · {parameter.en}\n"
    yield "| Key | Type | Meaning |"
    yield "| --- | --- | --- |"
    for entry in entries_of(parameter, told):
        key = f"**`{entry.key}`**" if entry.required else f"`{entry.key}`"
        yield f"| {key} | {_cell(entry.kind)} | {_cell(entry.meaning)} |"
    yield "\n```yaml"
    yield _written(examples()[parameter.id])
    yield "```\n"


def _written(example: dict[str, Any]) -> str:
    """The example as an author writes it: to us ``on`` is a word like others."""
    text = yaml.safe_dump(example, allow_unicode=True, sort_keys=False, width=100, default_flow_style=None)
    return text.rstrip().replace("'on':", "on:")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("``", "`")

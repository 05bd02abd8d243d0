"""JSON Schema of the pack format: keys, types, closed lists, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from policies.engine import pack as format_of
from policies.engine.pack import Pack
from policies.reference.docstrings import meaning_of, meaning_of_member


def json_schema() -> dict[str, Any]:
    """JSON Schema of the pack format, for editors and for other people's tools."""
    schema = Pack.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = schema.get("$defs", {})
    _describe(schema, Pack)
    for name, definition in definitions.items():
        kind = getattr(format_of, name)
        if issubclass(kind, BaseModel):
            _describe(definition, kind)
        elif issubclass(kind, StrEnum):
            definition["enumDescriptions"] = [meaning_of_member(member) for member in kind]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
    }


def _describe(definition: Mapping[str, Any], model: type[BaseModel]) -> None:
    """Put what each key means beside it, where the schema has a place for it."""
    for name, key in keys_of(model):
        meaning = meaning_of(model, name)
        if meaning:
            definition["properties"][key]["description"] = meaning


def keys_of(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """The fields of a model: their names here, and the keys by which a pack writes them."""
    return ((name, info.alias or name) for name, info in model.model_fields.items())

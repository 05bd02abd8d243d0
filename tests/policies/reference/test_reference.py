"""The pack format as people and editors look it up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from policies.engine import pack as format_of
from policies.engine.format.parameters import PARAMETERS, parameters_of
from policies.engine.pack import BusinessType, Label, LineRules, Pack, Span
from policies.reference.page import entries_of, examples, field_at, page
from policies.reference.schema import json_schema, keys_of

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "pack-format.md"


def test_page_is_up_to_date() -> None:
    """Where not: ``dengwen policy schema --page > docs/reference/pack-format.md``."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_page_prints_with_the_command() -> None:
    code = "import argparse; from policies.commands import register; p = argparse.ArgumentParser(); "
    code += "register(p.add_subparsers()); a = p.parse_args(['policy', 'schema', '--page']); raise SystemExit(a.run(a))"

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8"
    )

    assert (ran.returncode, ran.stdout.rstrip("\n")) == (0, page().rstrip("\n"))


def test_parameters_are_all_43_in_order() -> None:
    assert [parameter.id for parameter in PARAMETERS] == [f"P{number}" for number in range(1, 44)]


def test_every_key_of_a_pack_belongs_to_a_parameter() -> None:
    keys = {key for _, key in keys_of(Pack)} - {"format"}

    assert {key for key in keys if not parameters_of(key)} == set()


def test_every_own_rule_of_a_line_belongs_to_a_parameter_of_the_pack() -> None:
    for _, key in keys_of(LineRules):
        numbers = [parameter.number for parameter in parameters_of(key)]
        of_a_line = [parameter.number for parameter in parameters_of(f"business_types.complaint.{key}")]

        assert set(of_a_line) == {3, *numbers}, key


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("clocks.decide.span.amount", ["P23"]),
        ("clocks.decide.tiers.grave", ["P17", "P23"]),
        ("business_types.complaint.appeal.levels.review.window", ["P3", "P33"]),
        ("business_types.complaint.identity", ["P9", "P3"]),
        ("nonsense", []),
    ],
)
def test_parameters_of_a_path_are_the_most_exact_first(path: str, ids: list[str]) -> None:
    assert [parameter.id for parameter in parameters_of(path)] == ids


def test_every_entry_of_the_page_says_what_it_means() -> None:
    told: set[type[BaseModel]] = {Pack, LineRules, Label, Span}

    silent = [
        entry.key
        for parameter in PARAMETERS
        for entry in entries_of(parameter, told)
        if not entry.meaning.replace("*line*", "").strip()
    ]

    assert silent == []


def test_every_model_of_the_format_is_told_of() -> None:
    told: set[type[BaseModel]] = {Pack, LineRules, Label, Span}

    for parameter in PARAMETERS:
        list(entries_of(parameter, told))

    models = {kind for kind in map(format_of.__dict__.get, format_of.__all__) if isinstance(kind, type)}
    assert {m for m in models if issubclass(m, BaseModel)} - told == {format_of.PackModel}


@pytest.mark.parametrize("parameter", PARAMETERS, ids=[parameter.id for parameter in PARAMETERS])
def test_example_is_what_the_models_take(parameter: Any) -> None:
    example = examples()[parameter.id]

    for key, value in example.items():
        _, _, info = field_at(key)
        TypeAdapter(info.rebuild_annotation()).validate_python(value)
    top = {key.split(".")[0] for key in parameter.keys}
    assert set(example) <= top | {"vague_terms"}


def test_schema_explains_its_keys_and_words() -> None:
    schema = json_schema()

    clock = schema["$defs"]["ClockRule"]
    assert clock["required"] == ["label", "legal", "start", "stop", "actor"]
    assert clock["properties"]["term"]["description"].startswith("The vague word of the source")
    assert schema["$defs"]["Arrival"]["enum"] == ["moment", "registered", "office"]
    assert schema["$defs"]["Arrival"]["enumDescriptions"][0] == "When it happened, by day or night."
    assert schema["properties"]["appeal"]["description"].startswith("P33")
    assert schema["additionalProperties"] is False


def test_schema_describes_every_key() -> None:
    """The head of a pack is named by its key, ``format``, and every other key says what it means."""
    schema = json_schema()
    models = {name: definition for name, definition in schema["$defs"].items() if "properties" in definition}

    silent = {
        f"{name}.{key}"
        for name, definition in models.items()
        for key, value in definition["properties"].items()
        if "description" not in value and "$ref" not in json.dumps(value)
    }

    assert silent - {"Label.zh-hans", "Label.en", "Span.amount"} == set()


def test_business_type_takes_every_rule_of_a_line() -> None:
    assert set(LineRules.model_fields) < set(BusinessType.model_fields)
    assert set(LineRules.model_fields) < set(Pack.model_fields)

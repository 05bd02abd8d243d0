"""The rulebook in plain sentences: every entry is told, in both languages, under its path."""

from __future__ import annotations

import enum
import typing
from typing import Any

import pytest
from pydantic import BaseModel

from policies.engine.codewords import CODES
from policies.engine.pack import Label, Pack, Unit
from policies.engine.sentences import Sentence, sentences_of
from policies.engine.words import FIELDS
from policies.loading import load_pack
from tests.policies.engine.packs import small_pack

PACKS = ("market-121", "quality-12365", "bank-2020", "company-service", "petition-2022", "cfpb")

TABLES = (
    "business_types", "channels", "roles", "tiers", "conditions", "reasons", "clocks", "letters", "profiles", "fields",
)  # fmt: skip


def all_of(pack: Pack) -> dict[str, Sentence]:
    return {one.path: one for chapter in sentences_of(pack) for one in chapter.items}


@pytest.mark.parametrize(
    ("path", "zh_hans", "en"),
    [
        (
            "clocks.decide",
            "“受理决定”（法定时限）：自收到起 7 个工作日内完成：受理或不予受理；由登记人负责。",
            "“Decision to accept” (legal time limit): within 7 working days of receipt, until acceptance or refusal; "
            "the Clerk answers for it.",
        ),
        (
            "clocks.handle.extension",
            "“办理”经分管领导批准可以延长 2 次，每次 30 日。",
            "“Handling” can be extended 2 × 30 calendar days with the word of the Leader.",
        ),
        (
            "clocks.handle.pauses.0",
            "“办理”不计入的时间：自“送检”至“收到检验结果”（检验）。",
            "“Handling” leaves out the time from “Send for testing” to “Test result in” (Testing).",
        ),
        (
            "letters.receipt",
            "《接处单》给存档，文号“接处”，盖章。",
            "“Intake record” goes to the file, series “接处”; sealed.",
        ),
        (
            "profiles.open",
            "“一般”：身份信息加密，只有承办人可以查看来件人身份，被投诉人可以知情。",
            "“Standard”: the identity is sealed; only these may see who filed: Handler; the respondent may learn "
            "of it.",
        ),
        (
            "business_types.complaint.identity",
            "提出“投诉”须实名。",
            "For “Complaint” a name is required.",
        ),
    ],
)
def test_rule_is_told_as_a_person_would(path: str, zh_hans: str, en: str) -> None:
    told = all_of(small_pack())[path].text

    assert (told.zh_hans, told.en) == (zh_hans, en)


@pytest.mark.parametrize("pack_id", PACKS)
def test_every_entry_of_every_main_table_is_told(pack_id: str) -> None:
    pack = load_pack(pack_id)
    told = all_of(pack)

    tables = (
        "business_types",
        "channels",
        "roles",
        "tiers",
        "conditions",
        "reasons",
        "clocks",
        "letters",
        "profiles",
        "fields",
    )
    expected = {f"{table}.{code}" for table in tables for code in getattr(pack, table)}
    expected |= {
        f"workflows.{flow}.transitions.{step}"
        for flow, one in pack.workflows.items()
        for step in one.transitions
    }
    assert expected - told.keys() == set()


@pytest.mark.parametrize("pack_id", PACKS)
def test_sentences_are_whole_and_stop_once(pack_id: str) -> None:
    for one in all_of(load_pack(pack_id)).values():
        assert one.text.zh_hans.endswith(("。", "？", "！")), one
        assert one.text.en.endswith((".", "?", "!")), one
        assert "。。" not in one.text.zh_hans, one
        assert ".." not in one.text.en, one
        assert "None" not in one.text.zh_hans + one.text.en, one


@pytest.mark.parametrize("pack_id", PACKS)
def test_citations_of_sentences_are_the_packs(pack_id: str) -> None:
    pack = load_pack(pack_id)

    cited = {cite for one in all_of(pack).values() for cite in one.cites}
    assert cited - pack.citations.keys() == set()


def test_rule_of_one_line_is_told_under_the_line() -> None:
    rule = {"span": {"amount": 3, "unit": "year"}, "since": "story", "cites": ["art-1"]}
    told = all_of(small_pack({"business_types/complaint/limitation": rule}))

    assert (
        told["business_types.complaint.limitation"].text.zh_hans
        == "“投诉”的时效：期限为3 年；起算节点为经过。"
    )


def _models(kind: Any, seen: set[type]) -> None:
    for part in typing.get_args(kind):
        _models(part, seen)
    if isinstance(kind, type) and issubclass(kind, BaseModel | enum.Enum) and kind not in seen:
        seen.add(kind)
        if issubclass(kind, BaseModel):
            for info in kind.model_fields.values():
                _models(info.annotation, seen)


def _format() -> set[type]:
    seen: set[type] = set()
    _models(Pack, seen)
    return seen


def test_every_key_of_the_format_has_a_word() -> None:
    keys = {key for model in _format() if issubclass(model, BaseModel) for key in model.model_fields}

    assert keys - FIELDS.keys() == set()


def test_every_fixed_word_of_the_format_is_told_in_both_languages() -> None:
    kinds = [kind for kind in _format() if issubclass(kind, enum.Enum) and kind is not Unit]
    words = {f"{kind.__name__}.{member.value}" for kind in kinds for member in kind}

    assert words - CODES.keys() == set()


def test_chapters_hold_only_what_the_rulebook_says() -> None:
    chapters = {chapter.code: chapter.title for chapter in sentences_of(small_pack())}

    assert "archive" not in chapters
    assert chapters["clocks"] == Label.model_construct(zh_hans="时限", en="Time limits")


def test_step_is_told_with_the_states_of_its_own_flow() -> None:
    """Two lines of business may call different states by one code."""
    pack = load_pack("demo-county-12365")
    told = all_of(pack)

    wrong = [
        path
        for flow_code, flow in pack.workflows.items()
        for code, step in flow.transitions.items()
        if step.to is not None
        and f"之后转为“{flow.states[step.to].label.zh_hans}”"
        not in told[path := f"workflows.{flow_code}.transitions.{code}"].text.zh_hans
    ]

    assert wrong == []

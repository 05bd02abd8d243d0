"""Inheritance of packs, and what is wrong with one, in the words of its author."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policies.loading import (
    check_fragment,
    digest_of,
    json_schema,
    load_file,
    load_pack,
    locate,
    pack_from_text,
    shipped_packs,
    text_of,
)
from policies.sources import PackError

CHILD = """format: 1
id: child
version: 1
extends: [company-tiers]
title: {zh-hans: 子规则, en: Child}
issuer: {zh-hans: 某公司, en: A company}
status: internal
kinds: [company]
"""


def written(folder: Path, text: str, name: str = "child") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text)
    return path


def test_child_takes_everything_that_it_does_not_say(tmp_path: Path) -> None:
    child = load_file(written(tmp_path, CHILD))

    base = load_pack("company-tiers")
    assert child.clocks == base.clocks
    assert child.workflows == base.workflows
    assert (child.id, child.extends, child.title.en) == ("child", ("company-tiers",), "Child")


def test_child_overrides_one_entry_by_naming_it(tmp_path: Path) -> None:
    more = "clocks:\n  s2-reply:\n    tiers:\n      general: {amount: 2, unit: working-day}\n"

    child = load_file(written(tmp_path, CHILD + more))

    base = load_pack("company-tiers").clocks["s2-reply"]
    assert child.clocks["s2-reply"].tiers["general"].amount == 2
    assert child.clocks["s2-reply"].tiers["major"] == base.tiers["major"]
    assert child.clocks["s2-reply"].promise == base.promise


def test_child_drops_an_entry_with_null(tmp_path: Path) -> None:
    child = load_file(written(tmp_path, CHILD + "channels:\n  social: null\n"))

    assert tuple(child.channels) == ("hotline", "e-mail", "counter", "web")


WRONG = [
    ("an unknown key, with the nearest", "rolez:\n  x: 1\n", 9, "rolez", "did you mean 'roles'?"),
    (
        "an unknown key deep down",
        "clocks:\n  s2-reply:\n    legall: true\n",
        11,
        "clocks.s2-reply.legall",
        "did you mean 'legal'?",
    ),
    (
        "an unknown key of a tier's span",
        "clocks:\n  s2-reply:\n    tiers:\n      major: {amount: 1, unit: hour, units: 2}\n",
        12,
        "clocks.s2-reply.tiers.major.units",
        "did you mean 'unit'?",
    ),
    (
        "a key that is missing",
        "roles:\n  auditor:\n    description: {zh-hans: 甲, en: A}\n",
        10,
        "roles.auditor.label",
        "is missing",
    ),
    (
        "a language that is missing",
        "roles:\n  auditor:\n    label: {zh-hans: 甲}\n",
        11,
        "roles.auditor.label.en",
        "is missing",
    ),
    (
        "a unit that there is not",
        "clocks:\n  s2-reply:\n    span: {amount: 3, unit: workday}\n",
        11,
        "clocks.s2-reply.span.unit",
        "'working-day'",
    ),
    (
        "a code with a capital",
        "channels:\n  Radio: {label: {zh-hans: 甲, en: A}, kind: voice}\n",
        10,
        "channels.Radio",
        "match",
    ),
    ("a version that is no number", "version: one\n", 9, "version", "given twice"),
    (
        "a negative span",
        "clocks:\n  s2-reply:\n    span: {amount: -1, unit: hour}\n",
        11,
        "clocks.s2-reply.span.amount",
        "greater",
    ),
]


@pytest.mark.parametrize(
    ("more", "line", "path", "reason"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_wrong_pack_is_refused_with_file_line_entry_and_reason(
    tmp_path: Path, more: str, line: int, path: str, reason: str
) -> None:
    file = written(tmp_path, CHILD + more)

    with pytest.raises(PackError) as refused:
        load_file(file)

    problem = refused.value.problems[0]
    assert (problem.file, problem.line, problem.path) == (str(file), line, path)
    assert reason in problem.reason


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    more = "rolez: {}\nroles:\n  a:\n    labell: {zh-hans: 甲, en: A}\n"

    with pytest.raises(PackError) as refused:
        load_file(written(tmp_path, CHILD + more))

    assert [(p.line, p.path) for p in refused.value.problems] == [
        (11, "roles.a.label"),
        (12, "roles.a.labell"),
        (9, "rolez"),
    ]


def test_circle_of_packs_is_refused(tmp_path: Path) -> None:
    written(tmp_path, CHILD.replace("child", "one").replace("company-tiers", "two"), "one")
    second = written(tmp_path, CHILD.replace("child", "two").replace("company-tiers", "one"), "two")

    with pytest.raises(PackError) as refused:
        load_file(second)

    assert refused.value.path == "extends"
    assert "two → one → two" in refused.value.reason


def test_pack_that_extends_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="child → child"):
        load_file(written(tmp_path, CHILD.replace("company-tiers", "child")))


EXTENDS: list[tuple[str, str, str]] = [
    ("an unknown pack", "[company-tier]", "did you mean 'company-tiers'?"),
    ("a path", "[../../etc/passwd]", "there is no pack"),
    ("no list", "company-tiers", "must be a list"),
    ("a list of lists", "[[company-tiers]]", "must be a list"),
]


@pytest.mark.parametrize(("extends", "reason"), [row[1:] for row in EXTENDS], ids=[row[0] for row in EXTENDS])
def test_extends_of_no_pack_is_refused_in_its_line(tmp_path: Path, extends: str, reason: str) -> None:
    with pytest.raises(PackError) as refused:
        load_file(written(tmp_path, CHILD.replace("[company-tiers]", extends)))

    assert (refused.value.line, refused.value.path) == (4, "extends")
    assert reason in refused.value.reason


def test_pack_named_unlike_its_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="calls itself 'child' in a file named 'other'"):
        load_file(written(tmp_path, CHILD, "other"))


def test_fragment_cannot_be_used_alone() -> None:
    with pytest.raises(PackError, match="can only be extended"):
        load_pack("quality-12365-first-contact-duty")


def test_fragment_is_checked_as_far_as_it_goes(tmp_path: Path) -> None:
    text = CHILD.replace("extends: [company-tiers]", "fragment: true") + "letters:\n  a: {lable: 1}\n"
    path = written(tmp_path, text)

    with pytest.raises(PackError) as refused:
        check_fragment(path)

    assert [(p.line, p.path) for p in refused.value.problems] == [(10, "letters.a.lable")]
    assert "did you mean 'label'?" in refused.value.reason


def test_unknown_pack_is_refused_with_the_nearest() -> None:
    with pytest.raises(PackError, match="did you mean 'bank-2020'"):
        load_pack("bank-2002")


def test_text_of_a_pack_reads_back_the_same_in_the_same_order() -> None:
    pack = load_pack("demo-county-12365")

    again = pack_from_text(text_of(pack))

    assert again == pack
    assert list(again.business_types) == list(pack.business_types)
    assert list(again.forms["fraud-report"].steps) == list(pack.forms["fraud-report"].steps)
    assert digest_of(text_of(again)) == digest_of(text_of(pack))


def test_entry_is_located_in_the_file_that_said_it_last() -> None:
    place = locate(
        Path("policies/packs/demo-county-12365.yaml").resolve(), "business_types.fraud-report.on_receipt"
    )
    base = locate(Path("policies/packs/demo-county-12365.yaml").resolve(), "clocks.s12a-c1.span")

    assert place.file == "demo-county-12365.yaml"
    assert base.file == "quality-12365/1-fraud-report.yaml"


def test_shipped_packs_are_listed_with_what_they_are() -> None:
    listed = {s.id: (s.fragment, s.status.value) for s in shipped_packs()}

    assert listed == {
        "bank-2020": (False, "current"),
        "bank-report-2019": (False, "current"),
        "cfpb": (False, "current"),
        "quality-12365-first-contact": (False, "history"),
        "company-service": (False, "internal"),
        "company-tiers": (False, "internal"),
        "demo-county-12365": (False, "history"),
        "eu-whistleblowing": (False, "current"),
        "fca-disp": (False, "current"),
        "inspection-team": (False, "history"),
        "market-121": (False, "current"),
        "market-20": (False, "repealed"),
        "petition-2022": (False, "current"),
        "quality-12365": (False, "history"),
        "quality-12365-first-contact-duty": (True, "history"),
        "quality-12365-guide": (True, "history"),
        "report-centre-96315": (False, "history"),
        "report-centre-96315-record": (True, "history"),
        "report-centre-96315-promises": (True, "history"),
    }


def test_schema_names_every_key_of_a_pack_as_files_write_it() -> None:
    schema = json_schema()

    written_keys: Any = set(schema["properties"])
    assert written_keys >= {"format", "id", "roles", "business_types", "clocks"}
    assert set(schema["$defs"]["Label"]["properties"]) == {"zh-hans", "en"}
    assert set(schema["$defs"]["Transition"]["required"]) == {"verb", "label", "from", "roles"}

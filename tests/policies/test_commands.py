"""``dengwen policy``: what people and other programs get to read, without a database."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policies.commands import register
from policies.loading import shipped_packs

ROOT = Path(__file__).parents[2]

CHAIN_STORE = """
format: 1
id: chain-store
version: 1
extends: [company-tiers]
title: {zh-hans: 连锁门店客户投诉规定, en: Customer complaints of the chain stores}
issuer: {zh-hans: 公司内部制度, en: Rules of the company}
status: internal
kinds: [company]
clocks:
  s2-reply:
    tiers:
      major: {amount: 12, unit: hour}
"""
"""The pack that docs/how-to/write-a-policy-pack.md makes."""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    parsed = parser.parse_args(["policy", *arguments])
    code = parsed.run(parsed)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_list_names_every_pack_with_its_lines_and_clocks(capsys: pytest.CaptureFixture[str]) -> None:
    packs = {pack["id"]: pack for pack in run_json(capsys, "list")}

    assert list(packs) == [summary.id for summary in shipped_packs()]
    assert packs["quality-12365"]["status"] == "history"
    assert {line["code"]: line["nature"] for line in packs["demo-county-12365"]["business_types"]} == {
        "fraud-report": "report",
        "quality-complaint": "complaint",
        "enquiry": "enquiry",
        "conduct": "conduct",
    }
    assert packs["report-centre-96315-record"]["fragment"] is True
    assert packs["bank-2020"]["clocks"][2]["tiers"]["complex"] == {"amount": 30, "unit": "calendar-day"}


# The worked cases of regulations.md section 15, and each unit once more through the packs.
DUE = [
    ("a make-up Saturday counts", "quality-12365", "s12a-approval", "2026-02-13T10:00", "2026-02-14", False),
    ("over 劳动节", "market-121", "acceptance", "2026-04-30T10:00", "2026-05-13", False),
    ("over 国庆", "quality-12365", "s12a-c3", "2026-09-30T10:00", "2026-10-10", False),
    ("into a year that is not published", "market-121", "check", "2026-12-21T10:00", "2027-01-12", True),
    ("60 days end on a Sunday: no roll", "market-121", "mediation", "2026-04-15T10:00", "2026-06-14", False),
    (
        "60 days end on 国庆: after the statutory days",
        "market-121",
        "mediation",
        "2026-08-02T10:00",
        "2026-10-04",
        False,
    ),
    ("15 calendar days", "bank-2020", "decide", "2026-11-24T10:00", "2026-12-09", False),
    ("30 calendar days, T12", "quality-12365", "s12b-c4", "2026-11-24T10:00", "2026-12-24", False),
]


@pytest.mark.parametrize(
    ("pack", "clock", "start", "day", "provisional"), [row[1:] for row in DUE], ids=[row[0] for row in DUE]
)
def test_due_answers_the_worked_cases(
    capsys: pytest.CaptureFixture[str], pack: str, clock: str, start: str, day: str, provisional: bool
) -> None:
    answer = run_json(capsys, "due", "--pack", pack, "--clock", clock, "--from", start)

    assert (answer["due_at"], answer["provisional"]) == (f"{day}T23:59:59+08:00", provisional)


def test_due_takes_a_pack_that_is_only_a_file_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chain-store.yaml"
    file.write_text(CHAIN_STORE)

    answer = run_json(
        capsys,
        "due",
        "--pack",
        str(file),
        "--clock",
        "s2-reply",
        "--tier",
        "major",
        "--from",
        "2026-09-30T10:00",
    )

    assert (answer["pack"], answer["due_at"]) == ("chain-store", "2026-09-30T22:00:00+08:00")


def test_due_tells_the_literal_end_and_every_day(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--pack", "market-121", "--clock", "mediation", "--from", "2026-08-02T10:00:00+08:00")

    answer = run_json(capsys, "due", *arguments)

    counted = [step["counted"] for step in answer["explanation"] if step["counted"] is not None]
    assert answer["literal_at"] == "2026-10-01T23:59:59+08:00"
    assert counted == list(range(1, 61))
    assert answer["calendar"] == {"code": "CN", "version": 1}
    assert all(step["why"]["zh-hans"] and step["why"]["en"] for step in answer["explanation"])


def test_due_reads_hours_in_any_zone_and_clocks_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--pack", "company-tiers", "--clock", "S2-Reply", "--from", "2026-10-01T02:00:00Z")

    answer = run_json(capsys, "due", *arguments)

    assert (answer["clock"], answer["due_at"]) == ("s2-reply", "2026-10-02T10:00:00+08:00")


@pytest.mark.parametrize(("tier", "day"), [("general", "2026-11-27"), ("minor", "2026-12-01")])
def test_due_takes_the_tier_that_is_asked_for(
    capsys: pytest.CaptureFixture[str], tier: str, day: str
) -> None:
    arguments = (
        "--pack",
        "company-tiers",
        "--clock",
        "s2-reply",
        "--from",
        "2026-11-24T10:00",
        "--tier",
        tier,
    )

    assert run_json(capsys, "due", *arguments)["due_at"] == f"{day}T23:59:59+08:00"


MISTAKES = [
    ("a pack that there is not", ("quality-12356", "s12a-c1", "2026-01-01"), "did you mean 'quality-12365'?"),
    ("a clock that there is not", ("quality-12365", "s12a-c11", "2026-01-01"), "did you mean 's12a-c1'?"),
    ("no time", ("quality-12365", "s12a-c1", "tomorrow"), "no ISO time"),
    ("a fragment", ("report-centre-96315-record", "s3-c1", "2026-01-01"), "can only be extended"),
]


@pytest.mark.parametrize(("given", "reason"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_due_says_what_it_cannot_find(
    capsys: pytest.CaptureFixture[str], given: tuple[str, str, str], reason: str
) -> None:
    code, out, err = run(capsys, "due", "--pack", given[0], "--clock", given[1], "--from", given[2], "--json")

    assert (code, out) == (2, "")
    assert reason in err


def test_due_without_json_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "due", "--pack", "quality-12365", "--clock", "s12a-c5", "--from", "2026-11-24T10:00"
    )

    assert code == 0
    assert out.splitlines()[0] == "2026-11-26T23:59:59+08:00"
    assert "工作日，计入 / Working day, counted" in out


def test_lint_of_a_sound_pack_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "lint", str(ROOT / "policies/packs/fca-disp"))

    assert (code, out.strip().endswith("no findings")) == (0, True)


def test_lint_prints_file_line_and_reason_of_an_unknown_reference(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "format: 1\nid: mine\nversion: 1\nextends: [company-tiers]\ntitle: {zh-hans: 甲, en: A}\n"
        "workflows:\n  customer-complaint:\n    transitions:\n      reply:\n        roles: [reciever]\n"
    )

    code, out, _ = run(capsys, "lint", str(path), "--json")

    findings = json.loads(out)
    assert code == 1
    assert {(f["file"], f["line"], f["severity"]) for f in findings if "reciever" in f["reason"]} == {
        (str(path), 10, "error")
    }
    assert any("receiver" in f["reason"] for f in findings)


def test_lint_of_a_broken_file_is_one_line_with_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("format: 1\nid: [\n")

    code, out, _ = run(capsys, "lint", str(path))

    assert code == 1
    assert out.startswith(f"{path}:3: error: not readable as YAML")


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "schema")

    assert (code, json.loads(out)["title"]) == (0, "Pack")


@pytest.mark.slow
def test_policy_needs_no_database_and_no_settings() -> None:
    arguments = [sys.executable, "-m", "dengwen.cli", "policy", "list", "--json"]
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "PATH": "/usr/bin:/bin"}

    finished = subprocess.run(
        arguments, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    listed = [pack["id"] for pack in json.loads(finished.stdout)]
    assert (finished.returncode, listed) == (0, [summary.id for summary in shipped_packs()])

"""``dengwen policy replay``: a rulebook on an organisation's past cases, for people and for scripts."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.cases.models import Case
from dengwen.commands.policy import register
from kernel import clock, tenancy
from policies import selectors
from policies.loading import text_of
from policies.models import Binding
from policies.services import adopt
from tests.factories.filings import Journey
from tests.factories.people import team

pytestmark = pytest.mark.db

STEPS = (
    ("intake-manager", "propose", {"proposal": "建议核查。"}),
    ("leader", "sign-off", {"instruction": "同意。"}),
)


@pytest.fixture
def case(alpha) -> Case:
    """A report that was proposed half an hour after it came, a month ago."""
    Binding.objects.update(in_force_from=datetime(2020, 1, 1, tzinfo=UTC))
    selectors.trust(alpha.schema)
    yield Journey(team(), "fraud-report", now=clock.now() - timedelta(days=30)).steps(*STEPS)
    selectors.trust(alpha.schema)


@pytest.fixture
def draft(case, tmp_path: Path) -> Path:
    """A file that extends the bureau's pack: proposals at once, signed off by the manager."""
    path = tmp_path / "our-rules.yaml"
    path.write_text(
        "format: 1\nid: our-rules\nversion: 1\nextends: [demo-county-12365]\n"
        "title: {zh-hans: 本局规则, en: Our rules}\n"
        "clocks: {s12a-c1: {span: {amount: 0, unit: immediate}}}\n"
    )
    return path


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    parsed = parser.parse_args(["policy", "replay", *arguments])
    with tenancy.in_schema(tenancy.PUBLIC):
        code = parsed.run(parsed)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_replay_prints_figures_and_lists(capsys, alpha, case, draft) -> None:
    code, out, err = run(capsys, "--host", alpha.host, "--pack", str(draft))

    assert code == 1
    assert out.splitlines() == [
        "1 cases, 1 of them otherwise",
        "late: 0 then, 1 under our-rules v1",
        "newly late: 1",
        f"  {case.number}  late after: s12a-c1",
    ]
    assert err == "1 of 1 cases\n"


def test_replay_gives_json_to_scripts(capsys, alpha, case, draft) -> None:
    code, out, _ = run(capsys, "--host", alpha.host, "--pack", str(draft), "--json")

    told = json.loads(out)
    assert (code, told["host"], told["pack"], told["pack_version"]) == (1, alpha.host, "our-rules", 1)
    assert (told["cases"], told["found"], told["clocks_after"]) == (1, {"late": 1}, {"s12a-c1": 1})
    assert told["lists"] == {"late": [{"number": case.number, "late_after": ["s12a-c1"]}]}


def test_rulebook_in_force_changes_nothing_and_says_so_by_exit_code_0(capsys, alpha, case) -> None:
    code, out, _ = run(capsys, "--host", alpha.host, "--pack", "demo-county-12365")

    assert (code, out.splitlines()) == (
        0,
        ["1 cases, 0 of them otherwise", "late: 0 then, 0 under demo-county-12365 v1"],
    )


def test_since_leaves_older_cases_out(capsys, alpha, case, draft) -> None:
    tomorrow = f"{clock.now() + timedelta(days=1):%Y-%m-%d}"

    code, out, err = run(capsys, "--host", alpha.host, "--pack", str(draft), "--since", tomorrow)

    assert (code, out.splitlines()[0], err) == (0, "0 cases, 0 of them otherwise", "")


def test_latest_adopted_version_goes_before_the_shipped_one(capsys, alpha, case) -> None:
    pack = selectors.policy_version(case.policy_id).pack
    now = clock.now()
    for version in (2, 3):
        adopt(pack=pack.model_copy(update={"version": version}), now=now)

    _, out, _ = run(capsys, "--host", alpha.host, "--pack", pack.id)

    assert out.splitlines()[1] == f"late: 0 then, 0 under {pack.id} v3"
    assert text_of(pack) != ""


@pytest.mark.parametrize(
    ("host", "pack", "reason"),
    [
        ("nowhere.localhost", "market-121", "there is no organisation at 'nowhere.localhost'"),
        ("alpha.localhost", "no-such-pack", "no such pack"),
    ],
)
def test_what_is_not_there_is_refused_with_exit_code_2(capsys, alpha, host, pack, reason) -> None:
    code, out, err = run(capsys, "--host", host, "--pack", pack)

    assert (code, out) == (2, "")
    assert err.startswith("dengwen policy replay: ")
    assert reason in err


def test_every_kind_of_finding_is_told_in_words(capsys, alpha, case, draft) -> None:
    draft.write_text(
        draft.read_text()
        + "business_types: {fraud-report: {first_role: leader, on_receipt: [], channels: [post, web]}}\n"
        + "workflows: {fraud-report: {transitions: {propose: {roles: [leader]}}}}\n"
    )

    _, out, _ = run(capsys, "--host", alpha.host, "--pack", str(draft))

    assert [line for line in out.splitlines() if not line.startswith("  ")] == [
        "1 cases, 1 of them otherwise",
        "late: 0 then, 1 under our-rules v1",
        "newly late: 1",
        "routed elsewhere: 1",
        "decided by another person or with another approval: 1",
        "other letters: 1",
    ]
    assert "objected: propose/another/leader" in out

"""``dengwen policy diff``, ``export`` and ``import``: for people and for scripts, and what bad files get."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dengwen.commands.policy import register
from kernel import clock, tenancy
from policies import selectors
from policies.engine.diff import differences
from policies.loading import load_file, load_pack
from policies.models import AdoptedPolicy, Draft, PolicyEvent
from policies.sources import MAX_BYTES
from tests.factories.filings import take
from tests.factories.people import colleague

pytestmark = pytest.mark.db

ROOT = Path(__file__).parents[2]
OURS = """format: 1
id: our-rules
version: 1
extends: [demo-county-12365]
title: {zh-hans: 本局规则, en: Our rules}
clocks: {s12a-c1: {span: {amount: 1, unit: working-day}}}
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    parsed = parser.parse_args(["policy", *arguments])
    with tenancy.in_schema(tenancy.PUBLIC):
        code = parsed.run(parsed)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "our-rules.yaml"
    path.write_text(OURS)
    return path


@pytest.fixture
def admins(alpha: Any) -> tuple[str, str]:
    return colleague(is_admin=True).email, colleague(is_admin=True).email


def bring(capsys: Any, path: Path, alpha: Any, by: str, *more: str) -> tuple[int, str, str]:
    return run(capsys, "import", str(path), "--host", alpha.host, "--by", by, *more)


def test_diff_tells_in_sentences_and_exits_1(capsys: Any, ours: Path) -> None:
    code, out, _ = run(capsys, "diff", "demo-county-12365", str(ours))

    assert code == 1
    assert out.splitlines() == [
        "~ title [neutral]: 名称由“县质监局12365举报投诉制度（演示）”改为“本局规则”。 / Title changes from County "
        "quality bureau 12365 rules (demonstration) to Our rules.",
        "~ clocks.s12a-c1.span [stricter]: 时限“提出建议”的期限由“2 个工作日”改为“1 个工作日”。 / "
        "Time limit “Proposal”, length changes from 2 working days to 1 working day.",
    ]


def test_diff_of_one_rulebook_with_itself_is_nothing_and_exits_0(capsys: Any) -> None:
    assert run(capsys, "diff", "market-121", "market-121") == (0, "", "")


def test_diff_as_json_has_every_part(capsys: Any, ours: Path) -> None:
    code, out, _ = run(capsys, "diff", "demo-county-12365", str(ours), "--json")

    one = json.loads(out)[-1]
    assert code == 1
    assert set(one) == {"path", "kind", "effect", "before", "after", "text", "cites"}
    assert (one["path"], one["kind"], one["effect"]) == ("clocks.s12a-c1.span", "changed", "stricter")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["diff", "market-121", "market-12"], "did you mean 'market-121'?"),
        (["diff", "market-121", "market-121@7"], "there is no version 'market-121@7'"),
        (["export", "no-such-pack"], "no such pack"),
        (["export", "market-121", "--host", "nowhere.localhost"], "there is no organisation at"),
        (["import", "x.yaml", "--host", "h", "--by", "a", "--publish"], "belong together"),
    ],
)
def test_what_cannot_be_used_exits_2_with_the_reason(
    capsys: Any, alpha: Any, arguments: list[str], reason: str
) -> None:
    code, out, err = run(capsys, *arguments)

    assert (code, out) == (2, "")
    assert reason in err


@pytest.mark.parametrize("pack_id", ["market-121", "demo-county-12365", "company-tiers", "fca-disp"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_exported_rulebook_reads_back_as_it_was(
    capsys: Any, tmp_path: Path, pack_id: str, form: list[str]
) -> None:
    path = tmp_path / f"{pack_id}.yaml"
    code, _, _ = run(capsys, "export", pack_id, "--output", str(path), *form)

    again = load_file(path)

    assert code == 0
    assert differences(load_pack(pack_id), again) == ()
    assert again.extends == ()


def test_import_makes_a_draft_and_publishes_nothing(
    capsys: Any, alpha: Any, ours: Path, admins: tuple[str, str]
) -> None:
    code, out, _ = bring(capsys, ours, alpha, admins[0], "--json")

    told = json.loads(out)
    draft = Draft.objects.get()
    assert (code, told["version"], told["draft"]) == (0, None, str(draft.public_id))
    assert (draft.pack_id, draft.parents, draft.text) == ("our-rules", ["demo-county-12365"], OURS)
    assert AdoptedPolicy.objects.count() == 1


def test_import_publishes_with_a_second_admins_word(
    capsys: Any, alpha: Any, ours: Path, admins: tuple[str, str]
) -> None:
    day = (clock.now() + timedelta(days=3)).date()

    code, out, _ = bring(
        capsys, ours, alpha, admins[0], "--publish", "--approved-by", admins[1], "--effective", f"{day}T00:00"
    )

    starts = clock.now() + timedelta(days=4)
    assert (code, out.split(",")[0]) == (0, "our-rules: published as v1")
    assert selectors.policy_for_business("enquiry", starts).pack.id == "our-rules"
    assert selectors.policy_for_business("enquiry", clock.now()).pack.id == "demo-county-12365"
    assert [event.kind for event in PolicyEvent.objects.order_by("id")] == [
        "STARTED",
        "PROPOSED",
        "PUBLISHED",
    ]


def test_filing_after_the_import_runs_by_the_new_rulebook(
    capsys: Any, ours: Path, alpha: Any, admins: tuple[str, str]
) -> None:
    """docs/how-to/write-a-policy-pack.md from its file to a filed case; what was filed before keeps its rules."""
    with tenancy.in_schema(alpha.schema):
        older = take("fraud-report", now=clock.now()).cases[0]

    bring(capsys, ours, alpha, admins[0], "--publish", "--approved-by", admins[1])

    with tenancy.in_schema(alpha.schema):
        newer = take("fraud-report", now=clock.now()).cases[0]
        governed = [selectors.policy_version(case.policy_id).pack.id for case in (older, newer)]
    assert governed == ["demo-county-12365", "our-rules"]
    assert newer.due_at <= older.due_at


def test_own_version_is_compared_and_exported_by_its_number(
    capsys: Any, alpha: Any, ours: Path, admins: tuple[str, str]
) -> None:
    publish = ("--publish", "--approved-by", admins[1])
    bring(capsys, ours, alpha, admins[0], *publish)
    ours.write_text(OURS.replace("amount: 1", "amount: 3"))
    bring(capsys, ours, alpha, admins[0], *publish)

    code, out, _ = run(capsys, "diff", "our-rules@1", "our-rules@2", "--host", alpha.host, "--json")
    _, own, _ = run(capsys, "export", "our-rules", "--host", alpha.host, "--differences", "--json")

    assert code == 1
    assert [(one["path"], one["effect"]) for one in json.loads(out)] == [("clocks.s12a-c1.span", "looser")]
    assert json.loads(own)["version"] == 2


def test_shipped_rulebook_comes_in_under_an_id_of_ones_own(
    capsys: Any, alpha: Any, tmp_path: Path, admins: tuple[str, str]
) -> None:
    path = tmp_path / "market-121.yaml"
    run(capsys, "export", "market-121", "--output", str(path))

    code, out, _ = bring(capsys, path, alpha, admins[0], "--publish", "--approved-by", admins[1])

    assert (code, out.split(",")[0]) == (0, "our-market-121: published as v1")
    assert differences(load_pack("market-121"), selectors.adopted_versions()[-1].pack) == ()


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        (("amount: 1", "amount: -1"), 2, "our-rules.yaml:6: clocks.s12a-c1.span.amount"),
        (("span:", "actor: nobody, span:"), 1, "clocks.s12a-c1.actor"),
        (("extends: [demo-county-12365]", "extends: [our-rules]"), 2, "a circle of packs"),
        (("extends: [demo-county-12365]", "extends: [demo-county]"), 2, "did you mean 'demo-county-12365'?"),
        (("version: 1", "version: !!int 1"), 2, "tags are not allowed"),
        (("version: 1", "version: &v 1"), 2, "anchors and aliases are not allowed"),
        (("version: 1", "version: " + "9" * 5000), 2, "a number of 5000 digits"),
        (("version: 1", "version: 1\nfragment: true"), 2, "a fragment can only be extended"),
        (("clocks:", "clokcs:"), 2, "did you mean 'clocks'?"),
        (("version: 1", "version: " + "[" * 60 + "]" * 60), 2, "nested deeper than"),
    ],
)
def test_bad_file_is_refused_with_its_place_and_nothing_is_published(
    capsys: Any,
    alpha: Any,
    ours: Path,
    admins: tuple[str, str],
    change: tuple[str, str],
    code: int,
    reason: str,
) -> None:
    ours.write_text(OURS.replace(*change))

    told, out, err = bring(capsys, ours, alpha, admins[0], "--publish", "--approved-by", admins[1])

    assert (told, out) == (code, "")
    assert reason in err
    assert (Draft.objects.count(), AdoptedPolicy.objects.count()) == (0, 1)


def test_same_admin_cannot_approve_and_nothing_is_kept(
    capsys: Any, alpha: Any, ours: Path, admins: tuple[str, str]
) -> None:
    code, _, err = bring(capsys, ours, alpha, admins[0], "--publish", "--approved-by", admins[0])

    assert (code, "name a second admin" in err) == (1, True)
    assert (Draft.objects.count(), PolicyEvent.objects.count()) == (0, 0)


def _lid() -> None:
    """700 MB of addresses and 20 seconds of work for the whole process, the interpreter and all code included."""
    resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("a: " + "x" * (50 << 20), f"larger than {MAX_BYTES:,} bytes", id="50 MB of one word"),
        pytest.param("- [a, b]\n" * (50 << 17), f"larger than {MAX_BYTES:,} bytes", id="50 MB of small lists"),
        pytest.param(
            "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
            "anchors and aliases are not allowed", id="a billion laughs",
        ),
        pytest.param("{" * 200_000, "nested deeper than", id="a deep hole"),
        pytest.param("a: [" + "[]," * 240_000 + "]", "unknown key 'a'", id="a wide plain"),
    ],
)  # fmt: skip
def test_explosive_file_is_refused_within_small_bounds(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_text(content if content.startswith(("a0", "{")) else f"id: bomb\n{content}")

    done = subprocess.run(
        [sys.executable, "-m", "dengwen.cli", "policy", "diff", "market-121", str(path)],
        capture_output=True, text=True, cwd=ROOT, preexec_fn=_lid, check=False,
        env={"PYTHONPATH": "platform:.", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    assert done.returncode == 2, done.stderr[-500:]
    assert reason in done.stderr

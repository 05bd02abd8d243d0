"""``dengwen`` as people call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dengwen.cli import COMMANDS, main
from tenants.models import Tenant

ROOT = Path(__file__).resolve().parents[2]


def _call(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dengwen.cli", *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", **environment},
    )  # fmt: skip


@pytest.mark.unit
def test_help_names_every_command() -> None:
    done = _call("--help", environment={})

    assert done.returncode == 0
    assert [name for name in COMMANDS if f"    {name}" not in done.stdout] == []


@pytest.mark.unit
def test_command_with_a_bare_environment_says_what_is_missing() -> None:
    done = _call("tenant", "list", environment={})

    assert done.returncode == 1
    assert done.stderr.startswith("dengwen: the environment lacks DATABASE_URL, REDIS_URL, ")


@pytest.mark.unit
def test_policy_commands_need_no_environment() -> None:
    done = _call("policy", "list", "--json", environment={})

    assert (done.returncode, done.stderr) == (0, "")
    assert "bank-2020" in {pack["id"] for pack in json.loads(done.stdout)}


@pytest.mark.unit
def test_what_is_not_ours_is_a_command_of_django() -> None:
    done = _call("version", environment={"DJANGO_SETTINGS_MODULE": "dengwen.settings.test"})

    assert (done.returncode, done.stdout.split(".")[0]) == (0, "5")


@pytest.mark.unit
@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if command.as_owner])
def test_command_that_changes_schemas_takes_the_owner_role(name) -> None:
    """The role is chosen before the settings are read: they are read once."""
    told = "import os, sys, dengwen.cli as c; c._run(c.COMMANDS[sys.argv[1]], [sys.argv[1], '--help'])"
    program = f"import atexit, os; atexit.register(lambda: print(os.environ['DENGWEN_DB_ROLE'])); {told}"

    done = subprocess.run(
        [sys.executable, "-c", program, name],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
            "DJANGO_SETTINGS_MODULE": "dengwen.settings.test",
        },
    )  # fmt: skip

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "owner")


def test_tenant_create_prints_what_was_made(organisations, db, capsys) -> None:
    status = main(
        [
            "tenant", "create", "--name", "戊公司", "--host", "epsilon.example", "--kind", "bank",
            "--pack", "bank-2020", "--admin-email", "a@epsilon.example", "--admin-name", "伍德", "--json",
        ]
    )  # fmt: skip

    told = json.loads(capsys.readouterr().out)
    tenant = Tenant.objects.get(domains__domain="epsilon.example")
    assert (status, told["uuid"], told["schema"]) == (0, str(tenant.uuid), tenant.schema_name)
    assert len(told["admin_password"]) >= 16


def test_tenant_create_says_plainly_what_is_wrong(organisations, db, capsys) -> None:
    status = main(
        [
            "tenant", "create", "--name", "戊", "--host", "alpha.localhost", "--kind", "bank", "--pack", "bank-2020",
            "--admin-email", "a@epsilon.example", "--admin-name", "伍德",
        ]
    )  # fmt: skip

    assert (status, capsys.readouterr().err) == (1, "dengwen: host: alpha.localhost is taken\n")


def test_tenant_list_names_hosts_in_order(organisations, db, capsys) -> None:
    status = main(["tenant", "list", "--json"])

    assert (status, [row["host"] for row in json.loads(capsys.readouterr().out)]) == (
        0,
        ["alpha.localhost", "beta.localhost"],
    )


def test_check_finds_nothing_amiss(organisations, db, capsys) -> None:
    status = main(["check"])

    assert (status, capsys.readouterr().out.splitlines()[-1]) == (0, "nothing amiss")


def test_check_finds_an_organisation_that_is_behind(organisations, db, capsys) -> None:
    Tenant.objects.filter(schema_name=organisations.beta.schema).update(migrations_digest="older")

    status = main(["check"])

    assert status == 1
    assert (
        f"{organisations.beta.schema} is behind the present migrations: run `dengwen migrate`"
        in capsys.readouterr().out
    )

"""The shape of the checkout: what no linter sees."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from dengwen.settings import apps
from dengwen.subscriptions import ALARM_HANDLERS, CONSUMERS

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
NOT_ROOMS = {"tests", "docs", "bench", "helm"}
STANDARD = Path(sysconfig.get_path("stdlib"))


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_platform_is_a_source_root_and_no_package() -> None:
    assert list((ROOT / "platform").glob("*.py")) == []
    assert not (ROOT / "tests" / "platform").exists()
    assert not (ROOT / "platform.py").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import platform; print(platform.__file__)"],
        ["-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import platform; print(platform.__file__)"],
        ["manage.py", "shell", "-v", "0", "-c", "import platform; print(platform.__file__)"],
    ],
)
def test_import_platform_is_the_standard_library(command) -> None:
    """By subprocess: inside pytest the standard module was imported before our root joined the path."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={"DJANGO_SETTINGS_MODULE": "dengwen.settings.test", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    assert done.stdout.strip() == str(STANDARD / "platform.py"), done.stderr


def test_import_linter_knows_every_room() -> None:
    places = (ROOT, ROOT / "platform")
    folders = {path.parent.name for place in places for path in place.glob("*/__init__.py")}

    assert set(_project()["tool"]["importlinter"]["root_packages"]) == folders - NOT_ROOMS


def test_layers_name_every_room_once() -> None:
    linter = _project()["tool"]["importlinter"]
    rooms = next(contract for contract in linter["contracts"] if contract["id"] == "rooms")

    named = [room.strip() for layer in rooms["layers"] for room in layer.split("|")]

    assert sorted(named) == sorted(linter["root_packages"])


def test_wheel_carries_every_room_but_the_demo() -> None:
    project = _project()
    packages = {Path(path).name for path in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]}

    assert packages == set(project["tool"]["importlinter"]["root_packages"]) - {"demo"}


def test_no_app_lives_in_both_lists() -> None:
    assert sorted(set(apps.SHARED_APPS) & set(apps.TENANT_APPS)) == []


def test_content_types_live_in_public_only() -> None:
    assert "django.contrib.contenttypes" in apps.SHARED_APPS
    assert "django.contrib.admin" not in apps.INSTALLED_APPS


def test_every_room_has_its_tests_beside_it() -> None:
    """A test folder is named after a room, and only after one."""
    rooms = set(_project()["tool"]["importlinter"]["root_packages"])
    others = {"isolation", "journeys", "factories", "golden", "bench"}

    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name[0] not in "._"}

    assert sorted(folders - rooms - others) == []


@pytest.mark.parametrize(
    "path",
    sorted(
        {path for paths in CONSUMERS.values() for path in paths}
        | {*ALARM_HANDLERS.values(), apps.DUTIES_HELD}
    ),
)
def test_subscription_names_a_function(path) -> None:
    module, name = path.rsplit(".", 1)

    assert callable(getattr(import_module(module), name))


def _modules() -> list[Path]:
    rooms = [
        ROOT / "platform" / name for name in ("dengwen", "demo", "oversight", "accounts", "ui", "kernel")
    ]
    rooms += [ROOT / name for name in ("tenants", "policies", "casework", "cms", "billing")]
    return sorted(path for room in rooms for path in room.rglob("*.py") if "migrations" not in path.parts)


def test_no_module_is_a_drawer_for_everything() -> None:
    banned = {"utils", "helpers", "common", "managers", "mixins"}

    assert [str(path.relative_to(ROOT)) for path in _modules() if path.stem in banned] == []


def test_no_module_is_longer_than_it_may_be() -> None:
    too_long = [
        (str(path.relative_to(ROOT)), lines)
        for path in _modules()
        if (lines := len(path.read_text().splitlines())) > 500
    ]

    assert too_long == []


def test_only_the_settings_read_the_environment() -> None:
    """And what runs before them: the command line, and the launcher, which makes the environment."""
    allowed = {"platform/dengwen/cli.py", "platform/dengwen/worker.py", "platform/dengwen/wsgi.py"}
    readers = {
        str(path.relative_to(ROOT))
        for path in _modules()
        if "os.environ" in path.read_text() or "os.getenv" in path.read_text()
    }

    beyond = {
        reader for reader in readers - allowed
        if not reader.startswith(("platform/dengwen/settings/", "platform/dengwen/machine/"))
    }  # fmt: skip

    assert beyond == {"tenants/dump.py"}  # hands pg_dump the environment without other people's PG… variables


def test_migrations_import_no_app_code() -> None:
    """Only frozen names: ``kernel.append_only``, ``kernel.ids``, and the models' own defaults."""
    rooms = tuple(_project()["tool"]["importlinter"]["root_packages"])
    frozen = ("kernel.append_only", "kernel.ids", "cms.blocks")
    found = []
    for path in ROOT.rglob("migrations/0*.py"):
        if ".dengwen" in path.parts:
            continue
        for line in path.read_text().splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]) and words[1].split(".")[0] in rooms:
                found += [] if words[1].startswith(frozen) else [f"{path.relative_to(ROOT)}: {line.strip()}"]

    assert found == []

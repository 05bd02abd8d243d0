"""Ports, secrets, folders, translations and stamps of the launcher."""

from __future__ import annotations

import gettext
import json
import socket
import stat
from pathlib import Path

import pytest

from dengwen.machine import catalogues, ports, product, secret_files, stamp
from dengwen.machine.commands import shell_lines
from dengwen.machine.layout import Layout
from dengwen.machine.postgres import Passwords, Postgres
from dengwen.machine.services import Services
from dengwen.machine.valkey import Valkey


@pytest.fixture
def place(tmp_path: Path) -> Layout:
    found = Layout(root=tmp_path / "checkout", profile="demo", server_home=None)
    found.prepare()
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("busy", "taken", "expected", "reason"),
    [
        (set(), set(), 8000, "a free port is taken as it is"),
        ({8000}, set(), 8001, "a busy port is stepped over"),
        ({8000, 8001}, {8002}, 8003, "a port remembered for another service is stepped over as well"),
    ],
)
def test_step_to_free_steps_over(busy: set[int], taken: set[int], expected: int, reason: str) -> None:
    port = ports.step_to_free(8000, is_free=lambda tried: tried not in busy, taken=frozenset(taken))

    assert port == expected, reason


def test_step_to_free_ends_with_a_message_when_nothing_is_free() -> None:
    with pytest.raises(ports.NoFreePort) as caught:
        ports.step_to_free(8000, is_free=lambda _tried: False)

    assert str(caught.value) == "no free port from 8000 to 8199"


def test_is_free_sees_a_listener_on_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        while_listening = ports.is_free(port)

    assert (while_listening, ports.is_free(port)) == (False, True)


def test_choose_remembers_and_steps_over_what_became_busy(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        busy = listener.getsockname()[1]
        ports.remember(path=path, name="demo.web", port=busy)

        chosen = ports.choose(path=path, profile="demo", service="web")

    assert busy < chosen < busy + ports.STEPS
    assert json.loads(path.read_text()) == {"demo.web": chosen}
    assert ports.choose(path=path, profile="demo", service="web") == chosen


def test_remembered_counts_a_broken_file_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    path.write_text('{"demo.web": 80')

    assert ports.remembered(path) == {}


def test_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "kek"

    first = secret_files.ensure(path, make=secret_files.new_key)
    second = secret_files.ensure(path, make=secret_files.new_key)

    assert first == second
    assert len(bytes.fromhex(first.decode())) == 32
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert [entry.name for entry in path.parent.iterdir()] == ["kek"]


def test_secret_of_the_first_of_two_users_wins(tmp_path: Path) -> None:
    path = tmp_path / "pepper"

    def make_while_another_is_quicker() -> bytes:
        secret_files.write(path, b"theirs")
        return b"ours"

    assert secret_files.ensure(path, make=make_while_another_is_quicker) == b"theirs"


def test_write_closes_a_file_that_stood_open(tmp_path: Path) -> None:
    path = tmp_path / "env.sh"
    path.write_text("old")
    path.chmod(0o644)

    secret_files.write(path, b"new")

    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


def test_passwords_differ_and_need_no_quoting(place: Layout) -> None:
    passwords = Postgres(place=place).passwords

    assert Passwords(**json.loads((place.home / "postgres.json").read_text())) == passwords
    assert mode(place.home / "postgres.json") == 0o600
    assert len({passwords.owner, passwords.app, passwords.superuser}) == 3
    assert all(
        word.isalnum() and len(word) == 32 for word in (passwords.owner, passwords.app, passwords.superuser)
    )


def test_layout_of_an_ordinary_user_lies_inside_the_checkout(place: Layout) -> None:
    assert place.data == place.root / ".dengwen/demo/data"
    assert (mode(place.home), mode(place.home / "keys")) == (0o700, 0o700)


def test_layout_of_root_keeps_servers_outside_and_links_them(tmp_path: Path) -> None:
    here = Layout(root=tmp_path / "here", profile="demo", server_home=tmp_path / "server")
    there = Layout(root=tmp_path / "there", profile="demo", server_home=tmp_path / "server")

    here.prepare()
    here.prepare()

    assert here.data.is_relative_to(tmp_path / "server")
    assert here.data != there.data
    assert (here.home / "data").readlink() == here.data


def test_environment_names_everything_that_the_product_reads(
    place: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dengwen.settings.env import REQUIRED

    services = Services(place=place, postgres=Postgres(place=place), valkey=Valkey(place=place))
    ports.remember(path=place.ports, name="demo.web", port=8042)
    ports.remember(path=place.ports, name="demo.postgres", port=15999)
    product.remember_domain(place, "demo.test")

    told = product.environment(services, settings="dengwen.settings.dev")

    password = services.postgres.passwords.app if services.postgres else ""
    assert set(REQUIRED) - set(told) == set()
    assert told["DATABASE_URL"] == f"postgresql://dengwen_app:{password}@127.0.0.1:15999/dengwen"
    assert told["DATABASE_OWNER_URL"].startswith("postgresql://dengwen_owner:")
    assert (told["DENGWEN_PORT"], told["DENGWEN_BASE_DOMAIN"]) == ("8042", "demo.test")
    assert told["DENGWEN_KEY_DIR"] == str(place.home / "keys")
    assert mode(Path(told["DENGWEN_PEPPER_FILE"])) == 0o600


def test_environment_takes_named_services_as_they_are(place: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db.example/x")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://q.example/0")

    told = Services(place=place, postgres=None, valkey=None).environment()

    assert told["DATABASE_OWNER_URL"] == told["DATABASE_URL"] == "postgresql://me@db.example/x"
    assert told["REDIS_URL"] == "redis://q.example/0"


def test_shell_lines_survive_a_quote() -> None:
    assert shell_lines({"A": "it's"}) == "export A='it'\\''s'\n"


@pytest.mark.parametrize(
    ("arguments", "expected", "reason"),
    [
        ([], False, "an overview is text"),
        (["tenant", "create", "--help"], False, "help is text"),
        (["policy", "lint", "x.yaml"], False, "rulebooks are files"),
        (["policy", "replay", "--host", "h"], True, "past cases lie in the database"),
        (["policy"], False, "what is missing is said without a database"),
        (["tenant", "create"], True, "organisations lie in the database"),
        (["shell"], True, "a command of Django may do anything"),
    ],
)
def test_needs_services(arguments: list[str], expected: bool, reason: str) -> None:
    assert product.needs_services(arguments) == expected, reason


PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "受理"
msgstr "Accepted"
"""


def test_catalogues_are_compiled_only_when_stale(tmp_path: Path) -> None:
    source = tmp_path / "casework/locale/en/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")

    first, second = catalogues.compile_stale(tmp_path), catalogues.compile_stale(tmp_path)

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("受理") == "Accepted"
    assert (first, second) == ([source], [])


def test_chinese_texts_stand_for_themselves(tmp_path: Path) -> None:
    source = tmp_path / "casework/locale/en/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")

    catalogues.compile_stale(tmp_path)

    with (tmp_path / "casework/locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    chinese.add_fallback(_Refusing())
    assert chinese.gettext("受理") == "受理"


class _Refusing(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        raise AssertionError(f"{message} was looked up elsewhere")


def test_catalogue_that_is_broken_is_named(tmp_path: Path) -> None:
    source = tmp_path / "cms/locale/en/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid "受理\nmsgstr "Accepted"\n', encoding="utf-8")

    with pytest.raises(catalogues.BadCatalogueError) as caught:
        catalogues.compile_stale(tmp_path)

    assert str(caught.value) == f'{source}:1: not a quoted string: msgid "受理'
    assert not source.with_suffix(".mo").exists()


def test_stamp_changes_with_source_and_facts_and_with_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("a==1")
    room = tmp_path / "casework"
    room.mkdir()
    (room / "models.py").write_text("x = 1")

    def now(domain: str = "localhost") -> str:
        return stamp.digest(root=tmp_path, folders=["casework"], facts={"domain": domain})

    before = now()
    (room / "notes.txt").write_text("not source")
    same = now()
    (room / "models.py").write_text("x = 2")

    assert same == before
    assert len({before, now(), now("demo.test")}) == 3

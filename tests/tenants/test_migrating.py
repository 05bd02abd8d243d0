"""``dengwen migrate`` and what guards it."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from wagtail.models import Page, Site

from dengwen.cli import main
from kernel import tenancy
from policies.shared.models import CalendarTable
from tenants import dump, migrator, template
from tenants.models import SchemaTemplate


def test_migrate_with_nothing_to_do_says_so(committed, capsys) -> None:
    status = main(["migrate"])

    lines = capsys.readouterr().out.splitlines()
    assert (status, lines[0], lines[1]) == (0, "public: 0 migrations applied", "calendars: 0 new")
    assert lines[-1] == "organisations: 0 upgraded, 0 failed, all others were up to date"


def test_migrate_quietly_says_nothing_where_nothing_was_done(committed, capsys) -> None:
    status = main(["migrate", "--quiet"])

    assert (status, capsys.readouterr().out) == (0, "")


@pytest.mark.slow
def test_migrate_names_an_organisation_that_failed_and_exits_with_1(
    make_organisation, add_migration, capsys
) -> None:
    """The template has no alarm and can be built; the organisation has some, and cannot be upgraded."""
    schema = make_organisation("one.example").schema
    add_migration("0002_blocked", 'migrations.RunSQL("SELECT 1 / (count(*) - 3) FROM kernel_alarm"),')

    status = main(["migrate"])

    out = capsys.readouterr().out
    assert status == 1
    assert f"{schema}: DataError: division by zero" in out


@pytest.fixture(autouse=True)
def _template_stays(request: pytest.FixtureRequest):
    """A migration added here makes another template; the real one comes back afterwards."""
    if "committed" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("committed")
    kept = list(SchemaTemplate.objects.all())
    yield
    connection.set_schema_to_public()
    SchemaTemplate.objects.all().delete()
    SchemaTemplate.objects.bulk_create(kept)


def test_calendars_are_published_with_the_migrations(db) -> None:
    assert CalendarTable.objects.filter(code="CN").exists()


def test_two_migrations_at_once_wait_for_each_other(committed) -> None:
    entered = threading.Event()
    left = threading.Event()

    def second() -> None:
        with migrator.one_at_a_time():
            entered.set()
        left.set()

    with migrator.one_at_a_time():
        thread = threading.Thread(target=second)
        thread.start()
        came_too_early = entered.wait(0.3)
    thread.join(10)

    assert (came_too_early, left.is_set()) == (False, True)


def test_template_text_sets_nothing_in_the_session(db) -> None:
    text = SchemaTemplate.objects.get().sql

    lines = [
        line
        for line in text.splitlines()
        if line.startswith(("SET ", "\\", "--", "SELECT pg_catalog.set_config"))
    ]
    assert lines == []


def test_template_names_no_schema_but_the_public_functions(db) -> None:
    text = SchemaTemplate.objects.get().sql

    assert "t_template_" not in text
    assert "REFERENCES public." not in text


def test_template_leaves_wagtail_s_sample_behind(db) -> None:
    template.instantiate(schema="t_probe_sample")

    with tenancy.in_schema("t_probe_sample"):
        found = (Site.objects.count(), list(Page.objects.values_list("depth", "numchild")))
    assert found == (0, [(1, 0)])


def test_instantiate_without_a_template_says_what_to_do(db) -> None:
    SchemaTemplate.objects.all().delete()

    with pytest.raises(template.NoTemplate, match="run `dengwen migrate`"):
        template.instantiate(schema="t_probe")


def test_dump_program_is_as_new_as_the_server(db) -> None:
    program = dump.dump_program()

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    assert (program.name, dump._major(program) >= server) == ("pg_dump", True)


def test_folder_without_a_dump_program_is_passed_over(db, settings, tmp_path: Path) -> None:
    settings.PG_BIN = tmp_path

    assert dump.dump_program().parent != tmp_path


def test_dump_of_what_is_not_there_fails_loudly(db) -> None:
    with pytest.raises(RuntimeError, match="no matching schemas were found"):
        dump.schema_text("t_nowhere")


def test_connection_of_the_lock_is_given_back(committed) -> None:
    with migrator.one_at_a_time():
        pass

    with psycopg.connect(_address()) as other:
        held = other.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                             "(SELECT oid FROM pg_database WHERE datname = current_database())").fetchone()  # fmt: skip
    assert held == (0,)


def _address() -> str:
    of = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        dbname=of["NAME"], user=of["USER"], password=of["PASSWORD"], host=of["HOST"], port=of["PORT"]
    )

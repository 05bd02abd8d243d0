"""PostgreSQL is away: an honest page, no receipt, nothing stored; and what was typed is there afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from psycopg import sql

from dengwen.machine import processes, services
from dengwen.machine.layout import SERVER_HOME, Layout
from dengwen.machine.postgres import OWNER, Postgres
from tests.journeys.people import PHONE, Citizen
from tests.journeys.product import READY_SECONDS, ROOT, Product, free_port, own_environment, remove
from tests.journeys.test_county import REPORT

pytestmark = [pytest.mark.journey, pytest.mark.slow]

HOST = "away.localhost"
SERVICES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass(frozen=True, slots=True)
class Alone:
    """A product with a database server that is nobody else's."""

    product: Product
    postgres: Postgres
    schema: str

    def filings(self) -> int:
        """How many filings are stored."""
        count = sql.SQL("SELECT count(*) FROM {}.casework_submission").format(sql.Identifier(self.schema))
        with psycopg.connect(self.postgres.url(role=OWNER)) as connection:
            row = connection.execute(count).fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Alone]:
    """Made as an operator makes it: migrated and provisioned from the command line, then served."""
    for name in SERVICES:
        monkeypatch.delenv(name, raising=False)
    home = SERVER_HOME if os.geteuid() == 0 else None
    place = Layout(root=tmp_path, profile="away", server_home=home)
    found = services.at(place, fast=True)
    with _started(found) as (postgres, told):
        run(told, "migrate")
        order = ("--name", "丁县质监局", "--host", HOST, "--kind", "authority", "--pack", "demo-county-12365")
        admin = ("--admin-email", "admin@ding.example", "--admin-name", "丁宁", "--json")
        created = json.loads(run(told, "tenant", "create", *order, *admin))
        assert found.valkey is not None
        product = Product(
            port=int(told["DENGWEN_PORT"]), valkey=found.valkey, logs=place.logs, environment=told, host=HOST
        )
        product.start("web")
        try:
            product.wait()
            yield Alone(product, postgres, str(created["schema"]))
        finally:
            product.stop()


@contextmanager
def _started(found: services.Services) -> Iterator[tuple[Postgres, dict[str, str]]]:
    assert found.postgres is not None
    try:
        found.start()
        told = own_environment(port=free_port()) | found.environment()
        yield found.postgres, told
    finally:
        found.stop()
        remove(found.place.data)


def run(told: dict[str, str], *arguments: str) -> str:
    """One call of the command-line tool as the owner of the database; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "dengwen.cli", *arguments],
        env=told | {"DENGWEN_DB_ROLE": "owner"}, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_nothing_is_promised_while_the_database_is_away_and_the_draft_survives(
    alone: Alone, phone: Page
) -> None:
    citizen = Citizen(phone, alone.product, HOST)
    citizen.begin("打假举报")
    citizen.answer_all(REPORT, named=False)
    citizen.page.get_by_role("checkbox").check()

    alone.postgres.stop()
    with phone.expect_response("**/check/") as sent:
        citizen.press("提交")
    status, body = citizen.fetch("/")
    alone.postgres.start()

    assert (sent.value.status, status) == (503, 503)
    expect(phone.get_by_role("heading", level=1)).to_have_text("服务暂时中断，内容没有保存")
    assert "没有产生受理编号" in citizen.words()
    assert "以前提交成功的内容都在" in body.decode()
    assert alone.filings() == 0
    processes.wait_until(lambda: citizen.fetch("/")[0] == 200, seconds=READY_SECONDS)
    citizen.go("/file/fraud-report/check/")
    assert REPORT["narrative"] in citizen.words()
    receipt = citizen.send()
    assert (receipt.number[:2], alone.filings()) == ("JB", 1)

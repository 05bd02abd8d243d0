"""The health page, and what is shown when a service is away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from kernel import clock
from kernel.ids import new_public_id
from kernel.models import OutboxEntry

AWAY = "redis://127.0.0.1:1/0"


def test_health_says_that_all_is_well(alpha, client_for) -> None:
    response = client_for(alpha).get("/health/")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "database": "ok", "valkey": "ok", "outbox_lag_seconds": 0.0},
    )
    assert "no-store" in response.headers["Cache-Control"]


def test_health_without_valkey_is_degraded_and_serves(alpha, client_for, settings) -> None:
    settings.REDIS_URL = AWAY

    response = client_for(alpha).get("/health/")

    assert (response.status_code, response.json()["status"], response.json()["valkey"]) == (
        200,
        "degraded",
        "away",
    )


def test_health_tells_how_long_events_wait(alpha, client_for) -> None:
    OutboxEntry.objects.create(
        kind="probe", version=1, subject=new_public_id(), seq=1, payload={}, occurred_at=clock.now(),
        recorded_at=clock.now() - timedelta(seconds=90),
    )  # fmt: skip

    response = client_for(alpha).get("/health/")

    assert 90 <= response.json()["outbox_lag_seconds"] < 100


def test_health_is_only_read(alpha, client_for) -> None:
    assert client_for(alpha).post("/health/").status_code == 405


@pytest.fixture
def database_away(alpha, client_for, monkeypatch):
    """A browser on alpha's host while the database answers nothing, from the first question on."""
    browser = client_for(alpha)
    browser.raise_request_exception = False

    def gone(*_args: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(lambda *_: gone()):
        yield browser


@pytest.mark.parametrize("path", ["/", "/file/", "/track/", "/desk/", "/account/login/"])
def test_page_without_a_database_is_an_honest_503(database_away, path) -> None:
    response = database_away.get(path)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "no-store" in response.headers["Cache-Control"]
    assert "服务暂时中断" in response.content.decode()
    assert "您刚才提交的内容" not in response.content.decode()


@pytest.mark.parametrize("path", ["/file/", "/track/", "/account/login/"])
def test_who_sent_something_is_told_that_it_was_not_stored(database_away, path) -> None:
    response = database_away.post(path)

    assert response.status_code == 503
    assert "您刚才提交的内容没有保存" in response.content.decode()

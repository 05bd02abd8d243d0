"""The regulator's pages: who may see them, what stands there, and what must not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.tenancy import TenantRef
from oversight import release, services
from oversight.metrics import METRICS
from tests.conftest import TenantClient
from tests.oversight.conftest import Tell

pytestmark = pytest.mark.db

URL = "/desk/oversight/"
MARCH = date(2026, 3, 1)
ON_4_APRIL = datetime(2026, 4, 4, 18, tzinfo=UTC)
Clients = Callable[[TenantRef], TenantClient]


def words(response: object) -> str:
    """The text of a page, tags taken out and spaces closed up."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", text)


def place(regulator: TenantRef, *members: TenantRef) -> None:
    for member in members:
        services.place_under(regulator=regulator, tenant=member, since=MARCH)


@pytest.mark.parametrize("path", ["", "live/", "definitions/"])
def test_pages_do_not_exist_where_nobody_regulates(path: str, beta: TenantRef, client_for: Clients) -> None:
    officer = client_for(beta).sign_in_admin().get(URL + path)
    stranger = client_for(beta).get(URL + path)

    assert (officer.status_code, stranger.status_code) == (404, 404)


@pytest.mark.parametrize("path", ["", "live/", "definitions/"])
def test_pages_ask_a_stranger_to_sign_in(path: str, regulator: TenantRef, client_for: Clients) -> None:
    response = client_for(regulator).get(URL + path)

    assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={URL}{path}")


def test_pages_only_read(regulator: TenantRef, client_for: Clients) -> None:
    response = client_for(regulator).sign_in_admin().post(URL)

    assert response.status_code == 405


def test_overview_without_organisations_says_what_is_missing(
    regulator: TenantRef, client_for: Clients
) -> None:
    response = client_for(regulator).sign_in_admin().get(URL)

    assert "辖区内还没有机构" in words(response)


def test_overview_shows_totals_of_the_jurisdiction_only(
    alpha: TenantRef, beta: TenantRef, regulator: TenantRef, client_for: Clients, tell: Tell
) -> None:
    place(regulator, alpha)
    tell(alpha)
    tell(alpha, closed="2026-03-09")
    tell(beta)

    text = words(client_for(regulator).sign_in_admin().get(URL))

    assert "甲县质量技术监督局 2 1 1 " in text
    assert "乙银行" not in text


def test_live_total_moves_with_the_next_event(
    alpha: TenantRef, regulator: TenantRef, client_for: Clients, tell: Tell
) -> None:
    place(regulator, alpha)
    client = client_for(regulator).sign_in_admin()
    before = words(client.get(URL + "live/"))
    tell(alpha)

    after = words(client.get(URL + "live/"))

    assert "甲县质量技术监督局 0 0 0 —" in before
    assert "甲县质量技术监督局 1 0 1 " in after


def test_overview_shows_a_closed_month_and_hides_what_is_small(
    alpha: TenantRef, regulator: TenantRef, client_for: Clients, tell: Tell
) -> None:
    place(regulator, alpha)
    for tier, count in {"own-a": 3, "own-b": 9, "own-c": 31}.items():
        for _ in range(count):
            tell(alpha, pack="own-pack", business_type="line", tier=tier, closed="2026-03-09", on_time=True)
    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    text = words(client_for(regulator).sign_in_admin().get(URL))

    assert "2026年3月 已冻结" in text
    assert "甲县质量技术监督局 43 43 100% 7.0 天" in text
    assert "甲县质量技术监督局 own-a 不予显示 不予显示 不予显示 不予显示" in text
    assert "甲县质量技术监督局 own-b 不予显示 不予显示 不予显示 不予显示" in text
    assert "甲县质量技术监督局 own-c 31 31 100% 7.0 天" in text
    assert "&lt;5" in text


def test_overview_shows_the_open_month_in_steps(
    alpha: TenantRef, regulator: TenantRef, client_for: Clients, tell: Tell
) -> None:
    place(regulator, alpha)
    for _ in range(7):
        tell(alpha, received="2026-04-02")
    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    text = words(client_for(regulator).sign_in_admin().get(URL, {"month": "2026-04-01"}))

    assert "2026年4月 进行中" in text
    assert "甲县质量技术监督局 ≥ 5 未满一档 未满一档 未满一档" in text


def test_overview_of_one_organisation_shows_its_tables_only(
    alpha: TenantRef, beta: TenantRef, regulator: TenantRef, client_for: Clients, tell: Tell
) -> None:
    place(regulator, alpha, beta)
    for tenant in (alpha, beta):
        for _ in range(6):
            tell(tenant, received="2026-03-03")
    release.release_figures(regulator=regulator, now=ON_4_APRIL)
    client = client_for(regulator).sign_in_admin()

    chosen = client.get(URL, {"month": "2026-03-01", "organisation": str(beta.uuid)})

    table = chosen.context["tables"][0]
    assert [row.names for row in table.rows] == [("乙银行",)]
    assert [figure.text for figure in chosen.context["course"].rows[0].figures] == ["6", "0", "—", "—"]


@pytest.mark.parametrize("query", ["month=2026-02-01", "month=x", "organisation={alpha}", "organisation=x"])
def test_overview_knows_nothing_outside_its_lists(
    query: str, alpha: TenantRef, beta: TenantRef, regulator: TenantRef, client_for: Clients
) -> None:
    place(regulator, beta)
    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    response = client_for(regulator).sign_in_admin().get(f"{URL}?{query.format(alpha=alpha.uuid)}")

    assert response.status_code == 404


def test_overview_costs_the_same_for_more_organisations_and_cases(
    alpha: TenantRef, beta: TenantRef, regulator: TenantRef, client_for: Clients, tell: Tell
) -> None:
    client = client_for(regulator).sign_in_admin()
    counts = []
    for tenant, cases in ((alpha, 6), (beta, 18)):
        place(regulator, tenant)
        for _ in range(cases):
            tell(tenant)
        release.release_figures(regulator=regulator, now=ON_4_APRIL)
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_definitions_explain_each_metric_in_both_languages(regulator: TenantRef, client_for: Clients) -> None:
    client = client_for(regulator).sign_in_admin()

    chinese = client.get(URL + "definitions/").content.decode()
    english = client.get(URL + "definitions/", headers={"accept-language": "en"}).content.decode()

    for metric in METRICS:
        assert f'id="{metric.code}"' in chinese
        assert metric.name.zh_hans in chinese
        assert metric.name.en in english


def test_every_column_of_a_figure_leads_to_its_definition(
    alpha: TenantRef, regulator: TenantRef, client_for: Clients
) -> None:
    place(regulator, alpha)
    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    page = client_for(regulator).sign_in_admin().get(URL).content.decode()

    assert set(re.findall(r'href="/desk/oversight/definitions/#([a-z-]+)"', page)) == {
        m.code for m in METRICS
    }

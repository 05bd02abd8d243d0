"""What casework really writes, read by this room: the golden event from the writer's side, and a filing's way."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from casework.cases.events import CaseChanged
from casework.public.filing import file_submission
from kernel import clock, outbox, tenancy
from kernel.models import OutboxEntry
from kernel.tenancy import TenantRef
from oversight import release, services
from oversight.shared.models import CaseFact, LiveTotal
from tests.oversight.test_events import golden

pytestmark = pytest.mark.db

FILER, PHONE, MATTER = "钱多多", "13800000001", "电热水器内胆渗水"


def hand_in() -> str:
    """A complaint at the counter, through the service that people use; its case number."""
    receipt = file_submission(
        business_type="quality-complaint",
        values={
            "title": MATTER, "narrative": "安装三天后内胆渗水，商家拒绝退换。", "remedy": "退还货款。",
            "product-name": "储水式电热水器", "respondent-name": "惠民家电商行", "respondent-address": "东风路66号",
            "filer-name": FILER, "filer-phone": PHONE,
        },
        channel="counter", is_named=True, now=clock.now(),
    )  # fmt: skip
    for entry in OutboxEntry.objects.filter(kind="case.changed").order_by("id"):
        outbox.deliver(event_id=entry.event_id, consumer="oversight.consumers.on_case_changed")
    return receipt.cases[0].number


def test_writer_gives_the_golden_event_back() -> None:
    payload = golden()["payload"]

    written = CaseChanged.model_validate(payload).model_dump(mode="json", exclude={"version"})

    assert written == payload


def test_filing_becomes_a_fact_and_moves_the_total(alpha: TenantRef) -> None:
    hand_in()

    fact = CaseFact.objects.get(tenant=alpha.uuid)
    assert (fact.pack, fact.business_type, fact.channel) == (
        "demo-county-12365",
        "quality-complaint",
        "counter",
    )
    assert LiveTotal.objects.get(tenant=alpha.uuid).opened == 1


def test_nothing_of_a_filing_but_codes_reaches_the_public_tables(
    alpha: TenantRef, regulator: TenantRef
) -> None:
    services.place_under(regulator=regulator, tenant=alpha, since=date(2026, 1, 1))
    with_alpha = hand_in_inside(alpha)
    release.release_figures(regulator=regulator, now=clock.now())

    rows = [
        str(row)
        for model in apps.get_app_config("oversight_shared").get_models()
        for row in model._default_manager.values_list()
    ]

    assert len(rows) >= 3
    assert [row for row in rows for word in (FILER, PHONE, MATTER, "惠民", with_alpha) if word in row] == []


def hand_in_inside(tenant: TenantRef) -> str:
    with tenancy.in_schema(tenant.schema):
        return hand_in()

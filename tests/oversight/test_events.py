"""The event's golden file, read from this side; and that no public table of this room could hold a person."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from kernel.ids import new_public_id
from kernel.outbox import DeliveredEvent
from oversight.events import CaseChangedV1, read_case_changed
from tests.oversight.conftest import noon

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parents[1] / "golden" / "events" / "case.changed.v1.json"


def golden() -> dict[str, object]:
    return json.loads(GOLDEN.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_reader_knows_just_the_keys_of_the_golden_event() -> None:
    payload = golden()["payload"]

    assert set(CaseChangedV1.model_fields) == set(payload)  # type: ignore[call-overload]


def test_reader_gives_the_golden_event_back() -> None:
    told = golden()
    event = DeliveredEvent(
        id=new_public_id(),
        tenant=new_public_id(),
        kind=str(told["kind"]),
        version=int(str(told["version"])),
        subject=new_public_id(),
        seq=3,
        payload=told["payload"],  # type: ignore[arg-type]
        occurred_at=noon("2026-03-16"),
    )

    read = read_case_changed(event)

    assert read.model_dump(mode="json") == told["payload"]
    assert read.handling_days == Decimal("14.27")


ALLOWED = {
    "oversight_shared.Jurisdiction": {"regulator", "tenant", "tenant_name_zh", "tenant_name_en", "since"},
    "oversight_shared.CaseFact": {
        "tenant", "case", "last_seq", "pack", "business_type", "nature", "channel", "tier", "sector",
        "region", "state", "stage", "outcome", "received_at", "received_month", "closed_at", "closed_month",
        "is_final", "on_time", "handling_days", "updated_at",
    },
    "oversight_shared.LiveTotal": {"tenant", "opened", "closed", "last_event_at", "updated_at"},
    "oversight_shared.ParkedEvent": {
        "event_id", "tenant", "kind", "version", "subject", "seq", "reason", "parked_at",
    },
    "oversight_shared.ReleasedPeriod": {"regulator", "period", "closed_at"},
    "oversight_shared.ReleasedCell": {
        "regulator", "table", "period", "tenant", "pack", "code", "received", "closed", "on_time_percent",
        "median_days", "is_final", "released_at",
    },
    "oversight_shared.LineStep": {"regulator", "table", "period", "tenant", "received", "closed"},
}  # fmt: skip


def test_public_tables_have_just_the_columns_that_were_found_impersonal() -> None:
    found = {
        model._meta.label: {field.name for field in model._meta.get_fields()} - {"id"}
        for model in apps.get_app_config("oversight_shared").get_models()
    }

    assert found == ALLOWED


def test_facts_hold_codes_moments_and_numbers_only() -> None:
    fields = apps.get_model("oversight_shared", "CaseFact")._meta.get_fields()

    longest = max(field.max_length for field in fields if isinstance(field, models.CharField))
    texts = [field.name for field in fields if isinstance(field, (models.TextField, models.JSONField))]
    assert longest == 48
    assert texts == []

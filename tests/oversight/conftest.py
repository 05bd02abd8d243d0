"""A regulator beside alpha and beta, and cases told of by events as casework tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from dengwen.provisioning import create_organisation
from kernel import clock, tenancy
from kernel.ids import new_public_id
from kernel.outbox import DeliveredEvent
from kernel.shared import directory
from kernel.tenancy import TenantRef
from oversight import consumers
from tests.conftest import PASSWORD, TwoOrganisations


@pytest.fixture(scope="session")
def regulator_made(organisations: TwoOrganisations, django_db_blocker: Any) -> TenantRef:
    """The regulator, made once in a run and committed."""
    with django_db_blocker.unblock():
        made = create_organisation(
            name_zh="丙省监管局",
            name_en="Gamma Regulator",
            host="gamma.localhost",
            kind="regulator",
            pack_ids=[],
            admin_email="admin@gamma.example",
            admin_name="顾问",
            admin_password=PASSWORD,
            now=clock.now(),
        )
        return directory.tenant_by_uuid(made.uuid)


@pytest.fixture
def regulator(regulator_made: TenantRef, db: None) -> Iterator[TenantRef]:
    """Inside the regulator."""
    with tenancy.in_schema(regulator_made.schema):
        yield regulator_made


Tell = Callable[..., UUID]


@pytest.fixture
def tell(db: None) -> Tell:
    """Tells of a case of an organisation: ``tell(alpha, received="2026-03-02", closed="2026-03-09")``."""
    return tell_of


def tell_of(
    tenant: TenantRef, *, case: UUID | None = None, seq: int = 1, version: int = 1, **payload: Any
) -> UUID:
    """Deliver one event inside the organisation, and say which case it was about."""
    subject = case or new_public_id()
    with tenancy.in_schema(tenant.schema):
        consumers.on_case_changed(event_of(tenant, case=subject, seq=seq, version=version, **payload))
    return subject


def event_of(
    tenant: TenantRef,
    *,
    case: UUID,
    seq: int = 1,
    version: int = 1,
    received: str = "2026-03-02",
    closed: str | None = None,
    **payload: Any,
) -> DeliveredEvent:
    """An event as casework writes it. Days are given as ISO dates; it is noon in Shanghai."""
    received_at = noon(received)
    closed_at = noon(closed) if closed else None
    body = {
        "number": "T-1",
        "pack": "bank-2020",
        "business_type": "complaint",
        "nature": "complaint",
        "channel": "web",
        "tier": None,
        "state": "closed" if closed else "received",
        "stage": "finished" if closed else "received",
        "unit": None,
        "received_at": received_at.isoformat(),
        "closed_at": closed_at.isoformat() if closed_at else None,
        "outcome": None,
        "is_final": False,
        "on_time": True if closed else None,
        "milestones": [],
        "letters": [],
        **payload,
    }
    return DeliveredEvent(
        id=new_public_id(),
        tenant=tenant.uuid,
        kind="case.changed",
        version=version,
        subject=case,
        seq=seq,
        payload=body,
        occurred_at=closed_at or received_at,
    )


def noon(day: str) -> datetime:
    """Noon of a day in Shanghai."""
    return datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC)

"""Organisations whose rulebooks are in force since 2020, so that dates in these tests need not be today's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kernel.tenancy import TenantRef
from policies import selectors as policies
from policies.models import Binding
from policies.services import adopt_pack
from tests.factories.people import Team
from tests.factories.people import team as make_team

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _in_force_since_long_ago(tenant: TenantRef) -> Iterator[TenantRef]:
    """What is kept of the bindings in this process is dropped before and after."""
    Binding.objects.update(in_force_from=LONG_AGO)
    policies.trust(tenant.schema)
    yield tenant
    policies.trust(tenant.schema)


@pytest.fixture
def alpha(alpha: TenantRef) -> Iterator[TenantRef]:
    """Inside alpha, a county authority on demo-county-12365."""
    yield from _in_force_since_long_ago(alpha)


@pytest.fixture
def beta(beta: TenantRef) -> Iterator[TenantRef]:
    """Inside beta, a bank on bank-2020."""
    yield from _in_force_since_long_ago(beta)


@pytest.fixture
def rulebooks(alpha: TenantRef) -> TenantRef:
    """Inside alpha, which has every shipped rulebook in force (R2): their lines of business do not overlap."""
    for pack_id in ("bank-2020", "company-tiers", "market-121"):
        adopt_pack(pack_id=pack_id, now=LONG_AGO, in_force_from=LONG_AGO)
    policies.trust(alpha.schema)
    return alpha


@pytest.fixture
def team(alpha: TenantRef) -> Team:
    """Alpha's staff, one person for each duty."""
    return make_team()

"""Visitors of alpha's portal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cms.blocks.quotes import PortalLine, portal_lines
from kernel import clock
from kernel.tenancy import TenantRef
from policies.engine.pack import Identity
from tests.cms.filing_driver import Filing
from tests.conftest import TenantClient


@pytest.fixture
def visitor(alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]) -> TenantClient:
    """Somebody on alpha's host who has not been here before."""
    return client_for(alpha)


@pytest.fixture
def lines(alpha: TenantRef) -> tuple[PortalLine, ...]:
    return portal_lines(now=clock.now())


@pytest.fixture
def filing(visitor: TenantClient, lines: tuple[PortalLine, ...]) -> Filing:
    """A visit to the first line of business in which one may stay unnamed."""
    return Filing(visitor, next(line for line in lines if line.spec.identity is not Identity.NAMED))

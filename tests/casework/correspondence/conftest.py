"""Alpha with its rulebook in force since 2020, so that dates in these tests need not be today's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kernel.tenancy import TenantRef
from policies import selectors as policies
from policies.models import Binding


@pytest.fixture
def alpha(alpha: TenantRef) -> Iterator[TenantRef]:
    """Inside alpha; what is kept of its bindings in this process is dropped before and after."""
    Binding.objects.update(in_force_from=datetime(2020, 1, 1, tzinfo=UTC))
    policies.trust(alpha.schema)
    yield alpha
    policies.trust(alpha.schema)

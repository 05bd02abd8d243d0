"""Alpha with some past cases, and a rulebook that gives less time than the one in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework.cases.models import Case
from kernel.tenancy import TenantRef
from policies import selectors
from policies.engine.pack import Pack
from policies.models import Binding
from tests.factories.filings import NOW, TO_INVESTIGATION, Journey, case_of
from tests.factories.people import Team, colleague, team

LATER = NOW + timedelta(days=300)


@dataclass
class Past:
    """What lies behind: four reports, each a day after the one before; the first went on to investigation."""

    admin: int
    team: Team
    cases: list[Case]
    pack: Pack

    def draft(self, clock: str = "s12a-c3", **span: Any) -> Pack:
        """The pack in force with another span for one clock; without one, it is to be done at once."""
        body = self.pack.model_dump(mode="json", by_alias=True, exclude_none=True)
        body["version"] += 1
        body["clocks"][clock]["span"] = span or {"amount": 0, "unit": "immediate"}
        return Pack.model_validate(body)


@pytest.fixture
def past(alpha: TenantRef) -> Iterator[Past]:
    Binding.objects.update(in_force_from=datetime(2020, 1, 1, tzinfo=UTC))
    selectors.trust(alpha.schema)
    staff = team()
    journey = Journey(staff, "fraud-report")
    journey.steps(*TO_INVESTIGATION)
    others = [case_of("fraud-report", now=NOW + timedelta(days=day)) for day in (1, 2, 3)]
    yield Past(
        admin=colleague(name="温实", is_admin=True).pk,
        team=staff,
        cases=[journey.case, *others],
        pack=selectors.policy_for_business("fraud-report", NOW).pack,
    )
    selectors.trust(alpha.schema)

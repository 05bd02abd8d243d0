"""Two admins of alpha, and a draft of its own rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel.tenancy import TenantRef
from policies import selectors
from policies.drafts import services
from policies.drafts.rules import Edit
from policies.models import AdoptedPolicy, Draft
from tests.factories.people import colleague

NOW = datetime.fromisoformat("2027-03-01T09:00:00+08:00")
SOON = NOW + timedelta(days=7)


@dataclass
class Office:
    """Who works at the rules, and the steps that most tests take."""

    writer: int
    approver: int

    def adopted(self) -> int:
        return selectors.policy_for_business("fraud-report", NOW).id

    def draft(self, **arguments: Any) -> Draft:
        if not arguments:
            arguments = {"from_policy": self.adopted()}
        return services.start_draft(actor_id=self.writer, now=NOW, **arguments)

    def edit(self, draft: Draft, path: str, value: Any) -> Draft:
        return services.apply_edits(
            actor_id=self.writer,
            draft=draft,
            edits=[Edit(tuple(path.split("/")), value)],
            revision=draft.revision,
            now=NOW,
        )

    def propose(self, draft: Draft, effective_at: datetime = SOON) -> Draft:
        return services.propose(
            actor_id=self.writer,
            draft=draft,
            effective_at=effective_at,
            revision=draft.revision,
            now=NOW,
            note="更快答复",
        )

    def publish(self, draft: Draft, now: datetime = NOW) -> AdoptedPolicy:
        return services.approve_and_publish(
            actor_id=self.approver, draft=draft, revision=draft.revision, now=now
        )

    def changed(self, path: str, value: Any, **arguments: Any) -> AdoptedPolicy:
        """A draft from start to publication."""
        return self.publish(self.propose(self.edit(self.draft(**arguments), path, value)))


@pytest.fixture
def office(alpha: TenantRef) -> Office:
    return Office(
        writer=colleague(name="温实", is_admin=True).pk, approver=colleague(name="审慎", is_admin=True).pk
    )

"""Two people at one moment, on two connections: one wins, the other is told and loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from dengwen.provisioning import create_organisation
from kernel import clock, keys, tenancy
from kernel.shared import directory
from kernel.shared.models import AlarmHint
from kernel.tenancy import TenantRef
from policies import selectors
from policies.drafts import refusals, services
from policies.drafts import selectors as drafts
from policies.drafts.rules import Edit
from policies.models import AdoptedPolicy, Draft, DraftState, Publication
from tenants.models import Tenant
from tests.factories.people import colleague
from tests.policies.drafts.conftest import NOW, SOON
from tests.tenants.conftest import drop_schema

AMOUNT = ("clocks", "s12a-c1", "span", "amount")


@pytest.fixture
def bureau(committed: None) -> Iterator[TenantRef]:
    """An organisation of its own, committed, and gone afterwards: what is published cannot be taken back."""
    made = create_organisation(
        name_zh="戊县局", name_en="Epsilon", host="epsilon.localhost", kind="authority",
        pack_ids=["demo-county-12365"], admin_email="admin@epsilon.example", admin_name="戊一", now=clock.now(),
    )  # fmt: skip
    try:
        with tenancy.in_schema(made.schema):
            yield directory.tenant_by_uuid(made.uuid)
    finally:
        connection.set_schema_to_public()
        drop_schema(made.schema)
        Tenant.objects.filter(uuid=made.uuid).delete()
        AlarmHint.objects.filter(schema=made.schema).delete()
        keys.destroy_keys(made.uuid)
        directory.forget()


@dataclass
class Race:
    """Work that several people begin at the same moment, each on a connection of their own."""

    tenant: TenantRef
    results: list[Any] = field(default_factory=list)

    def run(self, *works: Callable[[], Any]) -> list[Any]:
        gate = threading.Barrier(len(works))
        threads = [threading.Thread(target=self._work, args=(gate, work)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return self.results

    def _work(self, gate: threading.Barrier, work: Callable[[], Any]) -> None:
        with closing(connection), tenancy.in_schema(self.tenant.schema):
            gate.wait(10)
            try:
                self.results.append(work())
            except refusals.DraftRefused as refused:
                self.results.append(refused)


def proposed(author: int, amount: int) -> Draft:
    base = selectors.policy_for_business("fraud-report", clock.now()).id
    draft = services.start_draft(actor_id=author, from_policy=base, now=NOW)
    draft = services.apply_edits(
        actor_id=author, draft=draft, edits=[Edit(AMOUNT, amount)], revision=draft.revision, now=NOW
    )
    return services.propose(actor_id=author, draft=draft, effective_at=SOON, revision=draft.revision, now=NOW)


def publisher(approver: int, draft: Draft) -> Callable[[], AdoptedPolicy]:
    return lambda: services.approve_and_publish(
        actor_id=approver, draft=draft, revision=draft.revision, now=NOW
    )


def test_of_two_drafts_published_at_once_one_wins_and_the_other_is_kept(bureau: TenantRef) -> None:
    one, other = (colleague(name=name, is_admin=True).pk for name in ("甲", "乙"))
    first, second = proposed(one, 1), proposed(other, 3)

    results = Race(bureau).run(publisher(other, first), publisher(one, second))

    (winner,) = [result for result in results if isinstance(result, AdoptedPolicy)]
    (told,) = [result for result in results if isinstance(result, refusals.Overtaken)]
    states = [drafts.draft_by_id(draft.public_id).state for draft in (first, second)]
    assert told.by == winner.pk
    assert sorted(states) == [DraftState.PROPOSED, DraftState.PUBLISHED]
    assert selectors.policy_for_business("fraud-report", SOON).id == winner.pk
    assert Publication.objects.get().count == 1
    assert AdoptedPolicy.objects.count() == 2


def test_one_draft_approved_twice_at_once_is_published_once(bureau: TenantRef) -> None:
    author, *others = (colleague(name=name, is_admin=True).pk for name in ("甲", "乙", "丙"))
    draft = proposed(author, 1)

    results = Race(bureau).run(*(publisher(approver, draft) for approver in others))

    assert sorted(type(result).__name__ for result in results) == ["AdoptedPolicy", "WrongState"]
    assert AdoptedPolicy.objects.filter(pack_id=draft.pack_id).count() == 1


def test_two_editors_at_once_keep_both_texts(bureau: TenantRef) -> None:
    author, other = (colleague(name=name, is_admin=True).pk for name in ("甲", "乙"))
    base = selectors.policy_for_business("fraud-report", clock.now()).id
    draft = services.start_draft(actor_id=author, from_policy=base, now=NOW)

    def editor(actor: int, amount: int) -> Callable[[], Draft]:
        return lambda: services.apply_edits(
            actor_id=actor, draft=draft, edits=[Edit(AMOUNT, amount)], revision=draft.revision, now=NOW
        )

    results = Race(bureau).run(editor(author, 1), editor(other, 3))

    (moved,) = [result for result in results if isinstance(result, refusals.DraftMoved)]
    kept = drafts.revisions(drafts.draft_by_id(draft.public_id))
    assert (len(results), len(kept)) == (2, 3)
    assert {"amount: 1" in one.text for one in kept[:2]} == {True, False}
    assert kept[0].number == moved.kept_as
    assert get_user_model().objects.filter(pk=moved.updated_by).exists()

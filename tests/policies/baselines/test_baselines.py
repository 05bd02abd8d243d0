"""A regulator's baseline binds what the organisations under it publish from then on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dengwen.provisioning import create_organisation
from kernel import clock, tenancy
from kernel.shared import directory
from kernel.tenancy import TenantRef
from oversight import services as oversight
from policies import services as adoption
from policies.access import NotAnAdmin
from policies.baselines import selectors, services
from policies.drafts import refusals
from policies.drafts import selectors as drafts
from policies.loading import load_pack
from policies.models import DraftState, PolicyEvent
from policies.shared.models import BaselineSubject
from tests.conftest import TwoOrganisations
from tests.factories.people import colleague
from tests.policies.drafts.conftest import NOW, Office

pytestmark = pytest.mark.db

SPAN = "clocks/s12a-c1/span/amount"


@pytest.fixture
def regulator(organisations: TwoOrganisations, db: None) -> TenantRef:
    made = create_organisation(
        name_zh="丁省监管局", name_en="Delta Regulator", host="delta-regulator.localhost", kind="regulator",
        pack_ids=[], admin_email="admin@delta.example", admin_name="丁一", now=clock.now(),
    )  # fmt: skip
    return directory.tenant_by_uuid(made.uuid)


@pytest.fixture
def office(regulator: TenantRef, alpha: TenantRef) -> Office:
    """Alpha's two admins; alpha is under the regulator."""
    oversight.place_under(regulator=regulator, tenant=alpha, since=date(2026, 1, 15))
    return Office(colleague(name="温实", is_admin=True).pk, colleague(name="审慎", is_admin=True).pk)


def publish(regulator: TenantRef, **changes: Any) -> int:
    """Publish the demo county's rulebook as the regulator's baseline; returns its id."""
    with tenancy.in_schema(regulator.schema):
        policy = adoption.adopt(pack=load_pack("demo-county-12365").model_copy(update=changes), now=NOW)
        admin = colleague(name="丁二", is_admin=True)
        return services.publish_baseline(actor_id=admin.pk, policy_id=policy.pk, now=NOW).pk


def test_placing_under_a_regulator_binds_by_its_baselines(
    office: Office, regulator: TenantRef, alpha: TenantRef
) -> None:
    oversight.place_under(regulator=regulator, tenant=alpha, since=date(2026, 3, 1))

    rows = BaselineSubject.objects.filter(regulator=regulator.uuid).values_list("tenant", "since")
    assert list(rows) == [(alpha.uuid, date(2026, 1, 1))]


def test_draft_that_promises_less_is_not_published_and_the_article_is_named(
    office: Office, regulator: TenantRef
) -> None:
    proposed = office.propose(office.edit(office.draft(), SPAN, 3))
    publish(regulator)

    with pytest.raises(refusals.BelowBaseline) as told:
        office.publish(proposed)

    (violation,) = told.value.violations
    assert (violation.path, violation.locator) == ("clocks.s12a-c1.span", "一、3")
    assert "本稿 3 个工作日，规定 2 个工作日" in violation.text.zh_hans
    assert drafts.draft_by_id(proposed.public_id).state == DraftState.PROPOSED


def test_draft_that_promises_less_cannot_even_be_proposed(office: Office, regulator: TenantRef) -> None:
    publish(regulator)

    with pytest.raises(refusals.BelowBaseline):
        office.propose(office.edit(office.draft(), SPAN, 3))


def test_draft_that_promises_more_is_published(office: Office, regulator: TenantRef) -> None:
    publish(regulator)

    assert office.changed(SPAN, 1).version == 1


def test_organisation_that_is_under_nobody_is_not_bound(
    regulator: TenantRef, office: Office, beta: TenantRef
) -> None:
    """Beta is the present one."""
    publish(regulator)

    assert selectors.baselines_over(beta.uuid) == ()
    assert selectors.violations_of(load_pack("bank-2020")) == ()


def test_latest_baseline_counts_and_a_withdrawn_one_does_not(
    office: Office, regulator: TenantRef, alpha: TenantRef
) -> None:
    publish(regulator)
    second = publish(regulator, version=2)
    latest = [(one.version, one.pack.version) for one in selectors.baselines_over(alpha.uuid)]

    with tenancy.in_schema(regulator.schema):
        services.withdraw_baseline(actor_id=colleague(is_admin=True).pk, baseline_id=second, now=NOW)

    assert latest == [(2, 2)]
    assert selectors.baselines_over(alpha.uuid) == ()


def test_only_a_regulators_admin_publishes_baselines(office: Office, regulator: TenantRef) -> None:
    with pytest.raises(services.NotARegulator):
        services.publish_baseline(actor_id=office.writer, policy_id=office.adopted(), now=NOW)
    with tenancy.in_schema(regulator.schema), pytest.raises(NotAnAdmin):
        services.publish_baseline(actor_id=colleague().pk, policy_id=1, now=NOW)


def test_baseline_is_in_the_regulators_log(office: Office, regulator: TenantRef) -> None:
    publish(regulator)

    with tenancy.in_schema(regulator.schema):
        rows = [(event.kind, event.pack_id, event.note) for event in PolicyEvent.objects.all()]
    assert rows == [("BASELINE", "demo-county-12365", "v1")]
    assert PolicyEvent.objects.count() == 0

"""Adopting a rulebook: what is in force when, and that what was adopted never changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kernel.tenancy import TenantRef
from policies import selectors, services
from policies.loading import load_pack
from policies.models import AdoptedPolicy, Binding
from policies.sources import PackError

pytestmark = pytest.mark.db

LATER = datetime.fromisoformat("2027-03-01T09:00:00+08:00")


def test_organisation_has_the_lines_of_its_pack_in_the_order_of_the_pack(alpha: TenantRef) -> None:
    lines = selectors.business_lines(LATER)

    assert [line.code for line in lines] == list(load_pack("demo-county-12365").business_types)
    assert {line.pack.id for line in lines} == {"demo-county-12365"}


def test_adopted_pack_reads_back_as_it_was_shipped(alpha: TenantRef) -> None:
    version = selectors.policy_for_business("fraud-report", LATER)

    assert version.pack == load_pack("demo-county-12365")
    assert selectors.policy_version(version.id) == version


def test_adopting_the_same_pack_again_changes_nothing(alpha: TenantRef) -> None:
    before = list(Binding.objects.order_by("id").values())

    again = services.adopt_pack(pack_id="demo-county-12365", now=LATER)

    assert list(Binding.objects.order_by("id").values()) == before
    assert AdoptedPolicy.objects.count() == 1
    assert selectors.policy_for_business("conduct", LATER).id == again.pk


def test_new_pack_governs_from_its_day_and_the_old_one_before(alpha: TenantRef) -> None:
    old = selectors.policy_for_business("fraud-report", LATER)

    new = services.adopt_pack(pack_id="quality-12365", now=LATER - timedelta(days=9), in_force_from=LATER)

    assert selectors.policy_for_business("fraud-report", LATER - timedelta(seconds=1)).id == old.id
    assert selectors.policy_for_business("fraud-report", LATER).id == new.pk
    assert [v.id for v in selectors.adopted_versions()] == [old.id, new.pk]


def test_pack_can_be_adopted_for_some_lines_only(alpha: TenantRef) -> None:
    old = selectors.policy_for_business("conduct", LATER)

    new = services.adopt_pack(pack_id="quality-12365", now=LATER, business_types=["enquiry"])

    governed = {line.code: line.policy_version_id for line in selectors.business_lines(LATER)}
    assert governed == {
        "fraud-report": old.id,
        "quality-complaint": old.id,
        "enquiry": new.pk,
        "conduct": old.id,
    }


def test_line_that_the_pack_does_not_have_is_refused_and_nothing_is_stored(alpha: TenantRef) -> None:
    with pytest.raises(KeyError, match="mediation"):
        services.adopt_pack(pack_id="bank-2020", now=LATER, business_types=["mediation"])

    assert AdoptedPolicy.objects.count() == 1


@pytest.mark.parametrize("pack_id", ["quality-12365-first-contact-duty", "no-such-pack", "../bank-2020"])
def test_pack_that_cannot_be_used_is_refused_and_the_running_one_stays(
    alpha: TenantRef, pack_id: str
) -> None:
    before = selectors.policy_for_business("fraud-report", LATER)

    with pytest.raises(PackError):
        services.adopt_pack(pack_id=pack_id, now=LATER)

    assert selectors.policy_for_business("fraud-report", LATER) == before


def test_business_that_no_rulebook_has_is_unknown(alpha: TenantRef) -> None:
    with pytest.raises(selectors.UnknownBusiness):
        selectors.policy_for_business("consumer-complaint", LATER)


def test_nothing_is_in_force_before_the_first_adoption(alpha: TenantRef) -> None:
    since = Binding.objects.earliest("in_force_from").in_force_from

    assert selectors.business_lines(since - timedelta(seconds=1)) == ()


def test_unknown_version_is_refused(alpha: TenantRef) -> None:
    with pytest.raises(selectors.UnknownPolicy):
        selectors.policy_version(999_999_999)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policies_adoptedpolicy SET version = 99",
        "DELETE FROM policies_adoptedpolicy",
        "TRUNCATE policies_adoptedpolicy CASCADE",
    ],
)
def test_adopted_policy_cannot_be_changed_by_anyone(alpha: TenantRef, statement: str) -> None:
    before = list(AdoptedPolicy.objects.values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(AdoptedPolicy.objects.values()) == before


def test_only_one_rulebook_governs_a_line_at_a_time(alpha: TenantRef) -> None:
    current = Binding.objects.get(business_type="enquiry")

    with pytest.raises(DatabaseError), transaction.atomic():
        Binding.objects.create(policy=current.policy, business_type="enquiry", in_force_from=LATER)

    assert Binding.objects.filter(business_type="enquiry").count() == 1


def test_version_of_one_organisation_is_not_anothers(alpha: TenantRef, beta: TenantRef) -> None:
    """Beta is the present one; ids may be alike, packs are not."""
    assert [line.code for line in selectors.business_lines(LATER)] == ["consumer-complaint"]
    assert {v.pack.id for v in selectors.adopted_versions()} == {"bank-2020"}


def adopt_and_fail() -> None:
    """As when a step after the adoption fails."""
    with transaction.atomic():
        services.adopt_pack(pack_id="quality-12365", now=LATER)
        selectors.policy_for_business("enquiry", LATER)
        raise RuntimeError


def test_change_that_is_rolled_back_is_forgotten(alpha: TenantRef) -> None:
    before = selectors.policy_for_business("enquiry", LATER)

    with pytest.raises(RuntimeError):
        adopt_and_fail()

    assert selectors.policy_for_business("enquiry", LATER) == before


def test_reading_what_is_in_force_again_asks_the_database_nothing(
    beta: TenantRef, django_assert_num_queries: object
) -> None:
    selectors.policy_for_business("consumer-complaint", LATER)

    with django_assert_num_queries(0):  # type: ignore[operator]
        selectors.policy_for_business("consumer-complaint", LATER)
        selectors.business_lines(LATER)
        selectors.adopted_versions()

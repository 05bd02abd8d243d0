"""A regulator's months: stated in steps of five while open, suppressed once when over, frozen afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.alarms import Ringing
from kernel.models import Alarm
from kernel.tenancy import TenantRef
from oversight import release, services
from oversight.shared.models import CaseFact, ReleasedCell, ReleasedPeriod
from oversight.tables import Table
from tests.oversight.conftest import Tell

pytestmark = pytest.mark.db

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
IN_MARCH = datetime(2026, 3, 20, 18, tzinfo=UTC)
ON_2_APRIL = datetime(2026, 4, 2, 18, tzinfo=UTC)
ON_4_APRIL = datetime(2026, 4, 4, 18, tzinfo=UTC)


def place(regulator: TenantRef, *members: TenantRef) -> None:
    for member in members:
        services.place_under(regulator=regulator, tenant=member, since=MARCH)


def shown(
    table: Table, tenant: TenantRef | None, period: date = MARCH
) -> dict[str, tuple[int | None, int | None]]:
    """Received and closed by code, as released."""
    rows = ReleasedCell.objects.filter(table=table, tenant=tenant.uuid if tenant else None, period=period)
    return {row.code: (row.received, row.closed) for row in rows}


def test_closed_month_shows_sums_share_and_median(
    alpha: TenantRef, beta: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha, beta)
    for day in range(1, 8):
        tell(beta, received="2026-03-02", closed=f"2026-03-{2 + day:02d}", on_time=day <= 5)
    for _ in range(6):
        tell(alpha, received="2026-03-05")

    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    bank = ReleasedCell.objects.get(table=Table.ORGANISATION, tenant=beta.uuid, period=MARCH)
    assert (bank.received, bank.closed, bank.on_time_percent, bank.median_days) == (7, 7, 71, Decimal("4.0"))
    assert shown(Table.ORGANISATION, alpha) == {"": (6, 0)}
    assert shown(Table.TOTAL, None) == {"": (13, 7)}


def test_closed_month_hides_a_small_split_and_the_one_that_would_tell_it(
    alpha: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha)
    for tier, count in {"own-a": 2, "own-b": 9, "own-c": 30}.items():
        for _ in range(count):
            tell(alpha, tier=tier, pack="own-pack", business_type="line")

    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    assert shown(Table.TIER, alpha) == {"own-a": (None, 0), "own-b": (None, 0), "own-c": (30, 0)}
    assert shown(Table.BUSINESS_TYPE, alpha) == {"line": (41, 0)}
    assert shown(Table.ORGANISATION, alpha) == {"": (41, 0)}


def test_closed_month_of_a_small_organisation_hides_its_splits_and_the_sum(
    alpha: TenantRef, beta: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha, beta)
    for _ in range(3):
        tell(alpha, pack="own-pack", business_type="line")
    for _ in range(12):
        tell(beta, pack="own-pack", business_type="line")

    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    assert shown(Table.TOTAL, None) == {"": (None, 0)}
    assert shown(Table.ORGANISATION, alpha) == {"": (None, 0)}
    assert shown(Table.BUSINESS_TYPE, alpha) == {"line": (None, 0)}
    assert shown(Table.ORGANISATION, beta) == {"": (12, 0)}


def test_closed_month_lists_all_lines_of_the_pack_whether_used_or_not(
    alpha: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha)
    for _ in range(8):
        tell(alpha, pack="quality-12365", business_type="quality-complaint")

    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    used = shown(Table.BUSINESS_TYPE, alpha)
    assert used.pop("quality-complaint") == (8, 0)
    assert len(used) == 3
    assert set(used.values()) == {(0, 0)}


def test_open_month_says_at_least_in_steps_of_five(
    alpha: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha)
    told = []
    for count in (7, 3, 2):
        for _ in range(count):
            tell(alpha, pack="own-pack", business_type="line")
        release.release_figures(regulator=regulator, now=IN_MARCH)
        told.append(shown(Table.ORGANISATION, alpha)[""][0])

    assert told == [5, 5, 10]


def test_open_month_of_a_split_keeps_five_unattributed(
    alpha: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha)
    for business_type, count in {"own-a": 12, "own-b": 1}.items():
        for _ in range(count):
            tell(alpha, pack="own-pack", business_type=business_type, closed="2026-03-09")

    release.release_figures(regulator=regulator, now=IN_MARCH)

    split = ReleasedCell.objects.filter(table=Table.BUSINESS_TYPE)
    assert shown(Table.BUSINESS_TYPE, alpha) == {"own-a": (5, 5), "own-b": (0, 0)}
    assert {(row.on_time_percent, row.median_days) for row in split} == {(None, None)}


def test_open_month_does_not_mention_a_split_before_five_came(
    alpha: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha)
    for _ in range(4):
        tell(alpha, pack="own-pack", business_type="line")

    release.release_figures(regulator=regulator, now=IN_MARCH)

    assert shown(Table.ORGANISATION, alpha) == {"": (0, 0)}
    assert shown(Table.BUSINESS_TYPE, alpha) == {}


def test_open_month_states_share_anew_only_after_five_more(
    alpha: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha)
    told = []
    for count, on_time in ((6, True), (4, False), (1, False)):
        for _ in range(count):
            tell(alpha, closed="2026-03-09", on_time=on_time)
        release.release_figures(regulator=regulator, now=IN_MARCH)
        told.append(ReleasedCell.objects.get(table=Table.ORGANISATION).on_time_percent)

    assert told == [100, 100, 55]


def test_month_closes_three_days_after_its_end_and_stays(
    alpha: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    place(regulator, alpha)
    for _ in range(6):
        tell(alpha, received="2026-03-30")
    release.release_figures(regulator=regulator, now=ON_2_APRIL)
    before = ReleasedPeriod.objects.count()
    tell(alpha, received="2026-03-31")
    release.release_figures(regulator=regulator, now=ON_4_APRIL)
    tell(alpha, received="2026-03-31")
    release.release_figures(regulator=regulator, now=ON_4_APRIL + timedelta(days=1))

    assert before == 0
    assert list(ReleasedPeriod.objects.values_list("period", flat=True)) == [MARCH]
    assert shown(Table.ORGANISATION, alpha) == {"": (7, 0)}


def test_release_counts_only_members_and_only_from_their_month_on(
    alpha: TenantRef, beta: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    services.place_under(regulator=regulator, tenant=alpha, since=APRIL)
    for tenant in (alpha, beta):
        for day in ("2026-03-30", "2026-04-02"):
            for _ in range(6):
                tell(tenant, received=day)

    release.release_figures(regulator=regulator, now=datetime(2026, 5, 10, tzinfo=UTC))

    assert shown(Table.TOTAL, None, MARCH) == {}
    assert shown(Table.TOTAL, None, APRIL) == {"": (6, 0)}
    assert ReleasedCell.objects.filter(tenant=beta.uuid).count() == 0


def test_release_without_a_jurisdiction_closes_nothing(regulator: TenantRef) -> None:
    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    assert ReleasedPeriod.objects.count() == 0


def test_release_costs_the_same_number_of_queries_for_more_organisations(
    alpha: TenantRef, beta: TenantRef, regulator: TenantRef, tell: Tell
) -> None:
    counts = []
    for tenant in (alpha, beta):
        place(regulator, tenant)
        for received in ("2026-03-02", "2026-04-02"):
            for _ in range(6):
                tell(tenant, received=received)
        release.release_figures(regulator=regulator, now=IN_MARCH)
        with CaptureQueriesContext(connection) as captured:
            release.release_figures(regulator=regulator, now=ON_4_APRIL)
        counts.append(len(captured))
        ReleasedPeriod.objects.all().delete()

    assert counts == [22, 22]


def test_alarm_rings_again_at_its_time_of_the_next_day(regulator: TenantRef) -> None:
    at = datetime(2026, 4, 1, 18, 17, tzinfo=UTC)
    ringing = Ringing(
        kind="release",
        subject=regulator.uuid,
        key="",
        at=at,
        now=at + timedelta(days=2, hours=3),
        payload={},
    )

    release.on_release(ringing)

    assert Alarm.objects.get(kind="release").at == at + timedelta(days=3)


def test_small_count_cannot_be_stored(regulator: TenantRef) -> None:
    with pytest.raises(IntegrityError, match="cell_received_never_small"), transaction.atomic():
        ReleasedCell.objects.create(
            regulator=regulator.uuid,
            table=Table.ORGANISATION,
            period=MARCH,
            received=3,
            is_final=True,
            released_at=ON_4_APRIL,
        )


def test_rebuild_gives_the_same_cells(alpha: TenantRef, regulator: TenantRef, tell: Tell) -> None:
    place(regulator, alpha)
    for tier, count in {"own-a": 5, "own-b": 5, "own-c": 1, "own-d": 8}.items():
        for _ in range(count):
            tell(alpha, tier=tier, pack="own-pack", business_type="line")
    release.release_figures(regulator=regulator, now=ON_4_APRIL)
    first = list(
        ReleasedCell.objects.order_by("period", "table", "code").values_list(
            "table", "code", "received", "closed"
        )
    )
    ReleasedPeriod.objects.all().delete()
    facts = list(CaseFact.objects.order_by("-id"))
    CaseFact.objects.all().delete()
    CaseFact.objects.bulk_create(facts)

    release.release_figures(regulator=regulator, now=ON_4_APRIL)

    again = list(
        ReleasedCell.objects.order_by("period", "table", "code").values_list(
            "table", "code", "received", "closed"
        )
    )
    assert again == first


def test_regulator_cannot_be_placed_under_itself_nor_under_a_bank(
    beta: TenantRef, alpha: TenantRef, regulator: TenantRef
) -> None:
    for watcher, watched in ((regulator, regulator), (beta, alpha)):
        with pytest.raises(services.NotARegulatorError):
            services.place_under(regulator=watcher, tenant=watched, since=MARCH)

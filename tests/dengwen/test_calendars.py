"""A country's calendar is published: from the operator's draft to every open clock, with its trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casework.cases import moves
from casework.cases.models import Case, CaseClock, CaseEvent, ClockRun, MovedClock
from dengwen.calendars import hand_over_all, note_uses
from dengwen.provisioning import create_organisation
from kernel import tenancy
from kernel.models import Alarm, OutboxEntry
from kernel.shared import directory
from kernel.tenancy import TenantRef
from policies import selectors as policies
from policies.almanac import own, selectors, services
from policies.almanac.rules import CalendarRefused
from policies.almanac.services import SETTLE, DraftMoved, NotTried
from policies.calendars import CalendarFile, read_calendar
from policies.shared.models import CalendarDraft, CalendarShare, CalendarTable, CalendarUse
from tests.factories.filings import case_of
from tests.work import ring_alarms

pytestmark = pytest.mark.db

LATE = datetime(2026, 12, 28, 1, 30, tzinfo=UTC)
"""Monday 28 December 2026: working days from here lie in a year whose schedule nobody has published."""

NOTICE = """关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月9日（周六）、2月20日（周六）上班。
"""


@pytest.fixture
def ops(db: None) -> Iterator[TenantRef]:
    with tenancy.in_schema(tenancy.PUBLIC):
        made = create_organisation(
            name_zh="运营中心", name_en="Operations", host="ops.localhost", kind="operator", pack_ids=[],
            admin_email="admin@ops.example", admin_name="鲁班", admin_password=None, now=LATE,
        )  # fmt: skip
    tenant = directory.tenant_by_uuid(made.uuid)
    with tenancy.in_schema(tenant.schema):
        policies.forget()
        yield tenant
    policies.forget()


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    policies.forget()
    yield
    policies.forget()


def drafted(content: str = NOTICE) -> CalendarDraft:
    """The 2027 table of China, ready to be tried."""
    draft = services.start_draft(code="CN", by="鲁班", now=LATE)
    draft = services.describe(
        code="CN", revision=draft.revision, source="国办通知", source_url="", notice="", by="鲁班", now=LATE
    )
    return services.import_schedule(
        code="CN", revision=draft.revision, year=2027, content=content, by="鲁班", now=LATE
    )


def ring_everywhere(*tenants: TenantRef, now: datetime) -> None:
    for tenant in tenants:
        with tenancy.in_schema(tenant.schema):
            Alarm.objects.exclude(kind__in=["calendar-run", "clock-run"]).delete()
            ring_alarms(now=now)


def publish(ops: TenantRef, *tenants: TenantRef) -> None:
    """Try and publish, with all background work done."""
    with tenancy.in_schema(ops.schema):
        draft = selectors.draft_of("CN")
        services.try_out(code="CN", revision=draft.revision, now=LATE)
    ring_everywhere(ops, *tenants, now=LATE)
    with tenancy.in_schema(ops.schema):
        services.publish_draft(code="CN", revision=draft.revision, by="鲁班", now=LATE)
    policies.forget()
    ring_everywhere(ops, *tenants, now=LATE + SETTLE)


def traces(case: Case) -> list[dict[str, object]]:
    events = CaseEvent.objects.filter(case=case, kind="clock-moved").order_by("seq")
    return [json.loads(bytes(event.body))["codes"] for event in events]


def test_published_year_makes_provisional_clocks_firm_and_the_history_says_so(alpha, beta, ops) -> None:
    with tenancy.in_schema(alpha.schema):
        case = case_of("quality-complaint", now=LATE)
        before = {c.clock: c for c in CaseClock.objects.filter(case=case, is_provisional=True)}
    with tenancy.in_schema(ops.schema):
        drafted()

    publish(ops, alpha, beta)

    with tenancy.in_schema(alpha.schema):
        after = {c.clock: c for c in CaseClock.objects.filter(case=case)}
        told = {str(trace["clock"]): trace for trace in traces(case)}
        assert before
        assert sorted(told) == sorted(before)
        for clock, trace in told.items():
            assert after[clock].is_provisional is False
            assert trace == {
                "clock": clock,
                "calendar": "CN",
                "calendar_before": 1,
                "calendar_version": 2,
                "before": before[clock].due_at.isoformat(),
                "after": after[clock].due_at.isoformat(),
                "was_provisional": True,
                "is_provisional": False,
            }
        run = ClockRun.objects.get(is_trial=False)
        assert (run.done, run.total, run.firmed, run.version) == (1, 1, len(before), 2)
        assert run.finished_at == LATE + SETTLE
        case.refresh_from_db()
        assert case.due_is_provisional is False
        assert case.last_seq == 1 + len(told)
        kept = (
            OutboxEntry.objects.filter(subject=case.public_id).order_by("seq").values_list("seq", flat=True)
        )
        assert list(kept) == list(range(1, case.last_seq + 1))


def test_trial_counts_and_changes_nothing(alpha, ops) -> None:
    with tenancy.in_schema(alpha.schema):
        case = case_of("quality-complaint", now=LATE)
        kept = list(CaseClock.objects.filter(case=case).order_by("id").values())
        provisional = CaseClock.objects.filter(case=case, is_provisional=True).count()
    with tenancy.in_schema(ops.schema):
        draft = drafted()
        services.try_out(code="CN", revision=draft.revision, now=LATE)

    ring_everywhere(ops, alpha, now=LATE)

    trial = selectors.trial_of(draft)
    assert trial is not None
    assert (trial.is_finished, trial.done, trial.firmed) == (False, 1, provisional)
    with tenancy.in_schema(alpha.schema):
        assert list(CaseClock.objects.filter(case=case).order_by("id").values()) == kept
        assert traces(case) == []


def test_organisation_whose_rulebooks_count_by_another_calendar_gets_no_part(alpha, beta, ops) -> None:
    CalendarUse.objects.filter(schema=beta.schema).update(code="GB")
    with tenancy.in_schema(beta.schema):
        clocks = case_of("consumer-complaint", now=LATE).clocks
        kept = list(clocks.order_by("id").values())
    with tenancy.in_schema(ops.schema):
        drafted()

    publish(ops, alpha, beta)

    assert set(CalendarShare.objects.values_list("schema", flat=True)) == {alpha.schema}
    with tenancy.in_schema(beta.schema):
        assert list(clocks.order_by("id").values()) == kept
        assert ClockRun.objects.count() == 0


def test_clock_whose_new_end_has_passed_is_breached_at_once(alpha, ops) -> None:
    """A correction can bring an end forward; nobody may miss that it is over."""
    with tenancy.in_schema(alpha.schema):
        case = case_of("quality-complaint", now=LATE)
        clock = CaseClock.objects.filter(case=case, stopped_at=None).order_by("-due_at").first()
        assert clock is not None
        run = moves.recomputing.recount(
            [case], tables=policies.calendar_table, now=clock.due_at + timedelta(hours=1)
        )
        CaseClock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + timedelta(days=9))
        late = clock.due_at + timedelta(hours=1)
        found = moves.recomputing.recount([case], tables=policies.calendar_table, now=late)

        moves.recomputing.put_right(
            found, now=late, cause={"calendar": "CN", "calendar_before": 1, "calendar_version": 2}
        )

        assert run[0].moved == ()
        assert Alarm.objects.get(subject=case.public_id, key=clock.clock).at == late


def test_draft_must_be_tried_and_unchanged_to_be_published(alpha, ops) -> None:
    with tenancy.in_schema(ops.schema):
        draft = drafted()
        with pytest.raises(NotTried):
            services.publish_draft(code="CN", revision=draft.revision, by="鲁班", now=LATE)
        services.try_out(code="CN", revision=draft.revision, now=LATE)
        with pytest.raises(NotTried):
            services.publish_draft(code="CN", revision=draft.revision, by="鲁班", now=LATE)
        with pytest.raises(DraftMoved):
            services.publish_draft(code="CN", revision=draft.revision - 1, by="鲁班", now=LATE)

        assert CalendarTable.objects.filter(code="CN").count() == 1


def test_draft_without_source_or_difference_is_refused(ops) -> None:
    draft = services.start_draft(code="CN", by="鲁班", now=LATE)
    CalendarDraft.objects.update(source="")

    with pytest.raises(CalendarRefused) as refused:
        services.try_out(code="CN", revision=draft.revision, now=LATE)

    assert [problem.reason.en for problem in refused.value.problems] == [
        "Say where the schedule was published",
        "Nothing differs from the version in force",
    ]


def test_day_that_is_what_its_weekday_makes_it_is_no_exception(ops) -> None:
    draft = drafted()
    given: Any = {"code": "CN", "by": "鲁班", "now": LATE, "name_zh": "", "name_en": ""}

    draft = services.set_day(revision=draft.revision, day=date(2027, 3, 6), kind="make-up", **given)
    kept = draft.days["2027-03-06"]
    draft = services.set_day(revision=draft.revision, day=date(2027, 3, 6), kind="weekend", **given)

    assert kept == ["make-up", "调休上班", "Make-up working day"]
    assert "2027-03-06" not in draft.days


def test_refused_import_leaves_the_draft_as_it_was(ops) -> None:
    before = drafted()

    with pytest.raises(CalendarRefused):
        services.import_schedule(
            code="CN",
            revision=before.revision,
            year=2027,
            content="一、元旦：1月1日（周四）放假。",
            by="鲁班",
            now=LATE,
        )

    after = selectors.draft_of("CN")
    assert (after.revision, after.days) == (before.revision, before.days)


def test_own_days_move_own_internal_clocks_and_nobody_elses(alpha, beta) -> None:
    with tenancy.in_schema(beta.schema):
        others = case_of("consumer-complaint", now=LATE).clocks
        kept = list(others.order_by("id").values())
    with tenancy.in_schema(alpha.schema):
        case = case_of("fraud-report", now=LATE)
        before = {c.clock: (c.is_legal, c.due_at) for c in CaseClock.objects.filter(case=case)}
        draft = own.start_own_draft(by=1, now=LATE)
        days = [date(2026, 12, 29) + timedelta(days=n) for n in range(20)]
        draft = own.set_own_days(
            revision=draft.revision, days=days, entry=["own-closed", "搬家", "Moving", ""], by=1, now=LATE
        )

        run = moves.publish_own(revision=draft.revision, by=1, now=LATE)
        policies.forget()
        Alarm.objects.exclude(kind="clock-run").delete()
        ring_alarms(now=LATE + SETTLE)

        run.refresh_from_db()
        after = {c.clock: (c.is_legal, c.due_at) for c in CaseClock.objects.filter(case=case)}
        moved = {clock for clock in before if before[clock] != after[clock]}
        assert {clock for clock in moved if before[clock][0]} == set()
        assert {str(t["clock"]) for t in traces(case) if t["before"] != t["after"]} == moved
        assert set(MovedClock.objects.filter(run=run).values_list("clock", flat=True)) >= moved
    with tenancy.in_schema(beta.schema):
        policies.forget()
        assert list(others.order_by("id").values()) == kept
        assert policies.calendar_table("CN").internal is None


def test_imported_file_reaches_the_organisations_without_an_operator(alpha, tmp_path) -> None:
    with tenancy.in_schema(alpha.schema):
        note_uses()
        case_of("quality-complaint", now=LATE)
    calendar = CalendarFile(
        "CN", 2, "国办通知", (2026, 2027), {"2027-01-01": ["statutory", "元旦", "New Year's Day"]}
    )

    services.import_calendar(calendar=calendar, now=LATE)
    hand_over_all(now=LATE + SETTLE)

    with tenancy.in_schema(alpha.schema):
        run = ClockRun.objects.get()
        assert Alarm.objects.get(kind="clock-run", subject=run.public_id).at == LATE + SETTLE
    assert selectors.waiting_runs() == []


def test_organisation_that_is_gone_has_no_part(alpha, beta, ops) -> None:
    CalendarUse.objects.create(code="CN", schema="t_gone")
    with tenancy.in_schema(ops.schema):
        drafted()
    publish(ops, alpha, beta)

    assert not CalendarShare.objects.filter(schema="t_gone").exists()
    assert not CalendarUse.objects.filter(schema="t_gone").exists()


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ("2027-01-09: [make-up, 调休上班, x]", "the schedule of 2027 is not among 'published'"),
        ("2026-01-09: [own-closed, 休息, x]", "is no [kind, names]"),
        ("2026-01-09: [festival, 休息, x]", "is no [kind, names]"),
    ],
)
@pytest.mark.unit
def test_calendar_file_is_refused_with_line_and_reason(tmp_path, days: str, reason: str) -> None:
    from policies.sources import PackError

    file = tmp_path / "cn.yaml"
    file.write_text(
        f"code: CN\nversion: 2\nsource: x\npublished: [2026]\ndays:\n  {days}\n", encoding="utf-8"
    )

    with pytest.raises(PackError) as refused:
        read_calendar(file)

    assert refused.value.line == 6
    assert reason in refused.value.reason

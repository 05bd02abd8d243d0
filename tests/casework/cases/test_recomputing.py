"""Counting many clocks anew costs the same number of queries as counting one; what lapses starts the next."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.cases import recomputing
from casework.cases.models import Case, CaseClock, CaseEvent
from kernel.models import Alarm
from policies import selectors as policies
from policies.services import adopt_pack
from tests.factories.filings import NOW, case_of
from tests.work import ring_alarms

pytestmark = pytest.mark.db


def _queries() -> int:
    cases = recomputing.open_cases(after=0, lock=True)
    with CaptureQueriesContext(connection) as asked:
        recomputing.recount(cases, tables=policies.calendar_table, now=NOW)
    return len(asked)


def test_batch_asks_as_often_for_many_cases_as_for_one(alpha) -> None:
    case_of("fraud-report")
    policies.calendar_table("CN")
    one = _queries()

    for _ in range(3):
        case_of("fraud-report")
    many = _queries()

    assert (one, many) == (3, 3)


def test_recount_of_what_is_stored_finds_nothing(alpha) -> None:
    case_of("fraud-report")
    case_of("enquiry")

    found = recomputing.recount(
        recomputing.open_cases(after=0, lock=False), tables=policies.calendar_table, now=NOW
    )

    assert [(one.is_kept_right, one.moved) for one in found] == [(True, ()), (True, ())]


def test_audit_goes_on_where_a_batch_ended(alpha, monkeypatch) -> None:
    cases = [case_of("fraud-report") for _ in range(3)]
    CaseClock.objects.filter(case__in=cases).update(is_legal=False)
    monkeypatch.setattr(recomputing, "BATCH", 2)
    Alarm.objects.exclude(kind="clock-audit").delete()
    Alarm.objects.filter(kind="clock-audit").update(at=NOW)

    ring_alarms(now=NOW)
    between = Alarm.objects.get(kind="clock-audit")
    half = set(CaseClock.objects.filter(is_legal=True).values_list("case_id", flat=True))
    Alarm.objects.exclude(kind="clock-audit").delete()
    ring_alarms(now=NOW)

    assert (between.at, between.payload) == (NOW, {"after": cases[1].pk, "mended": 2})
    assert half == {cases[0].pk, cases[1].pk}
    assert set(CaseClock.objects.filter(is_legal=True).values_list("case_id", flat=True)) == {
        c.pk for c in cases
    }
    assert Alarm.objects.get(kind="clock-audit").at == NOW + timedelta(days=1)


def test_clock_that_starts_where_another_lapses_is_stored_and_set_then(alpha) -> None:
    """eu: three months from the acknowledgement, or from the end of the seven days for it (R16)."""
    adopt_pack(pack_id="eu-whistleblowing", now=NOW)
    pack = policies.adopted_versions()[-1].pack
    lapsing = next(code for code, rule in pack.clocks.items() if rule.lapse)
    following = {code for code, rule in pack.clocks.items() if pack.clocks[lapsing].lapse in rule.start}
    line = next(code for code, spec in pack.business_types.items() if lapsing in spec.clocks)
    case = _case_on(line, pack)
    due_at = CaseClock.objects.get(case=case, clock=lapsing).due_at
    assert not CaseClock.objects.filter(case=case, clock__in=following).exists()

    for moment in (due_at, due_at + timedelta(seconds=1)):
        Alarm.objects.filter(subject=case.public_id).exclude(key=lapsing).delete()
        Alarm.objects.filter(subject=case.public_id, key=lapsing).update(at=moment)
        Alarm.objects.exclude(subject=case.public_id).delete()
        ring_alarms(now=moment)

    kinds = CaseEvent.objects.filter(case=case, kind__startswith="clock-").values_list("kind", flat=True)
    assert list(kinds) == ["clock-breached"]
    started = {c.clock: c.started_at for c in CaseClock.objects.filter(case=case, clock__in=following)}
    assert started == dict.fromkeys(following & set(pack.business_types[line].clocks), due_at)
    assert set(Alarm.objects.filter(subject=case.public_id).values_list("key", flat=True)) >= set(started)


def _case_on(line: str, pack) -> Case:
    """A filing of any line: only what it cannot do without."""
    from casework.intake.services import Arrival, take_in

    spec = pack.business_types[line]
    channel = next(iter(spec.channels))
    arrival = Arrival(
        business_type=line, values={}, channel=channel, is_named=False, received_at=NOW, files=(), also=None
    )
    return take_in(arrival).cases[0]


def test_trace_holds_codes_only(alpha) -> None:
    case = case_of("fraud-report")
    clock = CaseClock.objects.filter(case=case).order_by("id").first()
    assert clock is not None
    CaseClock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + timedelta(days=1))
    found = recomputing.recount([case], tables=policies.calendar_table, now=NOW)

    recomputing.put_right(
        found, now=NOW, cause={"calendar": "CN", "calendar_before": 1, "calendar_version": 2}
    )

    event = CaseEvent.objects.get(case=case, kind="clock-moved")
    assert sorted(json.loads(bytes(event.body))["codes"]) == [
        "after", "before", "calendar", "calendar_before", "calendar_version", "clock", "is_provisional",
        "was_provisional",
    ]  # fmt: skip
    assert not hasattr(event, "text")

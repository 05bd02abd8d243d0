"""The worklists: what burns first, counted as it is listed, page after page without a gap."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.cases.models import Case
from casework.cases.worklists import PAGE_SIZE, Worklist, counts, worklist
from kernel.paging import BadCursor, encode_cursor
from tests.factories.filings import NOW, TO_INVESTIGATION, Journey, case_of, take

pytestmark = pytest.mark.db


def _numbers(page) -> list[str]:
    return [case.number for case in page.rows]


def _all_pages(officer, which, now=NOW) -> list[str]:
    numbers, cursor = [], None
    while True:
        page = worklist(officer=officer, which=which, now=now, cursor=cursor)
        numbers += _numbers(page)
        cursor = page.next_cursor
        if cursor is None:
            return numbers


def test_what_is_due_first_comes_first_and_what_has_no_due_time_last(alpha, team):
    later, sooner = case_of("quality-complaint", now=NOW + timedelta(days=9)), case_of("fraud-report")
    never = case_of("fraud-report")
    Case.objects.filter(pk=never.pk).update(due_at=None, due_clock="")

    page = worklist(officer=team.officer("intake-manager", now=NOW), which=Worklist.MINE, now=NOW)

    assert _numbers(page) == [sooner.number, later.number, never.number]


def test_pages_hold_every_case_once(alpha, team):
    """35 cases: equal due times, different ones and none at all, over two pages."""
    cases = [case_of("fraud-report", now=NOW + timedelta(days=i % 4)) for i in range(PAGE_SIZE + 5)]
    Case.objects.filter(pk__in=[case.pk for case in cases[-3:]]).update(due_at=None)
    officer = team.officer("intake-manager", now=NOW)

    listed = _all_pages(officer, Worklist.MINE)

    assert len(listed) == len(set(listed)) == PAGE_SIZE + 5
    assert set(listed) == {case.number for case in cases}
    assert set(listed[-3:]) == {case.number for case in cases[-3:]}


def test_page_that_ends_among_cases_without_a_due_time_goes_on_there(alpha, team):
    cases = [case_of("enquiry") for _ in range(PAGE_SIZE + 2)]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(due_at=None)

    listed = _all_pages(team.officer("receiver", now=NOW), Worklist.UNASSIGNED)

    assert listed == [case.number for case in cases]


def test_each_list_holds_what_its_name_says(alpha, team):
    fresh = case_of("fraud-report")
    overdue = case_of("fraud-report", now=NOW - timedelta(days=30))
    handled = Journey(team, "fraud-report")
    handled.steps(*TO_INVESTIGATION)
    finished = Journey(team, "enquiry")
    finished.step("receiver", "answer-now", answer_body="一年。", delivery_channel="phone")
    now = handled.now

    def lists(role: str) -> dict[Worklist, set[str]]:
        officer = team.officer(role, now=now)
        return {which: set(_all_pages(officer, which, now)) for which in Worklist}

    a, b, c, d = fresh.number, overdue.number, handled.case.number, finished.case.number
    assert lists("intake-manager") == {
        Worklist.MINE: {a, b},
        Worklist.UNIT: set(),
        Worklist.UNASSIGNED: {a, b},
        Worklist.SOON: {a},
        Worklist.OVERDUE: {b},
        Worklist.ALL: {a, b, c},
        Worklist.FINISHED: set(),
    }
    assert lists("handler") == {
        Worklist.MINE: {c},
        Worklist.UNIT: {c},
        Worklist.UNASSIGNED: set(),
        Worklist.SOON: set(),
        Worklist.OVERDUE: set(),
        Worklist.ALL: {c},
        Worklist.FINISHED: set(),
    }
    assert lists("receiver")[Worklist.FINISHED] == {d}


def test_finished_cases_come_newest_first_and_page_after_page(alpha, team):
    cases = []
    for day in range(PAGE_SIZE + 3):
        journey = Journey(team, "enquiry", now=NOW + timedelta(days=day))
        journey.step("receiver", "answer-now", answer_body="一年。", delivery_channel="phone")
        cases.append(journey.case)

    listed = _all_pages(team.officer("receiver", now=NOW), Worklist.FINISHED)

    assert listed == [case.number for case in reversed(cases)]


def test_counts_are_those_of_the_lists(alpha, team):
    for days in (0, 30, 60):
        case_of("fraud-report", now=NOW - timedelta(days=days))
    officer = team.officer("intake-manager", now=NOW)

    counted = {which: count.number for which, count in counts(officer=officer, now=NOW).items()}

    assert counted == {which: len(_all_pages(officer, which)) for which in counted}
    assert counted[Worklist.OVERDUE] == 2


def test_case_at_my_desk_and_in_my_hands_is_counted_once(rulebooks, team):
    from casework.organisation.selectors import officer_for
    from tests.factories.people import colleague

    both = colleague("discipline", name="又收又办")
    case = case_of("conduct")
    Case.objects.filter(pk=case.pk).update(handler=both)
    officer = officer_for(both.pk, now=NOW)

    assert counts(officer=officer, now=NOW)[Worklist.MINE].number == 1
    assert _all_pages(officer, Worklist.MINE) == [case.number]


def test_count_stops_where_nobody_would_act_on_more(alpha, team, monkeypatch):
    from casework.cases import worklists

    monkeypatch.setattr(worklists, "COUNT_CAP", 2)
    for _ in range(3):
        take("fraud-report")

    count = counts(officer=team.officer("intake-manager", now=NOW), now=NOW)[Worklist.MINE]

    assert (count.number, count.is_capped) == (2, True)


@pytest.mark.parametrize(
    ("cursor", "reason"),
    [
        ("x", "no base 64"),
        ("bm90IGpzb24", "no JSON"),
        (encode_cursor(1), "too short"),
        (encode_cursor("yesterday", 5), "no date"),
        (encode_cursor("2026-03-02T00:00:00+00:00", "five"), "no number"),
        (encode_cursor(7, 5), "a number for a date"),
        (encode_cursor("2026-03-02T00:00:00", 5), "a time without its zone"),
        (encode_cursor(None, None), "nothing"),
    ],
)
@pytest.mark.parametrize("which", [Worklist.MINE, Worklist.FINISHED])
def test_cursor_that_was_not_made_here_is_refused(alpha, team, which, cursor, reason):
    with pytest.raises(BadCursor):
        worklist(officer=team.officer("receiver", now=NOW), which=which, now=NOW, cursor=cursor)


def test_list_can_be_narrowed_to_a_line_of_business(alpha, team):
    case_of("fraud-report")
    complaint = case_of("quality-complaint")

    page = worklist(
        officer=team.officer("intake-manager", now=NOW),
        which=Worklist.MINE,
        now=NOW,
        business_type="quality-complaint",
    )

    assert _numbers(page) == [complaint.number]

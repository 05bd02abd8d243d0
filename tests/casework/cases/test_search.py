"""Finding a case by number, by a word of an open title, and by a sealed name or telephone number."""

from __future__ import annotations

import pytest

from casework.cases.search import LIMIT, find_cases
from tests.factories.filings import NOW, case_of, take

pytestmark = pytest.mark.db

QUERIES = (
    ("热水壶", True, "a word of the open title"),
    ("  热水壶  ", True, "spaces around do not count"),
    ("钱多多", True, "the filer's whole name, by its index"),
    ("钱 多多", True, "a space within a name"),
    ("钱多", False, "half a sealed name finds nothing"),
    ("13800000001", True, "the filer's telephone number, by its index"),
    ("138 0000 0001", True, "as it is read out"),
    ("+86 138-0000-0001", True, "with the country's code"),
    ("１３８０００００００１", True, "in full-width digits"),
    ("8000000", False, "a part of a telephone number"),
    ("假冒名牌", False, "words of the sealed story"),
    ("", False, "nothing asked"),
    ("   ", False, "blanks asked"),
    ("\0", False, "a sign that no database takes"),
    ("热\0水壶", True, "such a sign among others"),
    ("%", False, "no wildcard"),
    ("_", False, "no wildcard"),
)


@pytest.mark.parametrize(("query", "found", "why"), QUERIES, ids=[row[2] for row in QUERIES])
def test_search(alpha, team, query, found, why):
    case = case_of("fraud-report")

    hits = find_cases(officer=team.officer("receiver", now=NOW), query=query)

    assert [hit.pk for hit in hits] == ([case.pk] if found else []), why


def test_number_is_found_by_its_beginning_in_any_case(alpha, team):
    case = case_of("fraud-report")
    officer = team.officer("receiver", now=NOW)

    found = [
        find_cases(officer=officer, query=q) for q in (case.number, case.number.lower(), case.number[:8])
    ]

    assert [[c.pk for c in hits] for hits in found] == [[case.pk]] * 3


def test_newest_comes_first_and_not_more_than_a_screen(alpha, team):
    from datetime import timedelta

    for day in range(LIMIT + 2):
        take("fraud-report", now=NOW + timedelta(days=day))

    found = find_cases(officer=team.officer("receiver", now=NOW), query="13800000001")

    moments = [case.received_at for case in found]
    assert len(found) == LIMIT
    assert moments == sorted(moments, reverse=True)


def test_respondent_of_a_sealed_line_is_found_by_discipline_and_by_nobody_else(alpha, team):
    case = case_of("conduct")

    found = {
        role: [c.pk for c in find_cases(officer=team.officer(role, now=NOW), query="罗不良")]
        for role in ("discipline", "receiver", "leader")
    }

    assert found == {"discipline": [case.pk], "receiver": [], "leader": []}

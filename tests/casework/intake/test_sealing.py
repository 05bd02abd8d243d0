"""A sealed line leaves nothing readable in any column, and its own subject never sees it (R23, R40)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from casework.cases.access import CaseNotFound, case_for
from casework.cases.models import CaseExclusion
from casework.cases.search import find_cases
from casework.cases.selectors import case_view
from casework.cases.services import open_identity
from casework.cases.worklists import Worklist, counts, worklist
from kernel import files
from tests.factories.filings import NOW, Journey, case_of
from tests.factories.people import colleague
from tests.work import deliver_events

pytestmark = pytest.mark.db

MARKS = {
    "title": "标记标题甲",
    "narrative": "标记情节乙",
    "remedy": "标记诉求丙",
    "staff_name": "标记姓名丁",
    "staff_unit": "标记单位戊",
    "filer_name": "标记来件己",
    "filer_phone": "13912345678",
    "filer_email": "mark@example.cn",
}
FILE_MARK = "标记材料庚"
NAME_MARK = "标记文件辛"


def _everything_stored(schema: str) -> list[str]:
    """Every row of every table of the schema as text, byte columns as text too where they are text."""
    rows = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{schema}"."{table}"')  # noqa: S608 -- names from the catalogue
            rows += [f"{table}: {_readable(value)}" for row in cursor.fetchall() for value in row]
    return rows


def _readable(value: object) -> str:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("utf-8", errors="replace")
    return json.dumps(value, ensure_ascii=False, default=str) + str(value)


def _found(marks: list[str], stored: list[str]) -> list[str]:
    """Marks in the clear, and as JSON escapes and hex write them."""
    written = {m: (m, json.dumps(m)[1:-1], m.encode().hex(), m.encode("utf-16-be").hex()) for m in marks}
    return [
        f"{mark} in {row[:60]}"
        for row in stored
        for mark, forms in written.items()
        if any(f in row for f in forms)
    ]


def test_conduct_filing_is_readable_in_no_column_and_no_file(alpha, team):
    evidence = files.inspect(name=f"{NAME_MARK}.txt", content=FILE_MARK.encode())
    journey = Journey(team, "conduct", files=(evidence,), **MARKS)
    journey.step("discipline", "take-over")
    journey.step("discipline", "find", outcome="substantiated", finding="标记结论壬")
    journey.step("discipline", "close", opinion="标记意见癸")
    journey.step("discipline", "reply", reply_body="标记答复子")
    deliver_events()

    stored = _everything_stored(alpha.schema)

    marks = [*MARKS.values(), FILE_MARK, NAME_MARK, "标记结论壬", "标记意见癸", "标记答复子"]
    folder = Path(settings.MEDIA_ROOT) / alpha.schema
    on_disk = [
        f"{path.name}: {path.read_bytes().decode('utf-8', errors='replace')}"
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert len(stored) > 500
    assert len(on_disk) >= 1
    assert _found(marks, stored) == []
    assert _found(marks, on_disk) == []


def test_search_for_marks_finds_them_where_they_do_lie_open(alpha):
    """The search above is no search if it cannot find anything."""
    case_of("fraud-report", title="标记标题甲", respondent_name="标记姓名丁", narrative="标记情节乙")

    found = _found(["标记标题甲", "标记姓名丁", "标记情节乙"], _everything_stored(alpha.schema))

    assert {line.partition(" in ")[0] for line in found} == {"标记标题甲", "标记姓名丁"}


@pytest.mark.clause("S3-confidentiality", "S12a-confidentiality", parameter="P34", shown="service")
def test_name_and_phone_of_a_report_lie_open_nowhere(alpha):
    case_of("fraud-report", filer_name="标记来件己", filer_phone="13912345678", filer_address="标记地址丑")

    stored = _everything_stored(alpha.schema)

    assert _found(["标记来件己", "13912345678", "标记地址丑"], stored) == []


HOTLINE = ("receiver", "intake-manager", "leader", "archivist", "unit-head", "handler")


@pytest.mark.clause("T27", parameter="P21", shown="service")
@pytest.mark.parametrize("role", HOTLINE)
def test_conduct_filing_enters_no_list_of_the_hotline(team, role):
    case = case_of("conduct")
    officer = team.officer(role, now=NOW)

    lists = {
        which: [c.pk for c in worklist(officer=officer, which=which, now=NOW).rows] for which in Worklist
    }

    assert lists == {which: [] for which in Worklist}
    assert [count.number for count in counts(officer=officer, now=NOW).values()] == [0] * 5
    assert find_cases(officer=officer, query=case.number) == []
    with pytest.raises(CaseNotFound):
        case_for(officer=officer, public_id=case.public_id)


def test_conduct_filing_is_on_the_list_of_discipline(team):
    case = case_of("conduct")
    officer = team.officer("discipline", now=NOW)

    page = worklist(officer=officer, which=Worklist.MINE, now=NOW)

    assert [row.pk for row in page.rows] == [case.pk]
    assert page.rows[0].title == ""


def test_discipline_officer_named_in_a_filing_is_shut_out_of_it(team):
    named = colleague("discipline", name="罗不良")
    case = case_of("conduct", staff_name="罗不良")
    from casework.organisation.selectors import officer_for

    officer = officer_for(named.pk, now=NOW)

    assert list(CaseExclusion.objects.filter(case=case).values_list("user_id", "reason")) == [
        (named.pk, "NAMED")
    ]
    assert worklist(officer=officer, which=Worklist.MINE, now=NOW).rows == []
    assert counts(officer=officer, now=NOW)[Worklist.MINE].number == 0
    assert find_cases(officer=officer, query=case.number) == []
    for attempt in (
        lambda: case_view(officer=officer, public_id=case.public_id, now=NOW),
        lambda: open_identity(public_id=case.public_id, officer=officer, reason="看看", now=NOW),
    ):
        with pytest.raises(CaseNotFound):
            attempt()
    assert [
        c.pk for c in worklist(officer=team.officer("discipline", now=NOW), which=Worklist.MINE, now=NOW).rows
    ] == [case.pk]


@pytest.mark.clause("T27", parameter="P21", shown="service")
@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("罗不良", "as on the list of staff"),
        (" 罗不良 ", "spaces around"),
        ("罗 不良", "a space within, as printed lists have it"),
        ("罗\u3000不良", "a full-width space"),
        ("甄相关、罗不良", "among others"),
    ],
)
def test_named_officer_is_recognised_however_the_name_is_written(team, written, reason):
    named = colleague("discipline", name="罗不良")

    case = case_of("conduct", staff_name=written)

    assert list(CaseExclusion.objects.filter(case=case).values_list("user_id", flat=True)) == [named.pk], (
        reason
    )


def test_deputy_of_a_named_officer_is_not_shut_out_but_the_named_deputy_is(team):
    from datetime import timedelta

    from casework.organisation.selectors import officer_for
    from casework.organisation.services import appoint_deputy

    named = colleague("handler", name="罗不良")
    appoint_deputy(
        user_id=team.user("discipline").pk,
        deputy_id=named.pk,
        since=NOW - timedelta(days=1),
        until=NOW + timedelta(days=9),
    )
    case = case_of("conduct", staff_name="罗不良")

    officer = officer_for(named.pk, now=NOW)

    assert "discipline" in officer.roles
    with pytest.raises(CaseNotFound):
        case_for(officer=officer, public_id=case.public_id)


def test_respondent_of_a_report_who_shares_an_officers_name_shuts_nobody_out(team):
    colleague("leader", name="惠民家电商行")

    case = case_of("fraud-report", respondent_name="惠民家电商行")

    assert CaseExclusion.objects.filter(case=case).count() == 0

"""行风: what is said of a member of staff goes to discipline inspection, past the one it names and the hotline."""

from __future__ import annotations

import re

import pytest

from demo.organisations import COUNTY
from tests.journeys import papers
from tests.journeys.people import People
from tests.journeys.product import host_of

pytestmark = pytest.mark.journey

NAMED = "程砚秋"
FILING = {
    "title": "检查时收受烟酒",
    "conduct-category": "吃拿卡要、收受财物",
    "narrative": "十一月十日检查我店时，暗示送烟酒，拿走两条香烟。",
    "remedy": "请查处。",
    "staff-name": NAMED,
    "staff-unit": "稽查队",
    "filer-name": "程岚",
    "filer-phone": "19000001234",
}
REPLY = "经核查，情况属实。已责令退还并给予当事人党内警告处分。感谢您的监督。"
KEPT_OUT = ("inspector", "inspector2", "chief", "hotline", "manager", "leader", "archivist", "admin")
LISTS = tuple(f"/desk/list/{which}/" for which in ("mine", "unit", "unassigned", "all"))
STEPS = (
    ("接收并开始核查", {}),
    ("提交核查结论", {"outcome": "属实", "finding": "调取了店内录像。"}),
    ("审定结论", {"opinion": "同意处理意见。"}),
    ("制作反馈", {"reply-body": REPLY}),
    ("登记送达并归档", {"delivery-channel": "查询页公布", "delivery-note": ""}),
)


@pytest.mark.clause(
    "S12d-subject",
    "S12d-confidentiality",
    "S12d-workflow",
    "S12d-feedback",
    "T27",
    parameter="P21",
    shown="browser",
)
def test_filing_about_an_officer_is_seen_by_discipline_alone(people: People) -> None:
    citizen = people.citizen(COUNTY, phone=True)
    receipt = citizen.file("行风监督", FILING, named=True)
    number = receipt.number
    discipline = people.officer(COUNTY, "discipline")
    assert number in discipline.turns()
    address = discipline.page.locator(".worklist > li", has_text=number).get_by_role("link").first
    path = str(address.get_attribute("href"))

    for account in KEPT_OUT:
        officer = people.officer(COUNTY, account)
        pages = [officer.fetch(address) for address in (*LISTS, f"/desk/search/?q={number}")]
        told = [words for _, page in pages for words in (number, FILING["title"]) if words in shown(page)]
        assert (account, {status for status, _ in pages}, told) == (account, {200}, [])
        assert (account, officer.fetch(path)[0]) == (account, 404)

    for step, answers in STEPS:
        discipline.find(number)
        discipline.act(step, answers)
    papers.wait_printed(host_of(COUNTY), number, "conduct-reply")
    assert [word in citizen.track_until(receipt.code, says=REPLY) for word in (REPLY, "已办结。")] == [
        True,
        True,
    ]


def shown(page: bytes) -> str:
    """A page without what the reader asked for himself: the search repeats it in its heading and its field."""
    return re.sub(r"<title>.*?</title>|<h1>.*?</h1>|<input[^>]*>", "", page.decode(), flags=re.DOTALL)

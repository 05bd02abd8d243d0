"""What the desk says beyond the facts: what burns first, whose turn it is, what a step brings, what waits next."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from kernel import clock
from tests.casework.desk.conftest import page
from tests.factories.filings import TO_INVESTIGATION, Journey, case_of

pytestmark = pytest.mark.db
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def complaint(alpha, team) -> Journey:
    return Journey(team, "quality-complaint", now=clock.now())


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args, urlconf="dengwen.urls.tenant")


def _rows(shown, of: str) -> dict[str, str]:
    rows = shown.select(f"{of} .summary__row")
    return {row.dt.get_text(strip=True): row.dd.get_text(strip=True) for row in rows}


def test_step_says_what_follows_from_it(signed_in, complaint):
    client = signed_in("intake-manager")

    shown = page(client.get(_url("desk-act", complaint.case.public_id, "propose")))

    assert _rows(shown, "#act") == {
        "案件转为": "待批示（轮到分管领导）",
        "停止计时": "提出处理方案",
        "开始计时": "批示（内部目标）",
    }


def test_leader_reads_the_proposal_above_the_instruction(signed_in, complaint):
    complaint.step("intake-manager", "propose", proposal="建议由稽查队调解。")

    shown = page(signed_in("leader").get(_url("desk-act", complaint.case.public_id, "sign-off")))

    titles = [heading.get_text(strip=True) for heading in shown.select("main .card__head h2")][:2]
    assert titles == ["提出处理方案", "批示同意"]
    assert shown.select_one("main .prewrap").get_text(strip=True) == "建议由稽查队调解。"


def test_who_may_do_nothing_is_told_whose_turn_it_is(signed_in, complaint):
    shown = page(signed_in("leader").get(_url("desk-case", complaint.case.public_id)))

    told = "现在轮到12365管理负责人。轮到您时，这里会出现要办的步骤。"
    assert [banner.get_text(strip=True) for banner in shown.select("main .banner")] == [told]
    assert _rows(shown, "aside")["现在轮到"] == "12365管理负责人"


def test_after_a_step_the_next_case_is_offered_once(signed_in, team, complaint):
    Journey(team, "fraud-report", now=clock.now())
    client = signed_in("intake-manager")
    case = _url("desk-case", complaint.case.public_id)

    client.post(_url("desk-act", complaint.case.public_id, "propose"), {"proposal": "建议调解。"})
    first, again = page(client.get(case)), page(client.get(case))

    assert [b.get_text(strip=True)[:8] for b in first.select(".banner--blue")] == ["下一件待我办理："]
    assert [b.get_text(strip=True)[:4] for b in again.select(".banner--blue")] == ["现在轮到"]


def test_list_is_divided_by_what_burns(signed_in, team, alpha):
    for days in (40, 0):
        Journey(team, "quality-complaint", now=clock.now() - timedelta(days=days))

    shown = page(signed_in("intake-manager").get(_url("desk-worklist", "mine")))

    assert [h.get_text(strip=True) for h in shown.select(".worklist__group")] == ["已超期", "三天内到期"]


def test_search_without_words_asks_for_them(signed_in):
    shown = page(signed_in("receiver").get(_url("desk-search")))

    assert shown.h1.get_text(strip=True) == "查找案件"
    assert shown.select_one("main form input[name=q]")["value"] == ""


def test_what_was_filed_stands_page_by_page_with_readable_dates(signed_in, team, alpha):
    case = case_of("quality-complaint", now=clock.now(), bought_on="2026-03-05")

    shown = page(signed_in("receiver").get(_url("desk-case", case.public_id)))

    assert _rows(shown, "main")["购买日期"] == "2026年3月5日 周四"
    assert [h.get_text(strip=True) for h in shown.select(".card__part")][:2] == [
        "质量问题和要求",
        "产品和购买情况",
    ]


def test_case_in_my_hands_that_waits_for_another_duty_says_for_whom(signed_in, team, alpha):
    journey = Journey(team, "fraud-report", now=clock.now())
    journey.steps(*TO_INVESTIGATION)
    client = signed_in("handler")

    mine = page(client.get(_url("desk-worklist", "mine")))
    journey.step("handler", "find", outcome="partly", finding="查获十二台。")
    theirs = page(client.get(_url("desk-worklist", "mine")))

    told = [
        [tag.get_text(strip=True) for tag in shown.select(".worklist .tag--violet")]
        for shown in (mine, theirs)
    ]
    assert told == [[], ["等承办单位负责人"]]


def test_time_limit_under_each_tier_that_the_case_was_in_stays_to_be_seen(rulebooks, team, signed_in):
    journey = Journey(team, "customer-complaint", now=datetime(2026, 3, 6, 16, 20, tzinfo=CHINA))
    journey.step("receiver", "classify", tier="minor")
    journey.step("intake-manager", "reclassify", tier="general", tier_reason="人数增加。")

    shown = page(signed_in("intake-manager").get(_url("desk-case", journey.case.public_id)))

    summary = next(one for one in shown.select("aside summary") if "改级前后的期限" in one.get_text())
    told = [line.get_text(" ", strip=True) for line in summary.parent.select("li")]
    assert [line.split(" ")[0] for line in told] == ["未分级，按最严的计", "轻微投诉", "一般投诉"]
    assert [day in line for day, line in zip(("3月7日", "3月13日", "3月11日"), told, strict=True)] == [
        True
    ] * 3

"""The components say what they should, in both languages, and let nothing through unescaped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils import translation

from policies.engine.pack import Label
from ui.navigation import NavItem
from ui.pieces import Bar, ReckoningStep, SummaryRow, Tab, TimelineEntry, steps
from ui.selectors import CurrentBranding

NOW = datetime(2026, 6, 24, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"
LABEL = Label(**{"zh-hans": "受理", "en": "Accept"})


def draw(source: str, language: str = "zh-hans", **context: Any) -> BeautifulSoup:
    with translation.override(language):
        html = Template("{% load ui %}" + source).render(Context(context))
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize(
    ("value", "language", "expected", "reason"),
    [
        (LABEL, "zh-hans", "受理", "a pack's label in Chinese"),
        (LABEL, "en", "Accept", "and in English"),
        ({"zh-hans": "局", "en": "Bureau"}, "en", "Bureau", "a map, as events carry it"),
        ("王敏", "en", "王敏", "a name stays a name"),
        (12, "en", "12", "a number stays a number"),
    ],
)
def test_say_speaks_the_readers_language(value: object, language: str, expected: str, reason: str) -> None:
    assert draw("{{ value|say }}", language, value=value).get_text() == expected, reason


def test_due_says_the_rest_in_words_beside_the_date() -> None:
    chip = draw("{% due at now provisional=True %}", at=NOW + timedelta(days=6, hours=4), now=NOW)

    assert chip.get_text("|", strip=True) == "还剩 6 天 4 小时|6月30日 周二 14:30|暂定"
    assert chip.span["class"] == ["due", "due--calm"]
    assert chip.time["datetime"] == "2026-06-30T06:30+00:00"


def test_due_speaks_english() -> None:
    chip = draw("{% due at now %}", "en", at=NOW - timedelta(days=1, hours=1), now=NOW)

    assert chip.get_text("|", strip=True) == "1 day 1 hour overdue|Tue 23 Jun 09:30"


def test_stages_tell_the_current_step_to_everybody() -> None:
    drawn = draw("{% stages steps %}", steps=steps(("已收到", "审查受理", "调查处理"), current=1))

    current = [step.get_text(strip=True) for step in drawn.select("[aria-current=step]")]
    assert current == ["审查受理"]
    assert [step.get_text(strip=True) for step in drawn.select(".stages__step--done")] == ["已收到（已完成）"]


def test_summary_links_name_what_they_change() -> None:
    drawn = draw("{% summary rows %}", rows=(SummaryRow("电话", "138", "/file/2/"), SummaryRow("姓名", None)))

    assert [link.get_text(" ", strip=True) for link in drawn("a")] == ["修改 电话"]
    assert [value.get_text(strip=True) for value in drawn.select("dd:not(.summary__change)")] == ["138", "—"]


def test_timeline_keeps_the_given_order_and_leads_to_the_paper() -> None:
    entries = (
        TimelineEntry(NOW, "受理", "王敏", "符合条件"),
        TimelineEntry(NOW - timedelta(days=1), "收到诉求", url="/files/1/", url_text="回执"),
    )

    drawn = draw("{% timeline entries now %}", entries=entries, now=NOW)

    assert [title.get_text() for title in drawn.select(".timeline__title")] == ["受理", "收到诉求"]
    assert [(link["href"], link.get_text()) for link in drawn("a")] == [("/files/1/", "回执")]


def test_reckoning_marks_the_days_that_do_not_count() -> None:
    drawn = draw(
        "{% reckoning steps %}", steps=(ReckoningStep("06-19", "端午节"), ReckoningStep("06-22", "工作日", 1))
    )

    assert drawn.summary.get_text() == "这个日期是怎么算出来的"
    assert [row.get("class") for row in drawn("li")] == [["is-idle"], None]


def test_data_table_names_each_cell_for_the_narrow_screen() -> None:
    drawn = draw("{% data_table columns rows %}", columns=("机构", "按时"), rows=(("甲", "96%"), ("乙", "—")))

    assert [cell["data-label"] for cell in drawn.select("tbody th, tbody td")] == ["机构", "按时"] * 2
    assert [head.get("class") for head in drawn.select("thead th")] == [None, ["num"]]


def test_data_table_without_rows_keeps_its_head() -> None:
    drawn = draw("{% data_table columns rows %}", columns=("机构", "按时"), rows=())

    assert [head.get_text() for head in drawn.select("thead th")] == ["机构", "按时"]


def test_bars_have_their_table_beside_them() -> None:
    bars = (Bar("举报", 214), Bar("行风", None, "少于 5"))

    drawn = draw("{% bars bars '件数' '业务' '件' %}", bars=bars)

    cells = [[cell.get_text() for cell in row(["th", "td"])] for row in drawn.select("tbody tr")]
    assert cells == [["举报", "214"], ["行风", "少于 5"]]
    assert drawn.select_one(".bars")["aria-hidden"] == "true"


def test_spark_says_its_values() -> None:
    drawn = draw("{% spark values '每月件数' %}", values=(3, 5))

    assert drawn.svg["aria-label"] == "每月件数：3、5"


def test_tabs_and_rail_tell_where_one_is() -> None:
    tabs = (Tab("办理", "#a", True), Tab("材料", "#b", count=0))
    link = NavItem("已逾期", "/desk/overdue/", "flame", True, 2, "red", "o")

    drawn = draw("{% tabs tabs '内容' %}{% rail_link link %}", tabs=tabs, link=link)

    assert [found["href"] for found in drawn.select("[aria-current=page]")] == ["#a", "/desk/overdue/"]
    assert drawn.select_one("[data-go=o] .count")["class"] == ["count", "count--red"]


def test_count_of_nothing_does_not_alarm() -> None:
    assert draw("{% count 0 'red' %}").span["class"] == ["count"]


@pytest.mark.parametrize(
    ("source", "expected", "reason"),
    [
        ("{% button '受理' %}", "<button class='button' type='submit'>受理</button>", "a form's button"),
        (
            "{% button '受理' name='to' value='accept' kind='large secondary' %}",
            "<button class='button button--large button--secondary' type='submit' name='to' value='accept'>"
            "受理</button>",
            "several kinds, a name and a value",
        ),
        (
            "{% button '返回' href='/x?a=1&b=2' %}",
            "<a class='button' href='/x?a=1&amp;b=2'>返回</a>",
            "a link",
        ),
    ],
)
def test_button_is_what_it_does(source: str, expected: str, reason: str) -> None:
    assert str(draw(source)) == str(BeautifulSoup(expected, "html.parser")), reason


def test_org_mark_is_a_seal_with_the_organisations_character() -> None:
    brand = CurrentBranding(name_zh="12365 中心", name_en="12365", short_zh="12365 中心")

    assert draw("{% org_mark brand %}", brand=brand).select_one("text").get_text() == "中"


def test_org_mark_is_the_logo_where_there_is_one() -> None:
    brand = CurrentBranding(name_zh="局", name_en="B", short_zh="局", has_logo=True, version="ab12")

    picture = draw("{% org_mark brand %}", brand=brand).img

    assert (picture["src"], picture["alt"]) == ("/brand-logo/?v=ab12", "")


@pytest.mark.parametrize(
    "source",
    [
        "{% tag text %}",
        "{% masked text %}",
        "{% copyable text %}",
        "{% person text %}",
        "{% button text %}",
        "{% button 'x' href=text %}",
        "{% heading text caption=text lead=text %}{% endheading %}",
        "{% banner 'red' title=text %}{{ text }}{% endbanner %}",
        "{% card title=text note=text %}{{ text }}{% endcard %}",
        "{% disclosure text %}{{ text }}{% enddisclosure %}",
        "{% dialog id='d' title=text %}{{ text }}{% enddialog %}",
        "{% empty text %}{{ text }}{% endempty %}",
        "{% crumbs crumbs %}",
        "{% tabs crumbs text %}",
        "{% summary rows %}",
        "{% timeline entries now %}",
        "{% data_table columns table caption=text %}",
        "{% spark values text %}",
        "{% message_banner message %}",
        "{% back text text %}",
    ],
)
def test_components_escape_what_they_are_given(source: str) -> None:
    drawn = draw(
        source,
        text=HOSTILE,
        now=NOW,
        values=(1, 2),
        crumbs=(SimpleNamespace(label=HOSTILE, url=HOSTILE, is_current=False, count=None),),
        rows=(SummaryRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        entries=(TimelineEntry(NOW, HOSTILE, HOSTILE, HOSTILE, url=HOSTILE, url_text=HOSTILE),),
        columns=(HOSTILE,),
        table=((HOSTILE,),),
        message=SimpleNamespace(level_tag="error", message=HOSTILE),
    )

    assert drawn("script") == []

"""Forms: a label, help and error for every control, tied to it, and a summary that leads there."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template
from django.utils import translation

from tests.ui.gallery import FilingForm
from ui.fields import errors_of, kind_of, problems_of


class Short(forms.Form):
    name = forms.CharField(label="姓名", help_text="身份证上的姓名", error_messages={"required": "没有姓名"})
    phone = forms.CharField(label="电话", required=False)


def draw(source: str, language: str = "zh-hans", **context: Any) -> BeautifulSoup:
    with translation.override(language):
        html = Template("{% load ui %}" + source).render(Context(context))
    return BeautifulSoup(html, "html.parser")


def test_every_control_has_a_label_or_a_legend() -> None:
    drawn = draw("{% render_form form %}", form=FilingForm())

    labelled = {label["for"] for label in drawn("label") if label.get("for")}
    controls = {control["id"] for control in drawn(["input", "select", "textarea"])}
    assert controls == labelled
    assert [legend.get_text(" ", strip=True) for legend in drawn("legend")] == [
        "您要反映什么",
        "涉及的问题 （选填）",
    ]


def test_every_description_exists_on_the_page() -> None:
    drawn = draw("{% render_form form %}", form=FilingForm(data={}))

    described = {
        name for tag in drawn.select("[aria-describedby]") for name in tag["aria-describedby"].split()
    }
    ids = {tag["id"] for tag in drawn.select("[id]")}
    assert described - ids == set()
    assert {"id_matter_error", "id_phone_error", "id_story_helptext", "id_consent_error"} <= described


def test_error_summary_leads_to_the_controls_in_order() -> None:
    form = FilingForm(data={"name": "李", "story": "经过"})

    drawn = draw("{% error_summary form %}{% render_form form %}", form=form)

    links = [(link["href"], link.get_text()) for link in drawn.select(".errors a")]
    assert links == [
        ("#id_matter_0", "请选择您要反映什么"),
        ("#id_phone", "请填写联系电话"),
        ("#id_town", "请选择所在乡镇"),
        ("#id_consent", "请勾选“我保证以上内容属实，愿意承担相应责任”"),
    ]
    assert [drawn.select_one(target) is None for target, _ in links] == [False] * 4


def test_error_summary_is_absent_while_nothing_is_wrong() -> None:
    drawn = draw("{% error_summary fresh right %}", fresh=FilingForm(), right=Short(data={"name": "李"}))

    assert drawn.get_text(strip=True) == ""


def test_what_was_typed_stays() -> None:
    drawn = draw(
        "{% render_form form %}",
        form=FilingForm(data={"name": "李", "story": "六月三日", "kinds": ["unfit"]}),
    )

    kept = (drawn.select_one("#id_name")["value"], drawn.textarea.get_text(strip=True))
    assert kept == ("李", "六月三日")
    assert [box["value"] for box in drawn.select("input[name=kinds][checked]")] == ["unfit"]


def test_errors_of_keeps_a_message_that_the_field_brought() -> None:
    assert errors_of(Short(data={})["name"]) == ("没有姓名",)


def test_errors_are_spoken_in_english() -> None:
    drawn = draw("{% error_summary form %}", "en", form=FilingForm(data={"matter": "report"}))

    assert drawn.select_one(".errors a").get_text() == "Fill in “联系电话”"


def test_problems_begin_with_those_of_the_whole_form() -> None:
    form = Short(data={})
    form.add_error(None, "重复提交")

    assert [(problem.text, problem.target) for problem in problems_of([form])] == [
        ("重复提交", ""),
        ("没有姓名", "id_name"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("matter", "choices"),
        ("kinds", "choices"),
        ("consent", "tick"),
        ("files", "file"),
        ("story", "area"),
        ("town", "line"),
        ("name", "line"),
        ("bought_on", "line"),
    ],
)
def test_kind_of_follows_the_widget(name: str, expected: str) -> None:
    assert kind_of(FilingForm()[name]) == expected


def test_note_of_the_field_stands_in_place_of_optional() -> None:
    form = Short()
    form.fields["phone"].requirement_note = "（尽量填写）"

    drawn = draw("{% render_form form %}", form=form)

    assert [note.get_text() for note in drawn.select(".field__note")] == ["（尽量填写）"]


def test_hidden_fields_are_rendered_once_outside_the_fields() -> None:
    class WithKey(Short):
        key = forms.CharField(widget=forms.HiddenInput, initial="k1")

    drawn = draw("{% render_form form %}", form=WithKey())

    hidden = drawn.select("input[type=hidden]")
    assert [(field["name"], field["value"]) for field in hidden] == [("key", "k1")]
    assert isinstance(hidden[0], Tag)
    assert hidden[0].find_parent(class_="field") is None


def test_title_prefix_warns_only_after_a_failed_attempt() -> None:
    assert draw("{% title_prefix form %}", form=Short()).get_text() == ""
    assert draw("{% title_prefix form %}", form=Short(data={})).get_text() == "错误："

"""Forms from packs: what is asked, what is refused and with which words, and which values come out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from policies.engine.pack import FieldKind, FieldSpec, Label, Requirement
from policies.fields import field_for
from policies.forms import build_form, is_asked
from policies.loading import load_pack


def spec(kind: FieldKind, **more: Any) -> FieldSpec:
    return FieldSpec(label=Label(zh_hans="问题", en="Question"), kind=kind, **more)


def typed(**answers: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for key, value in answers.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


def outcome(field: FieldSpec, answer: str | list[str]) -> Any:
    """The plain value, or the messages as a list."""
    form = build_form(fields={"q": field}, language="zh-hans", data=typed(q=answer))
    return form.clean_values().get("q") if form.is_valid() else list(form.errors["q"])


CHOICES = {"a": Label(zh_hans="甲", en="A"), "b": Label(zh_hans="乙", en="B")}
TEXT, MONEY, NUMBER = spec(FieldKind.TEXT, max_length=5), spec(FieldKind.MONEY), spec(FieldKind.NUMBER)
DATE, PHONE, ID = spec(FieldKind.DATE), spec(FieldKind.PHONE), spec(FieldKind.ID_NUMBER)
CHOICE, MANY = spec(FieldKind.CHOICE, choices=CHOICES), spec(FieldKind.MULTI_CHOICE, choices=CHOICES)
BAD_PHONE = ["请填写手机号，或者带区号的固定电话，例如 010-12345678"]
BAD_MONEY = ["请只填数字，单位是元，例如 1280 或 99.50"]
BAD_DATE = ["请填写日期，例如 2026-03-05"]
BAD_ID = ["身份证号与校验位不符，请核对后重填"]

ANSWERS = [
    ("text keeps its inner spaces", TEXT, " a b ", "a b"),
    ("five Chinese characters are five", TEXT, "假冒电热壶", "假冒电热壶"),
    ("too long says by how much", TEXT, "假冒电热水壶", ["最多 5 字，现在有 6 字，请删减"]),
    ("blank is no answer", TEXT, "   ", None),
    ("a sum as people write it", MONEY, "￥1,280.50元", "1280.50"),
    ("full-width digits", MONEY, "９９", "99"),
    ("zero is an answer", MONEY, "0", "0"),
    ("a negative sum", MONEY, "-1", ["不能小于 0"]),
    ("a third decimal", MONEY, "1.005", ["最多两位小数"]),
    ("the greatest sum", spec(FieldKind.MONEY, maximum=200), "200", "200"),
    ("more than the rule allows", spec(FieldKind.MONEY, maximum=200), "200.01", ["不能超过 200"]),
    ("words for a sum", MONEY, "很贵", BAD_MONEY),
    ("not a number", MONEY, "NaN", BAD_MONEY),
    ("infinity", MONEY, "Infinity", BAD_MONEY),
    ("far too much", MONEY, "9" * 20, ["数字太大，请核对"]),
    ("a quantity with its measure word", NUMBER, "3个", "3"),
    ("an ISO date", DATE, "2026-03-05", "2026-03-05"),
    ("a Chinese date", DATE, "2026年3月5日", "2026-03-05"),
    ("a dotted date", DATE, "2026.3.5", "2026-03-05"),
    ("no such day", DATE, "2026-02-30", BAD_DATE),
    ("words for a date", DATE, "昨天", BAD_DATE),
    ("a mobile number with spaces", PHONE, "138 0013 8000", "13800138000"),
    ("a landline", PHONE, "（0310）123-4567", "03101234567"),
    ("an extension", PHONE, "010-12345678转801", "01012345678转801"),
    ("full-width digits of a phone", PHONE, "１３８００１３８０００", "13800138000"),
    ("a foreign number", PHONE, "+44 20 7946 0958", "+442079460958"),
    ("too few digits", PHONE, "123", BAD_PHONE),
    ("letters in a phone", PHONE, "13800138abc", BAD_PHONE),
    ("an ID number with the right check digit", ID, "11010519491231002x", "11010519491231002X"),
    ("an ID number with a wrong check digit", ID, "110105194912310021", BAD_ID),
    ("a passport", ID, "e12345678", "E12345678"),
    ("no number of any paper", ID, "我的身份证", ["请填写 18 位身份证号，或者其他证件的号码"]),
    ("a choice", CHOICE, "a", "a"),
    ("a choice that there is not", CHOICE, "c", ["请从列出的选项中选择“问题”"]),
    ("several choices", MANY, ["a", "b"], ["a", "b"]),
    ("one of several that there is not", MANY, ["a", "c"], ["请从列出的选项中选择“问题”"]),
    ("a mail address", spec(FieldKind.EMAIL), "a@b.cn", "a@b.cn"),
    ("half a mail address", spec(FieldKind.EMAIL), "a@", ["请填写完整的电子邮箱，例如 name@example.com"]),
    ("a moment of Beijing in UTC", spec(FieldKind.DATETIME), "2026-03-05T09:30", "2026-03-05T01:30:00+00:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "answer", "expected"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
def test_answer_becomes_a_plain_value_or_a_message_that_helps(
    field: FieldSpec, answer: str | list[str], expected: Any
) -> None:
    result = outcome(field, answer)

    assert result == expected


REQUIRED = [
    (FieldKind.TEXT, "请填写“问题”"),
    (FieldKind.DATE, "请填写“问题”"),
    (FieldKind.CHOICE, "请选择“问题”"),
    (FieldKind.MULTI_CHOICE, "请选择“问题”"),
    (FieldKind.CHECKLIST, "请选择“问题”"),
    (FieldKind.UNIT, "请选择“问题”"),
    (FieldKind.BOOLEAN, "请勾选“问题”"),
]


@pytest.mark.parametrize(("kind", "message"), REQUIRED, ids=[row[0].value for row in REQUIRED])
def test_missing_answer_says_what_to_do(kind: FieldKind, message: str) -> None:
    form = build_form(
        fields={"q": spec(kind, required=Requirement.HARD, choices=CHOICES)}, language="zh-hans", data=typed()
    )

    assert form.errors == {"q": [message]}


@pytest.mark.parametrize("required", [Requirement.SOFT, Requirement.OPTIONAL])
def test_answer_that_is_not_insisted_on_may_be_missing(required: Requirement) -> None:
    form = build_form(fields={"q": spec(FieldKind.TEXT, required=required)}, language="zh-hans", data=typed())

    assert (form.is_valid(), form.clean_values()) == (True, {})


COMPANY_ONLY = {
    "who": spec(FieldKind.CHOICE, choices=CHOICES, required=Requirement.HARD),
    "company": spec(FieldKind.TEXT, required=Requirement.HARD, when="values.who == 'b'"),
    "licence": spec(FieldKind.ID_NUMBER, when="values.company == '某公司'"),
}
CONDITIONS: list[tuple[str, dict[str, str | list[str]], dict[str, Any], dict[str, list[str]]]] = [
    ("not asked: not required", {"who": "a"}, {"who": "a"}, {}),
    ("not asked: what was typed is dropped", {"who": "a", "company": "某公司"}, {"who": "a"}, {}),
    ("not asked: what is wrong in it does not matter", {"who": "a", "licence": "!"}, {"who": "a"}, {}),
    ("asked: required", {"who": "b"}, {"who": "b"}, {"company": ["请填写“问题”"]}),
    (
        "a condition on an answer that was itself dropped",
        {"who": "a", "company": "某公司", "licence": "E12345678"},
        {"who": "a"},
        {},
    ),
    (
        "a chain of conditions",
        {"who": "b", "company": "某公司", "licence": "E12345678"},
        {"who": "b", "company": "某公司", "licence": "E12345678"},
        {},
    ),
]


@pytest.mark.parametrize(
    ("answers", "values", "errors"), [row[1:] for row in CONDITIONS], ids=[row[0] for row in CONDITIONS]
)
def test_condition_decides_on_the_server_what_is_asked(
    answers: Mapping[str, str | list[str]], values: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    form = build_form(fields=COMPANY_ONLY, language="zh-hans", data=typed(**answers))

    assert (form.errors, form.clean_values()) == (errors, values)


def test_field_for_named_filers_is_no_part_of_an_anonymous_form() -> None:
    fields = {
        "name": spec(FieldKind.TEXT, when="named", required=Requirement.HARD),
        "matter": spec(FieldKind.TEXT),
    }
    data = typed(name="王某", matter="某事")

    form = build_form(fields=fields, language="zh-hans", data=data, named=False)

    assert (list(form.fields), form.is_valid(), form.clean_values()) == (["matter"], True, {"matter": "某事"})


def test_condition_that_this_page_cannot_decide_asks_and_does_not_insist() -> None:
    fields = {"measure": spec(FieldKind.TEXT, when="facts.tier == 'minor'", required=Requirement.HARD)}

    unknown = build_form(fields=fields, language="zh-hans", data=typed())
    minor = build_form(fields=fields, language="zh-hans", data=typed(), facts={"tier": "minor"})
    major = build_form(fields=fields, language="zh-hans", data=typed(), facts={"tier": "major"})

    assert (unknown.errors, list(unknown.fields)) == ({}, ["measure"])
    assert minor.errors == {"measure": ["请填写“问题”"]}
    assert (major.errors, list(major.fields)) == ({}, [])


def test_condition_knows_the_answers_of_earlier_pages() -> None:
    fields = {"company": COMPANY_ONLY["company"]}

    form = build_form(fields=fields, language="zh-hans", data=typed(), earlier={"who": "b"})

    assert form.errors == {"company": ["请填写“问题”"]}


def test_choices_of_the_organisation_come_from_the_caller() -> None:
    fields = {"unit": spec(FieldKind.UNIT, required=Requirement.HARD)}
    units = [("u1", "稽查队"), ("u2", "办公室")]

    form = build_form(fields=fields, language="zh-hans", data=typed(unit="u2"), choices={"unit": units})

    assert form.clean_values() == {"unit": "u2"} if form.is_valid() else form.errors
    assert list(form.fields["unit"].choices) == [("", "请选择"), *units]


def test_choices_of_one_form_do_not_leak_into_the_next() -> None:
    field = spec(FieldKind.UNIT)

    build_form(fields={"q": field}, language="zh-hans", choices={"unit": [("secret", "甲局")]})

    assert list(field_for(field, "zh-hans").choices) == []


def test_labels_and_help_are_in_the_language_that_was_asked_for() -> None:
    pack = load_pack("bank-2020")

    form = build_form(fields={"title": pack.fields["title"]}, language="en")

    assert (form.fields["title"].label, form.fields["title"].help_text) == (
        "In one sentence",
        "For example: charged a fee for early repayment. No card or ID numbers, please.",
    )


def test_inputs_tell_browsers_what_they_hold() -> None:
    pack = load_pack("market-121")
    names = ("filer-name", "filer-phone", "filer-address", "respondent-phone", "amount", "filer-id-number")

    form = build_form(fields={name: pack.fields[name] for name in names}, language="zh-hans")

    assert {name: form.fields[name].widget.attrs for name in names} == {
        "filer-name": {"autocomplete": "name"},
        "filer-phone": {"autocomplete": "tel", "inputmode": "tel"},
        "filer-address": {"autocomplete": "street-address"},
        "respondent-phone": {"autocomplete": "off", "inputmode": "tel"},
        "amount": {"autocomplete": "off", "inputmode": "decimal"},
        "filer-id-number": {"autocomplete": "off", "spellcheck": "false"},
    }
    assert 'type="tel"' in str(form["filer-phone"])


def test_date_of_what_happened_cannot_lie_ahead() -> None:
    fields = {
        "happened": spec(FieldKind.DATE, binds="case.happened_on"),
        "meeting": spec(FieldKind.DATE),
    }
    data = typed(happened="2026-03-06", meeting="2026-03-06")

    form = build_form(fields=fields, language="zh-hans", data=data, today=date(2026, 3, 5))

    assert form.errors == {"happened": ["日期不能晚于今天"]}


def test_files_are_left_to_the_page_unless_it_asks_for_them() -> None:
    fields = {"q": spec(FieldKind.TEXT), "evidence": spec(FieldKind.FILES)}
    photos = MultiValueDict(
        {"evidence": [SimpleUploadedFile("a.jpg", b"1"), SimpleUploadedFile("b.jpg", b"2")]}
    )

    without = build_form(fields=fields, language="zh-hans", data=typed(q="x"))
    taken = build_form(fields=fields, language="zh-hans", data=typed(q="x"), files=photos, with_files=True)

    assert list(without.fields) == ["q"]
    assert taken.is_valid()
    assert [file.name for file in taken.clean_files()] == ["a.jpg", "b.jpg"]
    assert taken.clean_values() == {"q": "x"}


def test_empty_file_and_missing_file_are_told_apart() -> None:
    fields = {"evidence": spec(FieldKind.FILES, required=Requirement.HARD)}
    empty = MultiValueDict({"evidence": [SimpleUploadedFile("a.jpg", b"")]})

    refused = build_form(fields=fields, language="zh-hans", data=typed(), files=empty, with_files=True)
    missing = build_form(
        fields=fields, language="zh-hans", data=typed(), files=MultiValueDict(), with_files=True
    )

    assert refused.errors == {"evidence": ["这个文件是空的，请换一个"]}
    assert missing.errors == {"evidence": ["请上传“问题”"]}


def test_fields_of_the_page_stand_before_the_packs_and_are_no_answers() -> None:
    extra = {"channel": forms.CharField()}

    form = build_form(fields={"q": TEXT}, language="zh-hans", data=typed(channel="web", q="x"), extra=extra)

    assert (form.is_valid(), list(form.fields), form.clean_values()) == (True, ["channel", "q"], {"q": "x"})


def test_what_was_typed_stays_in_a_form_that_is_refused() -> None:
    form = build_form(fields={"q": TEXT}, language="zh-hans", data=typed(q="这是一句太长的话"))

    assert not form.is_valid()
    assert "这是一句太长的话" in str(form["q"])
    assert "maxlength" not in str(form["q"])


@pytest.mark.parametrize(
    ("when", "values", "named", "expected"),
    [
        (None, {}, True, True),
        ("named", {}, False, False),
        ("values.a == 'x'", {"a": "x"}, True, True),
        ("values.a == 'x'", {"a": None}, True, False),
        ("values.b == 'x'", {}, True, True),
    ],
    ids=["always", "named only", "answered so", "blank", "cannot be decided: asks"],
)
def test_is_asked(when: str | None, values: dict[str, Any], named: bool, expected: bool) -> None:
    assert is_asked(spec(FieldKind.TEXT, when=when), values=values, named=named) is expected


def test_making_a_long_form_again_reuses_its_fields() -> None:
    pack = load_pack("demo-county-12365")
    steps = pack.forms["quality-complaint"].steps.values()
    fields = {key: pack.fields[key] for step in steps for key in step.fields}
    build_form(fields=fields, language="zh-hans")

    before = [field_for(fields[key], "zh-hans") for key in fields]
    build_form(fields=fields, language="zh-hans")

    assert all(field_for(fields[key], "zh-hans") is kept for key, kept in zip(fields, before, strict=True))

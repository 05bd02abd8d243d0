"""The forms of the calendars. They say what was typed; whether it can be is for the rules to say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.almanac.notices import MAX_CHARACTERS
from policies.almanac.rules import FIRST_YEAR, KIND_LABELS, LAST_YEAR
from policies.engine.calendar import NATIONAL, DayKind
from policies.engine.own_calendar import OWN_KINDS
from ui import words

MAX_STRETCH = 31


def _choices(kinds: Any) -> list[tuple[str, str]]:
    return [(kind.value, words.say(KIND_LABELS[kind])) for kind in DayKind if kind in kinds]


def _date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class CodeForm(forms.Form):
    """A country that has no calendar yet."""

    code = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("国家或地区代码"),
        max_length=2,
        help_text=_("两个字母，例如 JP、SG。"),
        error_messages={"required": _("请填写代码"), "invalid": _("请填写两个字母的代码")},
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()


class DayForm(forms.Form):
    """What a day is."""

    kind = forms.ChoiceField(label=_("这一天是"), widget=forms.RadioSelect)
    name_zh = forms.CharField(label=_("名称（中文）"), max_length=40, required=False)
    name_en = forms.CharField(label=_("名称（英文）"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _choices(NATIONAL)  # type: ignore[attr-defined]  # a choice field


class SourceForm(forms.Form):
    """Where the schedule was published."""

    source = forms.CharField(
        label=_("来源"),
        max_length=300,
        help_text=_("例如：国务院办公厅关于2027年部分节假日安排的通知"),
        error_messages={"required": _("请写明放假安排是在哪里公布的")},
    )
    notice = forms.CharField(label=_("文号"), max_length=80, required=False)
    source_url = forms.URLField(
        label=_("网址"), max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": _("请填写完整的网址，以 https:// 开头")},
    )  # fmt: skip


class YearForm(forms.Form):
    """A year of the calendar."""

    year = forms.IntegerField(
        label=_("年份"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"required": _("请填写年份"), "invalid": _("请填写年份")},
    )


class ScheduleForm(YearForm):
    """A notice or a CSV file, pasted or uploaded."""

    content = forms.CharField(
        label=_("通知原文或 CSV"),
        required=False,
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("可以直接粘贴放假通知的正文；CSV 每行为：日期,类别,名称。"),
    )
    file = forms.FileField(label=_("或者选择文件"), required=False, help_text=_("文本或 CSV，UTF-8 编码。"))

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        upload = filled.get("file")
        if upload is not None:
            if upload.size > 4 * MAX_CHARACTERS:
                self.add_error("file", _("文件太大"))
                return filled
            try:
                filled["content"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("文件不是 UTF-8 编码的文本"))
        elif not (filled.get("content") or "").strip():
            self.add_error("content", _("请粘贴通知原文，或者选择文件"))
        return filled


class OwnDayForm(forms.Form):
    """Days of the organisation's own."""

    first = forms.DateField(
        label=_("日期"), widget=_date_input(), error_messages={"required": _("请选择日期")}
    )
    last = forms.DateField(label=_("至（含）"), required=False, widget=_date_input())
    kind = forms.ChoiceField(label=_("这些日子是"), widget=forms.RadioSelect)
    name_zh = forms.CharField(label=_("名称（中文）"), max_length=40, required=False)
    name_en = forms.CharField(label=_("名称（英文）"), max_length=60, required=False)
    basis = forms.CharField(
        label=_("依据的规定"),
        max_length=120,
        required=False,
        help_text=_("地方法定假日必填，例如：广西壮族自治区少数民族习惯节日放假办法。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _choices(OWN_KINDS)  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        first, last = filled.get("first"), filled.get("last")
        if first and last and last < first:
            self.add_error("last", _("结束日期不能早于开始日期"))
        elif first and last and (last - first).days >= MAX_STRETCH:
            self.add_error("last", _("一次最多安排 31 天"))
        return filled

    def days(self) -> list[date]:
        """The days from the first to the last."""
        first = self.cleaned_data["first"]
        last = self.cleaned_data.get("last") or first
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]

    def entry(self) -> list[str]:
        """What the days are, as it is kept."""
        filled = self.cleaned_data
        label = KIND_LABELS[DayKind(filled["kind"])]
        return [
            filled["kind"],
            filled["name_zh"].strip() or label.zh_hans,
            filled["name_en"].strip() or label.en,
            filled["basis"].strip(),
        ]


class OwnHoursForm(forms.Form):
    """The organisation's own office hours."""

    opens = forms.TimeField(label=_("上班"), required=False, widget=_time_input())
    closes = forms.TimeField(label=_("下班"), required=False, widget=_time_input())
    cut_off = forms.TimeField(
        label=_("收件截止"),
        required=False,
        widget=_time_input(),
        help_text=_("晚于这个时间到达，内部目标按次日到达计。"),
    )

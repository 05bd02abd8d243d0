"""The forms of the organisation room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.organisation.people import Arrangement

Choices = Sequence[tuple[str, str]]


class UnitForm(forms.Form):
    """A unit's name."""

    name = forms.CharField(
        label=_("单位名称"), max_length=60, error_messages={"required": _("请填写单位名称")}
    )


class ArrangementForm(forms.Form):
    """Where somebody works and with which duties."""

    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("请填写姓名")})
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    unit = forms.ChoiceField(label=_("所在单位"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("岗位职责"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("规则里写明的岗位，可以兼任。"),
    )
    is_admin = forms.BooleanField(
        label=_("机构管理员"), required=False, help_text=_("可以安排单位、人员、职责和形象。")
    )

    def __init__(self, *args: Any, units: Choices, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["unit"]).choices = [("", _("暂不安排")), *units]
        cast(forms.ChoiceField, self.fields["roles"]).choices = list(roles)

    def arrangement(self) -> Arrangement:
        """What was filled in."""
        filled = self.cleaned_data
        return Arrangement(
            name=filled["name"],
            title=filled["title"],
            unit_id=int(filled["unit"]) if filled["unit"] else None,
            roles=filled["roles"],
            is_admin=filled["is_admin"],
        )


class InvitationForm(ArrangementForm):
    """Somebody new."""

    field_order = ("email", "name", "title", "unit", "roles", "is_admin")
    email = forms.EmailField(
        label=_("电子邮箱"),
        help_text=_("用来登录。"),
        error_messages={
            "required": _("请填写电子邮箱"),
            "invalid": _("请填写完整的电子邮箱，例如 name@example.cn"),
        },
    )


class DeputyForm(forms.Form):
    """Who stands in, and for how long."""

    deputy = forms.ChoiceField(label=_("代理人"), error_messages={"required": _("请选择代理人")})
    since = forms.DateField(label=_("从"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("到（含当日）"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, people: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["deputy"]).choices = [("", _("请选择")), *people]
        self._today = today

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        since, until = filled.get("since"), filled.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期"))
        if until and until < self._today:
            self.add_error("until", _("结束日期已经过去"))
        return filled


class FaceForm(forms.Form):
    """What the organisation says of itself."""

    name_zh = forms.CharField(label=_("机构名称（中文）"), max_length=120)
    name_en = forms.CharField(label=_("机构名称（英文）"), max_length=120)
    short_zh = forms.CharField(label=_("简称"), max_length=20, help_text=_("用在文号里，例如“清质监”。"))
    colour = forms.CharField(
        label=_("主题颜色"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("文字看不清时会自动加深。"),
    )
    logo = forms.FileField(
        label=_("标志"), required=False, help_text=_("PNG、JPEG 或 WebP，不超过 2 MB。不上传则保留现在的。")
    )
    remove_logo = forms.BooleanField(label=_("去掉现在的标志"), required=False)
    phone = forms.CharField(label=_("对外电话"), max_length=40, required=False)
    address_zh = forms.CharField(label=_("地址（中文）"), max_length=200, required=False)
    address_en = forms.CharField(label=_("地址（英文）"), max_length=200, required=False)
    postcode = forms.CharField(label=_("邮政编码"), max_length=10, required=False)
    hours_zh = forms.CharField(label=_("办公时间（中文）"), max_length=120, required=False)
    hours_en = forms.CharField(label=_("办公时间（英文）"), max_length=120, required=False)

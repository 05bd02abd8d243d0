"""From what a pack asks to a Django field: one maker per kind of field, with messages that say what to do.

Fields are made once per question and language and copied into each form; making them is the dear part.
"""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from policies.engine.pack import FieldKind, FieldSpec, Requirement

LONGEST_LINE, LONGEST_TEXT = 200, 5000
FEW_CHOICES, TALL = 8, 2000
"""Up to so many choices are radio buttons, more are a list; from so many characters the box is tall."""
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")

_CHOSEN = frozenset({FieldKind.UNIT, FieldKind.OFFICER, FieldKind.TIER, FieldKind.REASON, FieldKind.CHOICE})
_AUTOCOMPLETE = {
    "filer.name": "name",
    "filer.phone": "tel",
    "filer.email": "email",
    "filer.address": "street-address",
    "filer.employer": "organization",
}
_PHONE = re.compile(r"\+?[0-9]{5,20}(转[0-9]{1,6})?")
_CITIZEN_ID = re.compile(r"[0-9]{17}[0-9X]")
_OTHER_ID = re.compile(r"[0-9A-Z]{5,20}")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_KEPT_FIELDS = 4096

_made: OrderedDict[tuple[int, str], tuple[FieldSpec, forms.Field]] = OrderedDict()


def field_for(spec: FieldSpec, language: str) -> forms.Field:
    """The field that takes an answer to ``spec``, in a language. Shared: copy it before changing it."""
    key = (id(spec), language)
    kept = _made.get(key)
    if kept is not None and kept[0] is spec:
        return kept[1]
    with translation.override(language):
        made = _make(spec, language)
    _made[key] = (spec, made)
    if len(_made) > _KEPT_FIELDS:
        _made.popitem(last=False)
    return made


def required_message(spec: FieldSpec, label: str) -> str:
    """What to do about an answer that is missing."""
    if spec.kind is FieldKind.FILES:
        return _("请上传“%(label)s”") % {"label": label}
    if spec.kind is FieldKind.BOOLEAN:
        return _("请勾选“%(label)s”") % {"label": label}
    if spec.kind in _CHOSEN | {FieldKind.MULTI_CHOICE, FieldKind.CHECKLIST}:
        return _("请选择“%(label)s”") % {"label": label}
    return _("请填写“%(label)s”") % {"label": label}


class TextField(forms.CharField):
    """Text with a limit that is told, never a text that is cut while it is typed or pasted."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if len(text) > self.limit:
            raise ValidationError(
                _("最多 %(limit)s 字，现在有 %(length)s 字，请删减")
                % {"limit": self.limit, "length": len(text)},
                code="max_length",
            )
        return text


class PhoneField(forms.CharField):
    """A telephone number as people write it, kept as its digits."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        digits = re.sub(r"[\s\-()（）.]", "", narrow(text)).replace("ext", "转").replace("#", "转")
        if not _PHONE.fullmatch(digits):
            raise ValidationError(_("请填写手机号，或者带区号的固定电话，例如 010-12345678"), code="invalid")
        return digits


class IdNumberField(forms.CharField):
    """The number of an identity card, with its check digit (GB 11643), or of another paper."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        number = re.sub(r"\s", "", narrow(text)).upper()
        if not number:
            return ""
        if _CITIZEN_ID.fullmatch(number):
            total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
            if _ID_CHECKS[total % 11] != number[-1]:
                raise ValidationError(_("身份证号与校验位不符，请核对后重填"), code="invalid")
        elif not _OTHER_ID.fullmatch(number):
            raise ValidationError(_("请填写 18 位身份证号，或者其他证件的号码"), code="invalid")
        return number


class AmountField(forms.DecimalField):
    """A sum or a quantity as people write it: 1,280 元, ￥99, full-width digits."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django's own DecimalField
        if isinstance(value, str):
            value = re.sub(r"[,，\s¥￥元个件台]", "", narrow(value))
        return super().to_python(value)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: Sequence[UploadedFile[Any]] = (
            data if isinstance(data, list | tuple) else [data] if data else []
        )
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        single = super().clean
        return [single(file, initial) for file in files]


def narrow(text: str) -> str:
    """Full-width digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", text)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in one language, with the options that every kind of field takes."""

    spec: FieldSpec
    language: str
    options: dict[str, Any]


def _make(spec: FieldSpec, language: str) -> forms.Field:
    label = spec.label.in_language(language)
    options: dict[str, Any] = {
        "label": label,
        "required": spec.required is Requirement.HARD and spec.when is None,
        "help_text": spec.help.in_language(language) if spec.help else "",
        "error_messages": _messages(spec, label),
    }
    field = _MAKERS[spec.kind](_Asked(spec, language, options))
    note = _note(spec)
    if note is not None:
        field.requirement_note = note  # type: ignore[attr-defined]  # read by the field's template
    return field


def _note(spec: FieldSpec) -> str | None:
    """What stands after the label; None leaves it to the page."""
    if spec.required is Requirement.SOFT:
        return _("（尽量填写）")
    if spec.required is Requirement.HARD and spec.when is not None:
        return _("（适用时必填）") if "values" in spec.when or "facts" in spec.when else ""
    return None


def _messages(spec: FieldSpec, label: str) -> dict[str, str]:
    required = required_message(spec, label)
    return {
        "required": required,
        "invalid": _INVALID[spec.kind]() if spec.kind in _INVALID else required,
        "invalid_choice": _("请从列出的选项中选择“%(label)s”") % {"label": label},
        "invalid_list": required,
        "min_value": _("不能小于 0"),
        "max_value": _("不能超过 %(limit_value)s"),
        "max_digits": _("数字太大，请核对"),
        "max_whole_digits": _("数字太大，请核对"),
        "max_decimal_places": _("最多两位小数"),
        "empty": _("这个文件是空的，请换一个"),
        "missing": required,
    }


_INVALID: dict[FieldKind, Callable[[], str]] = {
    FieldKind.DATE: lambda: _("请填写日期，例如 2026-03-05"),
    FieldKind.DATETIME: lambda: _("请填写日期和时间，例如 2026-03-05 14:30"),
    FieldKind.MONEY: lambda: _("请只填数字，单位是元，例如 1280 或 99.50"),
    FieldKind.NUMBER: lambda: _("请只填数字，例如 2"),
    FieldKind.EMAIL: lambda: _("请填写完整的电子邮箱，例如 name@example.com"),
    FieldKind.FILES: lambda: _("没有收到文件，请重新选择"),
}


def _attrs(spec: FieldSpec, **more: str) -> dict[str, str]:
    return {"autocomplete": _AUTOCOMPLETE.get(spec.binds or "", "off"), **more}


def _line(asked: _Asked) -> forms.Field:
    widget = forms.TextInput(attrs=_attrs(asked.spec))
    return TextField(limit=asked.spec.max_length or LONGEST_LINE, widget=widget, **asked.options)


def _area(asked: _Asked) -> forms.Field:
    limit = asked.spec.max_length or LONGEST_TEXT
    rows = "8" if limit >= TALL else "4"
    return TextField(
        limit=limit, widget=forms.Textarea(attrs={"rows": rows, "data-limit": str(limit)}), **asked.options
    )


def _choice(asked: _Asked) -> forms.Field:
    choices = [(code, label.in_language(asked.language)) for code, label in asked.spec.choices.items()]
    widget = choice_widget(len(choices))
    blank = [("", _("请选择"))] if isinstance(widget, forms.Select) else []
    return forms.ChoiceField(choices=[*blank, *choices], widget=widget, **asked.options)


def choice_widget(count: int) -> forms.Widget:
    """Radio buttons for a few choices, a list for many."""
    return forms.RadioSelect() if count <= FEW_CHOICES else forms.Select()


def _many(asked: _Asked) -> forms.Field:
    choices = [(code, label.in_language(asked.language)) for code, label in asked.spec.choices.items()]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(), **asked.options)


def _boolean(asked: _Asked) -> forms.Field:
    return forms.BooleanField(initial=asked.spec.binds == "filer.wants_reply", **asked.options)


def _date(asked: _Asked) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=DATE_FORMATS, **asked.options)


def _moment(asked: _Asked) -> forms.Field:
    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local", "autocomplete": "off"}, format="%Y-%m-%dT%H:%M"
    )
    return forms.DateTimeField(widget=widget, **asked.options)


def _money(asked: _Asked) -> forms.Field:
    widget = forms.TextInput(attrs=_attrs(asked.spec, inputmode="decimal"))
    return AmountField(
        min_value=0,
        max_value=asked.spec.maximum,
        max_digits=14,
        decimal_places=2,
        widget=widget,
        **asked.options,
    )


def _number(asked: _Asked) -> forms.Field:
    widget = forms.TextInput(attrs=_attrs(asked.spec, inputmode="decimal"))
    return AmountField(
        min_value=0,
        max_value=asked.spec.maximum,
        max_digits=12,
        decimal_places=2,
        widget=widget,
        **asked.options,
    )


def _phone(asked: _Asked) -> forms.Field:
    return PhoneField(
        widget=forms.TextInput(attrs=_attrs(asked.spec, type="tel", inputmode="tel")), **asked.options
    )


def _email(asked: _Asked) -> forms.Field:
    return forms.EmailField(
        widget=forms.EmailInput(attrs=_attrs(asked.spec, spellcheck="false")), **asked.options
    )


def _id_number(asked: _Asked) -> forms.Field:
    return IdNumberField(
        widget=forms.TextInput(attrs=_attrs(asked.spec, spellcheck="false")), **asked.options
    )


def _files(asked: _Asked) -> forms.Field:
    return FilesField(**asked.options)


_MAKERS: dict[FieldKind, Callable[[_Asked], forms.Field]] = {
    FieldKind.TEXT: _line,
    FieldKind.LONG_TEXT: _area,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI_CHOICE: _many,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _date,
    FieldKind.DATETIME: _moment,
    FieldKind.MONEY: _money,
    FieldKind.NUMBER: _number,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _email,
    FieldKind.ID_NUMBER: _id_number,
    FieldKind.FILES: _files,
    FieldKind.CHECKLIST: _many,
    FieldKind.REASON: _choice,
    FieldKind.TIER: _choice,
    FieldKind.UNIT: _choice,
    FieldKind.OFFICER: _choice,
}

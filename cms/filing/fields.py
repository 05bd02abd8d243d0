"""Django fields from the pack's field specs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from policies.engine.pack import FieldKind, FieldSpec, Requirement

LINE, AREA = 200, 5000
PHONE = r"^\+?[0-9][0-9 ()（）转\-]{4,24}$"
ID_NUMBER = r"^[0-9]{17}[0-9Xx]$"


def build_form(
    *, specs: Mapping[str, FieldSpec], typed: Mapping[str, Sequence[str]], is_bound: bool, language: str
) -> forms.Form:
    """A form of these fields, bound to what was typed or only filled with it."""
    fields = {name: make_field(spec, language) for name, spec in specs.items()}
    kind = type("PackForm", (forms.Form,), fields)
    data: MultiValueDict[str, str] = MultiValueDict({name: list(given) for name, given in typed.items()})
    if is_bound:
        return kind(data=data)
    initial = {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in fields.items()
        if name in typed
    }
    return kind(initial=initial)


def make_field(spec: FieldSpec, language: str) -> forms.Field:
    """The field that takes an answer to ``spec``; its messages name what is asked."""
    label = spec.label.in_language(language)
    common: dict[str, Any] = {
        "label": label,
        "required": spec.required is Requirement.HARD,
        "help_text": spec.help.in_language(language) if spec.help else "",
        "error_messages": {"required": _("请填写“%(label)s”") % {"label": label}},
    }
    return _MAKERS[spec.kind](spec, common, language)


def _line(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.CharField(max_length=spec.max_length or LINE, **common)


def _area(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.CharField(
        max_length=spec.max_length or AREA, widget=forms.Textarea(attrs={"rows": 8}), **common
    )


def _choice(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.ChoiceField(choices=_choices(spec, language), widget=forms.RadioSelect, **common)


def _choices_many(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_choices(spec, language), widget=forms.CheckboxSelectMultiple, **common
    )


def _boolean(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.BooleanField(initial=spec.binds == "filer.wants_reply", **common)


def _date(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)


def _number(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.DecimalField(min_value=0, max_digits=16, decimal_places=2, **common)


def _phone(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.CharField(
        max_length=30,
        validators=[RegexValidator(PHONE)],
        widget=forms.TextInput(attrs={"type": "tel"}),
        **common,
    )


def _email(spec: FieldSpec, common: dict[str, Any], language: str) -> forms.Field:
    return forms.EmailField(**common)


def _choices(spec: FieldSpec, language: str) -> list[tuple[str, str]]:
    return [(code, label.in_language(language)) for code, label in spec.choices.items()]


_MAKERS: dict[FieldKind, Callable[[FieldSpec, dict[str, Any], str], forms.Field]] = {
    FieldKind.TEXT: _line,
    FieldKind.LONG_TEXT: _area,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI_CHOICE: _choices_many,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _date,
    FieldKind.MONEY: _number,
    FieldKind.NUMBER: _number,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _email,
    FieldKind.ID_NUMBER: _line,
    FieldKind.DATETIME: _line,
}

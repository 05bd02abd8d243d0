"""Django forms from the typed fields of a pack: what is asked of a filer and of an officer who acts.

A form only validates; what it yields are plain JSON-able values by field key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from policies.engine.conditions import ConditionError, evaluate
from policies.engine.pack import FieldKind, FieldSpec, Requirement

Choices = Sequence[tuple[str, str]]

LINE_LENGTH = 200
AREA_LENGTH = 5000
PHONE = r"^\+?[0-9][0-9 ()（）转\-]{4,24}$"
ID_NUMBER = r"^[0-9]{17}[0-9Xx]$"
GIVEN_KINDS = frozenset({FieldKind.UNIT, FieldKind.OFFICER, FieldKind.TIER, FieldKind.REASON, FieldKind.CHECKLIST})
"""Kinds whose choices come from the organisation or the business type, not from the field."""


class PackForm(forms.Form):
    """A form of pack fields. A field that is not asked (its ``when`` is false) neither refuses nor yields."""

    def __init__(self, *, specs: Mapping[str, FieldSpec], named: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.specs = specs
        self.named = named

    def full_clean(self) -> None:
        """Validate, and then forget what is wrong with fields that are not asked."""
        super().full_clean()
        if not self.is_bound or not any(spec.when for spec in self.specs.values()):
            return
        typed = {**{key: "" for key in self.specs}, **plain(self.cleaned_data)}
        for key, spec in self.specs.items():
            if spec.when and not is_asked(spec, values=typed, named=self.named):
                self.errors.pop(key, None)
                self.cleaned_data.pop(key, None)

    def clean_values(self) -> dict[str, Any]:
        """The answers as plain values; blank ones are left out."""
        return {k: v for k, v in plain(self.cleaned_data).items() if v not in (None, "", [])}


def is_asked(spec: FieldSpec, *, values: Mapping[str, Any], named: bool) -> bool:
    """Whether a field is asked, given what was typed so far; a condition that cannot be decided asks."""
    if spec.when is None:
        return True
    try:
        return evaluate(spec.when, {"values": dict(values), "named": named})
    except ConditionError:
        return True


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values as JSON knows them: dates in ISO form, sums as text."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def build_form(
    *,
    fields: Mapping[str, FieldSpec],
    language: str,
    choices: Mapping[str, Choices] | None = None,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    named: bool = True,
    extra: Mapping[str, forms.Field] | None = None,
) -> PackForm:
    """A form of pack fields in a language.

    ``choices`` gives, by field kind (``unit``, ``officer``, ``tier``, ``reason``, ``checklist``), what can be
    chosen. ``extra`` adds fields that are not the pack's, before the others. File fields are left out: files
    are taken by the pages themselves.
    """
    form = PackForm(specs=fields, named=named, data=data, initial=dict(initial or {}))
    form.fields.update(extra or {})
    for key, spec in fields.items():
        if spec.kind is not FieldKind.FILES:
            form.fields[key] = make_field(spec, language=language, choices=(choices or {}).get(spec.kind.value))
    return form


def make_field(spec: FieldSpec, *, language: str, choices: Choices | None = None) -> forms.Field:
    """The field that takes an answer to ``spec``; its messages say what to do."""
    label = spec.label.in_language(language)
    common: dict[str, Any] = {
        "label": label,
        "required": spec.required is Requirement.HARD,
        "help_text": spec.help.in_language(language) if spec.help else "",
    }
    given = choices if choices is not None else own_choices(spec, language)
    field = _MAKERS[spec.kind](spec, common, given)
    if spec.required is Requirement.SOFT:
        field.requirement_note = _("（请尽量提供）")  # type: ignore[attr-defined] -- read by the field's template
    return field


def own_choices(spec: FieldSpec, language: str) -> Choices:
    """The field's own choices."""
    return [(code, label.in_language(language)) for code, label in spec.choices.items()]


def _message(text: str, common: dict[str, Any]) -> dict[str, str]:
    return {"required": text % {"label": common["label"]}}


def _line(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    wanted = _message(_("请填写“%(label)s”"), common)
    return forms.CharField(max_length=spec.max_length or LINE_LENGTH, error_messages=wanted, **common)


def _area(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    return forms.CharField(
        max_length=spec.max_length or AREA_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=_message(_("请填写“%(label)s”"), common),
        **common,
    )


def _choice(spec: FieldSpec, common: dict[str, Any], choices: Choices) -> forms.Field:
    """A few choices lie open as radio buttons, many in a list."""
    few = len(choices) <= 7
    offered = list(choices) if few else [("", _("请选择")), *choices]
    widget = forms.RadioSelect() if few else forms.Select()
    wrong = _("请选择“%(label)s”") % {"label": common["label"]}
    return forms.ChoiceField(
        choices=offered, widget=widget, error_messages={"required": wrong, "invalid_choice": wrong}, **common
    )


def _many(spec: FieldSpec, common: dict[str, Any], choices: Choices) -> forms.Field:
    wrong = _("请勾选“%(label)s”") % {"label": common["label"]}
    return forms.MultipleChoiceField(
        choices=list(choices),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": wrong, "invalid_choice": wrong},
        **common,
    )


def _boolean(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    return forms.BooleanField(
        initial=spec.binds == "filer.wants_reply", error_messages=_message(_("请勾选“%(label)s”"), common), **common
    )


def _date(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    wrong = _("请按“年-月-日”填写日期，例如 2026-05-01")
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**_message(_("请填写“%(label)s”"), common), "invalid": wrong},
        **common,
    )


def _datetime(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    wrong = _("请填写日期和时间，例如 2026-05-01 09:30")
    return forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={**_message(_("请填写“%(label)s”"), common), "invalid": wrong},
        **common,
    )


def _number(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    wrong = _("请只填写数字，例如 299 或 299.5")
    return forms.DecimalField(
        min_value=0,
        max_digits=16,
        decimal_places=2,
        error_messages={**_message(_("请填写“%(label)s”"), common), "invalid": wrong},
        **common,
    )


def _phone(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    return forms.CharField(
        max_length=30,
        validators=[RegexValidator(PHONE, _("请填写电话号码，只用数字、空格和短横线"))],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "spellcheck": "false"}),
        error_messages=_message(_("请填写“%(label)s”"), common),
        **common,
    )


def _email(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    wrong = _("请填写完整的电子邮箱，例如 name@example.cn")
    return forms.EmailField(
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={**_message(_("请填写“%(label)s”"), common), "invalid": wrong},
        **common,
    )


def _id_number(spec: FieldSpec, common: dict[str, Any], _choices: Choices) -> forms.Field:
    return forms.CharField(
        max_length=18,
        validators=[RegexValidator(ID_NUMBER, _("请填写18位身份证号码"))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages=_message(_("请填写“%(label)s”"), common),
        **common,
    )


_MAKERS: dict[FieldKind, Callable[[FieldSpec, dict[str, Any], Choices], forms.Field]] = {
    FieldKind.TEXT: _line,
    FieldKind.LONG_TEXT: _area,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI_CHOICE: _many,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _date,
    FieldKind.DATETIME: _datetime,
    FieldKind.MONEY: _number,
    FieldKind.NUMBER: _number,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _email,
    FieldKind.ID_NUMBER: _id_number,
    FieldKind.CHECKLIST: _many,
    FieldKind.REASON: _choice,
    FieldKind.TIER: _choice,
    FieldKind.UNIT: _choice,
    FieldKind.OFFICER: _choice,
}

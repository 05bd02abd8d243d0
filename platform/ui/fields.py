"""How a form's field is drawn, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import BaseForm, CheckboxInput, Field, FileInput, Select, Textarea
from django.forms.boundfield import BoundField
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary; ``target`` is the id of the control that it leads to."""

    text: str
    target: str = ""


def kind_of(field: BoundField) -> str:
    """``choices``, ``tick``, ``file``, ``area`` or ``line``."""
    widget = field.field.widget
    if field.use_fieldset:
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "tick"
    if isinstance(widget, FileInput):
        return "file"
    return "area" if isinstance(widget, Textarea) else "line"


def note_of(field: BoundField) -> str:
    """What stands after the label: the field's own note, or that it may be left empty."""
    note = getattr(field.field, "requirement_note", None)
    if note is not None:
        return str(note)
    return "" if field.field.required else gettext("（选填）")


def problems_of(forms: Iterable[BaseForm]) -> tuple[Problem, ...]:
    """All errors of ``forms`` in the order of their fields, those of a whole form first."""
    found: list[Problem] = []
    for form in forms:
        if not form.is_bound:
            continue
        found += [Problem(str(error)) for error in form.non_field_errors()]
        for field in form:
            found += [Problem(text, _target(field)) for text in errors_of(field)]
    return tuple(found)


def errors_of(field: BoundField) -> tuple[str, ...]:
    """The field's errors as one would say them: Django's 'this field is required' names the field instead."""
    return tuple(_spoken(field, error) for error in field.errors.as_data())


def _spoken(field: BoundField, error: ValidationError) -> str:
    text = str(next(iter(error)))
    if error.code != "required" or text != str(Field.default_error_messages["required"]):
        return text
    kind = kind_of(field)
    if kind == "tick":
        return gettext("请勾选“%(label)s”") % {"label": field.label}
    if kind == "file":
        return gettext("请上传%(label)s") % {"label": field.label}
    if kind == "choices" or isinstance(field.field.widget, Select):
        return gettext("请选择%(label)s") % {"label": field.label}
    return gettext("请填写%(label)s") % {"label": field.label}


def _target(field: BoundField) -> str:
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label

"""Forms from a pack: what a filing or an officer's step asks, in the reader's language."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from policies.engine.conditions import ConditionError, evaluate
from policies.engine.inputs import is_blank
from policies.engine.pack import FieldKind, FieldSpec, Requirement
from policies.fields import choice_widget, field_for, required_message

Choices = Mapping[str, Sequence[tuple[str, str]]]

_PAST = frozenset({"case.happened_on", "product.bought_on"})
"""Slots whose date cannot lie ahead."""
_NO_CHOICES: Choices = {}


class PackForm(forms.Form):
    """A form of a pack's fields, and of ``extra`` fields that the page adds before them.

    A field whose ``when`` is false is not asked: it is not required, and what was typed into it is dropped.
    One whose ``when`` cannot be decided here (it speaks of the case, or of another page) is asked, never
    insisted on; the engine decides.
    """

    def __init__(
        self,
        *,
        specs: Mapping[str, FieldSpec],
        language: str,
        named: bool,
        choices: Choices,
        extra: Mapping[str, forms.Field],
        earlier: Mapping[str, Any],
        facts: Mapping[str, Any] | None,
        today: date | None,
        **options: Any,
    ) -> None:
        self.specs = specs
        self.language = language
        self._variables = {"named": named, "facts": facts or {}}
        self._earlier = dict(earlier)
        self._today = today
        self.base_fields = dict(extra)  # type: ignore[misc]  # a class would be made anew for every form
        super().__init__(**options)
        # Shared with all other forms of this question: copying them is most of what a form costs.
        self.fields.update({key: field_for(spec, language) for key, spec in specs.items()})
        self._settled = {
            key: self._decide(spec, {}) for key, spec in specs.items() if not _hangs_on_answers(spec)
        }
        for key, spec in specs.items():
            if self._settled.get(key) is False:
                del self.fields[key]
            elif spec.kind.value in choices:
                self.fields[key] = copy.deepcopy(self.fields[key])
                _offer(self.fields[key], choices[spec.kind.value], spec)

    def clean(self) -> dict[str, Any]:
        """Drop what is not asked, insist on what is. Raises nothing; errors stand beside their fields."""
        values = {**dict.fromkeys(self.specs), **self._earlier}
        values.update({key: _plain(value) for key, value in self.cleaned_data.items() if key in self.specs})
        with translation.override(self.language):
            for key, spec in self.specs.items():
                if key in self.fields:
                    self._clean_one(key, spec, values)
        return self.cleaned_data

    def clean_values(self) -> dict[str, Any]:
        """The answers as JSON holds them, by field key; files and blanks are not among them."""
        return {
            key: plain
            for key, spec in self.specs.items()
            if spec.kind is not FieldKind.FILES and not is_blank(plain := _plain(self.cleaned_data.get(key)))
        }

    def clean_files(self) -> tuple[UploadedFile[Any], ...]:
        """The files, in the order of their fields."""
        keys = (key for key, spec in self.specs.items() if spec.kind is FieldKind.FILES)
        return tuple(file for key in keys for file in self.cleaned_data.get(key) or ())

    def _clean_one(self, key: str, spec: FieldSpec, values: dict[str, Any]) -> None:
        asked = self._settled[key] if key in self._settled else self._decide(spec, values)
        if asked is False:
            self._drop(key, values)
        elif asked is True and key not in self.errors:
            self._insist(key, spec)

    def _insist(self, key: str, spec: FieldSpec) -> None:
        value = self.cleaned_data.get(key)
        if spec.when is not None and spec.required is Requirement.HARD and is_blank(value):
            text = required_message(spec, spec.label.in_language(self.language))
            self.add_error(key, ValidationError(text, code="required"))
        elif self._today and spec.binds in _PAST and isinstance(value, date) and value > self._today:
            self.add_error(key, _("日期不能晚于今天"))

    def _drop(self, key: str, values: dict[str, Any]) -> None:
        self.cleaned_data.pop(key, None)
        self.errors.pop(key, None)
        values[key] = None

    def _decide(self, spec: FieldSpec, values: Mapping[str, Any]) -> bool | None:
        """Whether the field is asked; None where that cannot be decided here."""
        if spec.when is None:
            return True
        try:
            return evaluate(spec.when, {**self._variables, "values": values})
        except ConditionError:
            return None


def build_form(
    *,
    fields: Mapping[str, FieldSpec],
    language: str,
    choices: Choices = _NO_CHOICES,
    data: MultiValueDict[str, str] | None = None,
    files: MultiValueDict[str, UploadedFile[Any]] | None = None,
    initial: Mapping[str, Any] | None = None,
    named: bool = True,
    extra: Mapping[str, forms.Field] | None = None,
    earlier: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    today: date | None = None,
    prefix: str | None = None,
    with_files: bool = False,
) -> PackForm:
    """A form of ``fields``, bound where ``data`` is given.

    ``choices`` gives the options of the kinds that a pack cannot know, by kind (``unit``, ``officer``,
    ``tier``, ``reason``, ``checklist``); ``earlier`` the answers of other pages, for conditions; ``facts``
    what conditions may know of the case; with ``today`` (local) dates of what happened may not lie ahead.
    File fields are left out unless ``with_files``: most pages take files by themselves.
    """
    return PackForm(
        specs={key: spec for key, spec in fields.items() if with_files or spec.kind is not FieldKind.FILES},
        language=language,
        named=named,
        choices=choices,
        extra=extra or {},
        earlier=earlier or {},
        facts=facts,
        today=today,
        data=data,
        files=files,
        initial=dict(initial) if initial else None,
        prefix=prefix,
    )


def is_asked(
    spec: FieldSpec, *, values: Mapping[str, Any], named: bool, facts: Mapping[str, Any] | None = None
) -> bool:
    """Whether a field is asked, given the answers so far; one that cannot be decided is."""
    if spec.when is None:
        return True
    try:
        return evaluate(spec.when, {"named": named, "facts": facts or {}, "values": values})
    except ConditionError:
        return True


def _hangs_on_answers(spec: FieldSpec) -> bool:
    return spec.when is not None and "values" in spec.when


def _offer(field: forms.Field, choices: Sequence[tuple[str, str]], spec: FieldSpec) -> None:
    """Set the options of a field that was copied into a form."""
    if not isinstance(field, forms.ChoiceField):
        return
    if not isinstance(field, forms.MultipleChoiceField):
        is_list = spec.kind in (FieldKind.UNIT, FieldKind.OFFICER)
        field.widget = forms.Select() if is_list else choice_widget(len(choices))
        field.widget.is_required = field.required
    blank = [("", _("请选择"))] if isinstance(field.widget, forms.Select) else []
    field.choices = [*blank, *choices]


def _plain(value: Any) -> Any:
    """A cleaned value as JSON holds it: dates in ISO form, moments in UTC, sums as their decimal text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return copy.copy(value) if isinstance(value, list) else value

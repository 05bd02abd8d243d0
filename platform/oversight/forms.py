"""The filter of the overview: months and organisations from the fixed list, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_lazy

from oversight.selectors import Organisation, Released
from oversight.wording import month_name


class FilterForm(forms.Form):
    """What to look at. A choice that is not offered is no choice: the view answers 'not found'."""

    month = forms.TypedChoiceField(
        label=gettext_lazy("月份"), required=False, coerce=date.fromisoformat, empty_value=None
    )
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("机构"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(
        self, *, data: Any, months: Sequence[Released], members: Sequence[Organisation], language: str
    ) -> None:
        super().__init__(data or None)
        self._months = months
        self._members = members
        offered = [(month.period.isoformat(), _choice(month)) for month in months]
        everybody = ("", gettext("全部机构"))
        names = [(str(member.tenant), member.name(language)) for member in members]
        _offer(self.fields["month"], offered)
        _offer(self.fields["organisation"], [everybody, *names])
        self.fields["month"].initial = default_month(months)

    def chosen_month(self) -> date | None:
        """The month asked for, else the latest one whose figures are frozen, else the open one."""
        asked: date | None = self.cleaned_data.get("month") if self.is_bound else None
        return asked or default_month(self._months)

    def chosen_member(self) -> Organisation | None:
        asked: UUID | None = self.cleaned_data.get("organisation") if self.is_bound else None
        return next((member for member in self._members if member.tenant == asked), None)


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def default_month(months: Sequence[Released]) -> date | None:
    latest = next((month for month in months if month.is_final), months[0] if months else None)
    return latest.period if latest is not None else None


def _choice(month: Released) -> str:
    name = month_name(month.period)
    return name if month.is_final else gettext("%s（进行中）") % name

"""The forms of a filing: the pack's fields, and what the portal itself asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.blocks.quotes import PortalLine
from policies.engine.pack import FieldKind
from policies.forms import PackForm, build_form


class NamedForm(forms.Form):
    """Whether the filer gives a name."""

    NAMED, UNNAMED = "named", "unnamed"

    named = forms.ChoiceField(
        label=_("请选择一项"),
        widget=forms.RadioSelect,
        choices=[(NAMED, _("留下姓名（实名）")), (UNNAMED, _("不留姓名（匿名）"))],
        error_messages={"required": _("请选择是否留下姓名"), "invalid_choice": _("请选择是否留下姓名")},
    )


class DeclarationForm(forms.Form):
    """What the filer stands for."""

    declared = forms.BooleanField(
        label=_("以上内容是我所了解的真实情况。我知道捏造事实诬告陷害他人要承担法律责任。"),
        error_messages={"required": _("请先确认内容真实，再提交")},
    )


class FilesForm(forms.Form):
    """The file fields of a page with what is wrong with them, for the error summary."""

    def __init__(self, *, labels: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(data={})
        self.fields = {name: forms.FileField(label=label, required=False) for name, label in labels.items()}
        self.full_clean()
        for name, texts in errors.items():
            for text in texts:
                self.add_error(name, text)


def pack_form(
    *,
    line: PortalLine,
    names: Sequence[str],
    typed: Mapping[str, Sequence[str]],
    named: bool,
    today: date,
    earlier: Mapping[str, Any] | None = None,
    is_bound: bool = True,
) -> PackForm:
    """The form of these fields, but for files: bound to what was typed, or only filled with it.

    ``earlier``: the answers of the other pages. ``today`` is the pack's local date.
    """
    fields = {name: spec for name in names if (spec := line.pack.fields[name]).kind is not FieldKind.FILES}
    language = get_language() or ""
    data: MultiValueDict[str, str] = MultiValueDict({name: list(given) for name, given in typed.items()})
    form = build_form(
        fields=fields,
        language=language,
        data=data if is_bound else None,
        named=named,
        earlier=earlier,
        today=today,
    )
    if not is_bound:
        kept = ((name, field.widget) for name, field in form.fields.items() if name in typed)
        form.initial = {name: widget.value_from_datadict(data, {}, name) for name, widget in kept}
    return form

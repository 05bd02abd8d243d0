"""What the registration page asks: channel, name or not, and the whole form of the line of business at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.organisation.rules import Officer
from policies import selectors as policies
from policies.engine.pack import ChannelKind, FieldSpec, Identity, Mixed, Requirement
from policies.forms import PackForm, build_form, is_asked
from policies.selectors import BusinessLine
from ui import words


def lines_for(officer: Officer, now: datetime) -> list[BusinessLine]:
    """The lines of business that an officer can register for: whoever has a duty may meet a filer first (S5)."""
    if not officer.roles:
        return []
    return [line for line in policies.business_lines(now) if channel_choices(line)]


def channel_choices(line: BusinessLine) -> list[tuple[str, str]]:
    """The channels through which staff receive filings of this line."""
    return [
        (code, words.say(line.pack.channels[code].label))
        for code in line.spec.channels
        if line.pack.channels[code].kind is not ChannelKind.WEB
    ]


def registration_form(line: BusinessLine, data: QueryDict | None, now: datetime) -> PackForm:
    """One form with everything: how it came, whether the filer gives a name, and the pack's fields."""
    named = data is None or line.spec.identity is Identity.NAMED or bool(data.get("is-named"))
    form = build_form(
        fields=fields_of(line),
        language=get_language() or "zh-hans",
        data=data,
        named=named,
        extra=_extra(line),
        today=now.astimezone(ZoneInfo(line.pack.zone)).date(),
    )
    if not named:
        for key, spec in form.specs.items():
            if (spec.binds or "").startswith("filer.") and key in form.fields:
                form.fields[key].required = False
    _start_typing(form)
    return form


def _start_typing(form: PackForm) -> None:
    """The first field of the pack has the cursor: the caller is already talking."""
    first = next((key for key in form.specs if key in form.fields), None)
    if first is not None and not form.is_bound:
        form.fields[first].widget.attrs["autofocus"] = True


def fields_of(line: BusinessLine) -> dict[str, FieldSpec]:
    """The fields of the line's form in order."""
    steps = line.pack.forms[line.spec.form].steps.values()
    return {key: line.pack.fields[key] for step in steps for key in step.fields}


def _extra(line: BusinessLine) -> dict[str, forms.Field]:
    channels = channel_choices(line)
    extra: dict[str, forms.Field] = {
        "channel": forms.ChoiceField(label=_("来件方式"), choices=channels, initial=channels[0][0])
    }
    if line.spec.identity is not Identity.NAMED:
        extra["is-named"] = forms.BooleanField(
            label=_("实名"), required=False, initial=True, help_text=_("不勾选即为匿名，身份栏不会保存。")
        )
    others = _also_choices(line)
    if others:
        extra["also"] = forms.ChoiceField(
            label=_("同时还反映"),
            choices=[("", _("没有别的事项")), *others],
            required=False,
            help_text=words.say(line.pack.mixed.explanation),
        )
    return extra


def _also_choices(line: BusinessLine) -> list[tuple[str, str]]:
    if line.pack.mixed.mode in (Mixed.REJECT, Mixed.SINGLE):
        return []
    return [
        (code, words.say(spec.label)) for code, spec in line.pack.business_types.items() if code != line.code
    ]


def gaps_of(line: BusinessLine, values: Mapping[str, Any], is_named: bool) -> list[str]:
    """The labels of what should have been asked and was not recorded (少录, S12a 2)."""
    return [
        words.say(spec.label)
        for key, spec in fields_of(line).items()
        if spec.required is Requirement.SOFT
        and not values.get(key)
        and is_asked(spec, values=values, named=is_named)
        and (is_named or not (spec.binds or "").startswith("filer."))
    ]

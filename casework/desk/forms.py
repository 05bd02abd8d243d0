"""The form of an action: what the pack asks of the officer who takes a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import get_language

from casework.cases import access
from casework.cases.selectors import CaseView
from casework.organisation import selectors as organisation
from policies.engine.conditions import case_variables
from policies.engine.facts import Action
from policies.forms import PackForm, build_form
from ui import words

Choices = Sequence[tuple[str, str]]


def action_form(*, view: CaseView, action: Action, now: datetime, data: QueryDict | None = None) -> PackForm:
    """The fields that a transition asks for, with this case's units, people, tiers, reasons and conditions."""
    return build_form(
        fields=action.inputs,
        language=get_language() or "zh-hans",
        choices=_choices(view),
        data=data,
        named=view.case.is_named,
        facts=case_variables(view.pack, view.known)["facts"],
        today=now.astimezone(ZoneInfo(view.pack.zone)).date(),
    )


def _choices(view: CaseView) -> dict[str, Choices]:
    pack, spec = view.pack, view.spec
    people = access.eligible_handlers(case=view.case, pack=pack)
    own = [p for p in people if view.case.unit is not None and p.unit == view.case.unit.name]
    return {
        "unit": [(str(u.public_id), u.name) for u in organisation.active_units()],
        "officer": [(str(p.public_id), f"{p.name} {p.unit}".strip()) for p in own or people],
        "tier": [(code, words.say(pack.tiers[code].label)) for code in spec.tiers],
        "reason": [(code, words.say(pack.reasons[code].label)) for code in spec.reasons],
        "checklist": [(code, words.say(pack.conditions[code].label)) for code in spec.conditions],
    }


def add_refusals(form: PackForm, reasons: Sequence[Any]) -> None:
    """Show why the pack refused, beside the field it concerns."""
    for reason in reasons:
        form.add_error(reason.field if reason.field in form.fields else None, words.say(reason.text))

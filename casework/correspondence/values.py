"""How the values of a filing are written on a paper. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from casework.correspondence.matter import Answer, Person
from casework.correspondence.wording import Speech
from policies.engine.pack import FieldKind, FieldSpec, Pack

_CODED = {"product.name": "product", "product.quantity": "quantity"}
"""Answers that a form asks for by name; the others go under their field key."""

_TEXT_SLOTS = {"case.title": "title", "case.narrative": "narrative", "case.remedy": "request"}
_ELSEWHERE = frozenset({FieldKind.FILES, FieldKind.CHECKLIST, FieldKind.REASON, FieldKind.TIER})


@dataclass(frozen=True, slots=True)
class Filed:
    """What a filing said, by where it stands on a paper."""

    title: str = ""
    narrative: str = ""
    request: str = ""
    answers: tuple[Answer, ...] = ()
    respondent: Mapping[str, str] = field(default_factory=dict)


def sort_filed(*, pack: Pack, form: str, values: Mapping[str, Any], say: Speech) -> Filed:
    """The values of a filing (open ones and texts, without identities) in the order of its form."""
    texts: dict[str, str] = {}
    respondent: dict[str, str] = {}
    answers: list[Answer] = []
    keys = dict.fromkeys(key for step in pack.forms[form].steps.values() for key in step.fields)
    for key in keys:
        spec = pack.fields[key]
        written = value_text(spec, values.get(key), say)
        party, _, particular = (spec.binds or "").partition(".")
        if not written or spec.kind in _ELSEWHERE or party == "filer":
            continue
        if spec.binds in _TEXT_SLOTS:
            texts[_TEXT_SLOTS[spec.binds]] = written
        elif party == "respondent":
            respondent[particular] = written
        else:
            code = _CODED.get(spec.binds or "", key)
            answers.append(Answer(code=code, label=spec.label.in_language(say.language), value=written))
    return Filed(answers=tuple(answers), respondent=respondent, **texts)


def value_text(spec: FieldSpec, value: Any, say: Speech) -> str:
    """A value as people write it; empty for nothing."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list | tuple):
        return say.joined(tuple(_choice(spec, str(entry), say) for entry in value))
    if isinstance(value, bool):
        return say("是", "Yes") if value else say("否", "No")
    if spec.kind in (FieldKind.DATE, FieldKind.DATETIME):
        return _time_text(value, say)
    if spec.kind is FieldKind.MONEY:
        return say(f"{_money(value)}元", f"CNY {_money(value)}")
    return _choice(spec, str(value), say)


def person_of(particulars: Mapping[str, Any], say: Speech) -> Person:
    """A party's particulars as a paper shows them."""
    known = {key: str(value) for key, value in particulars.items() if value not in (None, "")}
    reach = tuple(known.get(key, "") for key in ("contact", "email"))
    return Person(
        name=known.get("name", ""),
        organisation=known.get("employer", "") or known.get("organisation", ""),
        gender=known.get("sex", ""),
        id_number=known.get("id_number", ""),
        phone=known.get("phone", ""),
        contact=say.joined(reach),
        address=known.get("address", ""),
    )


def _choice(spec: FieldSpec, value: str, say: Speech) -> str:
    label = spec.choices.get(value)
    return label.in_language(say.language) if label else value


def _time_text(value: Any, say: Speech) -> str:
    moment: Any = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(moment, datetime):
        return say.moment(moment) if moment.tzinfo else say.day(moment.date())
    return say.day(moment) if isinstance(moment, date) else str(value)


def _money(value: Any) -> str:
    try:
        return f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return str(value)

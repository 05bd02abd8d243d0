"""How the values of a filing are told apart: what identifies, what tells, what may be seen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.engine.pack import FieldClass, FieldKind, Mixed, Nature, Pack

TITLE_LENGTH = 120
_TEXT = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
_PARTY_SLOTS = {"filer": "FILER", "respondent": "RESPONDENT", "agent": "AGENT"}


@dataclass(frozen=True, slots=True)
class Filing:
    """The values of a filing by where they go."""

    title: str
    open_values: dict[str, Any]
    narrative: dict[str, Any]
    parties: dict[str, dict[str, Any]]
    """Particulars by party role; what identifies the filer is nowhere else."""
    wants_reply: bool
    respondent_name: str


def sort_values(*, pack: Pack, business_type: str, values: Mapping[str, Any]) -> Filing:
    """Tell a filing's values apart by their class in the pack (R40).

    In a sealed profile every text is sealed too, and the case has no title that a list could show.
    """
    spec = pack.business_types[business_type]
    sealed = pack.profiles[spec.profile].sealed
    form_keys = [key for step in pack.forms[spec.form].steps.values() for key in step.fields]
    open_values: dict[str, Any] = {}
    narrative: dict[str, Any] = {}
    parties: dict[str, dict[str, Any]] = {}
    title = ""
    wants_reply = True
    for key in dict.fromkeys(form_keys):
        value = values.get(key)
        field = pack.fields[key]
        if value in (None, "", []) or field.kind is FieldKind.FILES:
            continue
        party, _, particular = (field.binds or "").partition(".")
        if field.binds == "filer.wants_reply":
            wants_reply = bool(value)
        elif party in _PARTY_SLOTS and (field.field_class is FieldClass.IDENTIFYING or party != "respondent"):
            parties.setdefault(_PARTY_SLOTS[party], {})[particular] = value
        elif field.binds == "case.title" and not sealed:
            title = str(value)[:TITLE_LENGTH]
        elif field.field_class is not FieldClass.OPEN or (sealed and field.kind in _TEXT):
            narrative[key] = value
        else:
            open_values[key] = value
    return Filing(
        title=title,
        open_values=open_values,
        narrative=narrative,
        parties=parties,
        wants_reply=wants_reply,
        respondent_name=_bound(pack, form_keys, values, "respondent.name"),
    )


def _bound(pack: Pack, keys: list[str], values: Mapping[str, Any], slot: str) -> str:
    return next((str(values[k]) for k in keys if pack.fields[k].binds == slot and values.get(k)), "")


def business_types_of_mixed(*, pack: Pack, first: str, also: str | None) -> tuple[tuple[str, ...], bool]:
    """The business types that one filing becomes, and whether their cases are linked (P4, R3).

    Raises:
        MixedRefused: where the pack takes one matter at a time.
    """
    if also is None or also == first:
        return (first,), False
    if pack.mixed.mode is Mixed.REJECT:
        raise MixedRefused(also)
    if pack.mixed.mode is Mixed.SINGLE:
        return (first,), False
    return (first, also), pack.mixed.mode is Mixed.SPLIT_LINKED


class MixedRefused(ValueError):
    """Raised where a pack refuses a filing with two matters."""


def hides_named_staff(nature: str) -> bool:
    """Whether staff named in a filing are shut out of it: in filings about the organisation's own people."""
    return nature == Nature.CONDUCT

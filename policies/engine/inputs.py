"""What a step asks of an officer: which fields, with which choices, and what an answer lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from policies.engine.conditions import ConditionError, case_variables, evaluate
from policies.engine.facts import CaseFacts, Refusal
from policies.engine.pack import BusinessType, FieldKind, FieldSpec, Label, Pack, Requirement, Transition
from policies.engine.wording import text

_MANY = frozenset({FieldKind.MULTI_CHOICE, FieldKind.CHECKLIST})
_CLOSED = frozenset({FieldKind.CHOICE, FieldKind.REASON, FieldKind.TIER}) | _MANY
"""Kinds whose answer must be one of the choices."""


def is_blank(value: Any) -> bool:
    """Whether nothing was answered. False and 0 are answers."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ((), [], frozenset())


def offered_inputs(pack: Pack, business: BusinessType, transition: Transition) -> Mapping[str, FieldSpec]:
    """The fields of a step in order, with the choices that the business type gives them."""
    return {code: _with_choices(pack, business, pack.fields[code]) for code in transition.inputs}


def _with_choices(pack: Pack, business: BusinessType, spec: FieldSpec) -> FieldSpec:
    choices = choices_of(pack, business, spec)
    return spec if choices is spec.choices else spec.model_copy(update={"choices": choices})


def choices_of(pack: Pack, business: BusinessType, spec: FieldSpec) -> dict[str, Label]:
    """What may be chosen: the business type's tiers, reasons or conditions, else the field's own choices."""
    if spec.kind is FieldKind.TIER:
        return {code: pack.tiers[code].label for code in business.tiers}
    if spec.kind is FieldKind.REASON:
        return {code: pack.reasons[code].label for code in business.reasons}
    if spec.kind is FieldKind.CHECKLIST:
        ticked = ((code, pack.conditions[code]) for code in business.conditions)
        return {code: condition.label for code, condition in ticked if condition.expression is None}
    return spec.choices


def is_asked(pack: Pack, spec: FieldSpec, facts: CaseFacts, values: Mapping[str, Any]) -> bool:
    """Whether the field is asked, given what was typed; a condition that cannot be decided asks."""
    if spec.when is None:
        return True
    try:
        return evaluate(spec.when, case_variables(pack, facts, values))
    except ConditionError:
        return True


def values_asked(
    pack: Pack, transition: Transition, facts: CaseFacts, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers that count: of fields that are asked, and not blank."""
    return {
        code: values[code]
        for code in transition.inputs
        if not is_blank(values.get(code)) and is_asked(pack, pack.fields[code], facts, values)
    }


def refused_inputs(
    pack: Pack, business: BusinessType, transition: Transition, facts: CaseFacts, values: Mapping[str, Any]
) -> Iterator[Refusal]:
    """One reason per field whose answer is missing or impossible."""
    for code in transition.inputs:
        spec, value = pack.fields[code], values.get(code)
        if not is_asked(pack, spec, facts, values):
            continue
        if is_blank(value):
            if spec.required is Requirement.HARD:
                yield _required(code, spec)
        elif spec.kind in _CLOSED and not _is_choice(pack, business, spec, value):
            yield _no_choice(code, spec, business)
        elif spec.max_length is not None and isinstance(value, str) and len(value) > spec.max_length:
            yield _too_long(code, spec, spec.max_length)
        elif spec.maximum is not None and isinstance(value, int | float | Decimal) and value > spec.maximum:
            yield _too_much(code, spec, spec.maximum)


def _is_choice(pack: Pack, business: BusinessType, spec: FieldSpec, value: Any) -> bool:
    choices = choices_of(pack, business, spec)
    if spec.kind in _MANY:
        return isinstance(value, list | tuple | set | frozenset) and all(one in choices for one in value)
    return isinstance(value, str) and value in choices


def _required(code: str, spec: FieldSpec) -> Refusal:
    words = text(f"请填写“{spec.label.zh_hans}”", f"Please fill in “{spec.label.en}”")
    return Refusal("required", words, code, spec.cites)


def _no_choice(code: str, spec: FieldSpec, business: BusinessType) -> Refusal:
    words = text(
        f"“{spec.label.zh_hans}”的选项不适用于“{business.label.zh_hans}”",
        f"This is not one of the choices of “{spec.label.en}” for “{business.label.en}”",
    )
    return Refusal("no-such-choice", words, code, spec.cites)


def _too_long(code: str, spec: FieldSpec, limit: int) -> Refusal:
    words = text(
        f"“{spec.label.zh_hans}”最多 {limit} 字", f"“{spec.label.en}” holds {limit} characters at most"
    )
    return Refusal("too-long", words, code, spec.cites)


def _too_much(code: str, spec: FieldSpec, limit: int) -> Refusal:
    words = text(f"“{spec.label.zh_hans}”不得超过 {limit}", f"“{spec.label.en}” is {limit} at most")
    return Refusal("too-much", words, code, spec.cites)

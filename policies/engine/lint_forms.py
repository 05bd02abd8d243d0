"""Forms that cannot be answered, and answers that would travel too far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from policies.engine.findings import Finding, error, warning
from policies.engine.pack import (
    BusinessType,
    ChannelKind,
    FieldClass,
    FieldKind,
    FieldSpec,
    Identity,
    IntakeForm,
    Nature,
    Pack,
    Requirement,
    Transition,
)

_FOR_OFFICERS = frozenset(
    {FieldKind.CHECKLIST, FieldKind.REASON, FieldKind.TIER, FieldKind.UNIT, FieldKind.OFFICER}
)
_CHOOSING = frozenset({FieldKind.CHOICE, FieldKind.MULTI_CHOICE})
_SECRET_NATURES = frozenset({Nature.REPORT, Nature.CONDUCT})


def lint_forms(pack: Pack) -> Iterator[Finding]:
    """Fields alone, intake forms, what officers are asked, and the secrecy of each line of business."""
    for code, spec in pack.fields.items():
        yield from _field(f"fields.{code}", spec)
    for code, form in pack.forms.items():
        yield from _form(f"forms.{code}", form, pack)
    for code, business in pack.business_types.items():
        yield from _business(f"business_types.{code}", business, pack)
        yield from _officers_inputs(f"business_types.{code}", business, pack)
    yield from _prefixes(pack)


def _field(path: str, spec: FieldSpec) -> Iterator[Finding]:
    if spec.kind in _CHOOSING and not spec.choices:
        yield error(f"{path}.choices", "没有可选项", "There is nothing to choose from")
    if _identifies(spec) and spec.field_class is not FieldClass.IDENTIFYING:
        yield error(
            f"{path}.class",
            "能认出来件人的字段须为 identifying",
            "What identifies the filer must be of class identifying",
        )


def _identifies(spec: FieldSpec) -> bool:
    """Whether the answer says something about the person who files (R40); a yes or no does not."""
    return spec.binds is not None and spec.binds.startswith("filer.") and spec.kind is not FieldKind.BOOLEAN


def _form(path: str, form: IntakeForm, pack: Pack) -> Iterator[Finding]:
    asked = Counter(field for step in form.steps.values() for field in step.fields)
    for field, times in asked.items():
        if times > 1:
            yield error(
                f"{path}.steps",
                f"字段“{field}”问了 {times} 次",
                f"The field “{field}” is asked {times} times",
            )
        if field in pack.fields and pack.fields[field].kind in _FOR_OFFICERS:
            yield error(
                f"{path}.steps", f"字段“{field}”只能问工作人员", f"The field “{field}” is for officers only"
            )
    for step, page in form.steps.items():
        if not page.fields:
            yield error(f"{path}.steps.{step}.fields", "这一步什么也没问", "This step asks nothing")


def _business(path: str, business: BusinessType, pack: Pack) -> Iterator[Finding]:
    profile, form = pack.profiles.get(business.profile), pack.forms.get(business.form)
    if profile is not None and profile.respondent_door and business.nature in _SECRET_NATURES:
        yield error(
            f"{path}.profile",
            "举报和行风监督不得让被反映人知道（R21、R22）",
            "The respondent of a report must never learn of it (R21, R22)",
        )
    if business.identity is Identity.NAMED and form is not None and not _asks_for_name(form, pack):
        yield error(
            f"{path}.form", "实名业务的表单没有问姓名", "Named filings only, but the form asks for no name"
        )
    kinds = {pack.channels[code].kind for code in business.channels if code in pack.channels}
    if business.public and ChannelKind.WEB not in kinds:
        yield warning(
            f"{path}.channels", "对公众开放，但没有网上渠道", "Open to the public without a web channel"
        )


def _asks_for_name(form: IntakeForm, pack: Pack) -> bool:
    asked = (pack.fields.get(field) for step in form.steps.values() for field in step.fields)
    return any(spec is not None and spec.binds == "filer.name" for spec in asked)


def _officers_inputs(path: str, business: BusinessType, pack: Pack) -> Iterator[Finding]:
    """Steps of the business type's workflow whose inputs nobody could give."""
    workflow = pack.workflows.get(business.workflow)
    if workflow is None:
        return
    offers = {
        FieldKind.TIER: (f"{path}.tiers", business.tiers),
        FieldKind.REASON: (f"{path}.reasons", business.reasons),
    }
    for step, transition in workflow.transitions.items():
        for code in transition.inputs:
            spec = pack.fields.get(code)
            if spec is None or spec.required is not Requirement.HARD or spec.kind not in offers:
                continue
            where, offered = offers[spec.kind]
            if not offered:
                yield error(
                    where,
                    f"步骤“{step}”要选“{code}”，但没有可选的",
                    f"The step “{step}” asks for “{code}”, but there is none to choose",
                )
        yield from _ticked(
            f"workflows.{business.workflow}.transitions.{step}.inputs", transition, business, pack
        )


def _ticked(path: str, transition: Transition, business: BusinessType, pack: Pack) -> Iterator[Finding]:
    """Conditions without an expression must be ticked somewhere."""
    by_hand = [
        c for c in business.conditions if c in pack.conditions and pack.conditions[c].expression is None
    ]
    kinds = {pack.fields[code].kind for code in transition.inputs if code in pack.fields}
    if transition.needs_conditions and by_hand and FieldKind.CHECKLIST not in kinds:
        yield error(
            path,
            "要求满足受理条件，却没有逐项确认的字段",
            "Acceptance conditions are needed, but no checklist is asked for",
        )


def _prefixes(pack: Pack) -> Iterator[Finding]:
    times = Counter(business.number_prefix for business in pack.business_types.values())
    for code, business in pack.business_types.items():
        if times[business.number_prefix] > 1:
            yield warning(
                f"business_types.{code}.number_prefix",
                f"编号前缀“{business.number_prefix}”与别的业务相同",
                f"The number prefix “{business.number_prefix}” is shared with another line of business",
            )

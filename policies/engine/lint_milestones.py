"""Rules that wait for what no step records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.engine.findings import Finding, nearest, warning
from policies.engine.pack import (
    AppealLevel,
    Approval,
    ArchiveRule,
    Classification,
    Completeness,
    Feedback,
    ImprovementRule,
    MediationRule,
    Pack,
    PackModel,
    Retention,
    Reviewer,
    RewardRule,
    SatisfactionRule,
    SupervisionStep,
)
from policies.engine.walk import parts

_WAITING: Final[dict[type[PackModel], tuple[str, ...]]] = {
    AppealLevel: ("on", "lodged", "decided", "pauses"),
    Approval: ("asked", "given"),
    ArchiveRule: ("since", "filed"),
    Classification: ("until",),
    Completeness: ("asked", "completed"),
    Feedback: ("on", "done"),
    ImprovementRule: ("required_on",),
    MediationRule: ("since", "test", "recusal"),
    Retention: ("since",),
    RewardRule: ("since",),
    SatisfactionRule: ("since",),
    SupervisionStep: ("since", "awaited", "issued"),
}


def lint_milestones(pack: Pack) -> Iterator[Finding]:
    """Milestones that rules wait for and that nothing in the whole pack brings; defaults are not judged."""
    known = milestones_of(pack)
    if pack.fragment:
        return
    for path, model in parts(pack):
        for name in _waited_for(model):
            value = getattr(model, name)
            if value is None or value == type(model).model_fields[name].default:
                continue
            for kind in (value,) if isinstance(value, str) else value:
                if kind not in known:
                    hint = nearest(kind, known)
                    yield warning(
                        f"{path}.{name}",
                        f"没有步骤会记下节点“{kind}”{hint.zh_hans}",
                        f"No step records the milestone “{kind}”{hint.en}",
                    )


def _waited_for(model: PackModel) -> tuple[str, ...]:
    """The fields of a model that name milestones of ours; what another body does, we may never record."""
    if isinstance(model, AppealLevel) and model.body is not Reviewer.SAME:
        return ("on",)
    return _WAITING.get(type(model), ())


def milestones_of(pack: Pack) -> set[str]:
    """Every milestone that a step, the receipt, a tier, the end of a time or a repeat can bring."""
    known = {rule.lapse for rule in pack.clocks.values() if rule.lapse is not None}
    known.update(kind for tier in pack.tiers.values() for kind in tier.milestones)
    for rules in (pack, *pack.business_types.values()):
        if rules.duplicates is not None:
            known.add(rules.duplicates.restart)
    for business in pack.business_types.values():
        known.update(business.receipt_milestones)
    for workflow in pack.workflows.values():
        known = known.union(*(transition.milestones for transition in workflow.transitions.values()))
    return known

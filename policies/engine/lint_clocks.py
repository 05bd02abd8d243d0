"""Clocks that never start, never stop, outlive the case, promise what they must not, or cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine.findings import Finding, error, nearest, warning
from policies.engine.flow import emitted, path_to_running
from policies.engine.pack import BusinessType, ClockRule, Pack, Unit, Verb, Workflow


def lint_clocks(pack: Pack) -> Iterator[Finding]:
    """What is wrong with each clock alone, then with each clock in each line of business."""
    for code, rule in pack.clocks.items():
        yield from _alone(f"clocks.{code}", rule)
        yield from _unknown_milestones(f"clocks.{code}", code, rule, pack)
    for name, business in pack.business_types.items():
        workflow = _walkable(business, pack)
        for code in business.clocks:
            if workflow is not None and code in pack.clocks:
                yield from _in_business(f"business_types.{name}.clocks", code, business, workflow, pack)


def _alone(path: str, rule: ClockRule) -> Iterator[Finding]:
    yield from _spans(path, rule)
    if not rule.start:
        yield error(f"{path}.start", "没有起算节点", "Nothing starts this clock")
    if not rule.stop:
        yield error(f"{path}.stop", "没有停止节点", "Nothing stops this clock")
    if rule.promise is not None and not rule.legal:
        yield error(
            f"{path}.promise", "内部目标不得对外承诺", "An internal target is never promised to the public"
        )
    if any(not 0 < share < 1 for share in rule.warn_at):
        yield error(f"{path}.warn_at", "预警比例应在 0 与 1 之间", "Shares for warnings lie between 0 and 1")
    if rule.legal and not rule.cites:
        yield warning(f"{path}.cites", "法定时限没有注明出处", "A legal clock without its source")
    if rule.legal and rule.term is not None:
        yield error(
            f"{path}.legal",
            "模糊用语的数字只是内部目标（T32）",
            "The number for a vague word is an internal target (T32)",
        )


def _spans(path: str, rule: ClockRule) -> Iterator[Finding]:
    spans = {f"{path}.span": rule.span} | {f"{path}.tiers.{tier}": span for tier, span in rule.tiers.items()}
    for where, span in spans.items():
        if span.amount == 0 and span.unit not in (Unit.IMMEDIATE, Unit.CALENDAR_DAY):
            yield warning(
                where,
                "长度为零；当日写 0 calendar-day，立即写 immediate",
                "No length: write 0 calendar-day for the same day, or immediate",
            )
        if span.unit is Unit.IMMEDIATE and rule.legal:
            yield warning(
                where, "“立即”没有数字，只能作内部目标", "“At once” is no number: an internal target at most"
            )


def _unknown_milestones(path: str, code: str, rule: ClockRule, pack: Pack) -> Iterator[Finding]:
    """Milestones that no line of business with this clock ever reaches."""
    known = _happening(code, pack)
    if known is None:
        return
    uses = [(f"{path}.start", kind) for kind in rule.start]
    uses += [(f"{path}.stop", kind) for kind in rule.stop]
    uses += [(f"{path}.restart", kind) for kind in rule.restart]
    uses += [(f"{path}.pauses", kind) for pause in rule.pauses for kind in (pause.start, pause.stop)]
    for where, kind in uses:
        if kind not in known:
            hint = nearest(kind, known)
            yield warning(
                where,
                f"没有步骤会记下节点“{kind}”{hint.zh_hans}",
                f"No step records the milestone “{kind}”{hint.en}",
            )


def _walkable(business: BusinessType, pack: Pack) -> Workflow | None:
    """The workflow of the business type, if there is one and it begins somewhere."""
    workflow = pack.workflows.get(business.workflow)
    return workflow if workflow is not None and workflow.initial in workflow.states else None


def _happening(code: str, pack: Pack) -> set[str] | None:
    """Every milestone of the lines of business that have this clock; None where none has it."""
    lines = [
        (workflow, business.receipt_milestones)
        for business in pack.business_types.values()
        if code in business.clocks and (workflow := _walkable(business, pack)) is not None
    ]
    happening = (emitted(workflow, receipt) for workflow, receipt in lines)
    return set().union(_lapses(pack), *happening) if lines else None


def _lapses(pack: Pack) -> set[str]:
    """The milestones that happen by themselves when a time is over, or because a tier was set."""
    ended = {rule.lapse for rule in pack.clocks.values() if rule.lapse is not None}
    return ended.union(*(tier.milestones for tier in pack.tiers.values()))


def _in_business(
    path: str, code: str, business: BusinessType, workflow: Workflow, pack: Pack
) -> Iterator[Finding]:
    rule = pack.clocks[code]
    known = emitted(workflow, business.receipt_milestones) | _lapses(pack)
    zh_hans, en = f"时限“{code}”", f"The clock “{code}”"
    if known.isdisjoint(rule.start):
        yield error(path, f"{zh_hans}永远不会起算", f"{en} never starts")
        return
    if known.isdisjoint(rule.stop):
        yield error(path, f"{zh_hans}永远不会停止", f"{en} never stops")
        return
    for pause in rule.pauses:
        if pause.start in known and pause.stop not in known:
            yield error(path, f"{zh_hans}中止后不会恢复", f"{en} is paused and never resumed")
    yield from _outliving(path, code, workflow, rule, {*business.receipt_milestones, *_lapses(pack)})
    yield from _powerless(path, code, workflow, rule)
    if rule.extension is not None and not _may_be_extended(code, workflow):
        yield warning(
            path, f"{zh_hans}可以延长，但没有批准延期的步骤", f"{en} may be extended, but no step does it"
        )


def _outliving(
    path: str, code: str, workflow: Workflow, rule: ClockRule, receipt: set[str]
) -> Iterator[Finding]:
    """A path to a final state on which the clock still runs. Where conditions decide, the author is asked.

    A time may be over at any moment, so a clock that starts then is looked at as if it ran from ``receipt``.
    """
    edges = path_to_running(workflow, rule, receipt)
    if edges is None:
        return
    steps = " → ".join(edge.code for edge in edges)
    found = warning if rule.when or any(edge.transition.when for edge in edges) else error
    yield found(
        path,
        f"时限“{code}”在案件办结后仍在走：{steps}",
        f"The clock “{code}” still runs when the case is finished: {steps}",
    )


def _powerless(path: str, code: str, workflow: Workflow, rule: ClockRule) -> Iterator[Finding]:
    """Whoever answers for a clock should have a step that stops it."""
    stopping = [t for t in workflow.transitions.values() if not set(rule.stop).isdisjoint(t.milestones)]
    if stopping and not any(rule.actor in transition.roles for transition in stopping):
        yield warning(
            path,
            f"时限“{code}”由“{rule.actor}”负责，但该角色没有能使其停止的步骤",
            f"“{rule.actor}” answers for the clock “{code}” and has no step that stops it",
        )


def _may_be_extended(code: str, workflow: Workflow) -> bool:
    return any(t.verb is Verb.EXTEND and t.clock == code for t in workflow.transitions.values())

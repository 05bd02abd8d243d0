"""Rules beside workflows and clocks that cannot work: appeals, rewards, supervision, approvals, code lists."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine.findings import Finding, error, nearest, warning
from policies.engine.governing import governing
from policies.engine.pack import (
    AppealLevel,
    AppealRule,
    ArchiveRule,
    Branch,
    BranchKind,
    BusinessType,
    Nature,
    Pack,
    PackModel,
    ReportRule,
    Reviewer,
    RewardRule,
    Route,
    SatisfactionRule,
    SupervisionStep,
    SupervisionTrigger,
    Term,
    Topology,
    Workflow,
)
from policies.engine.walk import parts


def lint_rules(pack: Pack) -> Iterator[Finding]:
    """What is wrong with each rule alone, then with rules that do not fit the rest of the pack."""
    for path, model in parts(pack):
        yield from _alone(path, model)
    yield from _steps(pack)
    yield from _circles(pack)
    yield from _hidden_routes(pack)
    if pack.fragment:
        return
    for code, business in pack.business_types.items():
        yield from _line(f"business_types.{code}", code, business, pack)


def _alone(path: str, model: PackModel) -> Iterator[Finding]:
    if isinstance(model, AppealLevel):
        yield from _appeal_level(path, model)
    elif isinstance(model, RewardRule):
        yield from _reward(path, model)
    elif isinstance(model, SupervisionStep):
        yield from _supervision(path, model)
    elif isinstance(model, SatisfactionRule) and model.low >= model.scale:
        yield error(f"{path}.low", "每个评分都算低分", "Every rating would count as a low one")
    elif isinstance(model, ReportRule) and not model.indicators:
        yield warning(f"{path}.indicators", "这份报告没有指标", "This report shows no figures")
    elif isinstance(model, Branch) and model.kind is BranchKind.LINKED_CASE and model.leads_to is None:
        yield error(f"{path}.leads_to", "没有写明新案属于哪类业务", "It does not say what the new case is")
    elif isinstance(model, ArchiveRule):
        yield from _archive(path, model)


def _appeal_level(path: str, level: AppealLevel) -> Iterator[Finding]:
    if level.reviewer is None and level.body is Reviewer.SAME:
        yield error(f"{path}.reviewer", "没有写明由谁审核", "It does not say who decides")
    if level.term is not None and level.legal and level.window is None:
        yield error(
            f"{path}.legal",
            "模糊用语的数字只是内部目标（T32）",
            "The number for a vague word is an internal target (T32)",
        )


def _reward(path: str, rule: RewardRule) -> Iterator[Finding]:
    for code, level in rule.levels.items():
        if rule.cap is not None and level.floor > rule.cap:
            yield error(f"{path}.levels.{code}.floor", "最低额高于上限", "The floor is above the cap")


def _supervision(path: str, step: SupervisionStep) -> Iterator[Finding]:
    if step.trigger is SupervisionTrigger.NO_RESULT and not (step.since and step.awaited):
        yield error(
            f"{path}.awaited",
            "“无结果”须写明从何时起、等什么",
            "“No result” must say since when, and what is awaited",
        )


def _archive(path: str, rule: ArchiveRule) -> Iterator[Finding]:
    kept = rule.retention
    if kept.permanent and kept.span is not None:
        yield error(f"{path}.retention.span", "永久保管不能另定期限", "What is kept for ever has no term")
    if kept.span is None and not kept.permanent:
        yield warning(
            f"{path}.retention",
            "还没有填写保管期限和出处；填写之前任何案卷都不会销毁（R7）",
            "The term and its source are still to be entered; nothing is disposed of until then (R7)",
        )
    if kept.span is not None and kept.source is None:
        yield warning(
            f"{path}.retention.source",
            "保管期限没有注明出处（R7）",
            "The term does not say where it comes from (R7)",
        )


def _steps(pack: Pack) -> Iterator[Finding]:
    """Steps that approvals, branches and case filings name, and steps of which another must not be the taker."""
    every = {step for workflow in pack.workflows.values() for step in workflow.transitions}
    named = [(f"approvals.{code}.step", one.step, every) for code, one in pack.approvals.items()]
    named += [
        (f"branches.{code}.steps", step, every) for code, one in pack.branches.items() for step in one.steps
    ]
    for path, rules in (("", pack), *((f"business_types.{c}.", b) for c, b in pack.business_types.items())):
        if rules.case_filing is not None and rules.case_filing.step is not None:
            named.append((f"{path}case_filing.step", rules.case_filing.step, every))
    for code, workflow in pack.workflows.items():
        own = set(workflow.transitions)
        for name, transition in workflow.transitions.items():
            path = f"workflows.{code}.transitions.{name}.other_than"
            named += [(path, step, own) for step in transition.other_than]
    for path, step, known in named:
        if step not in known:
            hint = nearest(step, known)
            yield error(path, f"没有步骤“{step}”{hint.zh_hans}", f"There is no step “{step}”{hint.en}")


def _circles(pack: Pack) -> Iterator[Finding]:
    """Entries of code lists whose parents do not exist or lead back to them."""
    for table, entries in (
        ("categories", pack.categories),
        ("causes", pack.causes),
        ("products", pack.products),
    ):
        for code, entry in entries.items():
            if entry.parent is None:
                continue
            path = f"{table}.{code}.parent"
            if entry.parent not in entries:
                hint = nearest(entry.parent, entries)
                yield error(
                    path, f"没有“{entry.parent}”{hint.zh_hans}", f"There is no “{entry.parent}”{hint.en}"
                )
            elif _leads_back(code, entries):
                yield error(path, "上级又回到自身", "Its parents lead back to itself")


def _leads_back(code: str, entries: dict[str, Term]) -> bool:
    seen: set[str] = set()
    above = entries[code].parent
    while above is not None and above in entries and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = entries[above].parent
    return False


def _hidden_routes(pack: Pack) -> Iterator[Finding]:
    """Routes behind one that takes everything."""
    codes = list(pack.routing)
    taken = next((code for code in codes if _takes_all(pack.routing[code])), None)
    for code in codes[codes.index(taken) + 1 :] if taken is not None else ():
        yield warning(
            f"routing.{code}",
            f"前面的“{taken}”已经接下所有案件",
            f"“{taken}” before it takes every case already",
        )


def _takes_all(one: Route) -> bool:
    return not (one.business_types or one.tiers or one.categories or one.channels or one.when)


def _line(path: str, code: str, business: BusinessType, pack: Pack) -> Iterator[Finding]:
    workflow = pack.workflows.get(business.workflow)
    if workflow is None:
        return
    appeal = governing(pack, code, lambda rules: rules.appeal)
    yield from _reviewers(business.workflow, workflow, appeal)
    yield from _topology(path, code, pack)
    if business.nature is Nature.CONDUCT and governing(pack, code, lambda rules: rules.conflict) is None:
        yield warning(
            f"{path}.conflict",
            "行风监督没有排除被反映人（T27）",
            "Nothing keeps the person concerned out of a conduct case (T27)",
        )


def _reviewers(name: str, workflow: Workflow, appeal: AppealRule | None) -> Iterator[Finding]:
    """An appeal for another person to decide needs a step that says so (T31)."""
    for code, level in (appeal.levels if appeal is not None else {}).items():
        deciding = {
            n: t for n, t in workflow.transitions.items() if not set(t.milestones).isdisjoint(level.decided)
        }
        for step, transition in deciding.items():
            if level.other_person and level.body is Reviewer.SAME and not transition.other_than:
                yield warning(
                    f"workflows.{name}.transitions.{step}.other_than",
                    f"“{code}”应由未经办的人员审核，但这一步谁都能办",
                    f"“{code}” is for another person, but nothing keeps the handler from this step",
                )


def _topology(path: str, code: str, pack: Pack) -> Iterator[Finding]:
    """What the pack says of its clocks against what they do (P25, T2, T4)."""
    said = governing(pack, code, lambda rules: rules.topology)
    found = topology_of(pack=pack, business_type=code)
    if said is not None and found is not None and said is not Topology.MIXED and said is not found:
        yield error(
            f"{path}.topology",
            f"声明为 {said.value}，实际为 {found.value}",
            f"It says {said.value}, but the clocks are {found.value}",
        )


def topology_of(*, pack: Pack, business_type: str) -> Topology | None:
    """How the legal clocks of a line lie to each other; None where there is none."""
    business = pack.business_types[business_type]
    clocks = [pack.clocks[c] for c in business.clocks if c in pack.clocks and pack.clocks[c].legal]
    at_receipt = [not set(clock.start).isdisjoint(business.receipt_milestones) for clock in clocks]
    if not clocks:
        return None
    if all(at_receipt):
        return Topology.PARALLEL
    return Topology.CHAINED if sum(at_receipt) <= 1 else Topology.MIXED

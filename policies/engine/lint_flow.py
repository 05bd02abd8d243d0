"""Workflows that strand a case, and people who cannot do what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine.findings import Finding, error, nearest, warning
from policies.engine.flow import edges_of, reached_from
from policies.engine.pack import BusinessType, Pack, Transition, Verb, Workflow


def lint_flow(pack: Pack) -> Iterator[Finding]:
    """Unknown and unreachable states, states that cannot be left, cases that cannot finish, idle roles."""
    for code, workflow in pack.workflows.items():
        yield from _unknown_states(f"workflows.{code}", workflow)
        if workflow.initial in workflow.states:
            yield from _stranded(f"workflows.{code}", workflow)
        for name, transition in workflow.transitions.items():
            yield from _extension(f"workflows.{code}.transitions.{name}", transition, pack)
    for code, business in pack.business_types.items():
        yield from _first_role(f"business_types.{code}", business, pack)
    if not pack.fragment:
        yield from _idle_roles(pack)


def _unknown_states(path: str, workflow: Workflow) -> Iterator[Finding]:
    uses = [(f"{path}.initial", workflow.initial)]
    for code, transition in workflow.transitions.items():
        uses += [(f"{path}.transitions.{code}.from", state) for state in transition.from_states]
        uses += [(f"{path}.transitions.{code}.to", transition.to)] if transition.to is not None else []
    for where, state in uses:
        if state not in workflow.states:
            hint = nearest(state, workflow.states)
            yield error(
                where, f"没有定义状态“{state}”{hint.zh_hans}", f"There is no state “{state}”{hint.en}"
            )


def _stranded(path: str, workflow: Workflow) -> Iterator[Finding]:
    edges = edges_of(workflow)
    final = {code for code, state in workflow.states.items() if state.final}
    if not final:
        yield error(
            f"{path}.states", "没有办结状态，案件永远办不完", "No state is final: a case can never finish"
        )
    reached = reached_from({workflow.initial}, edges)
    finishing = reached_from(final, edges, backwards=True)
    leaving = {edge.source for edge in edges if edge.target != edge.source}
    for code in workflow.states:
        where = f"{path}.states.{code}"
        if code not in reached:
            yield error(where, "没有步骤能到达这个状态", "No step leads to this state")
        if code not in leaving and code not in final:
            yield error(
                where,
                "案件到这里就出不去了，且并非办结状态",
                "A case cannot leave this state, and it is not final",
            )
        elif final and code not in finishing:
            yield error(where, "从这里永远到不了办结", "No path leads from here to a final state")


def _extension(path: str, transition: Transition, pack: Pack) -> Iterator[Finding]:
    """An extension must be of a clock that allows one, on the word of its approver (R13)."""
    if transition.verb is not Verb.EXTEND:
        return
    if transition.clock is None:
        yield error(f"{path}.clock", "延期须指明是哪个时限", "An extension must name its clock")
        return
    rule = pack.clocks.get(transition.clock)
    if rule is None:
        return
    if rule.extension is None:
        yield error(
            f"{path}.clock",
            f"时限“{rule.label.zh_hans}”不允许延长",
            f"The clock “{rule.label.en}” allows no extension",
        )
    elif rule.extension.approver not in transition.roles:
        yield error(
            f"{path}.roles",
            f"延期须由“{rule.extension.approver}”批准",
            f"The extension is for “{rule.extension.approver}” to approve",
        )


def _first_role(path: str, business: BusinessType, pack: Pack) -> Iterator[Finding]:
    """Whoever sees a new case first must be able to act on it."""
    workflow = pack.workflows.get(business.workflow)
    if workflow is None or workflow.initial not in workflow.states or business.first_role not in pack.roles:
        return
    if not any(
        business.first_role in transition.roles and workflow.initial in transition.from_states
        for transition in workflow.transitions.values()
    ):
        yield error(
            f"{path}.first_role",
            "新案件先到这个角色手里，但该角色没有可办的步骤",
            "A new case comes to this role first, which has no step to take",
        )


def _idle_roles(pack: Pack) -> Iterator[Finding]:
    acting = {
        role
        for workflow in pack.workflows.values()
        for transition in workflow.transitions.values()
        for role in transition.roles
    }
    rewards = (rules.reward for rules in (pack, *pack.business_types.values()) if rules.reward is not None)
    acting |= {rule.joint_role for rule in rewards if rule.joint_role is not None}
    for role in pack.roles:
        if role not in acting:
            yield warning(f"roles.{role}", "这个角色没有任何可办的步骤", "This role has no step to take")

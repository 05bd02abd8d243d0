"""One line on an entry for the lists of the studio: what one looks for when looking down a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from policies.engine.pack import (
    BusinessType,
    Channel,
    Citation,
    ClockRule,
    FieldSpec,
    FormStep,
    IntakeForm,
    Label,
    Letter,
    Pack,
    Profile,
    Role,
    State,
    Tier,
    Transition,
    VagueTerm,
    Workflow,
)
from policies.engine.wording import listed, span_text, text
from policies.studio import words
from policies.studio.known import milestones

NOTHING = text("", "")


def summary_of(pack: Pack, entry: Any) -> Label:
    """The line, or nothing where the name says it all."""
    write = _LINES.get(type(entry))
    return write(pack, entry) if write is not None else NOTHING


def clock_line(pack: Pack, clock: ClockRule) -> Label:
    """自“收到来件”起 7 个工作日，到“受理”为止。"""
    names = milestones(pack)
    start, stop = (_any(names[code] for code in codes) for codes in (clock.start, clock.stop))
    span = span_text(clock.span.amount, clock.span.unit)
    kind = text("法定", "legal") if clock.legal else text("内部目标", "internal target")
    return text(
        f"{kind.zh_hans} · 自“{start.zh_hans}”起 {span.zh_hans}，到“{stop.zh_hans}”为止",
        f"{kind.en} · {span.en} from “{start.en}” to “{stop.en}”",
    )


def _any(labels: Iterable[Label]) -> Label:
    """Several things of which one will do; each said once."""
    many = list({label.zh_hans: label for label in labels}.values())
    return text("或".join(one.zh_hans for one in many), " or ".join(one.en for one in many))


def _roles(pack: Pack, codes: Iterable[str]) -> Label:
    return listed(pack.roles[code].label for code in codes if code in pack.roles)


def _step(pack: Pack, step: Transition) -> Label:
    flow = next((flow for flow in pack.workflows.values() if step in flow.transitions.values()), None)
    states = {code: state.label for code, state in flow.states.items()} if flow is not None else {}
    start = listed(states[code] for code in step.from_states if code in states)
    end = states.get(step.to or "", text("原环节", "the same state"))
    who = _roles(pack, step.roles)
    return text(f"{who.zh_hans}：{start.zh_hans} → {end.zh_hans}", f"{who.en}: {start.en} → {end.en}")


def _field(_pack: Pack, spec: FieldSpec) -> Label:
    kind = words.value_word("FieldSpec", "kind", spec.kind.value, "FieldKind")
    need = words.value_word("FieldSpec", "required", spec.required.value, "Requirement")
    return listed((kind, need))


def _letter(_pack: Pack, letter: Letter) -> Label:
    whom = words.value_word("Letter", "audience", letter.audience)
    return text(f"写给{whom.zh_hans} · {letter.series}", f"For the {whom.en.lower()} · {letter.series}")


def _business(_pack: Pack, business: BusinessType) -> Label:
    nature = words.value_word("BusinessType", "nature", business.nature.value, "Nature")
    count = len(business.clocks)
    return text(f"{nature.zh_hans} · {count} 个时限", f"{nature.en} · {count} time limits")


def _state(_pack: Pack, state: State) -> Label:
    return words.value_word("State", "stage", state.stage.value, "Stage")


def _profile(pack: Pack, profile: Profile) -> Label:
    who = _roles(pack, profile.need_to_know)
    return text(f"可查阅身份：{who.zh_hans or '无人'}", f"May open the identity: {who.en or 'nobody'}")


def _workflow(_pack: Pack, flow: Workflow) -> Label:
    states, steps = len(flow.states), len(flow.transitions)
    return text(f"{states} 个环节，{steps} 个步骤", f"{states} states, {steps} steps")


def _form(_pack: Pack, form: IntakeForm) -> Label:
    return listed(step.title for step in form.steps.values())


def _page(pack: Pack, step: FormStep) -> Label:
    return listed(pack.fields[code].label for code in step.fields if code in pack.fields)


def _channel(_pack: Pack, channel: Channel) -> Label:
    return words.value_word("Channel", "kind", channel.kind.value, "ChannelKind")


def _vague(_pack: Pack, term: VagueTerm) -> Label:
    return span_text(term.span.amount, term.span.unit)


def _citation(_pack: Pack, citation: Citation) -> Label:
    start = citation.text[:60] + ("……" if len(citation.text) > 60 else "")
    return text(start, start)


_LINES: dict[type[Any], Callable[[Pack, Any], Label]] = {
    ClockRule: clock_line,
    Transition: _step,
    FieldSpec: _field,
    Letter: _letter,
    BusinessType: _business,
    State: _state,
    Profile: _profile,
    Workflow: _workflow,
    IntakeForm: _form,
    FormStep: _page,
    Channel: _channel,
    VagueTerm: _vague,
    Citation: _citation,
    Role: lambda _pack, role: role.description or NOTHING,
    Tier: lambda _pack, tier: tier.criteria or NOTHING,
}

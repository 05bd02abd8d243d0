"""How a case goes, told as a person would say it: steps, time limits, approvals, office hours."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine.naming import Names
from policies.engine.pack import (
    ClockRule,
    Extension,
    Label,
    Roll,
    Span,
    Transition,
)
from policies.engine.saying import Sentence, said, span_words, stopped
from policies.engine.wording import listed, span_text, text
from policies.engine.words import code_word


def steps(names: Names) -> Iterator[Sentence]:
    """Who may take which step, from where to where, and what follows."""
    for flow_code, flow in names.pack.workflows.items():
        used = [line.label for line in names.pack.business_types.values() if line.workflow == flow_code]
        who = listed(used) if used else text(flow_code, flow_code)
        inside = names.within(flow_code)
        initial = inside.of("initial", flow.initial)
        yield said(
            f"workflows.{flow_code}.initial", f"{who.zh_hans}从“{initial.zh_hans}”开始办理。",
            f"{who.en} begins at “{initial.en}”.",
        )  # fmt: skip
        for code, state in flow.states.items():
            stage = code_word("Stage", state.stage.value)
            end = ("，到此终结", "; it ends here") if state.final else ("", "")
            yield said(
                f"workflows.{flow_code}.states.{code}",
                f"{who.zh_hans}在“{state.label.zh_hans}”时，来件人看到“{state.public.zh_hans}”"
                f"（{stage.zh_hans}）{end[0]}。",
                f"{who.en} at “{state.label.en}”: the filer reads “{state.public.en}” ({stage.en}){end[1]}.",
            )
        for code, step in flow.transitions.items():
            yield _step(inside, f"workflows.{flow_code}.transitions.{code}", step, who)


def _step(names: Names, path: str, step: Transition, who: Label) -> Sentence:
    by, start = names.any_of("roles", step.roles), names.any_of("from_states", step.from_states)
    zh_hans = [f"{who.zh_hans}的“{step.label.zh_hans}”由{by.zh_hans}办理，限于“{start.zh_hans}”"]
    en = [f"{who.en}: “{step.label.en}” is for the {by.en}, while the case is at “{start.en}”"]
    if step.to is not None:
        to = names.of("to", step.to)
        zh_hans.append(f"之后转为“{to.zh_hans}”")
        en.append(f"it then moves to “{to.en}”")
    if step.needs_conditions:
        zh_hans.append("须符合全部受理条件")
        en.append("all conditions must be met")
    if step.inputs:
        asked = names.all_of("inputs", step.inputs)
        zh_hans.append(f"填写{asked.zh_hans}")
        en.append(f"asked for: {asked.en}")
    if step.letters:
        papers = names.all_of("letters", step.letters)
        zh_hans.append(f"出具{papers.zh_hans}")
        en.append(f"letters: {papers.en}")
    if step.other_than:
        others = names.all_of("other_than", step.other_than)
        zh_hans.append(f"不得由办理“{others.zh_hans}”的人办理")
        en.append(f"not by whoever took “{others.en}”")
    if step.breach_of_order is not None:
        zh_hans.append(f"属于程序瑕疵，记为“{step.breach_of_order.zh_hans}”")
        en.append(f"recorded as out of order: {step.breach_of_order.en}")
    if step.when is not None:
        zh_hans.append(f"仅当 {step.when}")
        en.append(f"only where {step.when}")
    return said(path, "，".join(zh_hans) + "。", "; ".join(en) + ".", step.cites)


def clocks(names: Names) -> Iterator[Sentence]:
    for code, rule in names.pack.clocks.items():
        yield from clock(names, f"clocks.{code}", rule)


def clock(names: Names, path: str, rule: ClockRule) -> Iterator[Sentence]:
    """From what, how long, until what, on whose account; then tiers, pauses, extension, restart."""
    start, stop = names.any_of("start", rule.start), names.any_of("stop", rule.stop)
    span, actor = span_text(rule.span.amount, rule.span.unit), names.of("actor", rule.actor)
    status = ("法定时限", "legal time limit") if rule.legal else ("内部目标", "internal target")
    tail, tail_en = "", ""
    if rule.roll is not Roll.NONE:
        roll = code_word("Roll", rule.roll.value)
        tail, tail_en = f"，末日{roll.zh_hans}", f"; its last day {roll.en}"
    if rule.when is not None:
        tail, tail_en = f"{tail}，仅当 {rule.when}", f"{tail_en}; only where {rule.when}"
    yield said(
        path,
        f"“{rule.label.zh_hans}”（{status[0]}）：自{start.zh_hans}起{_within(rule.span, span)}完成："
        f"{stop.zh_hans}；由{actor.zh_hans}负责{tail}。",
        f"“{rule.label.en}” ({status[1]}): {_within_en(rule.span, span)} {start.en}, until {stop.en}; "
        f"the {actor.en} answers for it{tail_en}.",
        rule.cites,
    )
    yield from _variations(names, path, rule)


def _variations(names: Names, path: str, rule: ClockRule) -> Iterator[Sentence]:
    label = rule.label
    for tier, span in rule.tiers.items():
        name, words = names.of("tiers", tier), span_text(span.amount, span.unit)
        yield said(
            f"{path}.tiers.{tier}", f"“{label.zh_hans}”对“{name.zh_hans}”为 {words.zh_hans}。",
            f"“{label.en}” for tier “{name.en}”: {words.en}.", rule.cites,
        )  # fmt: skip
    for index, pause in enumerate(rule.pauses):
        start, stop = names.of("start", pause.start), names.of("stop", pause.stop)
        yield said(
            f"{path}.pauses.{index}",
            f"“{label.zh_hans}”不计入的时间：自{start.zh_hans}至{stop.zh_hans}（{pause.label.zh_hans}）。",
            f"“{label.en}” leaves out the time from {start.en} to {stop.en} ({pause.label.en}).",
            pause.cites,
        )  # fmt: skip
    if rule.extension is not None:
        yield _extension(names, f"{path}.extension", label, rule.extension)
    if rule.promise is not None:
        promise = rule.promise
        yield said(
            f"{path}.promise",
            f"对公众承诺“{promise.label.zh_hans}”：{stopped(promise.rule.zh_hans, '。')}",
            f"The public is promised “{promise.label.en}”: {stopped(promise.rule.en, '.')}",
        )
    if rule.restart:
        again = names.any_of("restart", rule.restart)
        yield said(
            f"{path}.restart", f"{again.zh_hans}后，“{label.zh_hans}”重新起算。",
            f"“{label.en}” starts anew upon {again.en}.", rule.cites,
        )  # fmt: skip


def _extension(names: Names, path: str, label: Label, rule: Extension) -> Sentence:
    words, by = span_words(rule.span), names.of("approver", rule.approver)
    most = ("至多", " at most") if rule.open_ended else ("", "")
    told = names.shown("audiences", rule.told) if rule.told else None
    tail = (f"，并告知{told.zh_hans}。", f"; told: {told.en}.") if told else ("。", ".")
    return said(
        path,
        f"“{label.zh_hans}”经{by.zh_hans}批准可以延长 {rule.times} 次，每次{most[0]} {words.zh_hans}{tail[0]}",
        f"“{label.en}” can be extended {rule.times} × {words.en}{most[1]} with the word of the {by.en}{tail[1]}",
        rule.cites,
    )


def approvals(names: Names) -> Iterator[Sentence]:
    for code, rule in names.pack.approvals.items():
        step, by = names.of("step", rule.step), names.of("role", rule.role)
        when = code_word("ApprovalPosition", rule.position.value)
        force = (
            ("未经批准不得办理", "refused without it")
            if rule.enforced
            else ("未经批准办理的记为程序瑕疵", "without it a breach of order is recorded")
        )
        limit = (
            (f"，{span_words(rule.limit).zh_hans}内作出", f", within {span_words(rule.limit).en}")
            if rule.limit
            else ("", "")
        )
        yield said(
            f"approvals.{code}",
            f"“{step.zh_hans}”须经{by.zh_hans}{when.zh_hans}批准（{rule.label.zh_hans}）{limit[0]}，{force[0]}。",
            f"“{step.en}” needs the word of the {by.en} {when.en} ({rule.label.en}){limit[1]}; {force[1]}.",
            rule.cites,
        )


def hours(names: Names) -> Iterator[Sentence]:
    times = names.pack.hours
    cut = ("", "")
    if times.cut_off is not None:
        late = f"{times.cut_off:%H:%M}"
        cut = (f"，{late} 以后收到的按次日计", f"; what comes after {late} counts as the next day's")
    yield said(
        "hours", f"工作时间为 {times.opens:%H:%M} 至 {times.closes:%H:%M}{cut[0]}。",
        f"Offices are open from {times.opens:%H:%M} to {times.closes:%H:%M}{cut[1]}.",
    )  # fmt: skip


def _within(span: Span, words: Label) -> str:
    return f" {words.zh_hans}内" if span.amount else "立即"


def _within_en(span: Span, words: Label) -> str:
    return f"within {words.en} of" if span.amount else f"{words.en} upon"

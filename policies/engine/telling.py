"""The sentences of the main tables of a rulebook, as a person would say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policies.engine.naming import Names
from policies.engine.pack import (
    BusinessType,
    ClockRule,
    Extension,
    FieldClass,
    FieldSpec,
    Label,
    Requirement,
    Roll,
    Span,
    Transition,
)
from policies.engine.wording import listed, span_text, text
from policies.engine.words import code_word

SAID: Final[Mapping[str, frozenset[str]]] = {
    table: frozenset(keys.split())
    for table, keys in {
        "business_types": "label nature summary number_prefix channels public identity first_role tiers conditions "
        "reasons on_receipt routes cites",
        "channels": "label kind arrival original staff_records cites",
        "forms": "steps",
        "fields": "label kind required field_class when choices choices_from binds help max_length cites",
        "conditions": "label expression cites",
        "reasons": "label cites",
        "mixed": "mode explanation cites",
        "tiers": "label criteria actions told audiences cites",
        "roles": "label scope description",
        "workflows": "label roles from_states to needs_conditions inputs letters other_than breach_of_order when cites",
        "clocks": "label legal start stop span tiers roll when actor pauses extension restart promise cites",
        "approvals": "label step role position enforced limit cites",
        "letters": "label template audience series signatures sealed when cites",
        "profiles": "label sealed need_to_know respondent_door cites",
        "hours": "opens closes cut_off",
    }.items()
}
"""The keys of each table that its sentences tell; whatever else an entry sets is told by the words of its keys."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule in words; ``path`` is the dotted path of its entry, ``kind`` the table it stands in."""

    path: str
    text: Label
    cites: tuple[str, ...] = ()
    kind: str = ""


def lines(names: Names) -> Iterator[Sentence]:
    """What belongs to each line of business, how it may come, who sees it first."""
    for code, line in names.pack.business_types.items():
        path = f"business_types.{code}"
        nature = code_word("Nature", line.nature.value)
        summary = line.summary
        yield _said(
            path,
            f"“{line.label.zh_hans}”按{nature.zh_hans}办理，编号以 {line.number_prefix} 开头。"
            f"{_stop(summary.zh_hans, '。')}",
            f"“{line.label.en}” is handled as {_article(nature.en)} {nature.en}; numbers begin with "
            f"{line.number_prefix}. {_stop(summary.en, '.')}",
            line.cites,
        )
        yield from _of_line(names, path, line)


def _of_line(names: Names, path: str, line: BusinessType) -> Iterator[Sentence]:
    zh_hans, en = line.label.zh_hans, line.label.en
    ways, role = names.all_of("channels", line.channels), names.of("roles", line.first_role)
    who = code_word("Identity", line.identity.value)
    door = (
        ("公众可以自己提交", "the public can file it")
        if line.public
        else ("只由工作人员登记", "staff register it")
    )
    yield _said(
        f"{path}.channels", f"“{zh_hans}”可以通过{ways.zh_hans}提出，{door[0]}。",
        f"“{en}” comes in by: {ways.en}; {door[1]}.",
    )  # fmt: skip
    yield _said(f"{path}.identity", f"提出“{zh_hans}”{who.zh_hans}。", f"For “{en}” {who.en}.")
    yield _said(
        f"{path}.first_role", f"新的“{zh_hans}”先由{role.zh_hans}处理。",
        f"A new “{en}” goes to the {role.en} first.",
    )  # fmt: skip
    for key, codes, words in (
        ("tiers", line.tiers, ("分为以下等级", "has these tiers")),
        ("conditions", line.conditions, ("受理须符合的条件", "is accepted on these conditions")),
        ("reasons", line.reasons, ("可以不予受理的理由", "can be declined for these reasons")),
        ("on_receipt", line.on_receipt, ("收到时即出具", "is answered at once with")),
    ):
        if codes:
            all_of = _clauses(names, key, codes)
            yield _said(
                f"{path}.{key}",
                f"“{zh_hans}”{words[0]}：{all_of.zh_hans}。",
                f"“{en}” {words[1]}: {all_of.en}.",
            )
    if line.routes is not None:
        yield _said(
            f"{path}.routes", f"不予受理“{zh_hans}”时告知：{_stop(line.routes.zh_hans, '。')}",
            f"Whoever is declined is told: {_stop(line.routes.en, '.')}",
        )  # fmt: skip


def channels(names: Names) -> Iterator[Sentence]:
    for code, channel in names.pack.channels.items():
        kind = code_word("ChannelKind", channel.kind.value)
        moment = code_word("Arrival", channel.arrival.value)
        extra = ""
        extra_en = ""
        if channel.original:
            extra, extra_en = extra + "，附上原件", extra_en + "; the original is attached"
        if channel.staff_records:
            extra, extra_en = extra + "，由工作人员记录", extra_en + "; staff record it"
        yield _said(
            f"channels.{code}",
            f"渠道“{channel.label.zh_hans}”（{kind.zh_hans}）：以{moment.zh_hans}为收到{extra}。",
            f"Channel “{channel.label.en}” ({kind.en}): received at {moment.en}{extra_en}.",
            channel.cites,
        )


def forms(names: Names) -> Iterator[Sentence]:
    """What a filer is asked, page by page."""
    for code, form in names.pack.forms.items():
        used = [line.label for line in names.pack.business_types.values() if line.form == code]
        who = listed(used) if used else text(code, code)
        for step, page in form.steps.items():
            asked = [_asked(names, field) for field in page.fields]
            words = listed(asked)
            yield _said(
                f"forms.{code}.steps.{step}",
                f"提出{who.zh_hans}，在“{page.title.zh_hans}”一步填写：{words.zh_hans}。",
                f"{who.en}, page “{page.title.en}” asks for: {words.en}.",
                tuple(
                    dict.fromkeys(
                        cite
                        for field in page.fields
                        if field in names.pack.fields
                        for cite in names.pack.fields[field].cites
                    )
                ),
            )


def officer_fields(names: Names) -> Iterator[Sentence]:
    """Every field by itself: what kind it is, whether it must be filled, how it is protected."""
    for code, field in names.pack.fields.items():
        kind = code_word("FieldKind", field.kind.value)
        need = code_word("Requirement", field.required.value)
        how = code_word("FieldClass", field.field_class.value)
        only = (f"，仅当 {field.when} 时", f", only where {field.when}") if field.when else ("", "")
        among = listed(field.choices.values()) if field.choices else None
        offered = (f"，可选：{among.zh_hans}", f"; choices: {among.en}") if among else ("", "")
        yield _said(
            f"fields.{code}",
            f"“{field.label.zh_hans}”（{kind.zh_hans}）{need.zh_hans}{only[0]}，属于{how.zh_hans}{offered[0]}。",
            f"“{field.label.en}” ({kind.en}): {need.en}{only[1]}; {how.en} information{offered[1]}.",
            field.cites,
        )


def _asked(names: Names, code: str) -> Label:
    field: FieldSpec | None = names.pack.fields.get(code)
    if field is None:
        return text(code, code)
    notes, notes_en = [], []
    if field.required is not Requirement.OPTIONAL:
        need = code_word("Requirement", field.required.value)
        notes.append(need.zh_hans)
        notes_en.append(need.en)
    if field.field_class is FieldClass.IDENTIFYING:
        notes.append("密封保存")
        notes_en.append("kept sealed")
    zh_hans = f"（{'，'.join(notes)}）" if notes else ""
    en = f" ({', '.join(notes_en)})" if notes else ""
    return text(field.label.zh_hans + zh_hans, field.label.en + en)


def conditions(names: Names) -> Iterator[Sentence]:
    for code, one in names.pack.conditions.items():
        by = (
            ("由系统判断", "the system checks it")
            if one.expression
            else ("由工作人员核对", "an officer checks it")
        )
        yield _said(
            f"conditions.{code}", f"受理条件“{one.label.zh_hans}”：{by[0]}。",
            f"Condition “{one.label.en}”: {by[1]}.", one.cites,
        )  # fmt: skip


def reasons(names: Names) -> Iterator[Sentence]:
    for code, one in names.pack.reasons.items():
        yield _said(f"reasons.{code}", f"理由：{one.label.zh_hans}。", f"Reason: {one.label.en}.", one.cites)


def mixed(names: Names) -> Iterator[Sentence]:
    rule = names.pack.mixed
    mode = code_word("Mixed", rule.mode.value)
    yield _said(
        "mixed", f"同时提出两种来件的，{mode.zh_hans}：{_stop(rule.explanation.zh_hans, '。')}",
        f"A filing that is two things at once: {mode.en}. {_stop(rule.explanation.en, '.')}", rule.cites,
    )  # fmt: skip


def tiers(names: Names) -> Iterator[Sentence]:
    for code, tier in names.pack.tiers.items():
        criteria = tier.criteria or text("由工作人员判断", "by an officer's judgement")
        acts = listed(tier.actions) if tier.actions else None
        yield _said(
            f"tiers.{code}",
            f"“{tier.label.zh_hans}”的标准：{_bare(criteria.zh_hans)}"
            + (f"；定级后{acts.zh_hans}。" if acts else "。"),
            f"Tier “{tier.label.en}”: {_bare(criteria.en)}" + (f"; then: {acts.en}." if acts else "."),
            tier.cites,
        )
        if tier.told or tier.audiences:
            told = listed((names.shown("told", tier.told), names.shown("audiences", tier.audiences)))
            if not (tier.told and tier.audiences):
                told = (
                    names.shown("told", tier.told) if tier.told else names.shown("audiences", tier.audiences)
                )
            yield _said(
                f"tiers.{code}.told", f"定为“{tier.label.zh_hans}”的，告知{told.zh_hans}。",
                f"Of a case in tier “{tier.label.en}” are told: {told.en}.", tier.cites,
            )  # fmt: skip


def roles(names: Names) -> Iterator[Sentence]:
    for code, role in names.pack.roles.items():
        scope = code_word("scope", role.scope)
        duty = role.description
        yield _said(
            f"roles.{code}",
            f"“{role.label.zh_hans}”（范围：{scope.zh_hans}）"
            + (f"：{_stop(duty.zh_hans, '。')}" if duty else "。"),
            f"“{role.label.en}” ({scope.en})" + (f": {_stop(duty.en, '.')}" if duty else "."),
        )


def steps(names: Names) -> Iterator[Sentence]:
    """Who may take which step, from where to where, and what follows."""
    for flow_code, flow in names.pack.workflows.items():
        used = [line.label for line in names.pack.business_types.values() if line.workflow == flow_code]
        who = listed(used) if used else text(flow_code, flow_code)
        initial = names.of("initial", flow.initial)
        yield _said(
            f"workflows.{flow_code}.initial", f"{who.zh_hans}从“{initial.zh_hans}”开始办理。",
            f"{who.en} begins at “{initial.en}”.",
        )  # fmt: skip
        for code, state in flow.states.items():
            stage = code_word("Stage", state.stage.value)
            end = ("，到此终结", "; it ends here") if state.final else ("", "")
            yield _said(
                f"workflows.{flow_code}.states.{code}",
                f"{who.zh_hans}在“{state.label.zh_hans}”时，来件人看到“{state.public.zh_hans}”"
                f"（{stage.zh_hans}）{end[0]}。",
                f"{who.en} at “{state.label.en}”: the filer reads “{state.public.en}” ({stage.en}){end[1]}.",
            )
        for code, step in flow.transitions.items():
            yield _step(names, f"workflows.{flow_code}.transitions.{code}", step, who)


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
    return _said(path, "，".join(zh_hans) + "。", "; ".join(en) + ".", step.cites)


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
    yield _said(
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
        yield _said(
            f"{path}.tiers.{tier}", f"“{label.zh_hans}”对“{name.zh_hans}”为 {words.zh_hans}。",
            f"“{label.en}” for tier “{name.en}”: {words.en}.", rule.cites,
        )  # fmt: skip
    for index, pause in enumerate(rule.pauses):
        start, stop = names.of("start", pause.start), names.of("stop", pause.stop)
        yield _said(
            f"{path}.pauses.{index}",
            f"“{label.zh_hans}”不计入的时间：自{start.zh_hans}至{stop.zh_hans}（{pause.label.zh_hans}）。",
            f"“{label.en}” leaves out the time from {start.en} to {stop.en} ({pause.label.en}).",
            pause.cites,
        )  # fmt: skip
    if rule.extension is not None:
        yield _extension(names, f"{path}.extension", label, rule.extension)
    if rule.promise is not None:
        said = rule.promise
        yield _said(
            f"{path}.promise",
            f"对公众承诺“{said.label.zh_hans}”：{_stop(said.rule.zh_hans, '。')}",
            f"The public is promised “{said.label.en}”: {_stop(said.rule.en, '.')}",
        )
    if rule.restart:
        again = names.any_of("restart", rule.restart)
        yield _said(
            f"{path}.restart", f"{again.zh_hans}后，“{label.zh_hans}”重新起算。",
            f"“{label.en}” starts anew upon {again.en}.", rule.cites,
        )  # fmt: skip


def _extension(names: Names, path: str, label: Label, rule: Extension) -> Sentence:
    words, by = _span(rule.span), names.of("approver", rule.approver)
    most = ("至多", " at most") if rule.open_ended else ("", "")
    told = names.shown("audiences", rule.told) if rule.told else None
    tail = (f"，并告知{told.zh_hans}。", f"; told: {told.en}.") if told else ("。", ".")
    return _said(
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
            (f"，{_span(rule.limit).zh_hans}内作出", f", within {_span(rule.limit).en}")
            if rule.limit
            else ("", "")
        )
        yield _said(
            f"approvals.{code}",
            f"“{step.zh_hans}”须经{by.zh_hans}{when.zh_hans}批准（{rule.label.zh_hans}）{limit[0]}，{force[0]}。",
            f"“{step.en}” needs the word of the {by.en} {when.en} ({rule.label.en}){limit[1]}; {force[1]}.",
            rule.cites,
        )


def letters(names: Names) -> Iterator[Sentence]:
    for code, letter in names.pack.letters.items():
        to = code_word("audience", letter.audience)
        signed = listed(letter.signatures) if letter.signatures else None
        seal = ("盖章", "sealed") if letter.sealed else ("不盖章", "not sealed")
        only = (f"，仅当 {letter.when}", f"; only where {letter.when}") if letter.when else ("", "")
        yield _said(
            f"letters.{code}",
            f"《{letter.label.zh_hans}》给{to.zh_hans}，文号“{letter.series}”"
            + (f"，由{signed.zh_hans}签名" if signed else "")
            + f"，{seal[0]}{only[0]}。",
            f"“{letter.label.en}” goes to {to.en}, series “{letter.series}”"
            + (f"; signed by: {signed.en}" if signed else "")
            + f"; {seal[1]}{only[1]}.",
            letter.cites,
        )


def profiles(names: Names) -> Iterator[Sentence]:
    for code, profile in names.pack.profiles.items():
        who = names.all_of("need_to_know", profile.need_to_know) if profile.need_to_know else None
        sealed = (
            ("身份和内容都加密", "identity and narrative are sealed")
            if profile.sealed
            else ("身份信息加密", "the identity is sealed")
        )
        door = (
            ("被投诉人可以知情", "the respondent may learn of it")
            if profile.respondent_door
            else ("不得让被投诉（举报）人知道", "the respondent never learns of it")
        )
        yield _said(
            f"profiles.{code}",
            f"“{profile.label.zh_hans}”：{sealed[0]}，"
            + (f"只有{who.zh_hans}可以查看来件人身份" if who else "无人可以查看来件人身份")
            + f"，{door[0]}。",
            f"“{profile.label.en}”: {sealed[1]}; "
            + (f"only these may see who filed: {who.en}" if who else "nobody may see who filed")
            + f"; {door[1]}.",
            profile.cites,
        )


def hours(names: Names) -> Iterator[Sentence]:
    times = names.pack.hours
    cut = ("", "")
    if times.cut_off is not None:
        late = f"{times.cut_off:%H:%M}"
        cut = (f"，{late} 以后收到的按次日计", f"; what comes after {late} counts as the next day's")
    yield _said(
        "hours", f"工作时间为 {times.opens:%H:%M} 至 {times.closes:%H:%M}{cut[0]}。",
        f"Offices are open from {times.opens:%H:%M} to {times.closes:%H:%M}{cut[1]}.",
    )  # fmt: skip


def _said(path: str, zh_hans: str, en: str, cites: tuple[str, ...] = ()) -> Sentence:
    return Sentence(path, text(zh_hans, en), cites, path.split(".", 1)[0])


def _clauses(names: Names, key: str, codes: tuple[str, ...]) -> Label:
    """An enumeration whose members may hold commas themselves."""
    labels = [names.of(key, code) for code in codes]
    return text("；".join(_bare(one.zh_hans) for one in labels), "; ".join(_bare(one.en) for one in labels))


def _span(span: Span) -> Label:
    return span_text(span.amount, span.unit)


def _within(span: Span, words: Label) -> str:
    return f" {words.zh_hans}内" if span.amount else "立即"


def _within_en(span: Span, words: Label) -> str:
    return f"within {words.en} of" if span.amount else f"{words.en} upon"


def _stop(words: str, mark: str) -> str:
    return words if words.endswith((mark, "？", "！", "?", "!")) else words + mark


def _bare(words: str) -> str:
    return words.rstrip("。.")


def _article(words: str) -> str:
    return "an" if words[:1] in "aeiou" else "a"

"""The sentences of the main tables of a rulebook, as a person would say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.engine.naming import Names
from policies.engine.pack import (
    BusinessType,
    FieldClass,
    FieldSpec,
    Label,
    Requirement,
)
from policies.engine.saying import Sentence, bare, said, stopped
from policies.engine.wording import listed, text
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


def lines(names: Names) -> Iterator[Sentence]:
    """What belongs to each line of business, how it may come, who sees it first."""
    for code, line in names.pack.business_types.items():
        path = f"business_types.{code}"
        nature = code_word("Nature", line.nature.value)
        summary = line.summary
        yield said(
            path,
            f"“{line.label.zh_hans}”按{nature.zh_hans}办理，编号以 {line.number_prefix} 开头。"
            f"{stopped(summary.zh_hans, '。')}",
            f"“{line.label.en}” is handled as {_article(nature.en)} {nature.en}; numbers begin with "
            f"{line.number_prefix}. {stopped(summary.en, '.')}",
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
    yield said(
        f"{path}.channels", f"“{zh_hans}”可以通过{ways.zh_hans}提出，{door[0]}。",
        f"“{en}” comes in by: {ways.en}; {door[1]}.",
    )  # fmt: skip
    yield said(f"{path}.identity", f"提出“{zh_hans}”{who.zh_hans}。", f"For “{en}” {who.en}.")
    yield said(
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
            yield said(
                f"{path}.{key}",
                f"“{zh_hans}”{words[0]}：{all_of.zh_hans}。",
                f"“{en}” {words[1]}: {all_of.en}.",
            )
    if line.routes is not None:
        yield said(
            f"{path}.routes", f"不予受理“{zh_hans}”时告知：{stopped(line.routes.zh_hans, '。')}",
            f"Whoever is declined is told: {stopped(line.routes.en, '.')}",
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
        yield said(
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
            yield said(
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
        yield said(
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
        yield said(
            f"conditions.{code}", f"受理条件“{one.label.zh_hans}”：{by[0]}。",
            f"Condition “{one.label.en}”: {by[1]}.", one.cites,
        )  # fmt: skip


def reasons(names: Names) -> Iterator[Sentence]:
    for code, one in names.pack.reasons.items():
        yield said(f"reasons.{code}", f"理由：{one.label.zh_hans}。", f"Reason: {one.label.en}.", one.cites)


def mixed(names: Names) -> Iterator[Sentence]:
    rule = names.pack.mixed
    mode = code_word("Mixed", rule.mode.value)
    yield said(
        "mixed", f"同时提出两种来件的，{mode.zh_hans}：{stopped(rule.explanation.zh_hans, '。')}",
        f"A filing that is two things at once: {mode.en}. {stopped(rule.explanation.en, '.')}", rule.cites,
    )  # fmt: skip


def tiers(names: Names) -> Iterator[Sentence]:
    for code, tier in names.pack.tiers.items():
        criteria = tier.criteria or text("由工作人员判断", "by an officer's judgement")
        acts = listed(tier.actions) if tier.actions else None
        yield said(
            f"tiers.{code}",
            f"“{tier.label.zh_hans}”的标准：{bare(criteria.zh_hans)}"
            + (f"；定级后{acts.zh_hans}。" if acts else "。"),
            f"Tier “{tier.label.en}”: {bare(criteria.en)}" + (f"; then: {acts.en}." if acts else "."),
            tier.cites,
        )
        if tier.told or tier.audiences:
            told = listed((names.shown("told", tier.told), names.shown("audiences", tier.audiences)))
            if not (tier.told and tier.audiences):
                told = (
                    names.shown("told", tier.told) if tier.told else names.shown("audiences", tier.audiences)
                )
            yield said(
                f"tiers.{code}.told", f"定为“{tier.label.zh_hans}”的，告知{told.zh_hans}。",
                f"Of a case in tier “{tier.label.en}” are told: {told.en}.", tier.cites,
            )  # fmt: skip


def roles(names: Names) -> Iterator[Sentence]:
    for code, role in names.pack.roles.items():
        scope = code_word("scope", role.scope)
        duty = role.description
        yield said(
            f"roles.{code}",
            f"“{role.label.zh_hans}”（范围：{scope.zh_hans}）"
            + (f"：{stopped(duty.zh_hans, '。')}" if duty else "。"),
            f"“{role.label.en}” ({scope.en})" + (f": {stopped(duty.en, '.')}" if duty else "."),
        )


def letters(names: Names) -> Iterator[Sentence]:
    for code, letter in names.pack.letters.items():
        to = code_word("audience", letter.audience)
        signed = listed(letter.signatures) if letter.signatures else None
        seal = ("盖章", "sealed") if letter.sealed else ("不盖章", "not sealed")
        only = (f"，仅当 {letter.when}", f"; only where {letter.when}") if letter.when else ("", "")
        yield said(
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
        yield said(
            f"profiles.{code}",
            f"“{profile.label.zh_hans}”：{sealed[0]}，"
            + (f"只有{who.zh_hans}可以查看来件人身份" if who else "无人可以查看来件人身份")
            + f"，{door[0]}。",
            f"“{profile.label.en}”: {sealed[1]}; "
            + (f"only these may see who filed: {who.en}" if who else "nobody may see who filed")
            + f"; {door[1]}.",
            profile.cites,
        )


def _clauses(names: Names, key: str, codes: tuple[str, ...]) -> Label:
    """An enumeration whose members may hold commas themselves."""
    labels = [names.of(key, code) for code in codes]
    return text("；".join(bare(one.zh_hans) for one in labels), "; ".join(bare(one.en) for one in labels))


def _article(words: str) -> str:
    return "an" if words[:1] in "aeiou" else "a"

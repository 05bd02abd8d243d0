"""Agents, joint filings, evidence and completeness (P9 to P12)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts, Due, Refusal
from policies.engine.governing import governing, holds
from policies.engine.inputs import is_asked, is_blank
from policies.engine.pack import EvidenceKind, Identity, JointRule, Label, Pack, Requirement
from policies.engine.wording import listed, text


@dataclass(frozen=True, slots=True)
class JointFiler:
    """One of several filers: who, and whether the consent to a joint case is recorded."""

    key: str
    consented: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A field of the filing that is blank."""

    field: str
    label: Label
    is_hard: bool
    """Whether the filing is incomplete without it; else it only lowers the quality of the record."""


@dataclass(frozen=True, slots=True)
class Completion:
    """补正: how long the filer has to complete a filing, and what follows when nothing comes."""

    asked_at: datetime
    due: Due | None
    is_over: bool
    reason: str | None
    """The reason for declining, once it is over."""


def missing_proofs(
    *, pack: Pack, business_type: str, handed_in: Collection[str], is_heir: bool = False
) -> tuple[Refusal, ...]:
    """What an agent still has to show (P10); one refusal for what is not allowed at all."""
    rule = governing(pack, business_type, lambda rules: rules.agent)
    if rule is None:
        return ()
    if not (rule.heirs if is_heir else rule.allowed):
        words = text("本业务须由本人提出", "This has to be filed in person")
        return (Refusal("no-agents", words, cites=rule.cites),)
    return tuple(
        Refusal("proof", text(f"缺少{label.zh_hans}", f"Missing: {label.en}"), code, rule.cites)
        for code, label in rule.proofs.items()
        if code not in handed_in
    )


def joint_refusals(
    *, pack: Pack, business_type: str, filers: Sequence[JointFiler], representatives: int = 0
) -> tuple[Refusal, ...]:
    """Why filings may not be merged into a joint case yet (P10, T36)."""
    rule = governing(pack, business_type, lambda rules: rules.joint)
    if rule is None:
        words = text("本业务没有共同投诉", "There are no joint filings here")
        return (Refusal("no-joint", words),)
    return tuple(_joint_refusals(rule, filers, representatives))


def settling_refusals(
    *, pack: Pack, business_type: str, represented: Sequence[JointFiler]
) -> tuple[Refusal, ...]:
    """Why representatives may not settle or give up for the others (令121 art. 12)."""
    rule = governing(pack, business_type, lambda rules: rules.joint)
    if rule is None or not rule.settle_consent or all(filer.consented for filer in represented):
        return ()
    words = text(
        "放弃请求或者和解，须经被代表人同意", "Those represented have to agree to a waiver or settlement"
    )
    return (Refusal("settling", words, cites=rule.cites),)


def evidence_refusal(
    *, pack: Pack, business_type: str, kind: EvidenceKind, is_original: bool = False
) -> Refusal | None:
    """Why a piece of evidence is not taken (P11, T24); None where it is."""
    rule = governing(pack, business_type, lambda rules: rules.evidence)
    if rule is None:
        return None
    if kind is EvidenceKind.OBJECT and not rule.objects:
        words = text("不收取实物", "Goods are not taken")
        return Refusal("no-objects", words, cites=rule.cites)
    if kind not in rule.kinds:
        return Refusal("no-such-evidence", text("不收取此类材料", "This is not taken"), cites=rule.cites)
    if is_original and kind is not EvidenceKind.OBJECT and not rule.originals:
        words = text("只收复印件，不收原件", "Copies only, no originals")
        return Refusal("copies-only", words, cites=rule.cites)
    return None


def custody_signatures(*, pack: Pack, business_type: str) -> tuple[Label, ...]:
    """Who signs the register when a thing is taken into custody (S5 三)."""
    rule = governing(pack, business_type, lambda rules: rules.evidence)
    return () if rule is None else rule.custody_signatures


def gaps(*, pack: Pack, facts: CaseFacts, filled: Collection[str] = ()) -> tuple[Gap, ...]:
    """What the filing lacks (P12). ``filled`` are sealed fields that were answered and cannot be read here."""
    rule = governing(pack, facts.business_type, lambda rules: rules.completeness)
    needed = frozenset() if rule is None else frozenset(rule.fields)
    form = pack.forms[pack.business_types[facts.business_type].form]
    found = []
    for code in dict.fromkeys(field for step in form.steps.values() for field in step.fields):
        spec = pack.fields[code]
        is_hard = spec.required is Requirement.HARD or code in needed
        if not is_hard and spec.required is Requirement.OPTIONAL:
            continue
        if code in filled or not is_blank(facts.values.get(code)):
            continue
        if is_asked(pack, spec, facts, facts.values):
            found.append(Gap(code, spec.label, is_hard))
    return tuple(found)


def completion(*, pack: Pack, facts: CaseFacts, calendar: CalendarTable, now: datetime) -> Completion | None:
    """How the asking for more stands (补正); None where nothing was asked or it came."""
    rule = governing(pack, facts.business_type, lambda rules: rules.completeness)
    asked = [m.at for m in facts.milestones if rule is not None and m.kind == rule.asked]
    if rule is None or not asked:
        return None
    asked_at = max(asked)
    if any(m.kind == rule.completed and m.at >= asked_at for m in facts.milestones):
        return None
    due = (
        None
        if rule.window is None
        else due_after(span=rule.window, since=asked_at, pack=pack, calendar=calendar)
    )
    is_over = due is not None and now > due.due_at
    return Completion(asked_at, due, is_over, rule.lapse_reason if is_over else None)


def record_score(*, pack: Pack, facts: CaseFacts, answers: Mapping[str, bool]) -> int | None:
    """The quality of a record in per cent (R31): checks by condition, and those that somebody answered.

    A check without condition and answer was not made and does not count. None where nothing was checked.
    """
    rule = governing(pack, facts.business_type, lambda rules: rules.completeness)
    reached = total = 0
    for code, check in (rule.checks if rule is not None else {}).items():
        if check.expression is None and code not in answers:
            continue
        passed = answers[code] if check.expression is None else holds(check.expression, pack, facts)
        total += check.weight
        reached += check.weight * passed
    return None if total == 0 else round(100 * reached / total)


def unnamed_effects(*, pack: Pack, business_type: str, named: bool) -> tuple[bool, bool]:
    """Whether the filer is answered, and may be rewarded (P9). Named filers always may, as far as others go."""
    rule = governing(pack, business_type, lambda rules: rules.unnamed)
    return (True, True) if named or rule is None else (rule.reply, rule.reward)


def name_refusal(*, pack: Pack, business_type: str, named: bool) -> Refusal | None:
    """Why a filing without a name is not taken; None where it is (P9)."""
    business = pack.business_types[business_type]
    if named or business.identity is not Identity.NAMED:
        return None
    words = text(
        f"“{business.label.zh_hans}”须实名提出", f"“{business.label.en}” has to be filed under a name"
    )
    return Refusal("name-needed", words, cites=business.cites)


def _joint_refusals(rule: JointRule, filers: Sequence[JointFiler], representatives: int) -> Iterator[Refusal]:
    persons = {filer.key for filer in filers}
    if len(persons) < rule.min_filers:
        words = text(f"共同投诉须 {rule.min_filers} 人以上", f"A joint filing needs {rule.min_filers} filers")
        yield Refusal("too-few", words, cites=rule.cites)
    waiting = [filer.key for filer in filers if not filer.consented]
    if rule.consent and waiting:
        names = listed(text(key, key) for key in waiting)
        words = text(f"尚未取得同意：{names.zh_hans}", f"Consent is missing from: {names.en}")
        yield Refusal("consent", words, cites=rule.cites)
    if rule.max_representatives is not None and representatives > rule.max_representatives:
        words = text(
            f"代表人不超过 {rule.max_representatives} 人",
            f"At most {rule.max_representatives} representatives",
        )
        yield Refusal("too-many-representatives", words, cites=rule.cites)

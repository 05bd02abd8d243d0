"""What would travel too far: feedback to those who must not know, secret fields on papers and pages."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine.audiences import SECRET_NATURES, forbidden
from policies.engine.findings import Finding, error, warning
from policies.engine.governing import concerns
from policies.engine.pack import Audience, BusinessType, FieldClass, Letter, Pack, Profile
from policies.engine.secrecy import is_secret

_OUTSIDE = {"respondent": Audience.RESPONDENT, "other-party": Audience.OTHER_PARTY}


def lint_secrecy(pack: Pack) -> Iterator[Finding]:
    """Every line of business against its profile, its feedback and its papers."""
    for code, business in pack.business_types.items():
        profile = pack.profiles.get(business.profile)
        if profile is None:
            continue
        yield from _feedback(code, business, pack)
        for letter in sorted(_letters_of(code, business, pack)):
            if letter in pack.letters:
                yield from _paper(f"letters.{letter}", pack.letters[letter], code, business, profile, pack)
        yield from _respondents_page(f"profiles.{business.profile}.respondent_sees", business, profile, pack)


def _feedback(code: str, business: BusinessType, pack: Pack) -> Iterator[Finding]:
    """R21, R22, R27 and the pack's own prohibitions, for what can happen in the line."""
    barred = forbidden(pack=pack, business_type=code)
    happening = _happening(business, pack)
    for name, rule in pack.feedback.items():
        concerned = concerns(rule.business_types, code) and not happening.isdisjoint(rule.on)
        if concerned and rule.audience in barred:
            yield error(
                f"feedback.{name}.audience",
                f"“{business.label.zh_hans}”不得告知 {rule.audience.value}（R21、R22）",
                f"{rule.audience.value} must not be told of “{business.label.en}” (R21, R22)",
            )


def _happening(business: BusinessType, pack: Pack) -> set[str]:
    """Every milestone of the line: at receipt, by a step, by a tier, or by a time that is over."""
    workflow = pack.workflows.get(business.workflow)
    steps = workflow.transitions.values() if workflow is not None else ()
    tiers = (pack.tiers[tier].milestones for tier in business.tiers if tier in pack.tiers)
    ended = {pack.clocks[clock].lapse for clock in business.clocks if clock in pack.clocks}
    found = set(business.receipt_milestones).union(*(step.milestones for step in steps), *tiers)
    return found | {lapse for lapse in ended if lapse is not None}


def _letters_of(code: str, business: BusinessType, pack: Pack) -> set[str]:
    """Every paper that a case of the line may bring about."""
    workflow = pack.workflows.get(business.workflow)
    steps = workflow.transitions.values() if workflow is not None else ()
    told = (
        rule.letter for rule in pack.feedback.values() if rule.letter and concerns(rule.business_types, code)
    )
    return {*business.on_receipt, *told}.union(*(step.letters for step in steps))


def _paper(
    path: str, letter: Letter, code: str, business: BusinessType, profile: Profile, pack: Pack
) -> Iterator[Finding]:
    outside = _OUTSIDE.get(letter.audience)
    if letter.from_file_only and letter.prints:
        yield error(
            f"{path}.prints",
            "执法文书不得载有来件内容（R22）",
            "An enforcement paper prints nothing of the filing (R22)",
        )
    if (
        outside is not None
        and not letter.from_file_only
        and outside in forbidden(pack=pack, business_type=code)
    ):
        yield error(
            f"{path}.audience",
            f"“{business.label.zh_hans}”的文书不得发给{letter.audience}（R22）",
            f"No paper of “{business.label.en}” goes to {letter.audience} (R22)",
        )
    for field in letter.prints:
        if field in pack.fields and _may_not_print(field, letter, business, profile, pack):
            yield error(
                f"{path}.prints",
                f"“{letter.label.zh_hans}”会载明保密字段“{field}”",
                f"“{letter.label.en}” prints the secret field “{field}”",
            )


def _may_not_print(field: str, letter: Letter, business: BusinessType, profile: Profile, pack: Pack) -> bool:
    """The filer may read everything; others nothing secret, unless mediation needs it; the file of a
    complaint holds who complained."""
    if letter.audience == "filer" or not is_secret(pack, profile, field):
        return False
    if profile.sealed or business.nature in SECRET_NATURES:
        return True
    return letter.audience in _OUTSIDE and field not in profile.respondent_sees


def _respondents_page(path: str, business: BusinessType, profile: Profile, pack: Pack) -> Iterator[Finding]:
    if profile.respondent_sees and (business.nature in SECRET_NATURES or not profile.respondent_door):
        yield error(path, "被反映人没有查看页面（R21）", "The respondent has no page here (R21)")
    for field in profile.respondent_sees:
        spec = pack.fields.get(field)
        if spec is not None and spec.field_class is FieldClass.IDENTIFYING and spec.binds != "filer.name":
            yield warning(
                path,
                f"被投诉人会看到“{field}”，请确认调解确有需要",
                f"The respondent will see “{field}”; make sure that mediation needs it",
            )

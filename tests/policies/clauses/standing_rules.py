"""What a rulebook says beside its steps and clocks, asked of the engine for one case of each line of business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from policies.engine.admissibility import admissibility
from policies.engine.approvals import approval_states, may_approve, missing_approvals
from policies.engine.audiences import audiences, forbidden
from policies.engine.branches import filing_decision, filing_due, open_branches, penalty_refusal
from policies.engine.clocks import clock_states
from policies.engine.conflicts import Standing, exclusion, recusal_window, rerouted
from policies.engine.facts import CaseFacts, Milestone
from policies.engine.filers import (
    JointFiler,
    completion,
    custody_signatures,
    evidence_refusal,
    gaps,
    joint_refusals,
    missing_proofs,
    name_refusal,
    record_score,
    settling_refusals,
    unnamed_effects,
)
from policies.engine.mediation import (
    Consents,
    agreement_paper,
    delegation_refusal,
    fee,
    laboratory_is_designated,
    mediation_due,
    mediation_refusals,
    notice_due,
    termination_grounds,
)
from policies.engine.numbering import case_number, letter_number
from policies.engine.pack import Audience, EvidenceKind, FeePayer, Pack
from policies.engine.periods import is_published, period_of, report_due, shown_figure
from policies.engine.progress import call_back, follows_up, may_rate, progress_due
from policies.engine.repeats import abuse_consequences, abuse_signs, repeat
from policies.engine.routing import categories_of, channels_of, may_pass_on, out_of_scope, route
from policies.engine.severity import suggested_tier, tier_effects
from policies.engine.supervision import SupervisionDue, answer_due, supervision_due
from tests.policies.clauses.answers import (
    LATER,
    due_text,
    everything,
    happened,
    line_of,
    milestones_of,
    moment_text,
    refusals,
    words,
)
from tests.policies.clauses.standing_duties import QUESTIONS as DUTIES
from tests.policies.clauses.story import Story

FILED = "2026-04-27 16:10"


def standing_rules(pack_id: str, line: str) -> Iterator[str]:
    """One line for each rule that the pack has for ``line``; nothing is told of what it does not have."""
    story = Story(pack_id, line, FILED)
    for ask in (*_QUESTIONS, *DUTIES):
        yield from (f"  {ask.__name__[1:].replace('_', ' ')}: {answer}" for answer in ask(story))


def pack_rules(pack: Pack) -> Iterator[str]:
    """The rules that belong to no line: reports, unit kinds, tiers, penalties."""
    calendar = Story(pack.id, next(iter(pack.business_types)), FILED).calendar
    for code, rule in pack.reports.items():
        stretch = period_of(cadence=rule.cadence, day=date(2026, 5, 6))
        due = report_due(pack=pack, report=code, stretch=stretch, calendar=calendar)
        shown = [shown_figure(pack=pack, report=code, figure=figure) for figure in range(1, 7)]
        sizes = [n for n in (499, 500, 999, 1000) if is_published(pack=pack, report=code, cases=n)]
        yield f"  report {code}: {stretch.first} to {stretch.last}, due {due_text(due, pack)}"
        yield f"    shows {shown}, public {sizes}"
        yield f"    by {words(rule.dimensions)}; figures {words(rule.indicators)}; for {words(rule.publicity)}"
    for code in pack.unit_kinds:
        yield f"  unit {code}: passes on {may_pass_on(pack=pack, unit_kind=code)}"
    for code in pack.tiers:
        effects = tier_effects(pack=pack, tier=code)
        told = words((*effects.told, *effects.audiences))
        yield f"  tier {code}: {len(effects.actions)} actions, told {told}, {words(effects.milestones)}"
    for code, branch in pack.branches.items():
        if branch.most:
            over = [
                f"{amount}/{kind}"
                for amount in (200, 201, 3000, 3001)
                for kind in ("person", "organisation")
                if penalty_refusal(pack=pack, branch=code, amount=Decimal(amount), is_person=kind == "person")
            ]
            yield f"  penalty {code}: refused {words(over)}"


def _admission(story: Story) -> Iterator[str]:
    found = admissibility(pack=story.pack, facts=story.facts, calendar=story.calendar)
    yield (
        f"decides {found.needs_decision}: {words(found.outcomes)}; unmet {words(g.code for g in found.unmet)}; "
        f"tells why {found.tell_reason}; routes {found.routes is not None}"
    )
    rule = story.line.limitation or story.pack.limitation
    if rule is not None:
        for day in ("2023-04-26", "2023-04-28"):
            facts = replace(story.facts, values={**story.facts.values, rule.since: day})
            late = admissibility(pack=story.pack, facts=facts, calendar=story.calendar)
            yield f"known on {day}: {words(g.code for g in late.grounds)}, {due_text(late.last_day, story.pack)}"


def _repeats(story: Story) -> Iterator[str]:
    if story.line.duplicates is None and story.pack.duplicates is None:
        return
    for same, new, filers in ((True, False, 1), (True, True, 1), (False, False, 2), (False, True, 3)):
        found = repeat(
            pack=story.pack, business_type=line_of(story), same_filer=same, new_facts=new, filers=filers
        )
        yield (
            f"same filer {same}, new facts {new}, filers {filers}: case {found.is_new_case}, "
            f"handled {found.is_handled}, restart {found.restart}, joint {found.offers_joint}, {found.reason}"
        )


def _abuse(story: Story) -> Iterator[str]:
    none = abuse_signs(pack=story.pack, facts=story.facts)
    if none is None:
        return
    rule = story.line.abuse or story.pack.abuse
    ticked = tuple(rule.factors) if rule else ()
    for number in range(len(ticked) + 1):
        signs = abuse_signs(pack=story.pack, facts=story.facts, ticked=ticked[:number])
        if signs is not None:
            yield f"{words(signs.factors)}: suspect {signs.is_suspect}; {signs.decided_by}, {signs.reason}"
    for role in story.pack.roles:
        may = abuse_consequences(
            pack=story.pack, business_type=line_of(story), roles=frozenset({role}), is_crime=True
        )
        if may:
            yield f"{role} orders {words(may)}"


def _names(story: Story) -> Iterator[str]:
    refused = name_refusal(pack=story.pack, business_type=line_of(story), named=False)
    replied, rewarded = unnamed_effects(pack=story.pack, business_type=line_of(story), named=False)
    yield f"unnamed: refused {refused is not None}, answered {replied}, rewarded {rewarded}"
    yield f"number {case_number(pack=story.pack, business_type=line_of(story), at=story.now, sequence=7)}"
    for letter in story.pack.letters:
        number = letter_number(
            pack=story.pack, business_type=line_of(story), letter=letter, at=story.now, sequence=7
        )
        yield f"{letter} {number}"


def _agents(story: Story) -> Iterator[str]:
    for heir in (False, True):
        missing = missing_proofs(pack=story.pack, business_type=line_of(story), handed_in=(), is_heir=heir)
        yield f"{'heir' if heir else 'agent'} lacks {refusals(missing)}"


def _joint(story: Story) -> Iterator[str]:
    if story.line.joint is None and story.pack.joint is None:
        return
    three = [JointFiler(key, consented=key != "丙") for key in ("甲", "乙", "丙")]
    groups = {"one": three[:1], "two": three[:2], "three, one silent": three}
    for name, filers in groups.items():
        for representatives in (1, 2, 3, 5, 6):
            refused = joint_refusals(
                pack=story.pack,
                business_type=line_of(story),
                filers=filers,
                representatives=representatives,
            )
            if representatives == 1 or refused:
                yield f"{name}, {representatives} representing: {refusals(refused)}"
    settle = settling_refusals(pack=story.pack, business_type=line_of(story), represented=three)
    yield f"settling for one who is silent: {refusals(settle)}"
    for persons in (19, 20):
        tier = suggested_tier(pack=story.pack, facts=story.facts, persons=persons, face_to_face=True)
        if tier is not None:
            yield f"{persons} together: {tier.tier}"


def _evidence(story: Story) -> Iterator[str]:
    for kind in EvidenceKind:
        for original in (False, True):
            refused = evidence_refusal(
                pack=story.pack, business_type=line_of(story), kind=kind, is_original=original
            )
            if refused is not None:
                yield f"{kind.value}{' original' if original else ''}: {refused.code}"
    signed = custody_signatures(pack=story.pack, business_type=line_of(story))
    yield f"custody signed by {words(label.en for label in signed)}"


def _completeness(story: Story) -> Iterator[str]:
    lacking = gaps(pack=story.pack, facts=story.facts)
    yield "blank form lacks " + words(gap.field + ("!" if gap.is_hard else "") for gap in lacking)
    rule = story.line.completeness or story.pack.completeness
    if rule is None:
        return
    for check in rule.checks:
        answers = {code: code != check for code in rule.checks}
        yield f"record without {check}: {record_score(pack=story.pack, facts=story.facts, answers=answers)}"
    asked = replace(story.facts, milestones=(*story.facts.milestones, Milestone(rule.asked, story.now)))
    open_ = completion(pack=story.pack, facts=asked, calendar=story.calendar, now=story.now + LATER)
    yield f"asked by {rule.asked} until {rule.completed}: {due_text(open_.due if open_ else None, story.pack)}"


def _ways(story: Story) -> Iterator[str]:
    doors = channels_of(pack=story.pack, business_type=line_of(story))
    yield f"channels {words(f'{code}:{story.pack.channels[code].kind.value}' for code in doors)}"
    if story.pack.categories:
        yield f"categories {words(categories_of(pack=story.pack, business_type=line_of(story)))}"
    yield f"out of scope {out_of_scope(pack=story.pack, business_type=line_of(story))}"
    for tier in (None, *story.line.tiers):
        goes = route(pack=story.pack, facts=replace(story.facts, tier=tier))
        if goes is not None:
            yield f"{tier or 'no tier'} goes to {goes.unit_kind}, {goes.role}; told {words(goes.told)} ({goes.code})"


def _conflicts(story: Story) -> Iterator[str]:
    cases = {
        "subject": Standing(is_subject=True),
        "relative": Standing(is_relative=True),
        "interested": Standing(has_interest=True),
        "colleague": Standing(is_in_subjects_unit=True),
    }
    for name, standing in cases.items():
        barred = exclusion(pack=story.pack, business_type=line_of(story), standing=standing)
        if barred.sight or barred.tasks:
            yield f"{name}: no sight {barred.sight}, no tasks {barred.tasks}"
    for role in story.pack.roles:
        for kind in (None, *story.pack.unit_kinds):
            moved = rerouted(
                pack=story.pack,
                business_type=line_of(story),
                subject_roles=frozenset({role}),
                subject_unit_kind=kind,
            )
            if moved is not None:
                yield f"about {role} of {kind}: to {moved.unit_kind}, superior {moved.to_superior}"
    for audience in (Audience.FILER, Audience.RESPONDENT, Audience.OTHER_PARTY):
        may, until = recusal_window(
            pack=story.pack,
            business_type=line_of(story),
            told_at=story.now,
            applicant=audience,
            calendar=story.calendar,
        )
        if may:
            yield f"{audience.value} may ask for recusal until {due_text(until, story.pack)}"


def _approvals(story: Story) -> Iterator[str]:
    for step in story.steps:
        lacking = missing_approvals(pack=story.pack, facts=story.facts, step=step)
        if lacking:
            yield f"{step} lacks {words(code for code, _ in lacking)}"
    for tier in story.line.tiers or (None,):
        facts = replace(everything(story), tier=tier)
        for one in approval_states(pack=story.pack, facts=facts, calendar=story.calendar):
            who = [role for role in story.pack.roles if _approves(story, one.code, role)]
            given = one.given_at is not None
            yield (
                f"{tier or ''} {one.code} before {one.step} by {words(who)} until {due_text(one.due, story.pack)}; "
                f"given {given}, enforced {one.enforced}, asked by {words(_asking(story, one.code))}"
            )


def _asking(story: Story, code: str) -> list[str]:
    """The milestones that ask for the approval."""
    return [
        kind
        for kind in milestones_of(story)
        for one in approval_states(pack=story.pack, facts=happened(story, kind), calendar=story.calendar)
        if one.code == code and one.asked_at is not None
    ]


def _approves(story: Story, code: str, role: str) -> bool:
    return may_approve(pack=story.pack, code=code, roles=frozenset({role}))


def _supervision(story: Story) -> Iterator[str]:
    steps: dict[str, None] = {}
    for kind in milestones_of(story):
        for rung in _rungs(story, kind):
            answer = answer_due(pack=story.pack, step=rung.code, issued_at=story.now, calendar=story.calendar)
            told = f"{words(rung.issuers)} press {rung.target}, told {words(rung.told)}"
            line = f"after {kind}: {rung.code} from {moment_text(rung.due_at, story.pack)}; {told}; "
            ends = [
                other
                for other in milestones_of(story)
                if rung.code not in [later.code for later in _rungs(story, kind, other)]
            ]
            steps[f"{line}answer {due_text(answer, story.pack)}; until {words(ends)}"] = None
    yield from steps


def _rungs(story: Story, *kinds: str) -> tuple[SupervisionDue, ...]:
    """The rungs that are due long after the milestones happened, the later one shortly before."""
    now = story.now + LATER
    happened_then = (Milestone(kind, story.now + timedelta(days=110 * n)) for n, kind in enumerate(kinds))
    facts = replace(story.facts, milestones=(*story.facts.milestones, *happened_then))
    states = clock_states(pack=story.pack, facts=facts, calendar=story.calendar, now=now, explain=False)
    return supervision_due(pack=story.pack, facts=facts, states=states, calendar=story.calendar, now=now)


def _branches(story: Story) -> Iterator[str]:
    for state in story.pack.workflows[story.line.workflow].states:
        for tier in story.line.tiers or (None,):
            for facts in (story.facts, everything(story)):
                here = replace(facts, state=state, tier=tier)
                for one in open_branches(pack=story.pack, facts=here):
                    yield (
                        f"{state} {tier or ''}: {one.code} ({one.kind.value}) by {words(one.steps)}; "
                        f"{one.leads_to}; {words(one.letters)}"
                    )
    decision = filing_decision(pack=story.pack, facts=story.facts)
    if decision is not None:
        due = filing_due(
            pack=story.pack, business_type=line_of(story), met_at=story.now, calendar=story.calendar
        )
        yield (
            f"case opened by {decision.approver}, unmet {words(decision.unmet)}, "
            f"waived by {words(story.pack.reasons[code].label.en for code in decision.waivers)}; "
            f"then {decision.min_investigators} of {words(decision.investigators)} in {decision.unit_kind}, "
            f"told {words(decision.told)}, by {due_text(due, story.pack)}"
        )


def _mediation(story: Story) -> Iterator[str]:
    rule = story.line.mediation or story.pack.mediation
    if rule is None:
        return
    for said in (Consents(), Consents(filer=True, respondent=True), Consents(filer=True, respondent=False)):
        begins = mediation_refusals(pack=story.pack, business_type=line_of(story), consents=said)
        other = delegation_refusal(pack=story.pack, business_type=line_of(story), consents=said)
        yield f"{said.filer}/{said.respondent}: {refusals(begins)}; by another {other.code if other else '-'}"
    since = Milestone(rule.since[0], story.now)
    stretches = {"plain": (), "test": rule.test, "recusal": rule.recusal}
    for name, pair in stretches.items():
        days = (Milestone(kind, story.now + timedelta(days=10 * n)) for n, kind in enumerate(pair, start=1))
        facts = replace(story.facts, milestones=(*story.facts.milestones, since, *days))
        due = mediation_due(
            pack=story.pack, facts=facts, calendar=story.calendar, now=story.now + timedelta(days=30)
        )
        yield f"{name}: {due_text(due, story.pack)}"
    told = notice_due(
        pack=story.pack, business_type=line_of(story), ended_at=story.now, calendar=story.calendar
    )
    pays = fee(pack=story.pack, business_type=line_of(story), liable=FeePayer.RESPONDENT)
    who = f"{pays.prepaid_by}, {pays.borne_by}, ends {pays.ends_without_agreement}" if pays else "-"
    named = laboratory_is_designated(pack=story.pack, business_type=line_of(story))
    yield f"end told {due_text(told, story.pack)}; fee {who}; laboratory named {named}"
    for done in (False, True):
        paper, signed = agreement_paper(pack=story.pack, business_type=line_of(story), performed=done)
        yield f"performed {done}: {paper} signed by {words(label.en for label in signed)}"
    yield f"ended on {words(termination_grounds(pack=story.pack, business_type=line_of(story)))}"


def _told(story: Story) -> Iterator[str]:
    closed = forbidden(pack=story.pack, business_type=line_of(story))
    yield f"never {words(sorted(closed))}"
    known: set[str] = set()
    for facts in (story.facts, replace(story.facts, named=False), replace(story.facts, wants_reply=False)):
        told = {
            f"{event}: {one.hop} {one.audience.value} by {one.letter} in {one.clock}"
            f"{' optional' if one.optional else ''}{' waits' if one.waits else ''}"
            for event in milestones_of(story)
            for one in audiences(pack=story.pack, facts=facts, event=event)
        }
        kind = f"named {facts.named}, wants a reply {facts.wants_reply}"
        yield from (f"{kind}, {text}" for text in sorted(told - known))
        yield from (f"{kind}, not {text}" for text in sorted(known - told))
        known = known or told
    progress = progress_due(
        pack=story.pack,
        facts=story.facts,
        told_at=story.now,
        stage_changed_at=story.now + timedelta(days=1),
        calendar=story.calendar,
    )
    yield f"progress {moment_text(progress, story.pack)}"


def _survey(story: Story) -> Iterator[str]:
    rule = story.line.satisfaction or story.pack.satisfaction
    if rule is None:
        return
    done = happened(story, *rule.since)
    called = [key for key in map(str, range(1000)) if _called(story, done, key)]
    first = call_back(pack=story.pack, facts=done, key=called[0], calendar=story.calendar) if called else None
    if first is not None:
        until = moment_text(first.due_at, story.pack)
        yield f"{len(called)} of 1000 called by {first.caller}, {moment_text(first.not_before, story.pack)} to {until}"
        yield f"scale {first.scale}: {words(first.aspects)}"
    rates = [may_rate(pack=story.pack, facts=facts) for facts in (story.facts, done)]
    yield f"scale {rule.scale}; may rate {rates}"
    low = [mark for mark in range(1, rule.scale + 1) if _is_low(story, mark)]
    yield f"followed up {low}"


def _called(story: Story, facts: CaseFacts, key: str) -> bool:
    return call_back(pack=story.pack, facts=facts, key=key, calendar=story.calendar) is not None


def _is_low(story: Story, mark: int) -> bool:
    return follows_up(pack=story.pack, business_type=line_of(story), ratings={"any": mark})


_QUESTIONS: tuple[Callable[[Story], Iterable[str]], ...] = (
    _admission,
    _repeats,
    _abuse,
    _names,
    _agents,
    _joint,
    _evidence,
    _completeness,
    _ways,
    _conflicts,
    _approvals,
    _supervision,
    _branches,
    _mediation,
    _told,
    _survey,
)

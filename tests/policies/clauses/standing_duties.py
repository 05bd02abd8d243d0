"""What a rulebook says of what comes after: appeals, secrecy, rewards, appraisal, improvement, files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from policies.engine.appeals import appeal_windows, may_review, routes_after
from policies.engine.appraisal import (
    accountable,
    is_recurrence,
    measure_is_due,
    measures,
    score,
    verification_due,
)
from policies.engine.archives import archive_plan
from policies.engine.clocks import clock_states
from policies.engine.facts import Milestone
from policies.engine.rewards import Claimant, claim_window, reward, reward_refusals
from policies.engine.secrecy import (
    Onlooker,
    bound_to_silence,
    data_end,
    data_notice,
    leak_incident,
    reveal_refusal,
    visible_fields,
)
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
from tests.policies.clauses.story import Story


def _appeals(story: Story) -> Iterator[str]:
    rule = story.line.appeal or story.pack.appeal
    if rule is None:
        return
    for code, level in rule.levels.items():
        yield f"{code} opens on {words(kind for kind in milestones_of(story) if _opens(story, code, kind))}"
        told = happened(story, *level.on[:1])
        lodged = replace(told, milestones=(*told.milestones, Milestone(level.lodged[0], story.now)))
        held = (
            Milestone(kind, story.now + timedelta(days=10 * n))
            for n, kind in enumerate(level.pauses or (), 1)
        )
        heard = replace(lodged, milestones=(*lodged.milestones, *held))
        decided = replace(lodged, milestones=(*lodged.milestones, Milestone(level.decided[0], story.now)))
        for facts in (told, lodged, heard, decided):
            windows = appeal_windows(
                pack=story.pack, facts=facts, calendar=story.calendar, now=story.now + timedelta(days=40)
            )
            for one in windows:
                yield (
                    f"{one.level} closes {due_text(one.closes, story.pack)}, open {one.is_open}, decided by "
                    f"{due_text(one.decision_due, story.pack)} ({one.decided_at is not None}); {one.body.value} "
                    f"{one.reviewer}, other {one.other_person}, final {one.final}, legal {one.legal}"
                )
        for handled in (False, True):
            may = [role for role in story.pack.roles if _reviews(story, code, role, handled)]
            yield f"{code} by {words(may)} who handled {handled}"
    yield f"routes {routes_after(pack=story.pack, business_type=line_of(story)) is not None}"


def _opens(story: Story, level: str, kind: str) -> bool:
    windows = appeal_windows(
        pack=story.pack, facts=happened(story, kind), calendar=story.calendar, now=story.now
    )
    return level in [one.level for one in windows]


def _reviews(story: Story, code: str, role: str, handled: bool) -> bool:
    return may_review(
        pack=story.pack, business_type=line_of(story), level=code, roles=frozenset({role}), handled=handled
    )


def _secrecy(story: Story) -> Iterator[str]:
    for onlooker in (Onlooker.RESPONDENT, Onlooker.EXPORT):
        seen = visible_fields(pack=story.pack, business_type=line_of(story), onlooker=onlooker)
        yield f"{onlooker.value} sees {words(seen)}"
    for role in story.pack.roles:
        seen = visible_fields(
            pack=story.pack, business_type=line_of(story), onlooker=Onlooker.OFFICER, roles=frozenset({role})
        )
        opens = [
            f"{reason or 'without reason'}/{approved}"
            for reason in ("", "核对")
            for approved in (False, True)
            if _reveals(story, role, reason, approved)
        ]
        yield f"{role} sees {len(seen)} fields, opens {words(opens)}"
    yield f"bound {words(sorted(bound_to_silence(pack=story.pack, business_type=line_of(story))))}"
    leak = leak_incident(
        pack=story.pack, business_type=line_of(story), found_at=story.now, calendar=story.calendar
    )
    if leak is not None:
        yield (
            f"leak: {words(leak.consequences)}; {words(leak.steps)}; told {words(leak.told)} "
            f"by {due_text(leak.report_due, story.pack)}"
        )
    end = data_end(pack=story.pack, facts=story.facts, finished_at=story.now, calendar=story.calendar)
    notice = data_notice(pack=story.pack, business_type=line_of(story))
    yield f"notice {notice is not None}; end {f'{end[0].value} {due_text(end[1], story.pack)}' if end else '-'}"


def _reveals(story: Story, role: str, reason: str, approved: bool) -> bool:
    refused = reveal_refusal(
        pack=story.pack,
        business_type=line_of(story),
        roles=frozenset({role}),
        reason=reason,
        approved=approved,
    )
    return refused is None


def _rewards(story: Story) -> Iterator[str]:
    rule = story.line.reward or story.pack.reward
    if rule is None:
        return
    for level in rule.levels:
        for base in (None, Decimal(10_000), Decimal(10_000_000), Decimal(100_000_000)):
            paid = reward(pack=story.pack, business_type=line_of(story), level=level, base=base)
            if paid is not None:
                yield f"{level} of {base}: {paid.amount} {paid.currency}, signed by {words(paid.signers)}"
    people = {
        "person": Claimant(),
        "unnamed": Claimant(named=False),
        "company": Claimant(is_natural_person=False),
        **{code: Claimant(exclusions=(code,)) for code in rule.excluded},
    }
    for facts in (story.facts, everything(story)):
        for name, claimant in people.items():
            refused = reward_refusals(
                pack=story.pack, facts=facts, claimant=claimant, calendar=story.calendar, now=story.now
            )
            yield f"{name}: {refusals(refused)}"
        window = claim_window(pack=story.pack, facts=facts, calendar=story.calendar)
        yield f"claimed until {due_text(window, story.pack)}"


def _appraisal(story: Story) -> Iterator[str]:
    rule = story.line.appraisal or story.pack.appraisal
    if rule is None:
        return
    for mark in (50, 70, 90, 96, 100):
        figures = {code: Decimal(mark + 3 * n) for n, code in enumerate(rule.indicators)}
        got = score(pack=story.pack, business_type=line_of(story), figures=figures)
        if got is not None:
            yield f"{rule.period.value} at {mark}: {got.total}, commended {got.commended}, signed by {got.signed_by}"
    found: dict[str, list[str]] = {}
    for kind in milestones_of(story):
        now = story.now + LATER
        facts = happened(story, kind)
        states = clock_states(pack=story.pack, facts=facts, calendar=story.calendar, now=now, explain=False)
        for one in accountable(pack=story.pack, facts=facts, states=states, calendar=story.calendar, now=now):
            reply = due_text(one.reply_due, story.pack)
            text = f"{one.trigger} at {moment_text(one.at, story.pack)}, reply by {reply}"
            found.setdefault(text, []).append(kind)
    yield from (f"after {kinds[0]} and {len(kinds) - 1} others: {text}" for text, kinds in found.items())


def _improvement(story: Story) -> Iterator[str]:
    rule = story.line.improvement or story.pack.improvement
    if rule is None:
        return
    for facts in (story.facts, everything(story)):
        found = measures(pack=story.pack, facts=facts, cause=None)
        if found is not None:
            yield f"cause needed {found.needs_cause} of {words(found.causes)}; {found.owner}, {found.verifier}"
    due = [n for n in range(1, 6) if measure_is_due(pack=story.pack, business_type=line_of(story), cases=n)]
    verified = verification_due(
        pack=story.pack, business_type=line_of(story), done_at=story.now, calendar=story.calendar
    )
    again = [days for days in (30, 90, 91, 93, 180, 181, 184) if _recurs(story, days)]
    yield f"measure from {due[:1]} cases a {rule.period.value}, verified {due_text(verified, story.pack)}"
    yield f"recurs {again}"
    yield f"measures {words(rule.actions)}"


def _recurs(story: Story, days: int) -> bool:
    return is_recurrence(
        pack=story.pack,
        business_type=line_of(story),
        done_at=story.now,
        received_at=story.now + timedelta(days=days),
        calendar=story.calendar,
    )


def _files(story: Story) -> Iterator[str]:
    plan = archive_plan(pack=story.pack, facts=story.facts, calendar=story.calendar)
    if plan is None:
        return
    for kind in milestones_of(story):
        then = archive_plan(pack=story.pack, facts=happened(story, kind), calendar=story.calendar)
        if then is not None and (then.due or then.filed_at):
            yield f"after {kind}: due {due_text(then.due, story.pack)}, filed {then.filed_at is not None}"
    yield f"kept until {due_text(plan.dispose_after, story.pack)}, held {plan.may_be_held}"
    for one in plan.volumes:
        inside = f"{len(one.contents)} parts, lacks {words(one.missing)}, see {words(one.see_also)}"
        yield f"{one.code} of {one.owner.value}, {one.part.value}: {inside}"


QUESTIONS: tuple[Callable[[Story], Iterable[str]], ...] = (
    _appeals,
    _secrecy,
    _rewards,
    _appraisal,
    _improvement,
    _files,
)

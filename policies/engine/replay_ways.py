"""The steps of a case under two rulebooks: who would have taken them, and which letters would have gone out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from policies.engine.approvals import missing_approvals
from policies.engine.facts import CaseFacts, Milestone
from policies.engine.governing import holds
from policies.engine.pack import Pack
from policies.engine.past import CaseHistory, PastStep
from policies.engine.paths import Objected, Objection, objections
from policies.engine.replay_lines import RECEIPT, Line

Taken = Sequence[tuple[str, frozenset[str]]]


class Asked(StrEnum):
    """What hangs on the facts of the case."""

    LETTER = "letter"
    STEP = "step"
    APPROVAL = "approval"
    PERSON = "person"


class Ask(NamedTuple):
    """Something that has to be asked of each case at one of its steps."""

    position: int
    """The step by its place, counted from 1; 0 is the receipt."""
    what: Asked
    code: str
    """The letter, or the step."""
    before: str | None = None
    """The condition then: None where a letter did not go out, or a step had none."""
    after: str | None = None


class Way(NamedTuple):
    """What follows from the steps alone, and what has to be asked of each case."""

    objected: tuple[Objected, ...]
    letters_lost: tuple[str, ...]
    letters_gained: tuple[str, ...]
    asks: tuple[Ask, ...] = ()


_ALWAYS = ""
"""The condition of a letter that has none."""


def walked(line: Line, taken: Taken, before: Pack, after: Pack) -> Way:
    """What the draft would have made of steps, whatever the case."""
    objected = objections(after, line.code, taken) - objections(before, line.code, taken)
    went = Counter(_letters(before, line, taken, is_draft=False))
    goes = Counter(_letters(after, line, taken, is_draft=True))
    lost, gained = list((went - goes).elements()), list((goes - went).elements())
    asks = [Ask(place, Asked.LETTER, code, before=when) for place, code, when in lost if when != _ALWAYS]
    asks += [Ask(place, Asked.LETTER, code, after=when) for place, code, when in gained if when != _ALWAYS]
    asks += _asked_steps(line, taken, before, after)
    difference = _difference(
        [code for _, code, when in lost if when == _ALWAYS],
        [code for _, code, when in gained if when == _ALWAYS],
    )
    return Way(tuple(sorted(objected)), *difference, tuple(asks))


def conditioned(way: Way, line: Line, history: CaseHistory, before: Pack, after: Pack) -> Way:
    """``way`` with what the facts of one case decide."""
    objected, lost, gained = set(way.objected), list(way.letters_lost), list(way.letters_gained)
    steps = [step for step in history.steps if step.transition in line.steps]
    changed = facts_after(line, history)
    for ask in way.asks:
        if ask.what is Asked.PERSON:
            objected |= _same_person(ask, steps, line, before, after)
            continue
        then = _facts_at(ask, steps, history.facts, before)
        draft = _facts_at(ask, steps, changed, after)
        if ask.what is Asked.LETTER:
            lost += [ask.code] if _goes_out(ask.before, before, then) else []
            gained += [ask.code] if _goes_out(ask.after, after, draft) else []
        elif ask.what is Asked.APPROVAL:
            objected |= _unapproved(ask, line, (before, then), (after, draft))
        elif holds(ask.before, before, then) and not holds(ask.after, after, draft):
            objected.add(Objected(ask.code, Objection.CONDITION))
    return Way(tuple(sorted(objected)), *_difference(lost, gained))


def facts_after(line: Line, history: CaseHistory) -> CaseFacts:
    """The facts of a case with the milestones that the draft's steps would have recorded; the same object
    where those are the ones that were."""
    facts = history.facts
    if not line.moved:
        return facts
    lost: list[Milestone] = []
    gained: list[Milestone] = []
    for code, at in ((RECEIPT, facts.received_at), *((step.transition, step.at) for step in history.steps)):
        moved = line.moved.get(code)
        if moved is not None:
            lost += [Milestone(kind, at) for kind in moved.lost]
            gained += [Milestone(kind, at) for kind in moved.gained]
    if not lost and not gained:
        return facts
    kept = [milestone for milestone in facts.milestones if milestone not in lost]
    return replace(facts, milestones=tuple(sorted((*kept, *gained), key=lambda milestone: milestone.at)))


def _same_person(
    ask: Ask, steps: Sequence[PastStep], line: Line, before: Pack, after: Pack
) -> frozenset[Objected]:
    """The objection to a step that somebody took who had taken one from which the draft keeps it apart."""
    taken = steps[ask.position - 1]
    mine = {step.transition for step in steps[: ask.position - 1] if step.actor and step.actor == taken.actor}
    apart = after.workflows[line.after.workflow].transitions[ask.code].other_than
    known = before.workflows[line.before.workflow].transitions[ask.code].other_than
    if mine.isdisjoint(set(apart) - set(known)):
        return frozenset()
    return frozenset({Objected(ask.code, Objection.PERSON)})


def _unapproved(
    ask: Ask, line: Line, before: tuple[Pack, CaseFacts], after: tuple[Pack, CaseFacts]
) -> frozenset[Objected]:
    """The objections to a step for which the draft wants somebody's word that was not given (P19)."""
    missed = {code for code, _ in missing_approvals(pack=before[0], facts=before[1], step=ask.code)}
    missing = missing_approvals(pack=after[0], facts=after[1], step=ask.code)
    return frozenset(
        Objected(ask.code, Objection.APPROVAL, (one.role,), code)
        for code, one in missing
        if code in line.approvals and code not in missed
    )


def _letters(pack: Pack, line: Line, taken: Taken, *, is_draft: bool) -> Iterator[tuple[int, str, str]]:
    """The letters that go out at each step: its place, the letter, and the letter's condition."""
    spec = line.after if is_draft else line.before
    transitions = pack.workflows[spec.workflow].transitions
    asked = [spec.on_receipt, *(transitions[s].letters if s in transitions else () for s, _ in taken)]
    for position, letters in enumerate(asked):
        for letter in letters:
            yield position, letter, pack.letters[letter].when or _ALWAYS


def _asked_steps(line: Line, taken: Taken, before: Pack, after: Pack) -> Iterator[Ask]:
    steps = before.workflows[line.before.workflow].transitions
    others = after.workflows[line.after.workflow].transitions
    approved = {after.approvals[code].step for code in line.approvals}
    for position, (step, _) in enumerate(taken, start=1):
        if step in line.conditioned:
            yield Ask(position, Asked.STEP, step, steps[step].when, others[step].when)
        if step in line.apart:
            yield Ask(position, Asked.PERSON, step)
        if step in approved:
            yield Ask(position, Asked.APPROVAL, step)


def _difference(lost: Sequence[str], gained: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What went out once less and once more; a letter that only moved to another step did neither."""
    less, more = Counter(lost), Counter(gained)
    return tuple(sorted((less - more).elements())), tuple(sorted((more - less).elements()))


def _facts_at(ask: Ask, steps: Sequence[PastStep], facts: CaseFacts, pack: Pack) -> CaseFacts:
    """The case as it stood at a step: before it where the step itself is asked, after it for its letters."""
    workflow = pack.workflows[pack.business_types[facts.business_type].workflow]
    is_after = ask.what is Asked.LETTER
    state = workflow.initial
    for step in steps[: ask.position if is_after else ask.position - 1]:
        transition = workflow.transitions.get(step.transition)
        state = (transition.to if transition is not None else None) or state
    at = steps[ask.position - 1].at if ask.position else facts.received_at
    happened = tuple(m for m in facts.milestones if m.at < at or (is_after and m.at == at))
    return replace(facts, state=state, milestones=happened)


def _goes_out(condition: str | None, pack: Pack, facts: CaseFacts) -> bool:
    """Whether a letter goes out; one whose condition cannot be decided does not."""
    return condition is not None and holds(condition or None, pack, facts)

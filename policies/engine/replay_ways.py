"""The steps of a case under two rulebooks: who would have taken them, and which letters would have gone out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from policies.engine.conditions import ConditionError, case_variables, evaluate
from policies.engine.facts import CaseFacts
from policies.engine.pack import Pack
from policies.engine.past import CaseHistory
from policies.engine.paths import Objected, Objection, objections
from policies.engine.replay_lines import Line

Taken = Sequence[tuple[str, frozenset[str]]]


class Ask(NamedTuple):
    """Something that hangs on the facts of the case at one of its steps."""

    position: int
    """The step by its place, counted from 1; 0 is the receipt."""
    code: str
    """The letter, or the step itself."""
    is_letter: bool
    before: str | None
    """Its condition then: None where it did not go out, or had no condition as a step."""
    after: str | None


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
    fixed_lost: list[str] = []
    fixed_gained: list[str] = []
    asks = list(_asked_steps(line, taken, before, after))
    for position, letter, condition in (went - goes).elements():
        fixed_lost += [letter] if condition == _ALWAYS else []
        asks += [Ask(position, letter, True, condition, None)] if condition != _ALWAYS else []
    for position, letter, condition in (goes - went).elements():
        fixed_gained += [letter] if condition == _ALWAYS else []
        asks += [Ask(position, letter, True, None, condition)] if condition != _ALWAYS else []
    return Way(tuple(sorted(objected)), *_difference(fixed_lost, fixed_gained), tuple(asks))


def conditioned(way: Way, line: Line, history: CaseHistory, before: Pack, after: Pack) -> Way:
    """``way`` with what the facts of one case decide."""
    objected, lost, gained = set(way.objected), list(way.letters_lost), list(way.letters_gained)
    for ask in way.asks:
        then, draft = _facts_at(ask, line, history, before), _facts_at(ask, line, history, after)
        if ask.is_letter:
            lost += [ask.code] if _holds(ask.before, before, then) else []
            gained += [ask.code] if _holds(ask.after, after, draft) else []
        elif _may(ask.before, before, then) and not _may(ask.after, after, draft):
            objected.add(Objected(ask.code, Objection.CONDITION))
    return Way(tuple(sorted(objected)), *_difference(lost, gained))


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
    for position, (step, _) in enumerate(taken, start=1):
        if step in line.conditioned:
            yield Ask(position, step, False, steps[step].when, others[step].when)


def _difference(lost: Sequence[str], gained: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What went out once less and once more; a letter that only moved to another step did neither."""
    less, more = Counter(lost), Counter(gained)
    return tuple(sorted((less - more).elements())), tuple(sorted((more - less).elements()))


def _facts_at(ask: Ask, line: Line, history: CaseHistory, pack: Pack) -> CaseFacts:
    """The case as it stood at a step: before it where the step itself is asked, after it for its letters."""
    facts = history.facts
    workflow = pack.workflows[pack.business_types[line.code].workflow]
    steps = [step for step in history.steps if step.transition in line.steps]
    state = workflow.initial
    for step in steps[: ask.position if ask.is_letter else ask.position - 1]:
        transition = workflow.transitions.get(step.transition)
        state = (transition.to if transition is not None else None) or state
    at = steps[ask.position - 1].at if ask.position else facts.received_at
    happened = tuple(m for m in facts.milestones if m.at < at or (ask.is_letter and m.at == at))
    return replace(facts, state=state, milestones=happened)


def _holds(condition: str | None, pack: Pack, facts: CaseFacts) -> bool:
    """Whether a letter goes out; one whose condition cannot be decided does not."""
    return condition is not None and _is_true(condition, pack, facts)


def _may(condition: str | None, pack: Pack, facts: CaseFacts) -> bool:
    """Whether a step is open, as ``decide`` sees it."""
    return condition is None or _is_true(condition, pack, facts)


def _is_true(condition: str, pack: Pack, facts: CaseFacts) -> bool:
    if condition == _ALWAYS:
        return True
    try:
        return evaluate(condition, case_variables(pack, facts))
    except ConditionError:
        return False

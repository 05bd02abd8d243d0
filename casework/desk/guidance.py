"""What the case page says beyond the facts: whose turn it is, what a step brings about, what waits next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.models import Case
from casework.cases.rules import SIDE_VERBS, desk_of
from casework.cases.selectors import CaseView
from casework.cases.worklists import Worklist, worklist
from casework.organisation.rules import Officer
from policies.engine.conditions import ConditionError, case_variables, evaluate
from policies.engine.facts import Action
from policies.engine.pack import Transition, Verb
from ui import pieces, words

READY_WORDS: Mapping[Verb, Sequence[object]] = {
    Verb.SIGN_OFF: (gettext_lazy("同意。"), gettext_lazy("同意。请抓紧办理，按期反馈。")),
    Verb.SEND_BACK: (gettext_lazy("请补充情况后再报。"), gettext_lazy("请说明依据后再报。")),
}
"""What a leader writes most often, one tap away; nothing is written by itself."""


def ordered_actions(view: CaseView) -> list[Action]:
    """The steps on the main path first, then what may happen beside it (withdrawing, pausing, asking for time)."""
    return sorted(view.actions, key=lambda action: action.verb in SIDE_VERBS)


def turn(view: CaseView) -> str:
    """Whose turn it is: the duty, and the person or unit that holds it in this case; empty when nobody's."""
    case = view.case
    if case.is_final or case.desk not in view.pack.roles:
        return ""
    role = view.pack.roles[case.desk]
    holder = {
        "case": case.handler.name if case.handler else "",
        "unit": case.unit.name if case.unit else "",
    }.get(str(role.scope), "")
    return " · ".join(filter(None, (str(words.say(role.label)), holder)))


def last_words(view: CaseView) -> pieces.TimelineEntry | None:
    """What was written in the latest step that said anything: what one is asked to decide on."""
    steps = view.pack.workflows[view.spec.workflow].transitions
    told = [e for e in view.timeline if e.kind in steps and e.texts and steps[e.kind].to is not None]
    if not told:
        return None
    latest = max(told, key=lambda e: e.seq)
    text = "\n".join(latest.texts.values())
    return pieces.TimelineEntry(at=latest.at, title=words.say(latest.label), who=latest.actor, text=text)


def consequences(view: CaseView, action: Action) -> list[pieces.SummaryRow]:
    """What follows from a step: where the case goes and to whom, which clocks start and stop, which letters."""
    step = view.pack.workflows[view.spec.workflow].transitions[action.id]
    letters = [view.pack.letters[code] for code in step.letters]
    told = (
        (_("案件转为"), _next_state(view, step)),
        (_("停止计时"), _joined(state.label for state in view.clocks if _stops(view, step, state.id))),
        (_("开始计时"), _joined(view.pack.clocks[code].label for code in _started(view, step))),
        (_("自动出具"), _joined(letter.label for letter in letters if _holds(view, letter.when))),
    )
    return [pieces.SummaryRow(label=label, value=value) for label, value in told if value]


def next_case(*, officer: Officer, now: datetime, after: Case) -> Case | None:
    """The case that waits most urgently for the officer, other than the one just seen to."""
    page = worklist(officer=officer, which=Worklist.MINE, now=now)
    return next((case for case in page.rows if case.pk != after.pk), None)


def _next_state(view: CaseView, step: Transition) -> str:
    if step.to is None or step.to == view.case.state:
        return ""
    state = view.pack.workflows[view.spec.workflow].states[step.to]
    desk = "" if state.final else desk_of(view.pack, view.case.business_type, step.to)
    if desk not in view.pack.roles:
        return str(words.say(state.label))
    role = words.say(view.pack.roles[desk].label)
    return _("%(state)s（轮到%(role)s）") % {"state": words.say(state.label), "role": role}


def _stops(view: CaseView, step: Transition, clock: str) -> bool:
    running = any(state.id == clock and state.is_running for state in view.clocks)
    return running and not set(view.pack.clocks[clock].stop).isdisjoint(step.milestones)


def _started(view: CaseView, step: Transition) -> list[str]:
    known = {state.id for state in view.clocks}
    return [
        code
        for code in view.spec.clocks
        if code not in known
        and not set(view.pack.clocks[code].start).isdisjoint(step.milestones)
        and set(view.pack.clocks[code].stop).isdisjoint(step.milestones)
        and _holds(view, view.pack.clocks[code].when)
    ]


def _holds(view: CaseView, expression: str | None) -> bool:
    """Whether a condition holds for the case as it stands; one that hangs on what is still to be typed may."""
    if expression is None:
        return True
    try:
        return evaluate(expression, case_variables(view.pack, view.known))
    except ConditionError:
        return True


def _joined(labels: Iterable[object]) -> str:
    return _("、").join(str(words.say(label)) for label in labels)

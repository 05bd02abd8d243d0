"""A rulebook for reading: sentences that match what one looks for, and a flow as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from policies.engine.pack import Citation, Label, Pack, Transition, Workflow
from policies.engine.sentences import Sentence, sentences_of
from policies.studio.drawing import who
from ui.pieces import Tab

LONGEST = 6
"""Sentences that stand above the form of an entry."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the words that it rests on."""

    text: Label
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ReadChapter:
    """A chapter as far as it was asked for."""

    code: str
    title: Label
    items: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ListedStep:
    """A step of a flow in words."""

    label: Label
    who: str
    to: Label | None
    """Where it leads; None where the case stays."""


@dataclass(frozen=True, slots=True)
class ListedState:
    """A state of a flow with its steps."""

    label: Label
    is_first: bool
    is_final: bool
    steps: tuple[ListedStep, ...]


def chapters_of(pack: Pack, query: str, language: str) -> tuple[tuple[ReadChapter, ...], int]:
    """The chapters with the sentences that hold every word of ``query``, and how many these are."""
    sought = query.lower().split()
    chapters = []
    for chapter in sentences_of(pack):
        items = tuple(
            Said(one.text, tuple(pack.citations[code] for code in one.cites if code in pack.citations))
            for one in chapter.items
            if _holds(one.text.in_language(language), sought)
        )
        if items:
            chapters.append(ReadChapter(chapter.code, chapter.title, items))
    return tuple(chapters), sum(len(chapter.items) for chapter in chapters)


def sentences_at(pack: Pack, path: Sequence[str]) -> tuple[Sentence, ...]:
    """What the rulebook says of one entry; nothing for what is told in a drawing or spread over many pages."""
    if len(path) < 2 or (len(path) == 2 and path[0] in ("workflows", "forms", "business_types")):
        return ()
    start = ".".join(path)
    found = (one for chapter in sentences_of(pack) for one in chapter.items)
    return tuple(one for one in found if one.path == start or one.path.startswith(f"{start}."))[:LONGEST]


def flow_list(pack: Pack, workflow: Workflow, language: str) -> tuple[ListedState, ...]:
    """The flow in words, state by state: the same as its drawing says."""
    return tuple(
        ListedState(
            state.label,
            code == workflow.initial,
            state.final,
            tuple(_step(pack, workflow, one, code, language) for one in _from(workflow, code)),
        )
        for code, state in workflow.states.items()
    )


def policy_tabs(request: HttpRequest, mark: str) -> list[Tab]:
    """The pages about an adopted rulebook."""
    links = (("rules", _("条文")), ("flow", _("流程图")), ("clocks", _("时限图")))
    return [
        Tab(label=label, url=url, is_current=request.path == url)
        for name, label in links
        for url in [reverse(f"studio:{name}", args=[mark])]
    ]


def _holds(sentence: str, sought: Iterable[str]) -> bool:
    lowered = sentence.lower()
    return all(word in lowered for word in sought)


def _from(workflow: Workflow, state: str) -> Iterable[Transition]:
    return (one for one in workflow.transitions.values() if state in one.from_states)


def _step(pack: Pack, workflow: Workflow, step: Transition, state: str, language: str) -> ListedStep:
    target = workflow.states.get(step.to or state)
    is_staying = step.to is None or step.to == state or target is None
    return ListedStep(
        step.label, who(pack, step, language), None if is_staying or target is None else target.label
    )

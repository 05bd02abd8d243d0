"""What an entry may refer to: the codes of a rulebook with the words that an admin knows them by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from policies.engine.pack import Label, Pack, Workflow
from policies.engine.wording import text
from policies.engine.words import MILESTONES

Option = tuple[str, str]
RECEIPT = text("收到来件", "Filing received")


def options(pack: Pack, table: str, *, language: str, workflow: str = "") -> tuple[Option, ...]:
    """Code and words of everything in a table; ``workflow`` narrows states to one flow."""
    if table == "milestones":
        named = [(code, label.in_language(language)) for code, label in milestones(pack).items()]
        often = Counter(words for _code, words in named)
        return tuple((code, f"{words}（{code}）" if often[words] > 1 else words) for code, words in named)
    return tuple((code, f"{words.in_language(language)}") for code, words in _entries(pack, table, workflow))


def milestones(pack: Pack) -> dict[str, Label]:
    """Everything that can happen to a case: by the word that we have for it, else by the step that brings it."""
    found: dict[str, Label] = {}
    for business in pack.business_types.values():
        found.update({code: MILESTONES.get(code, RECEIPT) for code in business.receipt_milestones})
    for workflow in pack.workflows.values():
        for transition in workflow.transitions.values():
            for code in transition.milestones:
                found.setdefault(code, MILESTONES.get(code, transition.label))
    for clock in pack.clocks.values():
        if clock.lapse is not None:
            found.setdefault(
                clock.lapse, text(f"{clock.label.zh_hans}：时间届满", f"{clock.label.en}: time is over")
            )
        for code in (*clock.start, *clock.stop, *clock.restart):
            found.setdefault(code, MILESTONES.get(code, text(code, code)))
    return found


def label_of(code: str, entry: object) -> Label:
    """What an entry is called."""
    for name in ("label", "title"):
        label = getattr(entry, name, None)
        if isinstance(label, Label):
            return label
    locator = getattr(entry, "locator", None)
    source = getattr(entry, "source", None)
    if locator and isinstance(source, Label):
        return text(f"{source.zh_hans} {locator}", f"{source.en} {locator}")
    return text(code, code)


def _entries(pack: Pack, table: str, workflow: str) -> Iterator[tuple[str, Label]]:
    if table in ("states", "transitions"):
        for flow in _workflows(pack, workflow):
            yield from ((code, label_of(code, entry)) for code, entry in getattr(flow, table).items())
    elif table == "categories" and not pack.categories:
        asked = (spec for spec in pack.fields.values() if spec.binds == "case.category")
        yield from (choice for spec in asked for choice in spec.choices.items())
    elif table in ("forms", "workflows"):
        yield from _named_by_business(pack, table)
    else:
        for code, entry in (getattr(pack, table, None) or {}).items():
            yield code, entry if isinstance(entry, Label) else label_of(code, entry)


def _named_by_business(pack: Pack, table: str) -> Iterator[tuple[str, Label]]:
    """Forms and workflows have no name; each is called by the line of business that uses it."""
    kind = table.removesuffix("s")
    names = {getattr(business, kind): business.label for business in pack.business_types.values()}
    for code in getattr(pack, table):
        yield code, names.get(code, text(code, code))


def _workflows(pack: Pack, workflow: str) -> tuple[Workflow, ...]:
    if workflow in pack.workflows:
        return (pack.workflows[workflow],)
    return tuple(pack.workflows.values())

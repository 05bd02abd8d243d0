"""The values of a pack in words: codes by what they stand for, spans, dates, lists and whole entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from policies.engine.codewords import CODES
from policies.engine.pack import Label, Pack, PackModel, Span, Workflow
from policies.engine.wording import listed, span_text, text
from policies.engine.words import MILESTONES, code_word, field_word

YES, NO = text("是", "yes"), text("否", "no")
NOTHING = text("无", "nothing")

_ROLES = (
    "actor", "approver", "bound", "caller", "decided_by", "delegates", "deputies", "first_role", "investigators",
    "issuers", "joint_role", "need_to_know", "owner", "retier_by", "reviewer", "role", "roles", "setters",
    "signed_by", "superior_for", "target", "told", "verifier",
)  # fmt: skip
_FIELDS = ("fields", "hidden", "inputs", "prints", "respondent_sees", "sensitive")
_MILESTONES = (
    "asked", "awaited", "completed", "decided", "done", "filed", "given", "issued", "lapse", "lodged", "milestones",
    "on", "receipt_milestones", "required_on", "restart", "since", "start", "stop", "until",
)  # fmt: skip

REFERENCES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_ROLES, ("roles",)),
    **dict.fromkeys(_FIELDS, ("fields",)),
    **dict.fromkeys(_MILESTONES, ("milestones", "fields")),
    **dict.fromkeys(("steps", "step", "other_than"), ("transitions",)),
    **dict.fromkeys(("from_states", "to", "initial"), ("states",)),
    **dict.fromkeys(("clock", "clocks", "silent_clocks"), ("clocks",)),
    **dict.fromkeys(("letter", "letters", "on_receipt"), ("letters",)),
    **dict.fromkeys(("tiers", "grave_tier"), ("tiers",)),
    **dict.fromkeys(("reason", "reasons", "lapse_reason", "waivers"), ("reasons",)),
    **dict.fromkeys(("grounds",), ("reasons",)),
    **dict.fromkeys(("cites", "legal_basis", "source", "retention_source"), ("citations",)),
    **dict.fromkeys(("unit_kind", "reroute"), ("unit_kinds",)),
    **dict.fromkeys(("business_types", "leads_to"), ("business_types",)),
    "channels": ("channels",),
    "workflow": ("workflows",),
    "workflows": ("workflows",),
    "form": ("forms",),
    "forms": ("forms",),
    "conditions": ("conditions",),
    "profile": ("profiles",),
    "categories": ("categories",),
    "causes": ("causes",),
    "term": ("vague_terms",),
    "pauses": ("milestones",),
    "test": ("milestones",),
    "recusal": ("milestones",),
}
"""Which tables the codes under a key may stand in; the first that knows a code names it."""


class Names:
    """What the codes of one pack are called; inside one flow, its own states and steps before those of others."""

    def __init__(self, pack: Pack, *, flow: str | None = None) -> None:
        self.pack = pack
        self._inside: dict[str, Names] = {}
        self._of_flow = flow

    def within(self, flow: str) -> Names:
        """The names as they are understood inside one flow: two flows may use one code for different states."""
        return self._inside.setdefault(flow, Names(self.pack, flow=flow))

    def of(self, key: str, code: str) -> Label:
        """What a code under a key is called; itself where no table knows it."""
        for table in REFERENCES.get(key, ()):
            found = self._in(table, code)
            if found is not None:
                return found
        return text(code, code)

    def quoted(self, key: str, code: str) -> Label:
        """The same in quotation marks."""
        return quoted(self.of(key, code))

    def all_of(self, key: str, codes: tuple[str, ...]) -> Label:
        """Several codes as one enumeration."""
        return listed(self.of(key, code) for code in dict.fromkeys(codes))

    def any_of(self, key: str, codes: tuple[str, ...]) -> Label:
        """Several codes of which one will do."""
        labels = [self.of(key, code) for code in dict.fromkeys(codes)]
        return text("或".join(one.zh_hans for one in labels), " or ".join(one.en for one in labels))

    def shown(self, key: str, value: Any) -> Label:
        """A value of the format under a key, in words."""
        if value is None or value == () or value == {}:
            return NOTHING
        if isinstance(value, Label):
            return value
        if isinstance(value, Span):
            return span_text(value.amount, value.unit)
        if isinstance(value, PackModel):
            return self._entry(value)
        if isinstance(value, Mapping):
            return _joined([self._pair(key, code, inner) for code, inner in value.items()])
        if isinstance(value, tuple):
            return listed(self.shown(key, one) for one in value)
        return self._scalar(key, value)

    def _scalar(self, key: str, value: Any) -> Label:
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, StrEnum):
            return code_word(type(value).__name__, value.value)
        if isinstance(value, Decimal):
            return text(f"{value.normalize():f}", f"{value.normalize():f}")
        if isinstance(value, time):
            return text(f"{value:%H:%M}", f"{value:%H:%M}")
        if isinstance(value, date):
            return text(value.isoformat(), value.isoformat())
        if isinstance(value, float):
            return text(f"{value:.0%}", f"{value:.0%}")
        word = str(value)
        if key not in REFERENCES and f"{key}.{word}" in CODES:
            return code_word(key, word)
        return self.of(key, word)

    def _pair(self, key: str, code: str, value: Any) -> Label:
        name = self.of(key, str(code)) if not isinstance(code, StrEnum) else self._scalar(key, code)
        if isinstance(value, Label) or (isinstance(value, PackModel) and label_of(value) is not None):
            name = label_of(value) or name
            return name
        inner = self.shown(key, value)
        return text(f"{name.zh_hans}：{inner.zh_hans}", f"{name.en}: {inner.en}")

    def _entry(self, value: PackModel) -> Label:
        """A whole entry: its name, and whatever it says that goes without saying nowhere else."""
        parts = []
        for key in type(value).model_fields:
            inner = getattr(value, key)
            if key in value.model_fields_set and key != "cites" and inner not in (None, (), {}):
                word, shown = field_word(key, type(value).__name__), self.shown(key, inner)
                parts.append(
                    text(
                        f"{word.zh_hans}：{shown.zh_hans.rstrip('。')}", f"{word.en}: {shown.en.rstrip('.')}"
                    )
                )
        return _joined(parts) if parts else NOTHING

    def _in(self, table: str, code: str) -> Label | None:
        if table == "milestones":
            return MILESTONES.get(code) or self._milestones.get(code)
        if table in ("states", "transitions"):
            return self._flow[table].get(code)
        if table in ("workflows", "forms"):
            return self._used_by(table.removesuffix("s"), code)
        entry = getattr(self.pack, table).get(code)
        return label_of(entry) if entry is not None else None

    def _used_by(self, key: str, code: str) -> Label | None:
        """What has no name of its own is called by the lines of business that use it."""
        lines = [one.label for one in self.pack.business_types.values() if getattr(one, key) == code]
        return listed(lines) if lines else None

    @cached_property
    def _milestones(self) -> dict[str, Label]:
        """What a milestone is called: by the steps that record it."""
        flows = self.pack.workflows
        steps = _recorded_by(flows.values())
        if self._of_flow in flows:
            steps |= _recorded_by([flows[self._of_flow]])
        return {code: _alternatives(labels) for code, labels in steps.items()}

    @property
    def _flows(self) -> list[Workflow]:
        """The flows whose words count, the one we are in last, so that it prevails."""
        flows = self.pack.workflows
        return [*flows.values(), *([flows[self._of_flow]] if self._of_flow in flows else [])]

    @cached_property
    def _flow(self) -> dict[str, dict[str, Label]]:
        flows = self._flows
        return {
            "states": {code: one.label for flow in flows for code, one in flow.states.items()},
            "transitions": {code: one.label for flow in flows for code, one in flow.transitions.items()},
        }


def _recorded_by(flows: Iterable[Workflow]) -> dict[str, list[Label]]:
    """The steps that record each milestone, as they come."""
    steps: dict[str, list[Label]] = {}
    for flow in flows:
        for step in flow.transitions.values():
            for code in step.milestones:
                steps.setdefault(code, []).append(step.label)
    return steps


def label_of(entry: Any) -> Label | None:
    """What an entry calls itself: its label or title; a citation its source and clause."""
    if isinstance(entry, Label):
        return entry
    locator = getattr(entry, "locator", None)
    if locator is not None:
        return text(f"{entry.source.zh_hans}{locator}", f"{entry.source.en}, {locator}")
    found = getattr(entry, "label", None) or getattr(entry, "title", None)
    return found if isinstance(found, Label) else None


def quoted(label: Label) -> Label:
    return text(f"“{label.zh_hans}”", f"“{label.en}”")


def _joined(parts: list[Label]) -> Label:
    return text("；".join(one.zh_hans for one in parts), "; ".join(one.en for one in parts))


def _alternatives(labels: list[Label]) -> Label:
    """Two names at most: a milestone that many steps record is called by the first of them."""
    unique = [quoted(one) for one in {one.zh_hans: one for one in labels}.values()][:2]
    return text("或".join(one.zh_hans for one in unique), " or ".join(one.en for one in unique))

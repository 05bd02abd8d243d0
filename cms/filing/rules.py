"""What a draft is, and which pages it leads through. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from policies.engine.pack import BusinessType, FieldKind, Identity, IntakeForm, Pack

NAMED_STEP = "named-or-not"
"""The page that asks whether the filer gives a name. Packs have no step of this code."""
CHECK_STEP = "check"
MAX_FILES = 10
MAX_FILE_BYTES_IN_ALL = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileNote:
    """What a draft knows of an uploaded file."""

    id: str
    field: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class DraftState:
    """A filing as typed so far. Values are what was typed, by field, not what a form made of it."""

    business: str
    is_named: bool | None = None
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: tuple[FileNote, ...] = ()
    receipt: Mapping[str, Any] | None = None
    """Set once the filing was taken; everything typed is gone then."""

    def typed(self, values: Mapping[str, Sequence[str]]) -> DraftState:
        """The draft with these fields replaced."""
        return replace(self, values={**self.values, **{name: list(given) for name, given in values.items()}})

    def for_business(self, code: str) -> DraftState:
        """The draft turned to another line of business; what both forms ask stays typed."""
        return self if code == self.business else replace(self, business=code, is_named=None)

    def files_of(self, name: str) -> tuple[FileNote, ...]:
        return tuple(note for note in self.files if note.field == name)

    def as_bytes(self) -> bytes:
        data = {name: getattr(self, name) for name in ("business", "is_named", "values", "receipt")}
        data["files"] = [asdict(note) for note in self.files]
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> DraftState:
        data = json.loads(plain)
        data["files"] = tuple(FileNote(**note) for note in data["files"])
        return cls(**data)


def asks_identity(spec: BusinessType) -> bool:
    """Whether the filer may stay unnamed, and so has to be asked."""
    return spec.identity is not Identity.NAMED


def is_named(state: DraftState, spec: BusinessType) -> bool:
    """Whether the filer gives a name: always, where the pack does not let it be."""
    return True if not asks_identity(spec) else bool(state.is_named)


def identity_step_before(pack: Pack, form: IntakeForm) -> str | None:
    """The pack's step before which the filer is asked for a name: the first that asks who one is."""
    for code, step in form.steps.items():
        specs = [pack.fields[name] for name in step.fields]
        if any((s.binds or "").startswith("filer.") or "named" in (s.when or "") for s in specs):
            return code
    return next(iter(form.steps), None)


def page_codes(pack: Pack, spec: BusinessType, visible: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The pages of a filing in order. ``visible``: for each of the pack's steps the fields that are asked."""
    form = pack.forms[spec.form]
    before = identity_step_before(pack, form) if asks_identity(spec) else None
    pages: list[str] = []
    for code in form.steps:
        if code == before:
            pages.append(NAMED_STEP)
        if visible.get(code):
            pages.append(code)
    return (*pages, CHECK_STEP)


def file_fields(pack: Pack, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if pack.fields[name].kind is FieldKind.FILES)

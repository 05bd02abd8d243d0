"""The form of one entry of a rulebook, made from the model of the pack format that the entry has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policies.engine.pack import Label, Span
from policies.studio import words
from policies.studio.controls import (
    ABSENT,
    JOIN,
    Piece,
    Row,
    Surroundings,
    control,
    pair,
    read_pair,
    read_span,
    span_fields,
)
from policies.studio.rows import COUNT, count_of
from policies.studio.shapes import Kind, Shape, shapes_of

Tree = Mapping[str, Any]
USUAL = frozenset(
    {"span", "promise", "extension", "cites", "description", "help", "choices", "required", "letters", "milestones",
     "inputs", "to", "hint", "actions", "criteria", "need_to_know", "respondent_door", "final", "signatures", "tiers"}
)  # fmt: skip
"""Keys that an admin looks for even where nothing is said under them."""


class EntryForm(forms.Form):
    """All keys of an entry. ``value()`` is the entry as a pack has it, once the form is valid."""

    def __init__(
        self,
        *,
        model: type[BaseModel],
        values: Tree,
        around: Surroundings,
        changed: Collection[str] = (),
        skip: Collection[str] = (),
        only: Collection[str] = (),
        data: MultiValueDict[str, str] | None = None,
        shown: MultiValueDict[str, str] | None = None,
    ) -> None:
        """``shown`` fills the form in without judging it: rows were moved, nothing is to be saved."""
        super().__init__(data=data, prefix=None)
        self.model = model
        self._around = around
        self._typed = data if data is not None else shown
        self._sites: dict[tuple[str, ...], str] = {}
        self._changed = frozenset(changed)
        self._is_shown = shown is not None
        self.shapes = [s for s in shapes_of(model) if s.key not in skip and (not only or s.key in only)]
        self.pieces = [self._piece(shape, (), values.get(shape.key), True) for shape in self.shapes]
        for piece, shape in zip(self.pieces, self.shapes, strict=True):
            piece.is_changed = piece.key in self._changed
            said = values.get(shape.key, shape.default) != shape.default
            is_wanted = shape.is_required or said or piece.is_changed
            piece.is_extra = not is_wanted and (shape.key not in USUAL or self._offers_nothing(shape))
        if shown is not None:
            for name, one in self.fields.items():
                one.initial = one.widget.value_from_datadict(shown, MultiValueDict(), name)

    @property
    def usual(self) -> list[Piece]:
        """What one asks for first, and whatever is said."""
        return [piece for piece in self.pieces if not piece.is_extra]

    @property
    def extra(self) -> list[Piece]:
        """What is seldom needed and says nothing but its default."""
        return [piece for piece in self.pieces if piece.is_extra]

    @property
    def is_extra_open(self) -> bool:
        """Whether something is wrong, or was just moved about, among what is seldom needed."""
        names = {name for piece in self.extra for name in _names(piece)}
        return self._is_shown or any(name in names for name in (self.errors if self.is_bound else ()))

    def value(self) -> dict[str, Any]:
        """What was filled in, with every default spelled out. Only of a valid form."""
        return self._value

    def clean(self) -> dict[str, Any]:
        """Let the model judge what the controls found nothing wrong with."""
        self._value = self._read_all(self.pieces)
        if not self.errors:
            try:
                judged = self._judged()
            except ValidationError as error:
                for detail in error.errors():
                    self._blame(detail)
            else:
                self._value = judged
        return self.cleaned_data

    def find(self, path: Sequence[str]) -> str | None:
        """The name of the control for a path below the entry, or of the nearest one around it."""
        at = tuple(path)
        while at:
            if at in self._sites:
                return self._sites[at]
            at = at[:-1]
        return None

    def _judged(self) -> dict[str, Any]:
        """The values through the model; of a part of a model only its own keys are judged."""
        asked = {shape.key for shape in self.shapes}
        if asked == {shape.key for shape in shapes_of(self.model)}:
            found = self.model.model_validate(self._value).model_dump(
                mode="json", by_alias=True, exclude_none=True
            )
            return dict(found)
        return dict(self._value)

    def _blame(self, detail: ErrorDetails) -> None:
        path = tuple(str(part) for part in detail["loc"] if part != "[key]")
        name = self.find(path)
        self.add_error(name if name in self.fields else None, _told(detail))

    def _read_all(self, pieces: Sequence[Piece]) -> dict[str, Any]:
        found = {piece.key: piece.read(self.cleaned_data) for piece in pieces}
        return {key: value for key, value in found.items() if value is not ABSENT}

    def _offers_nothing(self, shape: Shape) -> bool:
        """Whether the rulebook has nothing that could be chosen under a key."""
        return bool(shape.table) and not self._around.options(shape.table)

    def _piece(self, shape: Shape, above: tuple[str, ...], value: Any, insist: bool) -> Piece:
        path = (*above, shape.key)
        value = shape.default if value is None else value
        if shape.kind is Kind.PART:
            return self._part(shape, path, value, insist)
        if shape.kind is Kind.ROWS or (shape.kind is Kind.REFERENCES and shape.is_ordered):
            return self._many(shape, path, value)
        return self._placed(control(shape, JOIN.join(path), value, insist, self._around), path)

    def _placed(self, piece: Piece, path: tuple[str, ...]) -> Piece:
        """Take over the fields of a piece, and remember where each is."""
        self.fields.update(piece.fields)
        names = list(piece.fields)
        self._sites[path] = names[0]
        for name in names:
            self._sites[(*path, name.rsplit(JOIN, 1)[-1])] = name
        return piece

    def _part(self, shape: Shape, path: tuple[str, ...], value: Any, insist: bool) -> Piece:
        """A model within the entry; one that may be absent has a switch."""
        assert shape.model is not None  # noqa: S101 -- parts have one
        name, word = JOIN.join(path), words.key_word(shape.owner, shape.key)
        must = insist and not shape.may_be_absent
        piece = Piece(
            "part", name, self._around.say(word.name), read=lambda _cleaned: ABSENT,
            help=self._around.say(word.help), key=shape.key,
        )  # fmt: skip
        switch = f"{name}{JOIN}on"
        if shape.may_be_absent:
            piece.fields[switch] = forms.BooleanField(
                label=piece.label, required=False, initial=value is not None
            )
            piece.fields[switch].help_text = piece.help
            self._placed(piece, path)
        piece.children = [
            self._piece(one, path, (value or {}).get(one.key), must) for one in shapes_of(shape.model)
        ]

        def read(cleaned: Mapping[str, Any]) -> Any:
            if shape.may_be_absent and not cleaned.get(switch):
                return ABSENT
            return self._read_all(piece.children)

        piece.read = read
        return piece

    def _many(self, shape: Shape, path: tuple[str, ...], value: Any) -> Piece:
        """Rows of a list or of a mapping by codes."""
        name, word = JOIN.join(path), words.key_word(shape.owner, shape.key)
        entries = list(value.items()) if isinstance(value, Mapping) else [("", one) for one in value or ()]
        count = count_of(self._typed, name, 0) if self._typed is not None else len(entries)
        entries = [*entries, *[("", None)] * count][:count]
        piece = Piece(
            "rows", name, self._around.say(word.name), read=lambda _cleaned: ABSENT,
            help=self._around.say(word.help), key=shape.key,
        )  # fmt: skip
        counter = forms.CharField(required=False, initial=str(count), widget=forms.HiddenInput())
        self.fields[f"{name}{JOIN}{COUNT}"] = counter
        piece.rows = [
            Row(
                number,
                str(number + 1),
                self._row(shape, path, number, *entry),
                number == 0,
                number == count - 1,
            )
            for number, entry in enumerate(entries)
        ]
        piece.read = self._rows_reader(shape, piece)
        return piece

    def _row(self, shape: Shape, path: tuple[str, ...], number: int, code: str, value: Any) -> list[Piece]:
        here = (*path, str(number))
        pieces = [self._row_code(shape, here, code)] if shape.is_map else []
        if shape.model is None:
            single = Shape(shape.owner, shape.key, Kind.REFERENCE, table=shape.table)
            piece = control(single, JOIN.join(here), value, False, self._around)
            piece.kind, piece.fields[piece.name].help_text = "single", ""
            return [self._placed(piece, here)]
        if shape.model in (Label, Span):
            return [*pieces, self._placed(self._plain_row(shape, here, value), here)]
        return [
            *pieces,
            *(self._piece(one, here, (value or {}).get(one.key), False) for one in shapes_of(shape.model)),
        ]

    def _plain_row(self, shape: Shape, here: tuple[str, ...], value: Any) -> Piece:
        """A row that is one text in two languages, or one span."""
        name = JOIN.join(here)
        label = self._around.say(words.key_word(shape.owner, shape.key).name)
        if shape.model is Label:
            piece = Piece(
                "label", name, label, read_pair(name), pair(name, label, value, False, shape.is_long)
            )
        else:
            piece = Piece(
                "span", name, label, read_span(name), span_fields(name, label, value, False, self._around)
            )
        for one in piece.fields.values():
            one.requirement_note = ""  # type: ignore[attr-defined]  # read by ui.fields
        return piece

    def _row_code(self, shape: Shape, here: tuple[str, ...], code: str) -> Piece:
        """The code of a row: one of a table, or kept out of sight (a new row gets one from its English name)."""
        name = f"{JOIN.join(here)}{JOIN}code"
        piece = Piece("code", name, "", read=lambda cleaned: cleaned.get(name) or "", key="code")
        if shape.table:
            options = [("", _("请选择")), *self._around.options(shape.table)]
            label = self._around.say(words.section_word(shape.table).name)
            piece.kind = "reference"
            piece.fields[name] = forms.ChoiceField(label=label, required=False, choices=options, initial=code)
            piece.fields[name].requirement_note = ""  # type: ignore[attr-defined]  # read by ui.fields
        else:
            piece.fields[name] = forms.CharField(required=False, initial=code, widget=forms.HiddenInput())
        return self._placed(piece, (*here, "code"))

    def _rows_reader(self, shape: Shape, piece: Piece) -> Any:
        def read(cleaned: Mapping[str, Any]) -> Any:
            found = list(self._filled_rows(shape, piece, cleaned))
            if not found and shape.may_be_absent:
                return ABSENT
            if not shape.is_map:
                return [value for _code, value in found]
            taken: dict[str, Any] = {}
            for code, value in found:
                taken[code or new_code(value, taken)] = value
            return taken

        return read

    def _filled_rows(
        self, shape: Shape, piece: Piece, cleaned: Mapping[str, Any]
    ) -> Iterator[tuple[str, Any]]:
        """Code and value of each row that is not blank; where errors of the model will find their controls."""
        path = tuple(piece.name.split(JOIN))
        placed = 0
        for row in piece.rows:
            code = row.pieces[0].read(cleaned) if shape.is_map else ""
            rest = row.pieces[1:] if shape.is_map else row.pieces
            is_single = shape.model in (None, Label, Span)
            value = rest[0].read(cleaned) if is_single else self._read_all(rest)
            if value is ABSENT or (not is_single and _is_blank(value)):
                continue
            self._resite((*path, str(row.index)), (*path, code or str(placed)))
            placed += 1
            yield code, value

    def _resite(self, was: tuple[str, ...], now: tuple[str, ...]) -> None:
        found = {p: name for p, name in self._sites.items() if p[: len(was)] == was}
        self._sites.update({(*now, *p[len(was) :]): name for p, name in found.items()})


def _names(piece: Piece) -> Iterator[str]:
    """The controls of a piece and of all within it."""
    yield from piece.fields
    for inner in (*piece.children, *(one for row in piece.rows for one in row.pieces)):
        yield from _names(inner)


def _is_blank(value: Mapping[str, Any]) -> bool:
    """Whether nobody wrote anything into a row: ticks alone make no row."""
    return not any(one for one in value.values() if not isinstance(one, bool))


def new_code(value: Any, taken: Collection[str]) -> str:
    """A code out of the English name of an entry, other than those that are ``taken``."""
    named = value if "en" in value else value.get("label") or value.get("title") or {}
    words_of_name = re.findall(r"[a-z0-9]+", str(named.get("en", "")).lower())
    code = "-".join(words_of_name)[:40].strip("-")
    if not code or not code[0].isalpha():
        code = f"x-{code}".strip("-")
    number, unique = 1, code
    while unique in taken:
        number += 1
        unique = f"{code}-{number}"
    return unique


def _told(detail: ErrorDetails) -> str:
    """What is wrong, in words for somebody who does not program."""
    kind, limits = detail["type"], detail.get("ctx", {})
    if kind in ("missing", "string_too_short", "too_short"):
        return _("请填写这一项")
    if kind in ("greater_than_equal", "greater_than"):
        return _("不能小于 %(limit)s") % {"limit": limits.get("ge", limits.get("gt"))}
    if kind in ("less_than_equal", "less_than"):
        return _("不能大于 %(limit)s") % {"limit": limits.get("le", limits.get("lt"))}
    if kind == "string_too_long":
        return _("最多 %(limit)s 个字") % {"limit": limits.get("max_length")}
    if kind == "string_pattern_mismatch":
        return _("只能用小写英文字母、数字和连字符")
    return _("填写的内容不对：%(reason)s") % {"reason": detail["msg"]}

"""The control of each kind of value: the fields of Django that ask for it, and how their answers become data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from policies.engine.pack import Pack, Unit
from policies.studio import known, words
from policies.studio.shapes import Kind, Shape
from policies.studio.typed_fields import CodesField, SharesField, YamlField
from policies.writing import yaml_text

ABSENT: Any = object()
"""What a control gives whose key is left out."""
JOIN = "--"
MANY = 10
"""From how many options on a list of ticks is folded."""

Read = Callable[[Mapping[str, Any]], Any]
Fields = dict[str, forms.Field]


@dataclass(slots=True)
class Piece:
    """One part of a form: controls that belong together, with how to read them."""

    kind: str
    name: str
    label: str
    read: Read
    fields: Fields = field(default_factory=dict)
    help: str = ""
    note: str = ""
    children: list[Piece] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    is_changed: bool = False
    is_folded: bool = False
    is_extra: bool = False
    key: str = ""


@dataclass(slots=True)
class Row:
    """One of several: its pieces, and whether it may be moved."""

    index: int
    label: str
    pieces: list[Piece]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the controls of an entry may refer to, and the reader's language."""

    pack: Pack
    language: str
    workflow: str = ""

    def options(self, table: str) -> tuple[known.Option, ...]:
        return known.options(self.pack, table, language=self.language, workflow=self.workflow)

    def say(self, label: Any) -> str:
        return str(label.in_language(self.language))


def control(shape: Shape, name: str, value: Any, insist: bool, around: Surroundings) -> Piece:
    """The control for a single value; ``insist`` that it be filled in where its model wants it."""
    word = words.key_word(shape.owner, shape.key)
    must = insist and shape.is_required
    piece = Piece(
        kind=shape.kind.value,
        name=name,
        label=around.say(word.name),
        help=around.say(word.help),
        read=lambda cleaned: _plain(cleaned.get(name)),
        key=shape.key,
    )
    _BUILD[shape.kind](piece, shape, value, must, around)
    for each in piece.fields.values():
        each.label = each.label or piece.label
        each.help_text = each.help_text or (piece.help if len(piece.fields) == 1 else "")
        if not insist:
            each.requirement_note = ""  # type: ignore[attr-defined]  # read by ui.fields
    return piece


def pair(name: str, label: str, value: Mapping[str, str] | None, must: bool, is_long: bool) -> Fields:
    """Two texts side by side, Chinese and English."""
    fields: Fields = {}
    for code, tongue in (("zh-hans", _("中文")), ("en", _("英文"))):
        one = forms.CharField(
            label=f"{label}（{tongue}）",
            required=must,
            widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans" if code == "zh-hans" else "en"})
            if is_long
            else forms.TextInput(attrs={"lang": "zh-Hans" if code == "zh-hans" else "en"}),
            initial=(value or {}).get(code, ""),
        )
        fields[f"{name}{JOIN}{code}"] = one
    return fields


def read_pair(name: str) -> Read:
    """Both texts, or nothing where both are blank."""

    def read(cleaned: Mapping[str, Any]) -> Any:
        texts = {code: cleaned.get(f"{name}{JOIN}{code}") or "" for code in ("zh-hans", "en")}
        return texts if any(texts.values()) else ABSENT

    return read


def span_fields(
    name: str, label: str, value: Mapping[str, Any] | None, must: bool, around: Surroundings
) -> Fields:
    """A number and its unit."""
    units = [(unit.value, around.say(words.value_word("Span", "unit", unit.value, "Unit"))) for unit in Unit]
    amount = forms.IntegerField(
        label=label,
        required=must,
        min_value=0,
        max_value=4000,
        initial=(value or {}).get("amount"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    unit = forms.ChoiceField(
        label=f"{label}（{_('单位')}）",
        required=False,
        choices=units,
        initial=(value or {}).get("unit", Unit.WORKING_DAY.value),
    )
    return {f"{name}{JOIN}amount": amount, f"{name}{JOIN}unit": unit}


def read_span(name: str) -> Read:
    """Number and unit, or nothing where no number is given; 'at once' needs none."""

    def read(cleaned: Mapping[str, Any]) -> Any:
        amount, unit = cleaned.get(f"{name}{JOIN}amount"), cleaned.get(f"{name}{JOIN}unit")
        if unit == Unit.IMMEDIATE.value:
            return {"amount": amount or 0, "unit": unit}
        return ABSENT if amount is None else {"amount": amount, "unit": unit}

    return read


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    return ABSENT if value in (None, "", []) else value


def _text(piece: Piece, shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    attributes: dict[str, Any] = {"rows": 3} if shape.kind is not Kind.TEXT else {}
    if shape.kind is Kind.CONDITION:
        attributes |= {"class": "code", "spellcheck": "false", "autocapitalize": "off", "rows": 2}
    widget = (
        forms.TextInput(attrs=attributes) if shape.kind is Kind.TEXT else forms.Textarea(attrs=attributes)
    )
    piece.fields[piece.name] = forms.CharField(required=must, initial=value or "", widget=widget)


def _number(piece: Piece, _shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})
    piece.fields[piece.name] = forms.IntegerField(required=must, initial=value, widget=widget)


def _decimal(piece: Piece, _shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "class": "short", "step": "any"})
    piece.fields[piece.name] = forms.DecimalField(required=must, initial=value, widget=widget)
    name = piece.name
    piece.read = lambda cleaned: ABSENT if cleaned.get(name) is None else str(cleaned[name])


def _flag(piece: Piece, _shape: Shape, value: Any, _must: bool, _around: Surroundings) -> None:
    piece.fields[piece.name] = forms.BooleanField(required=False, initial=bool(value))
    name = piece.name
    piece.read = lambda cleaned: bool(cleaned.get(name))


def _date(piece: Piece, _shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    piece.fields[piece.name] = forms.DateField(required=must, initial=value, widget=widget)


def _time(piece: Piece, _shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    widget = forms.TimeInput(attrs={"type": "time"})
    piece.fields[piece.name] = forms.TimeField(required=must, initial=(value or "")[:5], widget=widget)


def _shares(piece: Piece, _shape: Shape, value: Any, _must: bool, _around: Surroundings) -> None:
    shown = "、".join(f"{share * 100:g}" for share in value or ())
    name = piece.name
    piece.fields[name] = SharesField(
        required=False, initial=shown, widget=forms.TextInput(attrs={"class": "short"})
    )
    piece.read = lambda cleaned: cleaned.get(name) or []


def _choice(piece: Piece, shape: Shape, value: Any, must: bool, around: Surroundings) -> None:
    said = [
        (one, around.say(words.value_word(shape.owner, shape.key, one, shape.enum))) for one in shape.options
    ]
    blank = [] if must and value else [("", _("（不设）") if shape.may_be_absent else _("请选择"))]
    required = must or (shape.default is not None and not shape.may_be_absent)
    piece.fields[piece.name] = forms.ChoiceField(
        required=required,
        initial=value,
        choices=[*blank, *said] if shape.may_be_absent or not value else said,
    )


def _choices(piece: Piece, shape: Shape, value: Any, must: bool, around: Surroundings) -> None:
    said = [
        (one, around.say(words.value_word(shape.owner, shape.key, one, shape.enum))) for one in shape.options
    ]
    _ticks(piece, said, value, must)


def _ticks(piece: Piece, options: Sequence[known.Option], value: Any, must: bool) -> None:
    name, before = piece.name, list(value or ())
    lost = [(one, f"{one} ⚠") for one in before if one not in dict(options)]
    piece.fields[name] = forms.MultipleChoiceField(
        required=must, initial=before, choices=[*options, *lost], widget=forms.CheckboxSelectMultiple()
    )
    labels = dict(options)
    piece.is_folded = len(options) > MANY
    piece.note = "、".join(labels.get(one, one) for one in before)

    def read(cleaned: Mapping[str, Any]) -> Any:
        """What was there keeps its order; what is new comes after it."""
        ticked = cleaned.get(name) or []
        kept = [one for one in before if one in ticked]
        return [*kept, *(one for one in ticked if one not in kept)]

    piece.read = read


def _reference(piece: Piece, shape: Shape, value: Any, must: bool, around: Surroundings) -> None:
    options = list(around.options(shape.table))
    if value and value not in dict(options):
        options.append((value, f"{value} ⚠"))
    blank = [("", _("请选择") if must else _("（不设）"))]
    piece.fields[piece.name] = forms.ChoiceField(
        required=must, initial=value or "", choices=[*blank, *options]
    )


def _references(piece: Piece, shape: Shape, value: Any, must: bool, around: Surroundings) -> None:
    is_open = shape.table == "milestones" and shape.owner in ("Transition", "Tier")
    _ticks(piece, around.options(shape.table), value, must and not is_open)
    if not is_open:
        return
    name, read = f"{piece.name}{JOIN}new", piece.read
    piece.fields[name] = CodesField(
        label=_("新的标记"), required=False, help_text=_("小写英文字母、数字和连字符，几个之间用逗号隔开。")
    )
    piece.read = lambda cleaned: list(dict.fromkeys([*read(cleaned), *(cleaned.get(name) or [])]))


def _words(piece: Piece, _shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    name = piece.name
    piece.fields[name] = forms.CharField(required=must, initial="、".join(map(str, value or ())))
    piece.read = lambda cleaned: [one for one in re.split(r"[,，、;；\s]+", cleaned.get(name) or "") if one]


def _label(piece: Piece, shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    piece.fields.update(pair(piece.name, piece.label, value, must, shape.is_long))
    piece.read = read_pair(piece.name)


def _span(piece: Piece, shape: Shape, value: Any, must: bool, around: Surroundings) -> None:
    piece.fields.update(span_fields(piece.name, piece.label, value, must, around))
    for number, one in enumerate(piece.fields.values()):
        if number or not shape.may_be_absent:
            one.requirement_note = ""  # type: ignore[attr-defined]  # read by ui.fields
    piece.read = read_span(piece.name)


def _yaml(piece: Piece, _shape: Shape, value: Any, must: bool, _around: Surroundings) -> None:
    name = piece.name
    shown = yaml_text({piece.key: value}) if value not in (None, [], {}) else ""
    widget = forms.Textarea(attrs={"class": "code", "rows": 6, "spellcheck": "false"})
    piece.fields[name] = YamlField(piece.key, required=must, initial=shown, widget=widget)
    piece.read = lambda cleaned: ABSENT if cleaned.get(name) is None else cleaned[name]


_BUILD: Mapping[Kind, Callable[[Piece, Shape, Any, bool, Surroundings], None]] = {
    Kind.TEXT: _text, Kind.LONG: _text, Kind.CONDITION: _text, Kind.NUMBER: _number, Kind.DECIMAL: _decimal,
    Kind.FLAG: _flag,
    Kind.DATE: _date, Kind.TIME: _time, Kind.SHARES: _shares, Kind.CHOICE: _choice, Kind.CHOICES: _choices,
    Kind.REFERENCE: _reference, Kind.REFERENCES: _references, Kind.WORDS: _words, Kind.LABEL: _label,
    Kind.SPAN: _span, Kind.YAML: _yaml,
}  # fmt: skip

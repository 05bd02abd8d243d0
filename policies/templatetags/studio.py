"""What the studio's templates draw: the controls of a piece, and how things differ, as small tags."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from policies.engine.pack import Pack
from policies.studio import words
from policies.studio.controls import JOIN, Piece
from policies.studio.entry_forms import EntryForm
from policies.studio.places import Place
from policies.studio.rows import COUNT
from ui import words as drawn

register = template.Library()


@register.filter
def bound(piece: Piece, form: EntryForm) -> list[BoundField]:
    """The controls of a piece."""
    return [form[name] for name in piece.fields]


@register.filter
def troubled(piece: Piece, form: EntryForm) -> bool:
    """Whether something is wrong in a piece that is folded."""
    return any(name in form.errors for name in piece.fields)


@register.filter
def line_of(text: str, number: int) -> str:
    """One line of a text, counted from 1."""
    lines = text.splitlines()
    return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""


@register.simple_tag
def counter(form: EntryForm, piece: Piece) -> BoundField:
    """The hidden count of rows."""
    return form[f"{piece.name}{JOIN}{COUNT}"]


@register.simple_tag
def mark_tag(mark: str) -> SafeString:
    """How an entry differs from what the rulebook extends."""
    said = {
        "added": (gettext("本机构新增"), "green"),
        "changed": (gettext("改过"), "violet"),
        "removed": (gettext("已删除"), "red"),
    }
    return drawn.tag(*said[mark]) if mark in said else drawn.NOTHING


@register.simple_tag
def difference_tag(kind: str) -> SafeString:
    """What happened to an entry between two versions."""
    said = {
        "added": (gettext("新增"), "green"),
        "removed": (gettext("取消"), "red"),
        "changed": (gettext("改动"), "violet"),
    }
    return drawn.tag(*said[kind.lower()]) if kind.lower() in said else drawn.NOTHING


@register.simple_tag
def effect_tag(effect: str | None) -> SafeString:
    """Whether more is promised, or less."""
    said = {"stricter": (gettext("更严"), "green"), "looser": (gettext("更宽"), "amber")}
    return drawn.tag(*said[effect]) if effect in said else drawn.NOTHING


@register.simple_tag
def status_tag(status: str) -> SafeString:
    """Whether a rulebook binds anybody today."""
    tones = {"current": "green", "internal": "blue", "history": "grey", "repealed": "red"}
    return drawn.tag(words.value_word("Pack", "status", status, "PackStatus"), tones.get(status, "grey"))


@register.simple_tag
def inner_path(place: Place) -> str:
    """The path of a place as addresses have it."""
    return "/".join(place.path)


@register.simple_tag
def inner_new(draft: UUID, place: Place) -> str:
    """Where an entry is added to a table within an entry."""
    return reverse("studio:new", kwargs={"draft": draft, "entry": "/".join(place.path)})


@register.simple_tag
def line_label(pack: Pack, code: str) -> Any:
    """The name of a line of business."""
    return drawn.say(pack.business_types[code].label) if code in pack.business_types else code

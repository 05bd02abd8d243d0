"""What is different between two rulebooks, in sentences, and whether it makes the rules stricter or looser.

The two are walked side by side, model by model, so that every key of the format is compared and a new one is
never passed over. ``stricter`` means that the organisation binds itself more (or asks more), ``looser`` less;
where nobody can say, the effect is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from policies.engine import telling_course
from policies.engine.effects import Effect, effect_of_change, effect_of_entry
from policies.engine.naming import Names, label_of
from policies.engine.pack import ClockRule, Label, Pack, PackModel, Span
from policies.engine.wording import listed, text
from policies.engine.words import entry_word, field_word

__all__ = ["Difference", "DifferenceKind", "differences"]


class DifferenceKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; ``path`` is the dotted path as it is written in a pack file."""

    path: str
    kind: DifferenceKind
    before: Label | None
    after: Label | None
    text: Label
    effect: Literal["stricter", "looser", "neutral"] | None
    cites: tuple[str, ...] = ()
    """What the entry rests on afterwards (before, where it is gone), as codes of its pack's citations."""


_FLOWS = ("workflows",)
"""Inside a flow its own states and steps are meant."""
_OWN = frozenset({"format", "id", "version", "extends", "fragment"})
"""What a pack says of itself; two versions always differ there, and it is no rule."""


def differences(before: Pack, after: Pack) -> tuple[Difference, ...]:
    """Every difference in the order of the format, citations last; none between a pack and itself."""
    found = _Walk(Names(before), Names(after)).of_model(before, after)
    return tuple(sorted(found, key=lambda one: one.path.startswith("citations.")))


@dataclass(frozen=True, slots=True)
class _Walk:
    """Both packs' names, and how the place where we are is called."""

    old: Names
    new: Names

    def of_model(
        self, before: PackModel, after: PackModel, at: tuple[str, ...] = (), subject: Label | None = None,
        cites: tuple[str, ...] = (),
    ) -> Iterator[Difference]:  # fmt: skip
        if before == after:
            return
        cites = tuple(getattr(after, "cites", ())) or cites
        for key, info in type(after).model_fields.items():
            if not at and key in _OWN:
                continue
            one, other = getattr(before, key), getattr(after, key)
            if one == other:
                continue
            word = field_word(key, type(after).__name__)
            yield from self._of_value(
                one, other, (*at, info.alias or key), _within(subject, word), word, cites
            )

    def _of_value(
        self, one: Any, other: Any, at: tuple[str, ...], subject: Label, word: Label, cites: tuple[str, ...]
    ) -> Iterator[Difference]:
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from self._of_table(one, other, at, subject, word, cites)
        elif _is_entry(one) and _is_entry(other) and type(one) is type(other):
            yield from self.of_model(one, other, at, subject, cites)
        elif _are_entries(one, other):
            yield from self._of_table(_numbered(one), _numbered(other), at, subject, word, cites)
        else:
            yield self._leaf(one, other, at, subject, cites)

    def _of_table(
        self, one: Mapping[str, Any], other: Mapping[str, Any], at: tuple[str, ...], subject: Label, word: Label,
        cites: tuple[str, ...],
    ) -> Iterator[Difference]:  # fmt: skip
        for code, entry in one.items():
            if code not in other:
                yield self._entry(DifferenceKind.REMOVED, entry, self.old, (*at, str(code)), subject, cites)
        for code, entry in other.items():
            here = (*at, str(code))
            if code not in one:
                yield self._entry(DifferenceKind.ADDED, entry, self.new, here, subject, cites)
            elif one[code] != entry:
                name = self._name(code, one[code], at[-1])
                named = _named(subject, word, name, at[-1])
                inside = _Walk(self.old.within(code), self.new.within(code)) if at == _FLOWS else self
                yield from inside._of_value(one[code], entry, here, named, word, cites)

    def _name(self, code: str, entry: Any, key: str) -> Label:
        """How an entry of a table is called: as it calls itself, else as its code is called elsewhere."""
        return label_of(entry) or self.old.of(key, str(code))

    def _entry(
        self, kind: DifferenceKind, entry: Any, names: Names, at: tuple[str, ...], subject: Label,
        cites: tuple[str, ...],
    ) -> Difference:  # fmt: skip
        name = label_of(entry) or names.of(at[-2], at[-1])
        shown = _told(names, at, entry)
        is_told = not _is_entry(entry) or isinstance(entry, ClockRule)
        tail = (
            (f"（{_bare(shown).zh_hans}）", f" ({_bare(shown).en})")
            if is_told and shown != name
            else ("", "")
        )
        new = kind is DifferenceKind.ADDED
        named = _named(subject, field_word(at[-2]), name, at[-2])
        said = text(
            f"{'新增' if new else '取消'}{named.zh_hans}{tail[0]}。",
            f"{'New' if new else 'Gone'}: {_lower(named.en)}{tail[1]}.",
        )
        return Difference(
            path=".".join(at),
            kind=kind,
            before=None if new else shown,
            after=shown if new else None,
            text=said,
            effect=effect_of_entry(at, entry, is_new=new, pack=names.pack),
            cites=tuple(getattr(entry, "cites", ())) or cites,
        )

    def _leaf(
        self, one: Any, other: Any, at: tuple[str, ...], subject: Label, cites: tuple[str, ...]
    ) -> Difference:
        key = _key(at)
        before = None if _is_nothing(one) else _bare(self.old.shown(key, one))
        after = None if _is_nothing(other) else _bare(self.new.shown(key, other))
        kind = DifferenceKind.CHANGED
        if before is None or after is None:
            kind = DifferenceKind.ADDED if before is None else DifferenceKind.REMOVED
        effect: Effect = effect_of_change(at, one, other, self.new.pack)
        said = self._said(one, other, key, subject, before, after)
        return Difference(".".join(at), kind, before, after, said, effect, cites)

    def _said(
        self, one: Any, other: Any, key: str, subject: Label, before: Label | None, after: Label | None
    ) -> Label:
        if before is None and after is not None:
            return text(
                f"{subject.zh_hans}新定为“{after.zh_hans}”。", f"{_capital(subject.en)}: now {after.en}."
            )
        if after is None and before is not None:
            return text(
                f"{subject.zh_hans}不再规定（原为“{before.zh_hans}”）。",
                f"{_capital(subject.en)}: no longer set (was {before.en}).",
            )
        if isinstance(one, tuple) and isinstance(other, tuple):
            return self._listed(one, other, key, subject)
        zh_hans, en = (before.zh_hans, before.en) if before else ("", "")
        to = after or text("", "")
        return text(
            f"{subject.zh_hans}由“{zh_hans}”改为“{to.zh_hans}”。",
            f"{_capital(subject.en)} changes from {en} to {to.en}.",
        )

    def _listed(self, one: tuple[Any, ...], other: tuple[Any, ...], key: str, subject: Label) -> Label:
        """What joined and what left a list; where neither, its order changed."""
        gone = [self.old.shown(key, item) for item in one if item not in other]
        new = [self.new.shown(key, item) for item in other if item not in one]
        zh_hans = [f"{verb}{listed(many).zh_hans}" for verb, many in (("增加", new), ("去掉", gone)) if many]
        en = [f"{verb} {listed(many).en}" for verb, many in (("adds", new), ("drops", gone)) if many]
        if not zh_hans:
            order = listed(self.new.shown(key, item) for item in other)
            return text(
                f"{subject.zh_hans}的顺序改为{order.zh_hans}。",
                f"{_capital(subject.en)}: the order is now {order.en}.",
            )
        return text(f"{subject.zh_hans}：{'，'.join(zh_hans)}。", f"{_capital(subject.en)} {'; '.join(en)}.")


def _within(subject: Label | None, word: Label) -> Label:
    if subject is None:
        return word
    return text(f"{subject.zh_hans}的{word.zh_hans}", f"{subject.en}, {word.en}")


def _is_entry(value: Any) -> bool:
    """Whether a value has keys of its own that are compared one by one; lengths and texts are one value."""
    return isinstance(value, PackModel) and not isinstance(value, Label | Span)


def _are_entries(one: Any, other: Any) -> bool:
    """Whether both are lists of entries, such as pauses."""
    both = (one, other)
    return all(isinstance(many, tuple) and all(map(_is_entry, many)) for many in both) and any(both)


def _numbered(items: tuple[Any, ...]) -> dict[str, Any]:
    return {str(index): item for index, item in enumerate(items)}


def _is_nothing(value: Any) -> bool:
    return value is None or value in ((), {})


def _key(at: tuple[str, ...]) -> str:
    """The key by which codes are looked up: of an entry in a table the table's."""
    keys = {"from": "from_states", "class": "field_class"}
    return keys.get(at[-1], at[-1])


def _told(names: Names, at: tuple[str, ...], entry: Any) -> Label:
    """What an entry says: of a time limit its sentence, of others what they call themselves."""
    if isinstance(entry, ClockRule):
        return next(telling_course.clock(names, ".".join(at), entry)).text
    return label_of(entry) or names.shown(at[-2], entry)


def _named(subject: Label, word: Label, name: Label, table: str) -> Label:
    """The table and the entry: 时限“受理决定” / time limit “Decision to accept”."""
    one = entry_word(table)
    en = one.en if subject.en == word.en else subject.en
    return text(f"{subject.zh_hans}“{name.zh_hans}”", f"{en} “{name.en}”")


def _bare(label: Label) -> Label:
    return text(label.zh_hans.rstrip("。"), label.en.rstrip("."))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

"""A rulebook as plain sentences, chapter by chapter, for people who must live by it.

Each sentence knows the path of its entry and what that rests on. The main tables have sentences of their own
(``telling``); every other rule that a pack sets is told by the words of its keys, so that a parameter that is
new in the format is never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from policies.engine import telling, telling_course
from policies.engine.naming import Names, label_of, quoted
from policies.engine.pack import Label, LineRules, Pack, PackModel
from policies.engine.saying import Sentence
from policies.engine.wording import text
from policies.engine.words import field_word

__all__ = ["Chapter", "Sentence", "sentences_of"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a rulebook says of one subject."""

    code: str
    title: Label
    items: tuple[Sentence, ...]


_CHAPTERS: Final[tuple[tuple[str, Label, tuple[str, ...]], ...]] = (
    ("rulebook", text("本规则", "The rulebook"), (
        "title", "issuer", "status", "status_note", "kinds", "legal_basis", "extends", "effective_from",
        "effective_to", "version_pin",
    )),
    ("lines", text("受理哪些来件", "What is taken in"), ("business_types", "categories", "causes", "products")),
    ("channels", text("从哪里提交", "How it comes in"), ("channels", "first_contact", "out_of_scope", "mixed")),
    ("fields", text("填写什么", "What is asked"), (
        "forms", "fields", "unnamed", "agent", "joint", "evidence", "completeness",
    )),
    ("acceptance", text("是否受理", "What is accepted"), (
        "acceptance", "conditions", "reasons", "limitation", "duplicates", "abuse",
    )),
    ("tiers", text("分级", "Tiers"), ("tiers", "classification")),
    ("duties", text("谁来办理", "Who may do what"), ("roles", "unit_kinds", "routing", "conflict")),
    ("steps", text("办理步骤", "Steps"), ("workflows", "branches", "mediation", "case_filing")),
    ("clocks", text("时限", "Time limits"), ("clocks", "vague_terms", "topology", "calendar", "hours", "zone")),
    ("approvals", text("审批与督办", "Approvals and supervision"), ("approvals", "supervision")),
    ("letters", text("文书与告知", "Letters and notices"), (
        "letters", "feedback", "forbidden", "progress", "satisfaction", "numbering",
    )),
    ("appeal", text("复核与救济", "Appeal"), ("appeal",)),
    ("secrecy", text("保密与个人信息", "Confidentiality"), ("profiles", "leak", "personal_data")),
    ("accountability", text("奖励、考核与改进", "Rewards, appraisal, improvement"), (
        "reward", "appraisal", "reports", "improvement",
    )),
    ("archive", text("归档", "Files"), ("archive",)),
)  # fmt: skip
_OTHER: Final = ("other", text("其它规定", "Other rules"))
_UNTOLD: Final = frozenset({"format", "id", "version", "fragment", "citations", "currency"})
"""What a list of versions shows better; citations stand beside the sentences that rest on them."""

_TELLERS: Final[Mapping[str, Callable[[Names], Iterator[Sentence]]]] = {
    "business_types": telling.lines,
    "channels": telling.channels,
    "forms": telling.forms,
    "fields": telling.officer_fields,
    "conditions": telling.conditions,
    "reasons": telling.reasons,
    "mixed": telling.mixed,
    "tiers": telling.tiers,
    "roles": telling.roles,
    "workflows": telling_course.steps,
    "clocks": telling_course.clocks,
    "approvals": telling_course.approvals,
    "letters": telling.letters,
    "profiles": telling.profiles,
    "hours": telling_course.hours,
}


def sentences_of(pack: Pack) -> tuple[Chapter, ...]:
    """The whole rulebook; chapters about which it says nothing are left out."""
    names = Names(pack)
    chapters = [
        Chapter(code, title, tuple(one for key in keys for one in _told(names, key)))
        for code, title, keys in _CHAPTERS
    ]
    known = {key for _code, _title, keys in _CHAPTERS for key in keys} | _UNTOLD
    rest = tuple(one for key in Pack.model_fields if key not in known for one in _told(names, key))
    return tuple(chapter for chapter in (*chapters, Chapter(*_OTHER, rest)) if chapter.items)


def _told(names: Names, key: str) -> Iterator[Sentence]:
    """What the pack says under a key, and after it what single lines of business say there instead."""
    teller = _TELLERS.get(key)
    if teller is not None:
        yield from teller(names)
        yield from _remainder(names, key)
    elif key in Pack.model_fields:
        yield from _generic(names, key, getattr(names.pack, key), field_word(key))
    if key in LineRules.model_fields:
        for line, spec in names.pack.business_types.items():
            word = field_word(key)
            subject = text(f"“{spec.label.zh_hans}”的{word.zh_hans}", f"“{spec.label.en}”, {word.en}")
            yield from _generic(names, f"business_types.{line}.{key}", getattr(spec, key), subject)


def _remainder(names: Names, table: str) -> Iterator[Sentence]:
    """What entries of a table say beyond its own sentences: nothing of the format is left out."""
    for inside, path, entry, subject in _entries(names, table):
        for key in type(entry).model_fields:
            if key in telling.SAID[table] or key not in entry.model_fields_set:
                continue
            if key in LineRules.model_fields and table == "business_types":
                continue
            word = field_word(key)
            name = text(f"{subject.zh_hans}的{word.zh_hans}", f"{subject.en}, {word.en}")
            for sentence in _generic(inside, f"{path}.{key}", getattr(entry, key), name):
                yield replace(sentence, cites=sentence.cites or tuple(getattr(entry, "cites", ())))


def _entries(names: Names, table: str) -> Iterator[tuple[Names, str, PackModel, Label]]:
    """The entries of a table with their paths and what they are called; of flows, their steps."""
    pack = names.pack
    if table == "workflows":
        for flow, workflow in pack.workflows.items():
            for code, step in workflow.transitions.items():
                yield names.within(flow), f"workflows.{flow}.transitions.{code}", step, quoted(step.label)
    elif table in telling.SAID and isinstance(getattr(pack, table), Mapping):
        for code, entry in getattr(pack, table).items():
            yield names, f"{table}.{code}", entry, quoted(label_of(entry) or text(code, code))


def _generic(names: Names, path: str, value: Any, subject: Label) -> Iterator[Sentence]:
    """The sentences of any value: one for each thing that is set, under the name of its entry."""
    if value is None or value == () or value == {}:
        return
    if isinstance(value, PackModel) and not isinstance(value, Label):
        yield from _of_model(names, path, value, subject)
    elif isinstance(value, Mapping) and any(isinstance(one, PackModel) for one in value.values()):
        for code, inner in value.items():
            name = label_of(inner) or text(str(code), str(code))
            if isinstance(inner, Label):
                yield _sentence(path + f".{code}", subject, name)
            else:
                named = text(f"{subject.zh_hans}“{name.zh_hans}”", f"{subject.en} “{name.en}”")
                yield from _generic(names, f"{path}.{code}", inner, named)
    else:
        yield _sentence(path, subject, names.shown(path.rsplit(".", 1)[-1], value))


def _of_model(names: Names, path: str, value: PackModel, subject: Label) -> Iterator[Sentence]:
    """One sentence for all plain values of an entry, then those of the entries within it."""
    cites = tuple(getattr(value, "cites", ()))
    plain, deeper = [], []
    for key, info in type(value).model_fields.items():
        inner = getattr(value, key)
        if key in ("label", "cites") or inner is None or inner in ((), {}):
            continue
        place = f"{path}.{info.alias or key}"
        if _is_deep(inner):
            word = field_word(key, type(value).__name__)
            deeper.append(
                (place, inner, text(f"{subject.zh_hans}的{word.zh_hans}", f"{subject.en}, {word.en}"))
            )
        else:
            plain.append(_told_as(names, type(value).__name__, key, inner))
    if plain or not deeper:
        words = text("；".join(one.zh_hans for one in plain), "; ".join(one.en for one in plain))
        yield _sentence(path, subject, words, cites)
    for place, inner, name in deeper:
        yield from _generic(names, place, inner, name)


def _told_as(names: Names, model: str, key: str, value: Any) -> Label:
    word, shown = field_word(key, model), names.shown(key, value)
    return text(f"{word.zh_hans}为{shown.zh_hans}", f"{word.en}: {shown.en}")


def _is_deep(value: Any) -> bool:
    """Whether a value is told in sentences of its own: an entry, or a table of entries."""
    if isinstance(value, Mapping):
        return any(isinstance(one, PackModel) and not isinstance(one, Label) for one in value.values())
    return isinstance(value, PackModel) and not isinstance(value, Label) and len(type(value).model_fields) > 2


def _sentence(path: str, subject: Label, words: Label, cites: tuple[str, ...] = ()) -> Sentence:
    kind = path.split(".", 1)[0]
    said = text(
        f"{subject.zh_hans}：{words.zh_hans.rstrip('。')}。",
        f"{_capital(subject.en)}: {words.en.rstrip('.')}.",
    )
    if not words.zh_hans:
        said = text(f"{subject.zh_hans}。", f"{_capital(subject.en)}.")
    return Sentence(path, said, cites, kind)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

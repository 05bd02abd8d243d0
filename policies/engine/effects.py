"""Whether a change of one entry makes a rulebook stricter, looser, or neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from policies.engine.pack import Identity, Label, Pack, Requirement, Roll, Span, Unit

Effect = Literal["stricter", "looser", "neutral"] | None
_HOURS: Final[dict[Unit, tuple[int, int, int]]] = {
    Unit.IMMEDIATE: (0, 0, 0),
    Unit.HOUR: (1, 1, 0),
    Unit.BUSINESS_HOUR: (1, 48, 336),
    Unit.CALENDAR_DAY: (24, 24, 24),
    Unit.WORKING_DAY: (24, 48, 336),
    Unit.WEEK: (168, 168, 24),
    Unit.MONTH: (28 * 24, 31 * 24, 24),
    Unit.YEAR: (365 * 24, 366 * 24, 24),
}
"""Of every unit the least and the most hours of one, and the most that comes on top once: the first day that is
not counted, and the longest holidays. Spans are compared only where these bounds do not meet (R10)."""

_MORE_IS_STRICTER = frozenset({"other_than", "cites", "start", "clocks", "conditions", "hidden", "forbidden"})
_MORE_IS_LOOSER = frozenset(
    {"stop", "roles", "need_to_know", "restart", "respondent_sees", "delegates", "silent_clocks"}
)
_YES_IS_STRICTER = frozenset(
    {"legal", "needs_conditions", "enforced", "sealed", "first_contact", "first_day_counts", "reason", "other_person",
     "subject", "relatives", "interest", "unit", "tell_reason", "notify_filer", "consent"}
)  # fmt: skip
_YES_IS_LOOSER = frozenset({"respondent_door", "open_ended", "optional", "statistics", "notice_withheld"})
_TEXTS = frozenset(
    {
        "label",
        "title",
        "hint",
        "help",
        "summary",
        "description",
        "public",
        "intro",
        "explanation",
        "note",
        "text",
        "locator",
        "source",
        "status_note",
    }
)
_NEW_IS_STRICTER = frozenset({"clocks", "approvals", "supervision", "feedback", "conditions", "letters"})
_NEW_IS_LOOSER = frozenset({"pauses"})
_ORDERED: Final[tuple[tuple[Any, ...], ...]] = (
    (Requirement.OPTIONAL, Requirement.SOFT, Requirement.HARD),
    (Identity.OPTIONAL, Identity.ENCOURAGED, Identity.NAMED),
    (Roll.NON_WORKING_DAY, Roll.STATUTORY_HOLIDAY, Roll.NONE),
)
"""Words of the format from the loosest to the strictest."""


def effect_of_entry(at: tuple[str, ...], entry: Any, *, is_new: bool, pack: Pack) -> Effect:
    """The effect of an entry that joins a table or leaves it."""
    table = at[-2]
    if table == "letters" and getattr(entry, "audience", None) != "filer":
        return "neutral"
    if table in _NEW_IS_STRICTER:
        return "stricter" if is_new else "looser"
    if table in _NEW_IS_LOOSER:
        return "looser" if is_new else "stricter"
    if table == "tiers" and at[0] == "clocks" and isinstance(entry, Span):
        rule = pack.clocks.get(at[1])
        effect = _of_spans(rule.span, entry) if rule is not None else None
        return effect if is_new or effect in (None, "neutral") else _other(effect)
    return "neutral" if isinstance(entry, Label) or table == "citations" else None


def effect_of_change(at: tuple[str, ...], before: Any, after: Any, pack: Pack) -> Effect:
    """The effect of one value in the place of another; ``None`` stands for nothing."""
    key = at[-1]
    if isinstance(before, Span) and isinstance(after, Span):
        return _of_spans(before, after)
    if isinstance(before, bool) and isinstance(after, bool):
        return _of_flags(key, after)
    if key in _TEXTS or isinstance(before, Label) or isinstance(after, Label):
        return "neutral"
    if isinstance(before, tuple) and isinstance(after, tuple):
        return _of_lists(at, set(before), set(after), pack)
    special = _SPECIAL.get(key)
    if special is not None and (key != "when" or at[0] in ("clocks", "letters")):
        return special(before, after)
    return _of_words(before, after)


def _of_spans(before: Span, after: Span) -> Effect:
    if before == after:
        return "neutral"
    if before.unit is after.unit:
        return "stricter" if after.amount < before.amount else "looser"
    (least, most), (new_least, new_most) = _bounds(before), _bounds(after)
    if new_most <= least:
        return "stricter"
    return "looser" if new_least >= most else None


def _bounds(span: Span) -> tuple[int, int]:
    least, most, once = _HOURS[span.unit]
    return span.amount * least, span.amount * most + once


def _of_flags(key: str, after: bool) -> Effect:
    if key in _YES_IS_STRICTER:
        return "stricter" if after else "looser"
    if key in _YES_IS_LOOSER:
        return "looser" if after else "stricter"
    return None


def _of_lists(at: tuple[str, ...], before: set[Any], after: set[Any], pack: Pack) -> Effect:
    key = at[-1]
    if key == "cites" or before == after:
        return "neutral"
    if key in ("letters", "on_receipt"):
        return _of_letters(before, after, pack)
    if before < after or after < before:
        grows = before < after
        if key in _MORE_IS_STRICTER:
            return "stricter" if grows else "looser"
        if key in _MORE_IS_LOOSER:
            return "looser" if grows else "stricter"
    return None


def _of_letters(before: set[str], after: set[str], pack: Pack) -> Effect:
    """A notice to the filer more binds more; other papers bind nobody outside."""

    def to_filer(codes: set[str]) -> set[str]:
        return {code for code in codes if code not in pack.letters or pack.letters[code].audience == "filer"}

    gone, new = to_filer(before - after), to_filer(after - before)
    if gone and new:
        return None
    return "looser" if gone else "stricter" if new else "neutral"


def _of_words(before: Any, after: Any) -> Effect:
    for order in _ORDERED:
        if before in order and after in order:
            return "stricter" if order.index(after) > order.index(before) else "looser"
    return None


def _nothing_is(effect: Effect) -> Callable[[Any, Any], Effect]:
    """The effect of a value's going; its coming has the other one, and its change none that we know."""

    def judge(before: Any, after: Any) -> Effect:
        if before is None:
            return _other(effect)
        return effect if after is None else None

    return judge


def _of_times(before: Any, after: Any) -> Effect:
    return "looser" if after > before else "stricter"


_SPECIAL: Final[Mapping[str, Callable[[Any, Any], Effect]]] = {
    "extension": _nothing_is("stricter"),
    "promise": _nothing_is("looser"),
    "when": _nothing_is("stricter"),
    "times": _of_times,
    "approver": lambda _before, _after: "neutral",
    "actor": lambda _before, _after: "neutral",
    "series": lambda _before, _after: "neutral",
    "template": lambda _before, _after: "neutral",
}


def _other(effect: Effect) -> Effect:
    return "looser" if effect == "stricter" else "stricter"

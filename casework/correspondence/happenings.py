"""What officers wrote while they handled a case, as a paper needs it: from history to plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.correspondence.matter import Ground, Opinion
from casework.correspondence.values import value_text
from casework.correspondence.wording import Speech
from policies.engine.pack import Pack, Verb


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's history: the step of the pack, who took it and when, codes and opened texts."""

    seq: int
    kind: str
    verb: str
    at: datetime
    actor: str
    codes: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """How a case was handled up to a moment."""

    proposal: Opinion | None = None
    sign_off: Opinion | None = None
    is_own_duty: bool | None = None
    destination: str = ""
    grounds: tuple[Ground, ...] = ()
    outcome: str = ""
    feedback: str = ""
    body: str = ""


@dataclass(slots=True)
class _Reading:
    """The slots of the history as far as it was read."""

    proposal: Opinion | None = None
    sign_off: Opinion | None = None
    is_own_duty: bool | None = None
    destination: str = ""
    grounds: tuple[Ground, ...] = ()
    outcome: str = ""
    finding: str = ""
    feedback: str = ""
    body: str = ""


_OWN = frozenset({Verb.ACCEPT.value, Verb.ASSIGN.value})
_NOT_OWN = frozenset({Verb.GUIDE.value, Verb.REFER.value})


def read_handling(*, pack: Pack, history: Iterable[Happening], asked_seq: int, say: Speech) -> Handled:
    """What the history says. The body of a letter is the one that was typed in the step that asked for it.

    Only steps of the pack answer its fields: the product's own lines (an opened identity …) have no verb.
    """
    reading = _Reading()
    for happening in history:
        if happening.verb in _OWN:
            reading.is_own_duty = True
        elif happening.verb in _NOT_OWN:
            reading.is_own_duty = False
        for key, value in {**happening.codes, **happening.texts}.items():
            if happening.verb and key in pack.fields:
                _read_value(reading, pack, happening, key, value, say)
        if happening.seq != asked_seq:
            reading.body = ""
    parts = (reading.outcome, reading.finding)
    return Handled(
        proposal=reading.proposal,
        sign_off=reading.sign_off,
        is_own_duty=reading.is_own_duty,
        destination=reading.destination,
        grounds=reading.grounds,
        outcome=say("。", ". ").join(part.rstrip("。.") for part in parts if part),
        feedback=reading.feedback,
        body=reading.body,
    )


def _read_value(
    reading: _Reading, pack: Pack, happening: Happening, key: str, value: Any, say: Speech
) -> None:
    spec = pack.fields[key]
    written = value_text(spec, value, say)
    match spec.binds:
        case "opinion":
            _read_opinion(reading, happening, written)
        case "case.reason":
            reading.grounds = (_ground(pack, str(value), say),)
        case "case.destination" | "case.outcome" | "letter.body" as slot:
            setattr(reading, slot.partition(".")[2], written)
        case "delivery.channel":
            reading.feedback = f"{say.day(say.local_date(happening.at))} {written}"
        case "delivery.note":
            reading.feedback = f"{reading.feedback} {written}".strip()
        case "note" if happening.verb == Verb.FIND.value:
            reading.finding = written


def _read_opinion(reading: _Reading, happening: Happening, written: str) -> None:
    opinion = Opinion(text=written, signer=happening.actor, signed_at=happening.at)
    if happening.verb == Verb.PROPOSE.value:
        reading.proposal = opinion
    elif happening.verb == Verb.SIGN_OFF.value:
        reading.sign_off = opinion


def _ground(pack: Pack, code: str, say: Speech) -> Ground:
    reason = pack.reasons[code]
    return Ground(
        text=reason.label.in_language(say.language), citation=say.joined(bases(pack, reason.cites, say))
    )


def bases(pack: Pack, cites: Iterable[str], say: Speech) -> tuple[str, ...]:
    """Citations as they are printed, one for each source with its clauses."""
    by_source: dict[str, list[str]] = {}
    for cite in cites:
        citation = pack.citations[cite]
        source = citation.source.in_language(say.language)
        by_source.setdefault(source, []).append(citation.locator)
    return tuple(
        say(f"《{source}》{'、'.join(locators)}", f"{source}, {', '.join(locators)}")
        for source, locators in by_source.items()
    )

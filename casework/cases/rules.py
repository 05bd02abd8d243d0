"""Decisions about a case that are not the pack's: which clock comes first, what is kept open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policies.engine.desks import SIDE_VERBS, desk_of
from policies.engine.facts import ClockState
from policies.engine.pack import FieldKind, FieldSpec

__all__ = ["SIDE_VERBS", "NextDue", "desk_of", "next_alarm", "next_due", "split_values", "was_on_time"]

TEXT_KINDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class NextDue:
    """The earliest clock that still runs."""

    at: datetime | None = None
    clock: str = ""
    is_provisional: bool = False


def next_due(states: Iterable[ClockState]) -> NextDue:
    """The earliest due time among the clocks that run and are not paused."""
    running = [s for s in states if s.is_running and s.paused_since is None]
    if not running:
        return NextDue()
    first = min(running, key=lambda s: s.due.due_at)
    return NextDue(at=first.due.due_at, clock=first.id, is_provisional=first.due.provisional)


def was_on_time(states: Iterable[ClockState], *, closed_at: datetime) -> bool:
    """Whether no legal clock was breached by the time the case closed."""
    return not any(s.legal and s.is_breached(closed_at) for s in states)


def next_alarm(state: ClockState, *, after: datetime) -> datetime | None:
    """When a running clock next needs a look: its next warning, else its due time."""
    if not state.is_running or state.paused_since is not None:
        return None
    return min((at for at in (*state.warnings, state.due.due_at) if at > after), default=None)


def split_values(
    fields: Mapping[str, FieldSpec], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What an officer typed, as codes (kept open) and as texts (sealed), by field key."""
    codes: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for key, value in values.items():
        if value in (None, "", []):
            continue
        if key in fields and fields[key].kind in TEXT_KINDS:
            texts[key] = str(value)
        else:
            codes[key] = value
    return codes, texts

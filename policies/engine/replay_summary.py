"""What a replay found, added up case by case: figures for the page, and which list each case belongs on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from policies.engine.replay import Outcome, Route


class Finding(StrEnum):
    """A way in which a case would have gone otherwise; each has its list."""

    LATE = "late"
    """Would have been late, and was not."""
    ON_TIME = "on-time"
    """Was late, and would not have been."""
    REROUTED = "rerouted"
    TURNED_AWAY = "turned-away"
    DECIDED = "decided"
    """A step would have been somebody else's, or would have needed an approval."""
    LETTERS = "letters"


@dataclass(slots=True)
class Summary:
    """Figures over the cases so far. It grows; ``as_json`` and ``from_json`` carry it from slice to slice."""

    cases: int = 0
    changed: int = 0
    late_before: int = 0
    late_after: int = 0
    found: Counter[str] = field(default_factory=Counter)
    """Cases by ``Finding``."""
    clocks_before: Counter[str] = field(default_factory=Counter)
    clocks_after: Counter[str] = field(default_factory=Counter)
    """Breaches by legal clock."""
    routes: Counter[str] = field(default_factory=Counter)
    """Rerouted cases by ``from>to``, each the role that sees a case first."""
    turned_away: Counter[str] = field(default_factory=Counter)
    objections: Counter[str] = field(default_factory=Counter)
    """Objections by ``why:step``."""
    letters_lost: Counter[str] = field(default_factory=Counter)
    letters_gained: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> tuple[Finding, ...]:
        """Count one case; returns the lists that it belongs on."""
        self.cases += 1
        if outcome.late_before:
            self.late_before += 1
            self.clocks_before.update(outcome.late_before)
        if outcome.late_after:
            self.late_after += 1
            self.clocks_after.update(outcome.late_after)
        if not outcome.is_changed:
            return ()
        self.changed += 1
        findings = findings_of(outcome)
        self.found.update(findings)
        self._add_reasons(outcome)
        return findings

    def _add_reasons(self, outcome: Outcome) -> None:
        if outcome.turned_away:
            self.turned_away[outcome.turned_away] += 1
        elif outcome.route_after is not None and outcome.is_rerouted:
            self.routes[f"{_place(outcome.route_before)}>{_place(outcome.route_after)}"] += 1
        self.objections.update({f"{one.why.value}:{one.step}" for one in outcome.objected})
        self.letters_lost.update(outcome.letters_lost)
        self.letters_gained.update(outcome.letters_gained)

    def as_json(self) -> dict[str, Any]:
        """Plain numbers and maps."""
        return {
            name: dict(value) if isinstance(value, Counter) else value
            for name in type(self).__slots__
            for value in (getattr(self, name),)
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Summary:
        """What ``as_json`` gave; what it does not name is nothing yet."""
        summary = cls()
        for name, value in kept.items():
            setattr(summary, name, Counter(value) if isinstance(value, Mapping) else value)
        return summary


def findings_of(outcome: Outcome) -> tuple[Finding, ...]:
    """The lists on which a case belongs."""
    return tuple(
        finding
        for finding, is_so in (
            (Finding.LATE, outcome.became_late),
            (Finding.ON_TIME, outcome.came_on_time),
            (Finding.REROUTED, outcome.is_rerouted),
            (Finding.TURNED_AWAY, bool(outcome.turned_away)),
            (Finding.DECIDED, bool(outcome.objected)),
            (Finding.LETTERS, bool(outcome.letters_lost or outcome.letters_gained)),
        )
        if is_so
    )


def told(outcome: Outcome) -> dict[str, Any]:
    """What is kept of one case's outcome beside the case: codes only, what is empty left out."""
    kept = {
        "late_before": list(outcome.late_before),
        "late_after": list(outcome.late_after),
        "route_before": _parts(outcome.route_before) if outcome.is_rerouted else [],
        "route_after": _parts(outcome.route_after) if outcome.is_rerouted else [],
        "turned_away": outcome.turned_away,
        "objected": [
            {"step": o.step, "why": o.why.value, "roles": list(o.roles), "approval": o.approval}
            for o in outcome.objected
        ],
        "letters_lost": list(outcome.letters_lost),
        "letters_gained": list(outcome.letters_gained),
    }
    return {name: value for name, value in kept.items() if value}


def _parts(route: Route | None) -> list[str]:
    """The roles and the kind of unit that a route names, each once."""
    return list(dict.fromkeys(part for part in route or () if part))


def _place(route: Route) -> str:
    return "/".join(_parts(route))

"""What would have become of past cases under another rulebook.

The past is taken as it was: the same filings, the same people, the same steps at the same moments. Only the
rules differ. A milestone that a step records under one rulebook and not under the other comes or goes with it;
nothing else is guessed. Both sides are computed, the rulebook in force then as well as the draft, so that what
was already amiss is not blamed on the draft: a rulebook replayed against itself changes nothing.

Everything that depends on the two rulebooks alone is worked out once (``replay_lines``), and what depends on
the steps alone once for each way that cases went. A clock whose rule is the same on both sides is computed
once. So a hundred thousand cases take seconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from policies.engine.clocks import breached_clocks
from policies.engine.facts import CaseFacts
from policies.engine.pack import Identity
from policies.engine.past import CaseHistory
from policies.engine.paths import Objected
from policies.engine.replay_lines import Line, Route, Side, legal_clocks, line_of, route_of
from policies.engine.replay_ways import Way, conditioned, facts_after, walked

__all__ = ["Objected", "Outcome", "Replay", "Route", "Side"]

MOST_WAYS = 50_000
"""How many different ways of cases are remembered; an organisation has some hundred."""


class Outcome(NamedTuple):
    """One case under both rulebooks."""

    late_before: tuple[str, ...]
    """Legal clocks that were breached when the case ended, or are by now."""
    late_after: tuple[str, ...]
    route_before: Route
    route_after: Route | None
    """None where the draft would not have taken the filing in."""
    turned_away: str = ""
    """Why the draft would not have taken it in: ``line``, ``channel`` or ``unnamed``."""
    objected: tuple[Objected, ...] = ()
    """What the draft has against the steps that were taken, and the rulebook of then had not."""
    letters_lost: tuple[str, ...] = ()
    letters_gained: tuple[str, ...] = ()

    @property
    def is_rerouted(self) -> bool:
        """Whether somebody else would have seen the case first; not where nobody would have."""
        return not self.turned_away and self.route_before != self.route_after

    @property
    def became_late(self) -> bool:
        return bool(self.late_after) and not self.late_before

    @property
    def came_on_time(self) -> bool:
        """Whether a case that was late would not have been, though it would have been taken in."""
        return bool(self.late_before) and not self.late_after and not self.turned_away

    @property
    def is_changed(self) -> bool:
        """Whether anything would have been otherwise, be it another clock of a case that is late anyway."""
        return (
            self.late_before != self.late_after
            or self.route_before != self.route_after
            or bool(self.objected or self.letters_lost or self.letters_gained)
        )


class Replay:
    """Past cases of one rulebook under another. Make one for each pair of rulebooks, and keep it."""

    def __init__(self, *, before: Side, after: Side) -> None:
        self._before, self._after = before, after
        self._lines: dict[str, Line | None] = {}
        self._ways: dict[tuple[str, tuple[tuple[str, frozenset[str]], ...]], Way] = {}

    def outcome(self, history: CaseHistory, *, now: datetime) -> Outcome:
        """What would have become of one case. What is still open is looked at as it stands ``now``.

        Raises:
            KeyError: for a case of a line of business that its own rulebook does not have.
        """
        facts = history.facts
        code = facts.business_type
        if code not in self._lines:
            self._lines[code] = line_of(code, self._before, self._after)
        line = self._lines[code]
        refused = "line" if line is None else _turned_away(line, facts)
        if line is None or refused:
            late = self._late_before(history, history.ended_at or now)
            return Outcome(late, (), route_of(self._before, facts), None, refused)
        late_before, late_after = self._late(line, history, history.ended_at or now)
        way = self._way(line, history)
        route_before = line.route_before or route_of(self._before, facts)
        route_after = line.route_after or route_of(self._after, facts)
        return Outcome(
            late_before, late_after, route_before, route_after, "",
            way.objected, way.letters_lost, way.letters_gained,
        )  # fmt: skip

    def _late_before(self, history: CaseHistory, at: datetime) -> tuple[str, ...]:
        side, facts = self._before, history.facts
        clocks = legal_clocks(side.pack, facts.business_type)
        return breached_clocks(pack=side.pack, facts=facts, calendar=side.calendar, at=at, clocks=clocks)

    def _late(
        self, line: Line, history: CaseHistory, at: datetime
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The breached clocks of both sides, in the order of each; what is shared is computed once."""
        facts, before, after = history.facts, self._before, self._after
        changed = facts_after(line, history)
        late_before = breached_clocks(
            pack=before.pack, facts=facts, calendar=before.calendar, at=at, clocks=line.clocks_before
        )
        if changed is facts and not line.clocks_apart:
            return late_before, tuple(c for c in late_before if c in line.shared) if late_before else ()
        known = line.shared if changed is facts else frozenset()
        asked = line.clocks_apart if changed is facts else line.clocks_after
        late = {*breached_clocks(
            pack=after.pack, facts=changed, calendar=after.calendar, at=at, clocks=asked
        ), *(known.intersection(late_before))}  # fmt: skip
        return late_before, tuple(clock for clock in line.clocks_after if clock in late) if late else ()

    def _way(self, line: Line, history: CaseHistory) -> Way:
        taken = tuple([(s.transition, s.roles) for s in history.steps if s.transition in line.steps])
        key = (line.code, taken)
        way = self._ways.get(key)
        if way is None:
            way = walked(line, taken, self._before.pack, self._after.pack)
            if len(self._ways) < MOST_WAYS:
                self._ways[key] = way
        return conditioned(way, line, history, self._before.pack, self._after.pack) if way.asks else way


def _turned_away(line: Line, facts: CaseFacts) -> str:
    """Why the draft would not have taken a filing in that the rulebook of then did."""
    if facts.channel not in line.after.channels and facts.channel in line.before.channels:
        return "channel"
    if not facts.named and line.after.identity is Identity.NAMED is not line.before.identity:
        return "unnamed"
    return ""

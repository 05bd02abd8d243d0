"""A draft beside whichever rulebook each case had: the pairs that a replay meets, made as they come."""

from __future__ import annotations

from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.pack import Pack
from policies.engine.past import CaseHistory
from policies.engine.replay import Outcome, Replay, Side
from policies.selectors import calendar_table, policy_version

BATCH = 2_000
"""Cases that are read together."""
LONGEST_LIST = 2_000
"""Cases on each list; beyond them only the figures count."""


class Trial:
    """Past cases under ``draft``. Calendars are read once, so that both sides count by the same."""

    def __init__(self, *, draft: Pack) -> None:
        self._calendars: dict[str, CalendarTable] = {}
        self._after = self._side(draft)
        self._replays: dict[int, Replay] = {}

    def outcome(self, history: CaseHistory, *, now: datetime) -> Outcome:
        """One case under the rulebook that it had and under the draft."""
        replay = self._replays.get(history.policy)
        if replay is None:
            before = self._side(policy_version(history.policy).pack)
            replay = self._replays[history.policy] = Replay(before=before, after=self._after)
        return replay.outcome(history, now=now)

    def _side(self, pack: Pack) -> Side:
        if pack.calendar not in self._calendars:
            self._calendars[pack.calendar] = calendar_table(pack.calendar)
        return Side(pack, self._calendars[pack.calendar])

"""Who held which duty at a moment in the past, those of people stood in for among them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from casework.organisation.models import Deputy, Duty
from kernel import rows
from kernel.rows import Statement

NONE: frozenset[str] = frozenset()


class Stint(NamedTuple):
    """That somebody held a role from ``since``, up to ``until``."""

    user_id: int
    role: str
    since: datetime
    until: datetime | None


class PastDuties:
    """Roles by person and moment. The same set of roles is the same object, so that it can be compared fast."""

    def __init__(self, stints: Iterable[Stint]) -> None:
        by_user: dict[int, list[Stint]] = defaultdict(list)
        for stint in stints:
            by_user[stint.user_id].append(stint)
        known: dict[frozenset[str], frozenset[str]] = {}
        self._by_user = {
            user: _changes(sorted(held, key=lambda stint: stint.since), known)
            for user, held in by_user.items()
        }

    @classmethod
    def read(cls) -> PastDuties:
        """Those of everybody who ever worked here: one query."""
        return cls(Stint(*row) for row in rows.read(Statement(text=_STINTS, values=()), binary=True))

    def roles(self, user_id: int | None, at: datetime) -> frozenset[str]:
        """The roles that somebody held then; none for nobody (a filer, the clock)."""
        changes = self._by_user.get(user_id) if user_id is not None else None
        if changes is None:
            return NONE
        moments, roles = changes
        return roles[bisect_right(moments, at)]


def _changes(
    stints: list[Stint], known: dict[frozenset[str], frozenset[str]]
) -> tuple[list[datetime], list[frozenset[str]]]:
    """The moments at which somebody's roles changed, and the roles before the first and from each on."""
    moments = sorted({m for s in stints for m in (s.since, s.until) if m is not None})
    held = [
        frozenset(s.role for s in stints if s.since <= at and (s.until is None or at < s.until))
        for at in moments
    ]
    return moments, [NONE, *(known.setdefault(roles, roles) for roles in held)]


_STINTS = (
    f"SELECT user_id, role, since, until FROM {Duty._meta.db_table} UNION ALL "  # noqa: S608 -- our tables
    "SELECT d.deputy_id, h.role, greatest(d.since, h.since), least(d.until, h.until) "
    f"FROM {Deputy._meta.db_table} d JOIN {Duty._meta.db_table} h USING (user_id) "
    "WHERE greatest(d.since, h.since) < least(d.until, h.until)"
)
"""``least`` passes over a duty that has no end."""

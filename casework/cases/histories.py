"""Past cases for a replay of rulebooks: columns, milestones and steps, read in batches; never a sealed text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from casework.cases import facts
from casework.cases.models import Case, CaseEvent, GrantedExtension, Milestone
from casework.organisation.past_duties import PastDuties
from kernel import rows
from kernel.rows import Statement
from policies.engine.facts import CaseFacts
from policies.engine.facts import Milestone as PastMilestone
from policies.engine.past import CaseHistory, PastStep
from policies.replays.histories import Scope
from policies.selectors import policy_version

Row = tuple[Any, ...]
Made = TypeVar("Made")
_EVER = datetime(1900, 1, 1, tzinfo=UTC)
_case_id = itemgetter(0)


class CaseHistories:
    """The present organisation's cases. Who held which duty when is read once, and then four queries a batch."""

    def __init__(self) -> None:
        self._duties: PastDuties | None = None

    def count(self, scope: Scope) -> int:
        """How many cases a replay looks at."""
        return int(rows.read(Statement(text=_COUNT, values=_bounds(scope)))[0][0])

    def batch(self, scope: Scope, *, after: int, size: int) -> Sequence[CaseHistory]:
        """The next cases in the order of their keys."""
        if self._duties is None:
            self._duties = PastDuties.read()
        cases = rows.read(Statement(text=_CASES, values=(*_bounds(scope), after, size)), binary=True)
        if not cases:
            return []
        keys = [case[0] for case in cases]
        milestones = _by_case(_MILESTONES, keys, _milestone)
        extensions = _by_case(_EXTENSIONS, keys, tuple)
        steps = _by_case(_STEPS, keys, _step_of(self._duties))
        return [
            _history(case, milestones.get(case[0], ()), extensions.get(case[0], ()), steps.get(case[0], ()))
            for case in cases
        ]


def _bounds(scope: Scope) -> Row:
    return (list(scope.lines), scope.since or _EVER, scope.until)


def _history(
    case: Row,
    milestones: tuple[PastMilestone, ...],
    extensions: tuple[Row, ...],
    steps: tuple[PastStep, ...],
) -> CaseHistory:
    (
        key,
        public_id,
        number,
        policy,
        line,
        state,
        received_at,
        tier,
        named,
        channel,
        reply,
        ended_at,
        values,
    ) = case
    pack = policy_version(policy).pack
    granted = tuple(facts.granted(pack, clock, at, amount) for _, clock, at, amount in extensions)
    known = CaseFacts(
        line, state, received_at, tier, named, channel, reply, milestones, granted, _decoded(values)
    )
    return CaseHistory(key, public_id, number, policy, known, steps, ended_at)


def _decoded(values: Any) -> Mapping[str, Any]:
    decoded: Mapping[str, Any] = json.loads(values) if isinstance(values, str | bytes) else values
    return decoded


def _by_case(query: str, keys: list[int], made: Callable[[Row], Made]) -> dict[int, tuple[Made, ...]]:
    """Rows of some cases as values, by case, each in its order."""
    found = rows.read(Statement(text=query, values=(keys,)), binary=True)
    return {key: tuple(map(made, group)) for key, group in groupby(found, _case_id)}


def _milestone(row: Row) -> PastMilestone:
    return PastMilestone(row[1], row[2])


def _step_of(duties: PastDuties) -> Callable[[Row], PastStep]:
    roles = duties.roles

    def made(row: Row) -> PastStep:
        _, kind, at, actor = row
        return PastStep(kind, at, roles(actor, at), "" if actor is None else str(actor))

    return made


_WHERE = f"FROM {Case._meta.db_table} WHERE business_type = ANY(%s::text[]) AND received_at >= %s AND received_at <= %s"
_COUNT = f"SELECT count(*) {_WHERE}"
_CASES = (
    "SELECT id, public_id, number, policy_id, business_type, state, received_at, tier, is_named, channel, "
    f"wants_reply, finished_at, open_values {_WHERE} AND id > %s ORDER BY id LIMIT %s"
)
_MILESTONES = (
    f"SELECT case_id, kind, occurred_at FROM {Milestone._meta.db_table} "  # noqa: S608 -- our table
    "WHERE case_id = ANY(%s::bigint[]) ORDER BY case_id, id"
)
_EXTENSIONS = (
    f"SELECT case_id, clock, occurred_at, amount FROM {GrantedExtension._meta.db_table} "  # noqa: S608 -- our table
    "WHERE case_id = ANY(%s::bigint[]) ORDER BY case_id, id"
)
_STEPS = (
    f"SELECT case_id, kind, occurred_at, actor_id FROM {CaseEvent._meta.db_table} "  # noqa: S608 -- our table
    "WHERE case_id = ANY(%s::bigint[]) ORDER BY case_id, seq"
)
"""Everything in the history of a case; what is no step of a rulebook is passed over by whoever reads it."""

"""News on the way, and asking afterwards whether it was done well (P31, P32)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from policies.engine.calendar import CalendarTable
from policies.engine.dues import due_after
from policies.engine.facts import CaseFacts
from policies.engine.governing import governing
from policies.engine.pack import Pack, ProgressMode


@dataclass(frozen=True, slots=True)
class CallBack:
    """回访 of one case."""

    not_before: datetime
    due_at: datetime | None
    """None: the pack sets no end."""
    caller: str | None
    scale: int
    aspects: tuple[str, ...]


def progress_due(
    *,
    pack: Pack,
    facts: CaseFacts,
    told_at: datetime,
    stage_changed_at: datetime | None = None,
    calendar: CalendarTable,
) -> datetime | None:
    """When the filer next hears of progress (P31): None where nothing is owed now.

    ``told_at`` is when the filer last heard anything; ``stage_changed_at`` when the case last moved on.
    """
    rule = governing(pack, facts.business_type, lambda rules: rules.progress)
    workflow = pack.workflows[pack.business_types[facts.business_type].workflow]
    if rule is None or workflow.states[facts.state].final:
        return None
    if rule.mode is ProgressMode.ON_STAGE_CHANGE:
        return stage_changed_at if stage_changed_at is not None and stage_changed_at > told_at else None
    if rule.mode is ProgressMode.EVERY and rule.every is not None:
        return due_after(span=rule.every, since=told_at, pack=pack, calendar=calendar).due_at
    return None


def is_sampled(*, key: str, percent: int) -> bool:
    """Whether the case of this key is in the sample: by its digest, so that nobody steers who is called."""
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100 < percent


def call_back(*, pack: Pack, facts: CaseFacts, key: str, calendar: CalendarTable) -> CallBack | None:
    """When somebody calls the filer back (P32); None: not yet, not sampled, or not by this pack.

    ``key`` is the case's public id. An unnamed filer is not called.
    """
    rule = governing(pack, facts.business_type, lambda rules: rules.satisfaction)
    since = facts.first(*rule.since) if rule is not None else None
    if rule is None or since is None or not facts.named or not is_sampled(key=key, percent=rule.sampling):
        return None
    first = (
        since
        if rule.after is None
        else due_after(span=rule.after, since=since, pack=pack, calendar=calendar).due_at
    )
    last = (
        None
        if rule.within is None
        else due_after(span=rule.within, since=since, pack=pack, calendar=calendar).due_at
    )
    return CallBack(first, last, rule.caller, rule.scale, tuple(rule.aspects))


def may_rate(*, pack: Pack, facts: CaseFacts) -> bool:
    """Whether the filer may rate on the tracking page now: once the milestone of the asking happened."""
    rule = governing(pack, facts.business_type, lambda rules: rules.satisfaction)
    return rule is not None and rule.rating and facts.first(*rule.since) is not None


def follows_up(*, pack: Pack, business_type: str, ratings: Mapping[str, int]) -> bool:
    """Whether a rating is so low in any aspect that somebody has to look into it."""
    rule = governing(pack, business_type, lambda rules: rules.satisfaction)
    return rule is not None and any(rating <= rule.low for rating in ratings.values())

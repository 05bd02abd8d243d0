"""What the organisation has adopted, and what it might, as the studio's pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kernel import tenancy
from policies import selectors
from policies.drafts.foundations import standing
from policies.drafts.selectors import Draft, Standing, history
from policies.engine.pack import Label, Pack, TenantKind
from policies.loading import PackSummary, shipped_packs
from policies.models import AdoptedPolicy
from policies.selectors import PolicyVersion, UnknownPolicy, policy_version

MARK = 16
"""Characters of a rulebook's digest that name it in an address."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A rulebook in force or about to be, with the lines of business that it governs."""

    mark: str
    pack: Pack
    standing: Standing
    lines: tuple[Label, ...]
    since: datetime
    is_scheduled: bool
    is_own: bool


def mark_of(digest: str) -> str:
    """How a rulebook is named in an address."""
    return digest[:MARK]


def policy_by_mark(mark: str) -> PolicyVersion:
    """The adopted rulebook of this mark. Raises UnknownPolicy."""
    if len(mark) != MARK:
        raise UnknownPolicy(mark)
    row = AdoptedPolicy.objects.filter(digest__startswith=mark).values_list("pk", flat=True).first()
    if row is None:
        raise UnknownPolicy(mark)
    return policy_version(row)


def in_force(versions: Iterable[Standing], now: datetime) -> tuple[InForce, ...]:
    """What governs at a moment, and what is scheduled; the latest last."""
    found = [_in_force(one, now) for one in versions if one.is_in_force(now) or one.is_scheduled(now)]
    return tuple(sorted(found, key=lambda one: (one.is_scheduled, one.since)))


def versions() -> tuple[Standing, ...]:
    """Every rulebook ever adopted, the latest first."""
    return history()


def offered_packs() -> tuple[PackSummary, ...]:
    """The shipped rulebooks made for organisations of this kind that are not adopted yet."""
    kind = TenantKind(tenancy.current().kind)
    adopted = {version.pack.id for version in selectors.adopted_versions()}
    return tuple(
        one for one in shipped_packs() if not one.fragment and kind in one.kinds and one.id not in adopted
    )


def offered_ids() -> frozenset[str]:
    """The ids of ``offered_packs``."""
    return frozenset(one.id for one in offered_packs())


def _in_force(one: Standing, now: datetime) -> InForce:
    pack = policy_version(one.policy_id).pack
    current = [(line, since) for line, since, until in one.governs if until is None or until > now]
    return InForce(
        mark=mark_of(one.digest),
        pack=pack,
        standing=one,
        lines=tuple(
            pack.business_types[line].label for line, _since in current if line in pack.business_types
        ),
        since=min(since for _line, since in current),
        is_scheduled=not one.is_in_force(now),
        is_own=one.source is not None,
    )


def overtaken_by(draft: Draft) -> int | None:
    """The version that was published since a draft was begun, which it would have to follow."""
    if standing(draft.pack_id, draft.lines) == draft.replaces:
        return None
    current = [
        one for one in history()
        if any(line in draft.lines and until is None for line, _since, until in one.governs)
    ]  # fmt: skip
    return current[0].policy_id if current else None

"""Whose baselines bind an organisation, and what a rulebook of it promises less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import tenancy
from policies.engine.floors import Violation, violations
from policies.engine.pack import Pack
from policies.loading import pack_from_text
from policies.selectors import calendar_table
from policies.shared.models import Baseline, BaselineSubject

__all__ = ["PublishedBaseline", "baselines_over", "published_by", "violations_of"]


@dataclass(frozen=True, slots=True)
class PublishedBaseline:
    """A baseline in force: whose, which version, and the rulebook whose promises count."""

    id: int
    regulator: UUID
    version: int
    published_at: datetime
    pack: Pack


def baselines_over(tenant: UUID) -> tuple[PublishedBaseline, ...]:
    """The baselines that bind an organisation: of each regulator over it the latest of every pack."""
    regulators = BaselineSubject.objects.filter(tenant=tenant).values_list("regulator", flat=True)
    return _latest(tuple(regulators))


def published_by(regulator: UUID) -> tuple[PublishedBaseline, ...]:
    """The baselines that a regulator has in force."""
    return _latest((regulator,))


def violations_of(pack: Pack) -> tuple[Violation, ...]:
    """What a rulebook of the present organisation promises less than the regulators over it ask."""
    over = baselines_over(tenancy.current().uuid)
    return tuple(
        violation
        for baseline in over
        for violation in violations(pack, baseline.pack, calendar_table(baseline.pack.calendar))
    )


def _latest(regulators: tuple[UUID, ...]) -> tuple[PublishedBaseline, ...]:
    if not regulators:
        return ()
    rows = Baseline.objects.filter(regulator__in=regulators).order_by("regulator", "pack_id", "version")
    latest = {(row.regulator, row.pack_id): row for row in rows}
    return tuple(
        PublishedBaseline(row.pk, row.regulator, row.version, row.published_at, pack_from_text(row.body))
        for row in latest.values()
        if row.withdrawn_at is None
    )

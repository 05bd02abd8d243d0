"""What the tracking page shows, from what casework tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.public.tracking import Reply, TrackedCase, TrackedFiling
from cms.filing.receipts import ShownPromise, shown_promise
from policies.engine.pack import Label, Stage
from ui.pieces import Step, steps

STAGES: dict[Stage, Promise | str] = {
    Stage.RECEIVED: _("已收到"),
    Stage.DECIDING: _("决定是否受理"),
    Stage.HANDLING: _("正在办理"),
    Stage.REPLYING: _("准备回复"),
    Stage.FINISHED: _("办理完毕"),
}


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case on the tracking page."""

    number: str
    label: Label
    state: Label
    stages: tuple[Step, ...]
    received_at: datetime
    closed_at: datetime | None
    is_final: bool
    promises: tuple[ShownPromise, ...]
    replies: Sequence[Reply]


@dataclass(frozen=True, slots=True)
class TrackedPage:
    received_at: datetime
    cases: tuple[ShownCase, ...]


def tracked_page(filing: TrackedFiling) -> TrackedPage:
    """A filing as its filer reads it."""
    return TrackedPage(received_at=filing.received_at, cases=tuple(_shown(case) for case in filing.cases))


def _shown(case: TrackedCase) -> ShownCase:
    order = list(STAGES)
    current = len(order) if case.is_final else order.index(case.stage)
    return ShownCase(
        number=case.number,
        label=case.business_label,
        state=case.state,
        stages=steps([str(STAGES[stage]) for stage in order], current=current),
        received_at=case.received_at,
        closed_at=case.closed_at,
        is_final=case.is_final,
        promises=tuple(shown_promise(promise) for promise in case.promises),
        replies=case.replies,
    )

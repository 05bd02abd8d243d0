"""Holding a draft while it changes, and keeping the change: one row locked, one revision more, one line in the log."""

from __future__ import annotations

from datetime import datetime

from policies.drafts.events import record
from policies.drafts.refusals import DraftMoved, WrongState
from policies.models import AdoptedPolicy, Draft, DraftState, PolicyEventKind


def locked_draft(draft: Draft, *, state: DraftState, revision: int) -> Draft:
    """The draft as it stands now, held until the transaction ends.

    Raises:
        WrongState: when it is in another state.
        DraftMoved: when ``revision`` is not what stands.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.state != state:
        raise WrongState(locked.state)
    if locked.revision != revision:
        raise DraftMoved(locked.revision, locked.text, locked.updated_by, None)
    return locked


def stored(
    locked: Draft,
    kind: PolicyEventKind,
    actor_id: int,
    now: datetime,
    *,
    note: str = "",
    policy: AdoptedPolicy | None = None,
) -> Draft:
    """Keep what was changed of a locked draft, and write it in the log."""
    locked.revision += 1
    locked.updated_by, locked.updated_at = actor_id, now
    locked.save()
    record(kind, draft=locked, actor_id=actor_id, now=now, policy=policy, note=note)
    return locked

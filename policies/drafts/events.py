"""The log of rulebooks: one row per step, never changed."""

from __future__ import annotations

from datetime import datetime

from policies.loading import digest_of
from policies.models import AdoptedPolicy, Draft, PolicyEvent, PolicyEventKind


def record(
    kind: PolicyEventKind,
    *,
    draft: Draft,
    actor_id: int | None,
    now: datetime,
    policy: AdoptedPolicy | None = None,
    note: str = "",
) -> None:
    """Write a step of a draft; the digest is of its text, or of the rulebook that it became."""
    PolicyEvent.objects.create(
        kind=kind,
        pack_id=draft.pack_id,
        draft=draft,
        policy=policy,
        revision=draft.revision,
        digest=policy.digest if policy is not None else digest_of(draft.text),
        actor_id=actor_id,
        occurred_at=now,
        note=note,
    )

"""Proposing, approving and publishing a draft: two people, one transaction, one publisher at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from policies import services
from policies.access import require_admin
from policies.baselines.selectors import violations_of
from policies.drafts import foundations
from policies.drafts.keeping import locked_draft, stored
from policies.drafts.refusals import (
    BelowBaseline,
    NothingGoverned,
    NotSound,
    Overtaken,
    SamePerson,
    TooEarly,
)
from policies.engine.findings import Severity
from policies.engine.lint import lint
from policies.engine.pack import Pack
from policies.loading import Composed
from policies.models import (
    AdoptedPolicy,
    Binding,
    Draft,
    DraftState,
    PolicyEventKind,
    PolicySource,
    Publication,
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What publishing a draft would do to the lines of business."""

    governed: tuple[str, ...]
    ended: tuple[str, ...]
    """Lines that the draft governed so far and has no more: nothing new is taken in there."""


def propose(
    *, actor_id: int, draft: Draft, effective_at: datetime, revision: int, now: datetime, note: str = ""
) -> Draft:
    """Ask a second person to approve the draft as it stands, to take effect at a moment.

    Raises:
        TooEarly: for a moment that is over.
        PackError, NotSound, BelowBaseline, Overtaken, NothingGoverned: for what could not be published.
        DraftMoved, WrongState, NotAnAdmin: as other changes.
    """
    require_admin(actor_id)
    if effective_at < now:
        raise TooEarly(effective_at)
    with transaction.atomic():
        locked = locked_draft(draft, state=DraftState.EDITING, revision=revision)
        _publishable(locked)
        locked.state, locked.note = DraftState.PROPOSED, note
        locked.proposed_by, locked.proposed_at, locked.effective_at = actor_id, now, effective_at
        return stored(locked, PolicyEventKind.PROPOSED, actor_id, now, note=note)


def approve_and_publish(*, actor_id: int, draft: Draft, revision: int, now: datetime) -> AdoptedPolicy:
    """Put a proposed draft in force from its moment on, or from now where that is over.

    All or nothing: whatever is raised, the draft stands as it was proposed, and what was in force stays.
    Cases that run keep the rulebook that they were received under.

    Raises:
        SamePerson: for whoever proposed it.
        Overtaken: when another version was published since the draft was begun.
        PackError, NotSound, BelowBaseline, NothingGoverned: as on proposing.
        DraftMoved, WrongState, NotAnAdmin: as other changes.
    """
    require_admin(actor_id)
    with transaction.atomic():
        publication = _publishing()
        locked = locked_draft(draft, state=DraftState.PROPOSED, revision=revision)
        if locked.proposed_by == actor_id:
            raise SamePerson
        whole = _publishable(locked)
        policy = _adopted(locked, whole, actor_id, now)
        locked.state, locked.policy = DraftState.PUBLISHED, policy
        stored(locked, PolicyEventKind.PUBLISHED, actor_id, now, note=locked.note, policy=policy)
        publication.count += 1
        publication.save(update_fields=["count"])
    return policy


def reject(*, actor_id: int, draft: Draft, reason: str, revision: int, now: datetime) -> Draft:
    """Send a proposed draft back to be worked at. Raises DraftMoved, WrongState, NotAnAdmin."""
    return _reopened(draft, PolicyEventKind.REJECTED, reason, actor_id, revision, now)


def withdraw_proposal(*, actor_id: int, draft: Draft, revision: int, now: datetime) -> Draft:
    """Take a proposal back in order to go on editing. Raises DraftMoved, WrongState, NotAnAdmin."""
    return _reopened(draft, PolicyEventKind.WITHDRAWN, "", actor_id, revision, now)


def schedule_of(draft: Draft, pack: Pack) -> Schedule:
    """Which lines the draft would govern, and which would end: the chosen ones, and those that it adds."""
    base = foundations.base_lines(draft)
    chosen = set(draft.lines)
    governed = tuple(line for line in pack.business_types if line in chosen or line not in base)
    return Schedule(governed, tuple(line for line in draft.lines if line not in pack.business_types))


def _publishable(locked: Draft) -> Composed:
    """The draft as a pack with nothing in its way."""
    if foundations.standing(locked.pack_id, locked.lines) != locked.replaces:
        raise Overtaken(_latest(locked))
    whole = foundations.composed(locked)
    findings = tuple(found for found in lint(whole.pack) if found.severity is Severity.ERROR)
    if findings:
        raise NotSound(findings)
    if not schedule_of(locked, whole.pack).governed:
        raise NothingGoverned
    below = violations_of(whole.pack)
    if below:
        raise BelowBaseline(below)
    return whole


def _adopted(locked: Draft, whole: Composed, actor_id: int, now: datetime) -> AdoptedPolicy:
    version = foundations.last_version(locked.pack_id) + 1
    starts = max(locked.effective_at or now, now)
    schedule = schedule_of(locked, whole.pack)
    pack = whole.pack.model_copy(update={"version": version})
    policy = services.adopt(pack=pack, now=now, business_types=schedule.governed, in_force_from=starts)
    services.end_lines(policy_id=locked.base_id, business_types=schedule.ended, at=starts)
    PolicySource.objects.create(
        policy=policy,
        text=foundations.with_version(locked.text, version),
        parents=locked.parents,
        base_tree=locked.base_tree,
        note=locked.note,
        proposed_by=locked.proposed_by,
        approved_by=actor_id,
        published_at=now,
        effective_at=starts,
    )
    return policy


def _publishing() -> Publication:
    """The row that only one publisher holds at a time; others wait here until it is done."""
    Publication.objects.get_or_create(key=1)
    return Publication.objects.select_for_update().get(key=1)


def _latest(locked: Draft) -> int | None:
    """The rulebook that came in between: the last one put in force for a line of the draft."""
    rows = Binding.objects.filter(business_type__in=locked.lines, retired_at__isnull=True)
    return rows.order_by("-id").values_list("policy_id", flat=True).first()


def _reopened(
    draft: Draft, kind: PolicyEventKind, note: str, actor_id: int, revision: int, now: datetime
) -> Draft:
    require_admin(actor_id)
    with transaction.atomic():
        locked = locked_draft(draft, state=DraftState.PROPOSED, revision=revision)
        locked.state = DraftState.EDITING
        locked.proposed_by = locked.proposed_at = locked.effective_at = None
        return stored(locked, kind, actor_id, now, note=note)

"""Making a draft and changing it. Publishing is in ``policies.drafts.publishing``, and reachable from here.

Whoever changes a draft says which revision they saw; another one in between is told, and both texts are kept.
Every step is written in the log of rulebooks with a digest of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from policies.access import require_admin
from policies.drafts import foundations
from policies.drafts.events import record
from policies.drafts.foundations import Foundation
from policies.drafts.keeping import locked_draft, stored
from policies.drafts.publishing import (
    approve_and_publish,
    propose,
    reject,
    schedule_of,
    withdraw_proposal,
)
from policies.drafts.refusals import DraftMoved, NothingToUndo, WrongState
from policies.drafts.rules import Edit, edited
from policies.models import Draft, DraftRevision, DraftState, PolicyEventKind
from policies.sources import read_text

__all__ = [
    "apply_edits", "approve_and_publish", "choose_lines", "discard", "propose", "redo", "reject", "replace_base",
    "revert_to", "save_text", "schedule_of", "start_draft", "start_from", "undo", "withdraw_proposal",
]  # fmt: skip


def start_draft(
    *,
    actor_id: int,
    now: datetime,
    from_policy: int | None = None,
    pack_id: str | None = None,
    lines: Sequence[str] | None = None,
) -> Draft:
    """Begin a draft that follows an adopted rulebook, or extends a shipped pack.

    ``lines`` are the lines of business that it is to govern; without them those that the rulebook governs.

    Raises:
        NotAnAdmin: for anybody else.
        UnknownPolicy, PackError: where there is nothing to begin from.
    """
    if from_policy is not None:
        return start_from(
            actor_id=actor_id, foundation=foundations.from_policy(from_policy), now=now, lines=lines
        )
    foundation = foundations.from_shipped(pack_id or "")
    return start_from(actor_id=actor_id, foundation=foundation, now=now, lines=lines)


def revert_to(*, actor_id: int, policy_id: int, now: datetime) -> Draft:
    """Going back: a new draft that says what an earlier rulebook of the organisation's own said.

    It follows what governs now, so that publishing it makes a new version; nothing is ever undone.
    """
    foundation = foundations.back_to(policy_id)
    return start_from(actor_id=actor_id, foundation=foundation, now=now, note=f"→ {policy_id}")


def start_from(
    *,
    actor_id: int,
    foundation: Foundation,
    now: datetime,
    lines: Sequence[str] | None = None,
    note: str = "",
) -> Draft:
    """Begin a draft on a foundation that the caller made (an imported file, a merge)."""
    require_admin(actor_id)
    governed = list(foundation.lines if lines is None else lines)
    with transaction.atomic():
        draft = Draft.objects.create(
            pack_id=foundation.pack_id,
            parents=list(foundation.parents),
            base_tree=json.dumps(foundation.base_tree, ensure_ascii=False),
            base_id=foundation.base_id,
            lines=governed,
            replaces=foundations.standing(foundation.pack_id, governed),
            text=foundation.text,
            created_by=actor_id,
            created_at=now,
            updated_by=actor_id,
            updated_at=now,
        )
        DraftRevision.objects.create(
            draft=draft, number=1, previous=None, text=draft.text, made_by=actor_id, made_at=now
        )
        record(PolicyEventKind.STARTED, draft=draft, actor_id=actor_id, now=now, note=note)
    return draft


def save_text(*, actor_id: int, draft: Draft, text: str, revision: int, now: datetime) -> Draft:
    """Keep a new text. It must be readable YAML with the draft's id; what it says is checked on publishing.

    Raises:
        DraftMoved: when ``revision`` is not what stands; the text is kept beside it.
        PackError: for what cannot be read; nothing is kept.
        WrongState: for a draft that is proposed, published or discarded.
    """
    require_admin(actor_id)
    foundations.refuse_other_identity(draft, read_text(text, f"{draft.pack_id}.yaml"))
    return _changed(draft, text=text, revision=revision, actor_id=actor_id, now=now)


def apply_edits(*, actor_id: int, draft: Draft, edits: Sequence[Edit], revision: int, now: datetime) -> Draft:
    """Change entries, as a form does. The text is written anew; comments in it are lost.

    Raises:
        NoSuchEntry: for a path that leads nowhere.
        DraftMoved, PackError, WrongState: as ``save_text``.
    """
    own = read_text(draft.text, f"{draft.pack_id}.yaml").values
    changed = edited(json.loads(draft.base_tree), own, edits)
    return save_text(
        actor_id=actor_id, draft=draft, text=foundations.written(changed), revision=revision, now=now
    )


def undo(*, actor_id: int, draft: Draft, revision: int, now: datetime) -> Draft:
    """Go back to the text before. Raises NothingToUndo, DraftMoved, WrongState."""
    require_admin(actor_id)
    with transaction.atomic():
        locked = locked_draft(draft, state=DraftState.EDITING, revision=revision)
        head = locked.revisions.get(number=locked.head)
        if head.previous is None:
            raise NothingToUndo
        return _moved(locked, head.previous, PolicyEventKind.UNDONE, actor_id, now)


def redo(*, actor_id: int, draft: Draft, revision: int, now: datetime) -> Draft:
    """Take back the last ``undo``. Raises NothingToUndo, DraftMoved, WrongState."""
    require_admin(actor_id)
    with transaction.atomic():
        locked = locked_draft(draft, state=DraftState.EDITING, revision=revision)
        after = locked.revisions.filter(previous=locked.head).order_by("-number").first()
        if after is None:
            raise NothingToUndo
        return _moved(locked, after.number, PolicyEventKind.REDONE, actor_id, now)


def choose_lines(*, actor_id: int, draft: Draft, lines: Iterable[str], revision: int, now: datetime) -> Draft:
    """Say which lines of business the draft is to govern; the others stay as they are (R2).

    Raises:
        DraftMoved, WrongState: as ``save_text``.
    """
    require_admin(actor_id)
    with transaction.atomic():
        locked = locked_draft(draft, state=DraftState.EDITING, revision=revision)
        locked.lines = list(dict.fromkeys(lines))
        locked.replaces = {
            **locked.replaces,
            "lines": foundations.standing(locked.pack_id, locked.lines)["lines"]
            | {line: kept for line, kept in locked.replaces["lines"].items() if line in locked.lines},
        }
        return stored(locked, PolicyEventKind.SAVED, actor_id, now, note=" ".join(locked.lines))


def replace_base(
    *, actor_id: int, draft: Draft, foundation: Foundation, revision: int, now: datetime
) -> Draft:
    """Put the draft on another foundation (a newer parent, a version published meanwhile), with its text.

    Raises:
        DraftMoved, WrongState: as ``save_text``.
    """
    require_admin(actor_id)
    with transaction.atomic():
        locked = locked_draft(draft, state=DraftState.EDITING, revision=revision)
        locked.parents = list(foundation.parents)
        locked.base_tree = json.dumps(foundation.base_tree, ensure_ascii=False)
        locked.base_id = foundation.base_id
        locked.replaces = foundations.standing(locked.pack_id, locked.lines)
        _add_text(locked, foundation.text, actor_id, now)
        return stored(locked, PolicyEventKind.SAVED, actor_id, now)


def discard(*, actor_id: int, draft: Draft, now: datetime) -> Draft:
    """Give a draft up. Its texts stay in the history. Raises WrongState once it is published."""
    require_admin(actor_id)
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.state not in (DraftState.EDITING, DraftState.PROPOSED):
            raise WrongState(locked.state)
        locked.state = DraftState.DISCARDED
        return stored(locked, PolicyEventKind.DISCARDED, actor_id, now)


def _changed(draft: Draft, *, text: str, revision: int, actor_id: int, now: datetime) -> Draft:
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.state != DraftState.EDITING:
            raise WrongState(locked.state)
        if locked.revision == revision:
            if locked.text != text:
                _add_text(locked, text, actor_id, now)
                stored(locked, PolicyEventKind.SAVED, actor_id, now)
            return locked
        beside = _beside(locked, text, actor_id, now)
    raise DraftMoved(locked.revision, locked.text, locked.updated_by, beside)


def _add_text(locked: Draft, text: str, actor_id: int, now: datetime) -> None:
    number = _next_number(locked)
    DraftRevision.objects.create(
        draft=locked, number=number, previous=locked.head, text=text, made_by=actor_id, made_at=now
    )
    locked.head, locked.text = number, text


def _beside(locked: Draft, text: str, actor_id: int, now: datetime) -> int:
    """Keep the text of whoever came second; it follows nothing, so that undoing never meets it."""
    number = _next_number(locked)
    DraftRevision.objects.create(
        draft=locked, number=number, previous=None, text=text, made_by=actor_id, made_at=now
    )
    return number


def _next_number(locked: Draft) -> int:
    last = locked.revisions.aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _moved(locked: Draft, number: int, kind: PolicyEventKind, actor_id: int, now: datetime) -> Draft:
    locked.head, locked.text = number, locked.revisions.get(number=number).text
    return stored(locked, kind, actor_id, now)

"""A new version of what a rulebook extends, or of the rulebook itself, as a merge that somebody reviews."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from policies.drafts import foundations, services
from policies.drafts.foundations import Foundation
from policies.engine.pack import Pack
from policies.loading import inheritable_tree
from policies.merging import Merge, Side, is_pack, normalised, resolved, three_way
from policies.models import AdoptedPolicy, Draft, PolicySource
from policies.selectors import UnknownPolicy, policy_version
from policies.sources import read_text
from policies.trees import Tree, differences_from, overlaid

__all__ = [
    "ParentUpdate",
    "draft_merge",
    "follow",
    "merge_parent",
    "parent_merge",
    "parent_update",
    "take_over",
]


@dataclass(frozen=True, slots=True)
class ParentUpdate:
    """A newer edition of what an adopted rulebook extends (or, of a shipped one, of itself)."""

    policy_id: int
    parents: tuple[str, ...]
    merge: Merge


def parent_update(policy_id: int) -> ParentUpdate | None:
    """What the product brings for an adopted rulebook since it was adopted; None where nothing is new.

    Raises:
        UnknownPolicy: for the id of none.
    """
    merge_, foundation = _parent_merge(policy_id)
    return ParentUpdate(policy_id, foundation.parents, merge_) if merge_ and merge_.incoming else None


def parent_merge(policy_id: int) -> Merge | None:
    """The three sides of such an update: as adopted, the organisation's own, as shipped now."""
    return _parent_merge(policy_id)[0]


def merge_parent(
    *, actor_id: int, policy_id: int, choices: Mapping[str, Side] | None = None, now: datetime
) -> Draft:
    """Begin a draft that takes the parent's new edition in, as chosen change by change.

    Raises:
        UnknownPolicy, NotAnAdmin: where that cannot be.
        LookupError: where there is nothing new.
    """
    merge_, foundation = _parent_merge(policy_id)
    if merge_ is None or not merge_.incoming:
        raise LookupError(policy_id)
    merged = _on(foundation, merge_, choices)
    return services.start_from(actor_id=actor_id, foundation=merged, now=now, note="merge")


def draft_merge(draft: Draft) -> Merge | None:
    """An open draft against the newer edition of what it extends; None where there is nothing new."""
    base, theirs = json.loads(draft.base_tree), foundations.shipped_tree(tuple(draft.parents))
    if theirs is None:
        return None
    whole = _whole(base, draft.text, foundations.composed(draft).pack)
    found = three_way(normalised(base), whole, theirs)
    return found if found.incoming else None


def take_over(
    *, actor_id: int, draft: Draft, choices: Mapping[str, Side] | None = None, revision: int, now: datetime
) -> Draft:
    """Put an open draft on the newer edition of what it extends. Raises LookupError where nothing is new."""
    found = draft_merge(draft)
    if found is None:
        raise LookupError(draft.public_id)
    foundation = Foundation(
        draft.pack_id, tuple(draft.parents), found.theirs, draft.text, draft.base_id, tuple(draft.lines)
    )
    merged = _on(foundation, found, choices)
    return services.replace_base(
        actor_id=actor_id, draft=draft, foundation=merged, revision=revision, now=now
    )


def overtaking(draft: Draft, policy_id: int) -> Merge:
    """A draft against the version that overtook it. Raises PackError where the draft is no pack."""
    whole = inheritable_tree(foundations.composed(draft).pack)
    before = policy_version(draft.base_id).pack if draft.base_id else None
    base = inheritable_tree(before) if before is not None else normalised(json.loads(draft.base_tree))
    return three_way(base, whole, inheritable_tree(policy_version(policy_id).pack))


def follow(
    *,
    actor_id: int,
    draft: Draft,
    policy_id: int,
    choices: Mapping[str, Side] | None = None,
    revision: int,
    now: datetime,
) -> Draft:
    """Put an overtaken draft on the version that came first, so that it can be published after it.

    Raises:
        WrongState: unless it is being edited (a proposal is withdrawn first).
    """
    found = overtaking(draft, policy_id)
    below = foundations.from_policy(policy_id)
    foundation = replace(
        below, pack_id=draft.pack_id, lines=tuple(draft.lines), base_tree=normalised(below.base_tree)
    )
    merged = _on(foundation, found, choices)
    return services.replace_base(
        actor_id=actor_id, draft=draft, foundation=merged, revision=revision, now=now
    )


def _parent_merge(policy_id: int) -> tuple[Merge | None, Foundation]:
    row = AdoptedPolicy.objects.select_related("source").filter(pk=policy_id).first()
    if row is None:
        raise UnknownPolicy(policy_id)
    source: PolicySource | None = getattr(row, "source", None)
    foundation = foundations.from_policy(policy_id)
    whole = inheritable_tree(policy_version(policy_id).pack)
    base = whole
    if source is not None:
        base = json.loads(source.base_tree)
        whole = _whole(base, source.text, policy_version(policy_id).pack)
        base = normalised(base)
    theirs = foundations.shipped_tree(foundation.parents)
    if theirs is None:
        return None, foundation
    found = three_way(base, whole, theirs)
    return found, replace(foundation, base_tree=found.theirs)


def _whole(base: Tree, text: str, pack: Pack) -> Tree:
    """Our side of a merge, in the manner of its base: with defaults spelled out, or as it is written."""
    return inheritable_tree(pack) if is_pack(base) else overlaid(base, read_text(text, pack.id).values)


def _on(foundation: Foundation, found: Merge, choices: Mapping[str, Side] | None) -> Foundation:
    """The foundation with a text that says what the merge came to."""
    own = differences_from(foundation.base_tree, resolved(found, choices))
    heading = {
        "format": 1,
        "id": foundation.pack_id,
        "version": foundations.last_version(foundation.pack_id) + 1,
        "extends": list(foundation.parents),
    }
    return replace(foundation, text=foundations.written({**heading, **own}))

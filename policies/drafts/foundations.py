"""What a draft is begun from: the text of its differences, and the tree that these lie on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max

from policies.drafts.rules import Tree
from policies.loading import (
    OWN_KEYS,
    Composed,
    compose_text,
    inheritable_tree,
    load_pack,
    shipped_ids,
    shipped_source,
)
from policies.merging import normalised
from policies.models import AdoptedPolicy, Binding, Draft, PolicySource
from policies.selectors import UnknownPolicy, policy_version
from policies.sources import PackError, Problem, Source, merge
from policies.writing import yaml_text

OWN_PREFIX = "our-"


@dataclass(frozen=True, slots=True)
class Foundation:
    """All that a new draft needs to know of where it comes from."""

    pack_id: str
    parents: tuple[str, ...]
    base_tree: Tree
    text: str
    base_id: int | None
    lines: tuple[str, ...]


def own_id(parent: str) -> str:
    """The id of an organisation's own rulebook that extends a shipped one."""
    return (OWN_PREFIX + parent)[:48].rstrip("-")


def from_policy(policy_id: int) -> Foundation:
    """To follow an adopted rulebook: one of the organisation's own goes on, a shipped one is extended.

    Raises:
        UnknownPolicy: for the id of none.
    """
    row = AdoptedPolicy.objects.select_related("source").filter(pk=policy_id).first()
    if row is None:
        raise UnknownPolicy(policy_id)
    source: PolicySource | None = getattr(row, "source", None)
    lines = lines_of(policy_id)
    if source is not None:
        text = with_version(source.text, last_version(row.pack_id) + 1)
        return Foundation(
            row.pack_id, tuple(source.parents), json.loads(source.base_tree), text, row.pk, lines
        )
    tree = without_own(inheritable_tree(policy_version(policy_id).pack))
    return _extending(row.pack_id, tree, base_id=row.pk, lines=lines)


def back_to(policy_id: int) -> Foundation:
    """To say again what an earlier rulebook said, in the place of the version that stands now.

    Lines of business that came since then are covered too, so that they end with the return.

    Raises:
        UnknownPolicy: for the id of none.
    """
    earlier = from_policy(policy_id)
    last = AdoptedPolicy.objects.filter(pack_id=earlier.pack_id).order_by("-version").first()
    if last is None:
        return earlier
    lines = dict.fromkeys((*earlier.lines, *lines_of(last.pk)))
    return replace(earlier, base_id=last.pk, lines=tuple(lines))


def from_shipped(pack_id: str) -> Foundation:
    """To extend a shipped pack that the organisation has not adopted. Raises PackError."""
    pack = load_pack(pack_id)
    tree = without_own(inheritable_tree(pack))
    return _extending(pack_id, tree, base_id=None, lines=tuple(pack.business_types))


def from_text(text: str, name: str) -> Foundation:
    """To bring a pack file in: it becomes the organisation's own, whatever it extends is as it is shipped now.

    A file with the id of a shipped pack gets an id of the organisation's own.

    Raises:
        PackError: for all that is wrong with the text; mistakes are told under ``name``.
    """
    whole = compose_text(text, name=name)
    pack_id, own = whole.pack.id, whole.own
    if pack_id in shipped_ids():
        pack_id = own_id(pack_id)
        text = written({**own, "id": pack_id})
    base = AdoptedPolicy.objects.filter(pack_id=pack_id).order_by("-version").first()
    return Foundation(
        pack_id=pack_id,
        parents=whole.pack.extends,
        base_tree=shipped_tree(whole.pack.extends) or {},
        text=text,
        base_id=base.pk if base is not None else None,
        lines=tuple(whole.pack.business_types),
    )


def shipped_tree(parents: tuple[str, ...]) -> Tree | None:
    """What the parents say as they are shipped now; None where one is shipped no more, or there is none."""
    if not parents or not set(parents) <= set(shipped_ids()):
        return None
    whole = Source(values={})
    for parent in parents:
        whole = merge(whole, Source(values=without_own(shipped_source(parent).values)))
    return normalised(whole.values)


def lines_of(policy_id: int) -> tuple[str, ...]:
    """The lines of business that a rulebook governs; where it governs none any more, those that it did."""
    rows = Binding.objects.filter(policy_id=policy_id).order_by("id")
    current = tuple(row.business_type for row in rows if row.retired_at is None)
    return current or tuple(dict.fromkeys(row.business_type for row in rows))


def last_version(pack_id: str) -> int:
    """The number of the latest adopted version of a pack; 0 before the first."""
    found = AdoptedPolicy.objects.filter(pack_id=pack_id).aggregate(last=Max("version"))["last"]
    return int(found or 0)


def standing(pack_id: str, lines: Iterable[str]) -> dict[str, Any]:
    """What is last put in force for these lines and this pack: changed by whoever publishes, nothing else."""
    bound = dict(
        Binding.objects.filter(business_type__in=list(lines), retired_at__isnull=True).values_list(
            "business_type", "policy_id"
        )
    )
    return {"lines": {line: bound.get(line) for line in lines}, "last": last_version(pack_id)}


def base_lines(draft: Draft) -> frozenset[str]:
    """The lines of business of what the draft extends, and of the rulebook that it would follow."""
    below = frozenset(json.loads(draft.base_tree).get("business_types") or ())
    return below | frozenset(policy_version(draft.base_id).pack.business_types if draft.base_id else ())


def composed(draft: Draft) -> Composed:
    """The draft as a pack, on the tree that it was begun on. Raises PackError with the line in its text."""
    return composed_text(draft, draft.text)


def composed_text(draft: Draft, text: str) -> Composed:
    """As ``composed``, for another text of the same draft."""
    result = compose_text(text, name=f"{draft.pack_id}.yaml", parents=_parents(draft))
    refuse_other_identity(draft, result.source)
    return result


def refuse_other_identity(draft: Draft, source: Source) -> None:
    """A draft stays what it is: neither its id nor what it extends changes. Raises PackError."""
    for key, expected in (("id", draft.pack_id), ("extends", list(draft.parents))):
        if (source.values.get(key) or []) != (expected or []):
            place = source.place((key,))
            raise PackError(
                Problem(place.file, place.line, key, f"cannot change in a draft (must stay {expected!r})")
            )


def with_version(text: str, version: int) -> str:
    """The text with another ``version:``; everything else, comments too, stays."""
    lines = text.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if line.startswith("version:"):
            lines[index] = f"version: {version}\n"
            return "".join(lines)
    return f"version: {version}\n{text}"


def written(own: Tree) -> str:
    """The differences as a pack file, what the pack says of itself first."""
    heading = {key: own[key] for key in OWN_KEYS if key in own}
    return yaml_text({**heading, **own})


def without_own(tree: Tree) -> Tree:
    """What a pack hands on to those that extend it."""
    return {key: value for key, value in tree.items() if key not in OWN_KEYS}


def _extending(parent: str, tree: Tree, *, base_id: int | None, lines: tuple[str, ...]) -> Foundation:
    pack_id = own_id(parent)
    if pack_id in shipped_ids():
        raise PackError(Problem(pack_id, 1, "id", "is the id of a shipped pack"))
    text = yaml_text({"format": 1, "id": pack_id, "version": last_version(pack_id) + 1, "extends": [parent]})
    return Foundation(pack_id, (parent,), tree, text, base_id, lines)


def _parents(draft: Draft) -> Any:
    """All parents of a draft lie merged in its base tree; the first of them stands for them all."""
    whole = Source(values=json.loads(draft.base_tree))
    empty = Source(values={})
    parents = {parent: whole if index == 0 else empty for index, parent in enumerate(draft.parents)}
    return parents.__getitem__

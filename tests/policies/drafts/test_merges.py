"""A parent's new edition arrives as a merge that somebody reviews; the organisation's own words stay."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies import services as adoption
from policies.drafts import foundations, merges, refusals
from policies.drafts import selectors as drafts
from policies.drafts import services as drafting
from policies.drafts.foundations import Foundation
from policies.loading import canonical_tree, load_pack, text_of
from policies.merging import ChangeKind
from policies.models import AdoptedPolicy, Draft, DraftState
from tests.policies.drafts.conftest import NOW, SOON, Office

pytestmark = pytest.mark.db

SHIPPED = "demo-county-12365"
SPAN = ("clocks", "s12a-c1", "span")


def edition_of_last_year(amount: int, **clocks: int) -> dict[str, Any]:
    """The tree of the shipped pack as an older release had it."""
    tree = canonical_tree(load_pack(SHIPPED))
    tree["clocks"]["s12a-c1"]["span"]["amount"] = amount
    for clock, other in clocks.items():
        tree["clocks"][clock.replace("_", "-")]["span"]["amount"] = other
    return tree


def published_on(office: Office, tree: dict[str, Any], path: str, value: Any) -> AdoptedPolicy:
    """A version of one's own that was made when the parent still was ``tree``."""
    text = foundations.written({"format": 1, "id": "our-" + SHIPPED, "version": 1, "extends": [SHIPPED]})
    lines = tuple(tree["business_types"])
    old = Foundation(
        "our-" + SHIPPED, (SHIPPED,), foundations.without_own(tree), text, office.adopted(), lines
    )
    draft = drafting.start_from(actor_id=office.writer, foundation=old, now=NOW)
    return office.publish(office.propose(office.edit(draft, path, value)))


def test_nothing_is_new_where_the_parent_is_the_same(office: Office) -> None:
    policy = office.changed("/".join((*SPAN, "amount")), 1)

    assert merges.parent_update(policy.pk) is None
    assert merges.parent_update(office.adopted()) is None
    with pytest.raises(LookupError):
        merges.merge_parent(actor_id=office.writer, policy_id=policy.pk, now=NOW)


def test_what_only_the_parent_changed_comes_in(office: Office) -> None:
    policy = published_on(office, edition_of_last_year(5), "clocks/s12a-c3/span/amount", 1)

    update = merges.parent_update(policy.pk)

    assert update is not None
    assert [(change.id, change.kind) for change in update.merge.changes] == [
        ("clocks/s12a-c1/span", ChangeKind.THEIRS),
        ("clocks/s12a-c3/span", ChangeKind.OURS),
    ]
    said = update.merge.changes[0].said_theirs
    assert said is not None
    assert "由“5 个工作日”改为“2 个工作日”" in said.zh_hans


def test_result_of_a_merge_is_a_draft_on_the_new_edition(office: Office) -> None:
    policy = published_on(office, edition_of_last_year(5), "clocks/s12a-c3/span/amount", 1)

    draft = merges.merge_parent(actor_id=office.writer, policy_id=policy.pk, now=NOW)

    pack = drafts.composed(draft).pack
    assert drafts.own_differences(draft) == (("clocks", "s12a-c3", "span", "amount"),)
    assert [pack.clocks[clock].span.amount for clock in ("s12a-c1", "s12a-c3")] == [2, 1]
    merged = office.publish(office.propose(draft))
    assert (merged.version, merges.parent_update(merged.pk)) == (2, None)


@pytest.mark.parametrize(("side", "amount"), [("ours", 9), ("theirs", 2), (None, 9)])
def test_conflict_is_decided_by_choice(office: Office, side: str | None, amount: int) -> None:
    policy = published_on(office, edition_of_last_year(5), "/".join((*SPAN, "amount")), 9)
    update = merges.parent_update(policy.pk)
    assert update is not None
    (conflict,) = update.merge.conflicts

    draft = merges.merge_parent(
        actor_id=office.writer,
        policy_id=policy.pk,
        choices={conflict.id: side} if side else {},  # type: ignore[dict-item] -- a side, or no choice at all
        now=NOW,
    )

    assert drafts.composed(draft).pack.clocks["s12a-c1"].span.amount == amount


def test_shipped_rulebook_that_was_adopted_learns_of_its_own_new_edition(office: Office) -> None:
    old = load_pack(SHIPPED).model_validate(edition_of_last_year(5))
    policy = adoption.adopt(pack=old, now=NOW)

    draft = merges.merge_parent(
        actor_id=office.writer, policy_id=policy.pk, choices={"clocks/s12a-c1/span": "ours"}, now=NOW
    )

    assert text_of(old) == policy.body
    assert drafts.composed(draft).pack.clocks["s12a-c1"].span.amount == 5
    assert json.loads(draft.base_tree)["clocks"]["s12a-c1"]["span"]["amount"] == 2


def test_open_draft_can_be_put_on_the_new_edition(office: Office) -> None:
    tree = foundations.without_own(edition_of_last_year(5))
    draft = office.edit(office.draft(), "clocks/s12a-c3/span/amount", 1)
    Draft.objects.filter(pk=draft.pk).update(base_tree=json.dumps(tree))
    draft = drafts.draft_by_id(draft.public_id)

    moved = merges.take_over(actor_id=office.writer, draft=draft, revision=draft.revision, now=NOW)

    assert drafts.composed(moved).pack.clocks["s12a-c1"].span.amount == 2
    assert drafts.own_differences(moved) == (("clocks", "s12a-c3", "span", "amount"),)
    assert merges.draft_merge(moved) is None


def test_overtaken_draft_follows_the_version_that_came_first(office: Office) -> None:
    loser = office.edit(office.draft(), "clocks/s12a-c3/span/amount", 1)
    winner = office.changed("/".join((*SPAN, "amount")), 1)
    with pytest.raises(refusals.Overtaken) as told:
        office.propose(loser)
    assert told.value.by == winner.pk

    followed = merges.follow(
        actor_id=office.writer, draft=loser, policy_id=winner.pk, revision=loser.revision, now=NOW
    )
    second = office.publish(office.propose(followed, SOON))

    pack = drafts.composed(drafts.draft_by_id(loser.public_id)).pack
    assert [pack.clocks[clock].span.amount for clock in ("s12a-c1", "s12a-c3")] == [1, 1]
    assert (second.version, second.pack_id) == (2, winner.pack_id)


def test_proposal_is_not_moved_under_whoever_approves_it(office: Office) -> None:
    loser = office.propose(office.edit(office.draft(), "clocks/s12a-c3/span/amount", 1))
    winner = office.changed("/".join((*SPAN, "amount")), 1)

    with pytest.raises(refusals.WrongState):
        merges.follow(
            actor_id=office.writer, draft=loser, policy_id=winner.pk, revision=loser.revision, now=NOW
        )

    assert drafts.draft_by_id(loser.public_id).state == DraftState.PROPOSED

"""From a shipped rulebook to a version of one's own: two people, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from policies import selectors
from policies import services as adoption
from policies.access import NotAnAdmin
from policies.drafts import refusals, services
from policies.drafts import selectors as drafts
from policies.drafts.rules import DROP, INHERIT, Edit, NoSuchEntry
from policies.loading import digest_of, load_pack, text_of
from policies.models import AdoptedPolicy, Binding, Draft, DraftState, PolicyEvent, PolicySource
from policies.sources import PackError
from tests.factories.people import colleague
from tests.policies.drafts.conftest import NOW, SOON, Office
from tests.policies.engine.packs import small_pack

pytestmark = pytest.mark.db

SPAN = "clocks/s12a-c1/span/amount"


def kinds(draft: Draft) -> list[str]:
    return [event.kind for event in reversed(drafts.events(draft=draft))]


def test_draft_of_a_shipped_rulebook_extends_it_and_says_nothing_else(office: Office) -> None:
    draft = office.draft()

    assert (draft.pack_id, draft.parents) == ("our-demo-county-12365", ["demo-county-12365"])
    assert draft.text == ("format: 1\nid: our-demo-county-12365\nversion: 1\nextends:\n- demo-county-12365\n")
    assert draft.lines == ["fraud-report", "quality-complaint", "enquiry", "conduct"]
    assert drafts.own_differences(draft) == ()


def test_untouched_draft_says_what_its_parent_says(office: Office) -> None:
    whole = drafts.composed(office.draft())

    same = {"id": "demo-county-12365", "version": 1, "extends": load_pack("demo-county-12365").extends}
    assert whole.pack.model_copy(update=same) == load_pack("demo-county-12365")


def test_published_draft_governs_from_its_moment_as_the_next_version(office: Office) -> None:
    policy = office.changed(SPAN, 1)

    before = selectors.policy_for_business("fraud-report", SOON - timedelta(seconds=1))
    after = selectors.policy_for_business("fraud-report", SOON)
    assert (before.pack.id, after.id) == ("demo-county-12365", policy.pk)
    assert (after.pack.id, after.pack.version) == ("our-demo-county-12365", 1)
    assert after.pack.clocks["s12a-c1"].span.amount == 1


def test_running_cases_keep_the_version_that_they_were_received_under(office: Office) -> None:
    old = office.adopted()

    office.changed(SPAN, 1)

    assert selectors.policy_version(old).pack == load_pack("demo-county-12365")


def test_source_of_a_version_is_kept_with_who_proposed_and_approved(office: Office) -> None:
    policy = office.changed(SPAN, 1)

    source = PolicySource.objects.get(policy=policy)
    assert (source.proposed_by, source.approved_by) == (office.writer, office.approver)
    assert (source.effective_at, source.note) == (SOON, "更快答复")
    assert "amount: 1" in source.text


def test_second_draft_goes_on_from_the_version_of_ones_own(office: Office) -> None:
    first = office.changed(SPAN, 1)

    second = office.changed("clocks/s12b-c1/span/amount", 1, from_policy=first.pk)

    pack = selectors.policy_version(second.pk).pack
    assert (second.pack_id, second.version) == (first.pack_id, 2)
    assert [pack.clocks[clock].span.amount for clock in ("s12a-c1", "s12b-c1")] == [1, 1]
    assert drafts.own_differences(Draft.objects.get(policy=second)) == (
        ("clocks", "s12a-c1", "span", "amount"),
        ("clocks", "s12b-c1", "span", "amount"),
    )


def test_later_version_that_takes_effect_sooner_takes_the_place_of_one_that_waits(office: Office) -> None:
    waiting = office.changed(SPAN, 1)

    draft = office.edit(office.draft(from_policy=waiting.pk), SPAN, 3)
    sooner = office.publish(office.propose(draft, NOW + timedelta(days=1)))

    at = [
        selectors.policy_for_business("fraud-report", NOW + timedelta(days=day)).id for day in (0, 1, 7, 90)
    ]
    assert at == [office.adopted(), sooner.pk, sooner.pk, sooner.pk]


def test_moment_that_is_over_on_approval_means_now(office: Office) -> None:
    draft = office.propose(office.edit(office.draft(), SPAN, 1))
    later = SOON + timedelta(days=2)

    policy = office.publish(draft, now=later)

    assert selectors.policy_for_business("fraud-report", later - timedelta(seconds=1)).id == office.adopted()
    assert selectors.policy_for_business("fraud-report", later).id == policy.pk


def test_draft_may_govern_some_lines_only(office: Office) -> None:
    draft = office.edit(office.draft(), SPAN, 1)
    draft = services.choose_lines(
        actor_id=office.writer, draft=draft, lines=["enquiry"], revision=draft.revision, now=NOW
    )

    policy = office.publish(office.propose(draft))

    governed = {line.code: line.policy_version_id for line in selectors.business_lines(SOON)}
    assert governed == {
        line: policy.pk if line == "enquiry" else office.adopted()
        for line in ("fraud-report", "quality-complaint", "enquiry", "conduct")
    }


def test_line_that_a_draft_adds_is_governed_and_one_that_it_drops_ends(office: Office) -> None:
    line = small_pack().business_types["complaint"].model_dump(mode="json", by_alias=True)
    two = small_pack({"business_types/objection": {**line, "number_prefix": "YY"}})
    base = adoption.adopt(pack=two, now=NOW)
    draft = office.edit(
        office.draft(from_policy=base.pk), "business_types/advice", {**line, "number_prefix": "JY"}
    )
    draft = office.edit(draft, "business_types/objection", DROP)

    office.publish(office.propose(draft))

    before, after = ({line.code for line in selectors.business_lines(at)} for at in (NOW, SOON))
    assert before - after == {"objection"}
    assert after - before == {"advice"}


def test_edit_that_says_what_the_parent_says_is_no_difference(office: Office) -> None:
    draft = office.edit(office.draft(), SPAN, 1)

    draft = office.edit(draft, SPAN, 2)

    assert drafts.own_differences(draft) == ()


def test_taking_a_difference_back_leaves_the_others(office: Office) -> None:
    draft = office.edit(office.draft(), SPAN, 1)
    draft = office.edit(draft, "clocks/s12a-c3/span/amount", 2)

    draft = office.edit(draft, "clocks/s12a-c1", INHERIT)

    assert drafts.own_differences(draft) == (("clocks", "s12a-c3", "span", "amount"),)


def test_item_of_a_list_can_be_changed(office: Office) -> None:
    draft = office.edit(office.draft(), "business_types/conduct/channels/0", "fax")

    assert drafts.composed(draft).pack.business_types["conduct"].channels[0] == "fax"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("clocks/s12a-c1/label/zh-hans/deeper", id="through a text"),
        pytest.param("business_types/conduct/channels/99", id="past the end of a list"),
        pytest.param("business_types/conduct/channels/x", id="no number for an item"),
        pytest.param("/".join(["a"] * 40), id="deeper than packs go"),
    ],
)
def test_edit_that_leads_nowhere_is_refused_and_changes_nothing(office: Office, path: str) -> None:
    draft = office.draft()

    with pytest.raises(NoSuchEntry):
        office.edit(draft, path, "1")

    assert drafts.draft_by_id(draft.public_id).text == draft.text


def test_undo_and_redo_walk_the_texts_that_are_all_kept(office: Office) -> None:
    draft = office.draft()
    texts = [draft.text]
    for amount in (1, 3):
        draft = office.edit(draft, SPAN, amount)
        texts.append(draft.text)
    seen = []
    for step in (services.undo, services.undo, services.redo, services.redo):
        draft = step(actor_id=office.writer, draft=draft, revision=draft.revision, now=NOW)
        seen.append(draft.text)

    assert seen == [texts[1], texts[0], texts[1], texts[2]]
    assert [one.text for one in reversed(drafts.revisions(draft))] == texts
    assert kinds(draft) == ["STARTED", "SAVED", "SAVED", "UNDONE", "UNDONE", "REDONE", "REDONE"]


@pytest.mark.parametrize("step", [services.undo, services.redo])
def test_nothing_to_undo_or_redo_is_told(office: Office, step: Callable[..., Draft]) -> None:
    draft = office.draft()

    with pytest.raises(refusals.NothingToUndo):
        step(actor_id=office.writer, draft=draft, revision=draft.revision, now=NOW)


def test_second_editor_is_told_and_both_texts_are_kept(office: Office) -> None:
    draft = office.draft()
    mine = draft.text + "effective_from: '2027-04-01'\n"
    theirs = office.edit(draft, SPAN, 1)

    with pytest.raises(refusals.DraftMoved) as told:
        services.save_text(actor_id=office.approver, draft=draft, text=mine, revision=draft.revision, now=NOW)

    assert (told.value.text, told.value.revision, told.value.updated_by) == (
        theirs.text, theirs.revision, office.writer,
    )  # fmt: skip
    stands = drafts.draft_by_id(draft.public_id)
    assert stands.text == theirs.text
    assert stands.revisions.get(number=told.value.kept_as).text == mine


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param("id: our-demo-county-12365", "id: bank-2020", 2, id="another id"),
        pytest.param("- demo-county-12365", "- bank-2020", 4, id="another parent"),
        pytest.param("version: 1", "version: !!python/name:os.system", 3, id="a tag"),
        pytest.param("version: 1", "version: &a 1", 3, id="an anchor"),
        pytest.param("version: 1", "version: [", 5, id="no YAML"),
        pytest.param("version: 1", "version: 1\nversion: 2", 4, id="a key twice"),
    ],
)
def test_text_that_cannot_be_kept_is_refused_with_its_line(
    office: Office, old: str, new: str, line: int
) -> None:
    draft = office.draft()

    with pytest.raises(PackError) as told:
        services.save_text(
            actor_id=office.writer, draft=draft, text=draft.text.replace(old, new),
            revision=draft.revision, now=NOW,
        )  # fmt: skip

    assert (told.value.file, told.value.line) == ("our-demo-county-12365.yaml", line)
    assert drafts.draft_by_id(draft.public_id).text == draft.text


def test_draft_that_is_no_pack_yet_is_kept_and_told_with_its_line(office: Office) -> None:
    draft = office.draft()
    text = draft.text + "clocks:\n  s12a-c1:\n    spam: {amount: 1, unit: working-day}\n"
    draft = services.save_text(
        actor_id=office.writer, draft=draft, text=text, revision=draft.revision, now=NOW
    )

    checked = drafts.check(draft, now=NOW)

    assert checked.pack is None
    assert [(one.line, one.path) for one in checked.problems] == [(8, "clocks.s12a-c1.spam")]
    assert "did you mean 'span'?" in checked.problems[0].reason


def test_negative_length_is_refused_with_its_line(office: Office) -> None:
    draft = office.edit(office.draft(), SPAN, -3)

    with pytest.raises(PackError) as told:
        office.propose(draft)

    assert (told.value.path, told.value.line) == ("clocks.s12a-c1.span.amount", 9)


def test_draft_with_errors_cannot_be_proposed(office: Office) -> None:
    draft = office.edit(office.draft(), "clocks/s12a-c1/actor", "nobody")

    with pytest.raises(refusals.NotSound) as told:
        office.propose(draft)

    assert [one.path for one in told.value.findings] == ["clocks.s12a-c1.actor"]
    finding, place = drafts.check(draft, now=NOW).findings[0]
    assert (finding.path, place.line) == ("clocks.s12a-c1.actor", 8)


def test_nobody_approves_what_they_proposed(office: Office) -> None:
    draft = office.propose(office.edit(office.draft(), SPAN, 1))

    with pytest.raises(refusals.SamePerson):
        services.approve_and_publish(actor_id=office.writer, draft=draft, revision=draft.revision, now=NOW)

    assert drafts.draft_by_id(draft.public_id).state == DraftState.PROPOSED


def test_moment_in_the_past_is_refused(office: Office) -> None:
    with pytest.raises(refusals.TooEarly):
        office.propose(office.draft(), NOW - timedelta(seconds=1))


def test_draft_without_lines_cannot_be_proposed(office: Office) -> None:
    draft = office.draft()
    draft = services.choose_lines(
        actor_id=office.writer, draft=draft, lines=[], revision=draft.revision, now=NOW
    )

    with pytest.raises(refusals.NothingGoverned):
        office.propose(draft)


def test_version_published_meanwhile_overtakes_a_draft_which_is_kept(office: Office) -> None:
    loser = office.propose(office.edit(office.draft(), SPAN, 3))
    winner = office.changed(SPAN, 1)

    with pytest.raises(refusals.Overtaken) as told:
        office.publish(loser)

    kept = drafts.draft_by_id(loser.public_id)
    assert told.value.by == winner.pk
    assert (kept.state, kept.text) == (DraftState.PROPOSED, loser.text)
    assert selectors.policy_for_business("fraud-report", SOON).id == winner.pk


def test_version_for_other_lines_overtakes_nobody(office: Office) -> None:
    """Only where both are the same pack of one's own would the numbers meet."""
    draft = office.draft()
    draft = services.choose_lines(
        actor_id=office.writer, draft=draft, lines=["enquiry"], revision=draft.revision, now=NOW
    )
    other = office.draft(pack_id="quality-12365", lines=["conduct"])
    office.publish(office.propose(other))

    policy = office.publish(office.propose(draft))

    governed = {line.code: line.pack.id for line in selectors.business_lines(SOON)}
    assert (governed["enquiry"], governed["conduct"]) == ("our-demo-county-12365", "our-quality-12365")
    assert policy.version == 1


def test_rejected_draft_can_be_worked_at_and_the_reason_is_in_its_log(office: Office) -> None:
    draft = office.propose(office.edit(office.draft(), SPAN, 1))

    draft = services.reject(
        actor_id=office.approver, draft=draft, reason="太快", revision=draft.revision, now=NOW
    )

    assert (draft.state, draft.proposed_by) == (DraftState.EDITING, None)
    assert drafts.events(draft=draft)[0].note == "太快"
    assert office.edit(draft, SPAN, 3).state == DraftState.EDITING


def test_going_back_is_a_new_version_that_says_what_the_old_one_said(office: Office) -> None:
    first = office.changed(SPAN, 1)
    second = office.changed(SPAN, 3, from_policy=first.pk)

    back = services.revert_to(actor_id=office.writer, policy_id=first.pk, now=NOW)
    third = office.publish(office.propose(back))

    old, new = (selectors.policy_version(one.pk).pack for one in (first, third))
    assert (second.version, third.version) == (2, 3)
    assert new == old.model_copy(update={"version": 3})
    assert [one.version for one in drafts.history()][:3] == [3, 2, 1]


def test_going_back_ends_the_lines_that_came_since(office: Office) -> None:
    line = small_pack().business_types["complaint"].model_dump(mode="json", by_alias=True)
    first = office.changed("title/en", "Ours", from_policy=adoption.adopt(pack=small_pack(), now=NOW).pk)
    office.changed("business_types/advice", {**line, "number_prefix": "JY"}, from_policy=first.pk)

    back = services.revert_to(actor_id=office.writer, policy_id=first.pk, now=NOW)
    third = office.publish(office.propose(back))

    governed = {line.code for line in selectors.business_lines(SOON) if line.policy_version_id == third.pk}
    assert governed == {"complaint"}
    assert "advice" not in {line.code for line in selectors.business_lines(SOON)}


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(lambda office, draft: office.edit(draft, SPAN, 1), id="edit"),
        pytest.param(lambda office, draft: office.propose(draft), id="propose"),
        pytest.param(lambda office, draft: office.publish(draft), id="publish"),
        pytest.param(
            lambda office, draft: services.discard(actor_id=office.writer, draft=draft, now=NOW), id="discard"
        ),
    ],
)
def test_nothing_can_be_done_with_a_draft_that_was_given_up(
    office: Office, step: Callable[[Office, Draft], Any]
) -> None:
    draft = services.discard(actor_id=office.writer, draft=office.draft(), now=NOW)

    with pytest.raises(refusals.WrongState):
        step(office, draft)

    assert drafts.open_drafts() == ()
    assert drafts.draft_by_id(draft.public_id).state == DraftState.DISCARDED


def test_only_admins_who_are_still_there_take_part(office: Office) -> None:
    somebody = colleague(name="路人")
    draft = office.propose(office.draft())

    for act in (
        lambda: services.start_draft(actor_id=somebody.pk, from_policy=office.adopted(), now=NOW),
        lambda: services.approve_and_publish(
            actor_id=somebody.pk, draft=draft, revision=draft.revision, now=NOW
        ),
    ):
        with pytest.raises(NotAnAdmin):
            act()


def test_log_says_who_did_what_to_which_text(office: Office) -> None:
    draft = office.edit(office.draft(), SPAN, 1)
    text = draft.text
    policy = office.publish(office.propose(draft))

    rows = [
        (one.kind, one.actor_id, one.digest) for one in PolicyEvent.objects.filter(draft=draft).order_by("id")
    ]
    assert rows[1:] == [
        ("SAVED", office.writer, digest_of(text)),
        ("PROPOSED", office.writer, digest_of(text)),
        ("PUBLISHED", office.approver, policy.digest),
    ]
    assert policy.digest == digest_of(text_of(selectors.policy_version(policy.pk).pack))


@pytest.mark.parametrize("table", ["policies_policyevent", "policies_draftrevision", "policies_policysource"])
def test_log_and_texts_cannot_be_changed_by_anyone(office: Office, table: str) -> None:
    office.changed(SPAN, 1)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of this file


@pytest.mark.parametrize("broken", ["PolicySource", "PolicyEvent", "Publication"])
def test_nothing_is_half_published_whatever_fails(office: Office, broken: str) -> None:
    """The last tables that publishing writes refuse the row, as a full disk would."""
    draft = office.propose(office.edit(office.draft(), SPAN, 1))
    bindings = list(Binding.objects.order_by("id").values())
    table = f"policies_{broken.lower()}"
    condition = "count < 1" if broken == "Publication" else "false"

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT full_disk CHECK ({condition}) NOT VALID")

    with pytest.raises(DatabaseError):
        office.publish(draft)

    assert list(Binding.objects.order_by("id").values()) == bindings
    assert AdoptedPolicy.objects.count() == 1
    assert drafts.draft_by_id(draft.public_id).state == DraftState.PROPOSED
    assert selectors.policy_for_business("fraud-report", SOON).id == office.adopted()


def test_organisations_do_not_see_each_others_drafts(office: Office, beta: Any) -> None:
    """Beta is the present one."""
    with pytest.raises(drafts.UnknownDraft):
        drafts.draft_by_id(Draft(public_id=beta.uuid).public_id)

    assert (drafts.open_drafts(), drafts.events()) == ((), ())


def test_two_edits_at_once_are_one_text(office: Office) -> None:
    draft = office.draft()

    draft = services.apply_edits(
        actor_id=office.writer,
        draft=draft,
        edits=[
            Edit(("clocks", "s12a-c1", "span"), {"amount": 1, "unit": "week"}),
            Edit(("letters", "report-record"), DROP),
            Edit(("business_types", "fraud-report", "on_receipt"), ["intake-record"]),
        ],
        revision=draft.revision,
        now=NOW,
    )

    assert sorted(drafts.own_differences(draft)) == [
        ("business_types", "fraud-report", "on_receipt"),
        ("clocks", "s12a-c1", "span", "amount"),
        ("clocks", "s12a-c1", "span", "unit"),
        ("letters", "report-record"),
    ]
    assert len(drafts.revisions(draft)) == 2


def test_duties_that_nobody_holds_and_years_not_out_yet_are_found(office: Office) -> None:
    """What only the organisation and its calendar can tell."""
    draft = office.draft()

    found = {
        finding.path: finding.message.en
        for finding, _ in drafts.check(draft, now=datetime(2031, 12, 20, 4, tzinfo=UTC)).findings
    }

    assert found["roles.unit-head"].startswith("Nobody holds the duty")
    assert found["calendar"].startswith("The calendar CN lacks 2032; clocks that start on 2031-12-20")

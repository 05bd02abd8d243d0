"""Units, posts, duties and deputies: who works where with which duties, from when until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.services import AddressTaken, LastAdmin
from casework.organisation import people as arranging
from casework.organisation import selectors, services
from casework.organisation.models import Deputy, Duty, Post, Unit
from casework.organisation.people import Arrangement
from tests.factories.filings import NOW
from tests.factories.people import SINCE, colleague, unit

pytestmark = pytest.mark.db


def _arrangement(**changed) -> Arrangement:
    given = {"name": "新人", "title": "科员", "unit_id": None, "roles": ("receiver",), "is_admin": False}
    return Arrangement(**(given | changed))


# Units.


def test_unit_is_named_once_while_it_is_in_use(alpha):
    unit("稽查队")

    with pytest.raises(services.NameTaken):
        services.create_unit(name=" 稽查队 ")


def test_name_of_a_closed_unit_can_be_given_again(alpha):
    closed = unit("稽查队")
    services.close_unit(unit_id=closed.pk)

    again = services.create_unit(name="稽查队")

    assert again.pk != closed.pk
    assert [u.name for u in selectors.active_units()].count("稽查队") == 1


def test_renaming_a_unit_to_its_own_name_is_no_conflict_and_to_anothers_is(alpha):
    one, two = unit("稽查队"), unit("质检股")

    services.rename_unit(unit_id=one.pk, name="稽查队")
    with pytest.raises(services.NameTaken):
        services.rename_unit(unit_id=two.pk, name="稽查队")

    assert Unit.objects.get(pk=two.pk).name == "质检股"


def test_unit_in_which_people_work_is_not_closed(alpha):
    user = colleague(unit_name="稽查队")
    of = unit("稽查队")

    with pytest.raises(services.StillStaffed):
        services.close_unit(unit_id=of.pk)
    services.move_person(user_id=user.pk, unit_id=None, now=NOW)
    services.close_unit(unit_id=of.pk)

    with pytest.raises(selectors.NotFound):
        selectors.unit_by_public_id(of.public_id)


@pytest.mark.parametrize("public_id", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_unit_or_person_that_is_not_there_is_not_found(alpha, public_id):
    for find in (selectors.unit_by_public_id, selectors.person_by_public_id):
        with pytest.raises(selectors.NotFound):
            find(public_id)


# Posts and duties.


def test_moving_ends_one_post_and_begins_another(alpha):
    user = colleague(unit_name="稽查队")

    services.move_person(user_id=user.pk, unit_id=unit("质检股").pk, now=NOW)

    posts = Post.objects.filter(user=user).order_by("since").values_list("unit__name", "since", "until")
    assert list(posts) == [("稽查队", SINCE, NOW), ("质检股", NOW, None)]


def test_moving_to_where_one_works_changes_nothing(alpha):
    user = colleague(unit_name="稽查队")

    services.move_person(user_id=user.pk, unit_id=unit("稽查队").pk, now=NOW)

    assert list(Post.objects.filter(user=user).values_list("since", "until")) == [(SINCE, None)]


def test_database_lets_nobody_hold_two_posts_at_once(alpha):
    user = colleague(unit_name="稽查队")

    with pytest.raises(IntegrityError, match="post_one_at_a_time"), transaction.atomic():
        Post.objects.create(user=user, unit=unit("质检股"), since=NOW)


def test_duties_that_stay_keep_their_beginning(alpha):
    user = colleague("receiver", "archivist")

    services.set_duties(user_id=user.pk, roles=["receiver", "leader"], now=NOW)

    duties = Duty.objects.filter(user=user).order_by("role").values_list("role", "since", "until")
    assert list(duties) == [("archivist", SINCE, NOW), ("leader", NOW, None), ("receiver", SINCE, None)]


def test_duty_taken_and_given_again_has_two_rows(alpha):
    user = colleague("receiver")

    services.set_duties(user_id=user.pk, roles=[], now=NOW)
    services.set_duties(user_id=user.pk, roles=["receiver"], now=NOW + timedelta(days=1))

    assert Duty.objects.filter(user=user, role="receiver").count() == 2
    assert selectors.officer_for(user.pk, now=NOW + timedelta(days=2)).roles == {"receiver"}


# Deputies.


def test_nobody_stands_in_for_oneself_and_no_deputyship_ends_before_it_begins(alpha):
    one, two = colleague(), colleague()

    for user, deputy, until in ((one, one, NOW + timedelta(days=1)), (one, two, NOW)):
        with pytest.raises(IntegrityError), transaction.atomic():
            services.appoint_deputy(user_id=user.pk, deputy_id=deputy.pk, since=NOW, until=until)


def test_deputyship_that_began_ends_now_and_one_to_come_vanishes(alpha):
    one, two = colleague(), colleague()
    began = services.appoint_deputy(
        user_id=one.pk, deputy_id=two.pk, since=NOW - timedelta(days=1), until=NOW + timedelta(days=1)
    )
    to_come = services.appoint_deputy(
        user_id=one.pk, deputy_id=two.pk, since=NOW + timedelta(days=2), until=NOW + timedelta(days=3)
    )

    for row in (began, to_come):
        services.end_deputy(deputy_row_id=row.pk, user_id=one.pk, now=NOW)

    assert list(Deputy.objects.filter(user=one).values_list("pk", "until")) == [(began.pk, NOW)]


def test_deputyship_of_somebody_else_is_not_ended(alpha):
    one, two, three = colleague(), colleague(), colleague()
    row = services.appoint_deputy(
        user_id=one.pk, deputy_id=two.pk, since=NOW - timedelta(days=1), until=NOW + timedelta(days=1)
    )

    services.end_deputy(deputy_row_id=row.pk, user_id=three.pk, now=NOW)

    assert Deputy.objects.get(pk=row.pk).until == NOW + timedelta(days=1)


# People.


def test_inviting_brings_in_account_post_and_duties_at_once(alpha):
    of = unit("稽查队")

    person, secret = arranging.invite_person(
        email="Neu@Example.cn", arrangement=_arrangement(unit_id=of.pk), now=NOW
    )

    detail = arranging.person_detail(person=person, now=NOW)
    assert (detail.email, detail.name, detail.title, detail.unit_id) == (
        "neu@example.cn",
        "新人",
        "科员",
        of.pk,
    )
    assert (detail.roles, detail.is_admin, detail.has_signed_in) == (("receiver",), False, False)
    assert len(secret) >= 43


def test_invitation_to_an_address_in_use_brings_in_nobody(alpha):
    arranging.invite_person(email="neu@example.cn", arrangement=_arrangement(), now=NOW)
    before = len(selectors.people())

    with pytest.raises(AddressTaken):
        arranging.invite_person(email=" NEU@example.cn", arrangement=_arrangement(name="另一个"), now=NOW)

    assert len(selectors.people()) == before


def test_rearranging_changes_everything_or_nothing(alpha):
    """The last admin stays admin, and the rest of what was asked with it is not done either."""
    admin = next(
        p for p in selectors.people() if selectors.officer_for(p.id, now=NOW + timedelta(days=999)).is_admin
    )
    before = arranging.person_detail(person=admin.public_id, now=NOW)

    with pytest.raises(LastAdmin):
        arranging.rearrange_person(
            person=admin.public_id, arrangement=_arrangement(name="改了名", roles=(), is_admin=False), now=NOW
        )

    assert arranging.person_detail(person=admin.public_id, now=NOW) == before


def test_leaving_ends_post_duties_and_sign_in_and_keeps_the_name(alpha):
    user = colleague("receiver", unit_name="稽查队", name="要走的")

    arranging.let_go(person=user.public_id, now=NOW)

    user.refresh_from_db()
    assert (user.is_active, user.left_at, user.name) == (False, NOW, "要走的")
    assert Post.objects.filter(user=user, until__isnull=True).exists() is False
    assert Duty.objects.filter(user=user, until__isnull=True).exists() is False
    assert user.public_id not in [p.public_id for p in selectors.people()]
    with pytest.raises(selectors.NotFound):
        arranging.person_detail(person=user.public_id, now=NOW)


def test_last_admin_does_not_leave(alpha):
    admin = next(
        p for p in selectors.people() if selectors.officer_for(p.id, now=NOW + timedelta(days=999)).is_admin
    )

    with pytest.raises(LastAdmin):
        arranging.let_go(person=admin.public_id, now=NOW)

    assert selectors.person_by_public_id(admin.public_id).id == admin.id


def test_people_are_listed_by_pinyin(alpha):
    for name in ("赵一", "安二", "陈三"):
        colleague("archivist", name=name)

    assert [p.name for p in selectors.people(roles=["archivist"])] == ["安二", "安晓", "陈三", "赵一"]


def test_holders_are_listed_by_duty_without_those_who_left(alpha):
    stays = colleague("mediator", name="在职")
    leaves = colleague("mediator", name="离职")
    arranging.let_go(person=leaves.public_id, now=NOW)

    assert arranging.holders()["mediator"] == [stays.name]

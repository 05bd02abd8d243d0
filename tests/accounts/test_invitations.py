"""One-time links: used once, for seven days, by whom they are for; nobody is told why one does not work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.invitations import VALID_FOR, InvitationUnusable, accept, invite, invited
from accounts.models import Invitation, User
from accounts.services import create_person, leave
from kernel import clock, tenancy
from tests.pages import without_token

pytestmark = pytest.mark.db

PASSWORD = "water the plants 7"


@pytest.fixture
def person(alpha) -> User:
    return create_person(email="neu@alpha.example", name="新人", now=clock.now())


def test_link_leads_to_who_was_invited_and_sets_the_password(person):
    now = clock.now()
    secret = invite(user_id=person.pk, now=now)

    assert invited(secret=secret, now=now).pk == person.pk
    accepted = accept(secret=secret, password=PASSWORD, now=now)

    person.refresh_from_db()
    assert accepted.pk == person.pk
    assert person.check_password(PASSWORD)


def test_secret_is_kept_as_a_digest_only(person):
    secret = invite(user_id=person.pk, now=clock.now())

    row = Invitation.objects.get(user=person)
    assert secret.encode() not in bytes(row.digest)
    assert len(bytes(row.digest)) == 32


def _used(person, now):
    secret = invite(user_id=person.pk, now=now)
    accept(secret=secret, password=PASSWORD, now=now)
    return secret


def _replaced(person, now):
    secret = invite(user_id=person.pk, now=now)
    invite(user_id=person.pk, now=now)
    return secret


def _expired(person, now):
    return invite(user_id=person.pk, now=now - VALID_FOR)


def _of_who_left(person, now):
    secret = invite(user_id=person.pk, now=now)
    leave(user_id=person.pk, now=now)
    return secret


def _unknown(person, now):
    return "A" * 43


@pytest.mark.parametrize("make", [_used, _replaced, _expired, _of_who_left, _unknown])
def test_link_that_does_not_work_sets_no_password_and_does_not_say_why(alpha, person, client_for, make):
    now = clock.now()
    secret = make(person, now)
    before = User.objects.get(pk=person.pk).password

    with pytest.raises(InvitationUnusable):
        accept(secret=secret, password="another password 8", now=now)
    visitor = client_for(alpha)
    shown = visitor.get(f"/account/invitation/{secret}/")
    sent = visitor.post(f"/account/invitation/{secret}/", {"password": "another password 8"})

    assert [shown.status_code, sent.status_code] == [404, 404]
    assert "这个邀请链接已经用过或过期了" in shown.content.decode()
    assert without_token(shown) == without_token(sent)
    assert User.objects.get(pk=person.pk).password == before
    assert "_auth_user_id" not in visitor.session


def test_link_works_until_its_last_moment(person):
    now = clock.now()
    secret = invite(user_id=person.pk, now=now)

    assert invited(secret=secret, now=now + VALID_FOR - timedelta(seconds=1)).pk == person.pk
    with pytest.raises(InvitationUnusable):
        invited(secret=secret, now=now + VALID_FOR)


def test_link_of_one_organisation_is_nothing_in_another(organisations, person, client_for):
    secret = invite(user_id=person.pk, now=clock.now())

    response = client_for(organisations.beta).get(f"/account/invitation/{secret}/")

    assert response.status_code == 404
    with tenancy.in_schema(organisations.beta.schema), pytest.raises(InvitationUnusable):
        invited(secret=secret, now=clock.now())


def test_accepting_signs_in_and_leads_to_the_desk(alpha, person, client_for):
    visitor = client_for(alpha)
    secret = invite(user_id=person.pk, now=clock.now())
    page = visitor.get(f"/account/invitation/{secret}/")

    response = visitor.post(f"/account/invitation/{secret}/", {"password": PASSWORD})

    assert "新人，您好" in page.content.decode()
    assert "no-cache" in page["Cache-Control"]
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert visitor.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("password", "told", "reason"),
    [
        ("", "请设置密码", "none"),
        ("short", "密码太短，至少要有 10 个字符。", "fewer than ten characters"),
        ("1234567890", "这个密码太常见了", "one that everybody tries first"),
    ],
)
def test_password_that_is_none_or_too_weak_is_refused_in_words_and_the_link_still_works(
    alpha, person, client_for, password, told, reason
):
    visitor = client_for(alpha)
    secret = invite(user_id=person.pk, now=clock.now())

    response = visitor.post(f"/account/invitation/{secret}/", {"password": password})

    assert told in response.content.decode(), reason
    assert response.status_code == 422
    assert invited(secret=secret, now=clock.now()).pk == person.pk
    assert "_auth_user_id" not in visitor.session

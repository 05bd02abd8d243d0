"""Accounts of one organisation: addresses, names, admins and leaving."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate

from accounts.models import User
from accounts.services import (
    AddressTaken,
    LastAdmin,
    create_person,
    leave,
    make_admin,
    rename_person,
    sort_key,
    user_by_address,
)
from kernel import clock, tenancy
from tests.pages import without_token

pytestmark = pytest.mark.db

PASSWORD = "water the plants 7"


def _person(email: str = "neu@alpha.example", **given) -> User:
    return create_person(email=email, name=given.pop("name", "新人"), now=clock.now(), **given)


def test_address_is_kept_in_lower_case_and_taken_once(alpha):
    first = _person(" Neu@Alpha.Example ")

    with pytest.raises(AddressTaken):
        _person("NEU@alpha.example")

    assert first.email == "neu@alpha.example"
    assert user_by_address("NEU@ALPHA.example").pk == first.pk


def test_same_human_in_another_organisation_is_another_user(organisations, alpha):
    here = _person()

    with tenancy.in_schema(organisations.beta.schema):
        there = _person()

    assert here.public_id != there.public_id


def test_person_without_a_password_cannot_sign_in(alpha):
    person = _person()

    assert person.has_usable_password() is False


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("安二", "an1 er4"),
        (" 陈三 ", "chen2 san1"),
        ("Ann Lee", "ann lee"),
        ("单雄信", "dan1 xiong2 xin4"),
        ("", ""),
    ],
)
def test_names_sort_by_pinyin(name, key):
    assert sort_key(name) == key


def test_renaming_moves_the_place_in_lists_too(alpha):
    person = _person(name="安二")

    rename_person(user_id=person.pk, name=" 赵一 ", title=" 科长 ")

    person.refresh_from_db()
    assert (person.name, person.name_key, person.title) == ("赵一", "zhao4 yi1", "科长")


def test_last_admin_stays_one_and_stays(alpha):
    admin = User.objects.get(is_admin=True)

    for attempt in (
        lambda: make_admin(user_id=admin.pk, is_admin=False),
        lambda: leave(user_id=admin.pk, now=clock.now()),
    ):
        with pytest.raises(LastAdmin):
            attempt()

    admin.refresh_from_db()
    assert (admin.is_admin, admin.is_active) == (True, True)


def test_admin_leaves_once_there_is_another(alpha):
    admin = User.objects.get(is_admin=True)
    other = _person(is_admin=True)

    leave(user_id=admin.pk, now=clock.now())

    admin.refresh_from_db()
    assert (admin.is_admin, admin.is_active) == (False, False)
    with pytest.raises(LastAdmin):
        leave(user_id=other.pk, now=clock.now())


def test_admin_who_left_does_not_count_as_one(alpha):
    admin = User.objects.get(is_admin=True)
    User.objects.filter(pk=_person(is_admin=True).pk).update(is_active=False)

    with pytest.raises(LastAdmin):
        make_admin(user_id=admin.pk, is_admin=False)


# Signing in.


def test_signing_in_leads_to_where_one_wanted_to_go(alpha, client_for):
    person = _person(password=PASSWORD)
    visitor = client_for(alpha)

    response = visitor.post(
        "/account/login/?next=/desk/search/",
        {"login": person.email, "password": PASSWORD, "next": "/desk/search/"},
    )

    assert (response.status_code, response["Location"]) == (302, "/desk/search/")
    assert visitor.session["_auth_user_id"] == str(person.pk)


def test_address_elsewhere_is_no_place_to_go_after_signing_in(alpha, client_for):
    person = _person(password=PASSWORD)

    response = client_for(alpha).post(
        "/account/login/", {"login": person.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )

    assert response["Location"] == "/desk/"


def test_wrong_password_and_unknown_address_are_told_the_same(alpha, client_for):
    person = _person(password=PASSWORD)

    pages = [
        client_for(alpha).post("/account/login/", {"login": login, "password": "wrong wrong wrong"})
        for login in (person.email, "nobody@alpha.example")
    ]

    told = [
        without_token(page).replace(person.email, "X").replace("nobody@alpha.example", "X") for page in pages
    ]
    assert [page.status_code for page in pages] == [200, 200]
    assert told[0] == told[1]


def test_somebody_of_another_organisation_cannot_sign_in_here(organisations, alpha, client_for):
    with tenancy.in_schema(organisations.beta.schema):
        other = _person("other@beta.example", password=PASSWORD)
    visitor = client_for(alpha)

    visitor.post("/account/login/", {"login": other.email, "password": PASSWORD})

    assert "_auth_user_id" not in visitor.session


def test_session_of_one_organisation_is_nobody_in_another(organisations, alpha, client_for):
    here, there = client_for(alpha).sign_in(_person()), client_for(organisations.beta)
    there.cookies = here.cookies

    response = there.get("/desk/list/mine/")

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/account/login/")


def test_whoever_left_cannot_sign_in_and_is_signed_out(alpha, client_for):
    person = _person(password=PASSWORD)
    signed_in = client_for(alpha).sign_in(person)

    leave(user_id=person.pk, now=clock.now())

    visitor = client_for(alpha)
    visitor.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert authenticate(email=person.email, password=PASSWORD) is None
    assert "_auth_user_id" not in visitor.session
    assert signed_in.get("/desk/list/mine/").status_code == 302


@pytest.mark.parametrize("address", ["/account/signup/", "/account/signup/?next=/desk/"])
def test_nobody_signs_up_by_oneself(alpha, client_for, address):
    visitor = client_for(alpha)
    before = User.objects.count()

    shown = visitor.get(address)
    visitor.post(address, {"email": "self@alpha.example", "password1": PASSWORD})

    assert 'name="password1"' not in shown.content.decode()
    assert User.objects.count() == before


def test_signing_out_needs_a_button_and_then_is_done(alpha, client_for):
    browser = client_for(alpha).sign_in(_person())

    asked = browser.get("/account/logout/")
    still = "_auth_user_id" in browser.session
    done = browser.post("/account/logout/")

    assert (asked.status_code, still) == (200, True)
    assert (done.status_code, done["Location"]) == (302, "/")
    assert "_auth_user_id" not in browser.session


def test_password_is_changed_by_who_knows_the_old_one(alpha, client_for):
    person = _person(password=PASSWORD)
    browser = client_for(alpha).sign_in(person)
    new = "another password 8"

    wrong = browser.post(
        "/account/password/change/", {"oldpassword": "wrong wrong", "password1": new, "password2": new}
    )
    right = browser.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    person.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (200, 302)
    assert person.check_password(new)
    assert browser.get("/desk/list/mine/").status_code == 200

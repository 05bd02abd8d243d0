"""A forgotten password: no mail goes out, the organisation's own admin gives a new link."""

from __future__ import annotations


def test_sign_in_leads_to_who_can_help(alpha, client_for):
    page = client_for(alpha).get("/account/login/").content.decode()

    assert page.count('href="/account/password/reset/"') == 1


def test_page_names_the_admin_and_takes_no_address(alpha, client_for):
    browser = client_for(alpha)

    answered = browser.get("/account/password/reset/")
    posted = browser.post("/account/password/reset/", {"email": "anybody@alpha.example"})

    assert answered.content.decode().count("请找本机构的管理员") == 1
    assert posted.status_code == 405


def test_address_for_signing_in_is_not_changed_by_oneself(alpha, client_for):
    answered = client_for(alpha).get("/account/email/")

    assert (answered.status_code, answered["Location"]) == (302, "/desk/")

"""Nothing inline and nothing from elsewhere, except in Wagtail's own editor."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model


@pytest.mark.parametrize("path", ["/", "/file/", "/track/", "/account/login/", "/nothing-here/", "/guides/"])
def test_page_obeys_its_own_policy(alpha, client_for, path) -> None:
    response = client_for(alpha).get(path)

    page = response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=", page) == []
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", page) == []


def test_editor_may_use_what_wagtail_needs(alpha, client_for) -> None:
    browser = client_for(alpha).sign_in(get_user_model().objects.get(is_admin=True))

    policy = browser.get("/cms/").headers["Content-Security-Policy"]

    assert "'unsafe-inline'" in policy
    assert "default-src 'self'" in policy


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ],
)
def test_every_page_carries_the_security_headers(alpha, client_for, header, value) -> None:
    assert client_for(alpha).get("/").headers[header] == value

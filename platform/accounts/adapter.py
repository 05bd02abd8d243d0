"""How allauth signs people in here: nobody signs up by oneself, an organisation invites."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

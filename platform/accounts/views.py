"""Accepting an invitation."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import PasswordForm
from accounts.invitations import InvitationUnusable, accept, invited
from kernel import clock

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password, once, and be signed in."""
    now = clock.now()
    try:
        user = invited(secret=secret, now=now)
        form = PasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            login(
                request,
                accept(secret=secret, password=form.cleaned_data["password"], now=now),
                backend=BACKEND,
            )
            return redirect("/desk/")
    except InvitationUnusable:
        return render(request, "accounts/invitation.html", {"form": None}, status=404)
    return render(request, "accounts/invitation.html", {"form": form, "invited": user})

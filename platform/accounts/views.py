"""Accepting an invitation, and what to do about a password that is forgotten."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

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
        form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
        if request.method == "POST" and form.is_valid():
            login(
                request,
                accept(secret=secret, password=form.cleaned_data["password"], now=now),
                backend=BACKEND,
            )
            return redirect("/desk/")
    except InvitationUnusable:
        return render(request, "accounts/invitation.html", {"form": None}, status=404)
    context = {"form": form, "invited": user}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Who gives a new link: the organisation's admin, face to face, never a mail that somebody else may read."""
    return render(request, "accounts/forgotten.html")

"""The door to the desk: who is signed in, as an officer with duties, now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from casework.organisation.rules import Officer
from casework.organisation.selectors import NotFound, officer_for
from kernel import clock

P = ParamSpec("P")
DeskView = Callable[Concatenate[HttpRequest, Officer, datetime, P], HttpResponseBase]


def at_desk(view: DeskView[P]) -> Callable[..., Any]:
    """A view of the desk: it gets the officer and the present moment; whoever is not signed in signs in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        now = clock.now()
        try:
            officer = officer_for(request.user.pk, now=now)
        except NotFound:
            return redirect_to_login(request.get_full_path())
        response = view(request, officer, now, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def for_admins(view: DeskView[P]) -> Callable[..., Any]:
    """A view of the organisation room: not there for anybody but the tenant's admins."""

    @wraps(view)
    def guarded(
        request: HttpRequest, officer: Officer, now: datetime, *args: P.args, **kwargs: P.kwargs
    ) -> Any:
        if not officer.is_admin:
            raise Http404
        return view(request, officer, now, *args, **kwargs)

    return at_desk(cast(Any, guarded))

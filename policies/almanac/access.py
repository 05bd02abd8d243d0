"""The door to the operators' calendars: the admins of an organisation that runs the platform."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from kernel import tenancy
from policies.engine.pack import TenantKind

P = ParamSpec("P")


def for_operators(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., Any]:
    """On the host of any other organisation, and for anybody but an admin, there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if tenancy.current().kind != TenantKind.OPERATOR:
            raise Http404
        user: Any = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not user.is_admin:
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded

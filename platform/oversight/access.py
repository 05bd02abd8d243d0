"""The one door to a regulator's pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from kernel import tenancy
from kernel.tenancy import TenantRef

REGULATOR = "regulator"


def require_regulator(
    view: Callable[[HttpRequest, TenantRef], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A view for the officers of a regulator; it is handed the regulator whose host was asked.

    On the host of an organisation that does not regulate there is no such page, signed in or not.
    """

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        tenant = tenancy.current()
        if tenant.kind != REGULATOR:
            raise Http404
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, tenant)

    return guarded

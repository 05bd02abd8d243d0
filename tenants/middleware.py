"""From host to organisation, before anything else happens to a request."""

from __future__ import annotations

import threading
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django_tenants.middleware.main import TenantMainMiddleware

from kernel import monotonic
from tenants.models import Domain, Tenant

KEEP_SECONDS = 30.0
_lock = threading.Lock()
_known: dict[str, tuple[float, Tenant]] = {}

NOT_FOUND = "404 Not Found\n"


class TenantMiddleware(TenantMainMiddleware):  # type: ignore[misc]  # django-tenants has no types
    """Looks the host up, with a short memory; a host that is nobody's gets a plain 404 that names nobody."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """As django-tenants does it; but a connection that serves this organisation already is left as it is.

        Its search path is set anew whenever it may have changed: after a rollback, in a new connection, and
        for another organisation.
        """
        tenant = _served(request)
        if tenant is None:
            answer: HttpResponse | None = super().process_request(request)
            return answer
        request.tenant = tenant  # type: ignore[attr-defined]  # as django-tenants' own middleware
        self.setup_url_routing(request)
        return None

    def get_tenant(self, domain_model: Any, hostname: str) -> Tenant:  # noqa: ARG002 -- django-tenants' signature
        host = hostname.lower()
        kept = _known.get(host)
        if kept is not None and monotonic.seconds() - kept[0] < KEEP_SECONDS:
            return kept[1]
        tenant: Tenant = Domain.objects.select_related("tenant").get(domain=host).tenant
        with _lock:
            _known[host] = (monotonic.seconds(), tenant)
        return tenant

    def no_tenant_found(self, request: HttpRequest, hostname: str) -> HttpResponse:  # noqa: ARG002 -- as above
        return HttpResponseNotFound(NOT_FOUND, content_type="text/plain")


def _served(request: HttpRequest) -> Tenant | None:
    """The organisation of the request's host, if it is known and the connection serves it already."""
    try:
        host = TenantMiddleware.hostname_from_request(request).lower()
    except DisallowedHost:
        return None
    kept = _known.get(host)
    if kept is None or monotonic.seconds() - kept[0] >= KEEP_SECONDS:
        return None
    wrapper: Any = connection
    is_served = wrapper.tenant is kept[1] and wrapper.include_public_schema
    return kept[1] if is_served and wrapper.search_path_set_schemas else None


def forget() -> None:
    """Drop what this process remembers of hosts."""
    with _lock:
        _known.clear()

"""From host to organisation, before anything else happens to a request."""

from __future__ import annotations

import threading
from typing import Any

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


def forget() -> None:
    """Drop what this process remembers of hosts."""
    with _lock:
        _known.clear()

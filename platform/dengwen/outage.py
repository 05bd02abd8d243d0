"""When the database is away: an honest 503, and never a receipt for what was not stored."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = "30"
READING = ("GET", "HEAD")


class DatabaseOutageMiddleware:
    """Turns a lost database into a page that says that nothing was stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("the database is away: %s", type(exception).__name__)
        return unavailable(was_reading=request.method in READING)


def unavailable(*, was_reading: bool) -> HttpResponse:
    """The 503 page; it asks the database nothing. Who sent something is told that it was not stored."""
    return HttpResponse(
        render_to_string("503.html", {"was_reading": was_reading}),
        status=503,
        headers={"Retry-After": RETRY_AFTER_SECONDS, "Cache-Control": "no-store"},
    )

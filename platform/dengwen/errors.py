"""What goes wrong anywhere in the stack, also before any view is reached."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from dengwen import outage


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page; but a lost database, wherever it was noticed first, is the honest 503."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return outage.unavailable(was_reading=request.method in outage.READING)
    return defaults.server_error(request)

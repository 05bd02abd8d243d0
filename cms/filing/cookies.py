"""The two cookies of a filing: the key of the draft being written, and the key of the last receipt.

Both hold a random token and nothing else, end with the browser, and are sent to ``/file/`` only.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PATH = "/file/"
DRAFT = "filing"
RECEIPT = "receipt"
LONGEST_TOKEN = 64


def draft_token(request: HttpRequest) -> str | None:
    return _token(request, DRAFT)


def receipt_token(request: HttpRequest) -> str | None:
    return _token(request, RECEIPT)


def keep_draft(response: HttpResponse, token: str) -> None:
    _keep(response, DRAFT, token)


def keep_receipt(response: HttpResponse, token: str) -> None:
    """The draft became a receipt: its token moves over, and the next filing starts with an empty draft."""
    _keep(response, RECEIPT, token)
    response.delete_cookie(DRAFT, path=PATH, samesite="Lax")


def drop(response: HttpResponse, *names: str) -> None:
    for name in names:
        response.delete_cookie(name, path=PATH, samesite="Lax")


def _token(request: HttpRequest, name: str) -> str | None:
    value = request.COOKIES.get(name, "")
    return value if 0 < len(value) <= LONGEST_TOKEN else None


def _keep(response: HttpResponse, name: str, token: str) -> None:
    response.set_cookie(
        name, token, path=PATH, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )

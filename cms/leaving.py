"""Leaving quickly (R43): away from the portal at once, with nothing of the visit left behind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ELSEWHERE = "https://www.weather.com.cn/"
"""A page that anybody might be looking at. Only the visitor's own click opens it, without a referrer."""


def is_from_here(request: HttpRequest) -> bool:
    """Whether a link was followed on our own pages: a foreign page shall not make anybody lose a draft."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def leave(request: HttpRequest) -> HttpResponse:
    """A blank page that goes elsewhere by itself and stands in no history."""
    response = render(request, "cms/leaving.html", {"elsewhere": ELSEWHERE})
    response["Refresh"] = f"0; url={ELSEWHERE}"
    response["Referrer-Policy"] = "no-referrer"
    response["Clear-Site-Data"] = '"cache"'
    return response

"""The organisation's stylesheet and logo, and the page for a form that came without its token."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from ui.branding import as_css, palette
from ui.selectors import current_branding, current_logo

FAR = 31_536_000
"""Seconds: the address carries the version, so what it names never changes."""
NEAR = 60


def _version(_request: HttpRequest) -> str:
    return quote_etag(current_branding().version)


@require_safe
@condition(etag_func=_version)
def brand_css(request: HttpRequest) -> HttpResponse:
    """The brand's tokens as a stylesheet of its own: the content policy allows no inline style."""
    sheet = as_css(palette(current_branding().colour))
    return _kept(request, HttpResponse(sheet, content_type="text/css; charset=utf-8"))


@require_safe
@condition(etag_func=_version)
def brand_logo(request: HttpRequest) -> HttpResponse:
    logo = current_logo()
    if logo is None:
        raise Http404
    content, media_type = logo
    return _kept(request, HttpResponse(content, content_type=media_type))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: mostly a page that stood open too long."""
    return render(request, "403_csrf.html", status=403)


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.GET.get("v") == current_branding().version:
        patch_cache_control(response, public=True, max_age=FAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=NEAR)
    return response

"""Asking for a code, and showing what it leads to. The code travels in a sealed cookie, never in a URL."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework.public.tracking import track
from cms.leaving import is_from_here, leave
from cms.tracking.forms import CodeForm
from cms.tracking.pages import tracked_page
from cms.tracking.visit import VISIT, open_visit, seal_visit
from kernel import clock

COOKIE = "tracking"
PATH = "/track/"
WRONG = _("没有找到与这个查询码对应的记录，请对照回执核对后再试一次。")


@method_decorator(never_cache, name="dispatch")
class AskCode(View):
    """The page that asks for the code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if open_visit(value=request.COOKIES.get(COOKIE), now=clock.now()) is not None:
            return redirect("track_case")
        return render(request, "cms/track.html", {"form": CodeForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        form = CodeForm(request.POST)
        if form.is_valid():
            code = form.cleaned_data["code"]
            if track(code=code, now=now) is not None:
                response = redirect("track_case")
                response.status_code = 303
                _keep(response, code, now)
                return response
            form.add_error("code", WRONG)
        return render(request, "cms/track.html", {"form": form})


@method_decorator(never_cache, name="dispatch")
class ShowCase(View):
    """Where the filing stands. Each look lengthens the visit."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        code = open_visit(value=request.COOKIES.get(COOKIE), now=now)
        filing = track(code=code, now=now) if code is not None else None
        if code is None or filing is None:
            response: HttpResponse = redirect("track")
            response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
            return response
        response = render(request, "cms/track_case.html", {"page": tracked_page(filing), "now": now})
        _keep(response, code, now)
        return response


@require_POST
@never_cache
def end_visit(_request: HttpRequest) -> HttpResponse:
    """Forget the code."""
    response = redirect("track")
    response.status_code = 303
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response


@require_safe
@never_cache
def leave_tracking(request: HttpRequest) -> HttpResponse:
    """Forget the code and go somewhere harmless at once (R43)."""
    response = leave(request)
    if is_from_here(request):
        response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response


def _keep(response: HttpResponse, code: str, now: datetime) -> None:
    response.set_cookie(
        COOKIE,
        seal_visit(code=code, now=now),
        max_age=int(VISIT.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )

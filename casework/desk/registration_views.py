"""Registering what somebody says on the telephone or at the counter, on one page and by keyboard."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.cases.selectors import registered_cases, still_seen
from casework.desk.frame import frame
from casework.desk.registration import gaps_of, lines_for, registration_form
from casework.intake.rules import MixedRefused
from casework.intake.services import Arrival, take_in
from casework.organisation.access import at_desk
from casework.organisation.rules import Officer
from casework.public.filing import promises_of
from policies import selectors as policies
from policies.engine.pack import Identity
from ui import pieces, words

SESSION_KEY = "registered"


@require_safe
@at_desk
def choose(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """Which line of business a filing belongs to; where there is one, it is chosen already."""
    lines = lines_for(officer, now)
    if len(lines) == 1:
        return redirect("desk-register-form", lines[0].code)
    context = frame(officer=officer, now=now) | {"lines": lines, "crumbs": _crumbs()}
    return render(request, "casework/desk/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def register(request: HttpRequest, officer: Officer, now: datetime, business_type: str) -> HttpResponse:
    """The whole form of a line of business on one page; soft gaps are told and do not stop the caller."""
    line = next((one for one in lines_for(officer, now) if one.code == business_type), None)
    if line is None:
        raise Http404
    form = registration_form(line, request.POST if request.method == "POST" else None, now)
    if request.method == "POST" and form.is_valid():
        values, asked = form.clean_values(), form.cleaned_data
        channel, also = str(asked["channel"]), asked.get("also") or None
        is_named = bool(asked.get("is-named", line.spec.identity is Identity.NAMED))
        arrival = Arrival(
            business_type=business_type,
            values=values,
            channel=channel,
            is_named=is_named,
            received_at=now,
            also=also,
            receiver=officer.user_id,
            registrar=officer.user_id,
        )
        try:
            taken = take_in(arrival)
        except MixedRefused:
            form.add_error("also", words.say(line.pack.mixed.explanation))
        else:
            request.session[SESSION_KEY] = {
                "code": taken.tracking_code,
                "cases": [str(case.public_id) for case in taken.cases],
                "gaps": gaps_of(line, values, is_named),
            }
            return redirect("desk-registered")
    context = frame(officer=officer, now=now) | {
        "line": line,
        "form": form,
        "crumbs": _crumbs(words.say(line.spec.label)),
    }
    return render(request, "casework/desk/register.html", context, status=422 if form.errors else 200)


@require_safe
@at_desk
def registered(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """What to tell the caller: number, code to read out, promised dates. The code is shown this once."""
    kept = request.session.pop(SESSION_KEY, None)
    if kept is None:
        return redirect("desk")
    cases = lines_of_cases(kept["cases"], officer, now)
    context = frame(officer=officer, now=now) | {
        "code": kept["code"],
        "gaps": kept["gaps"],
        "cases": cases,
        "crumbs": _crumbs(),
    }
    return render(request, "casework/desk/registered.html", context)


def lines_of_cases(public_ids: list[str], officer: Officer, now: datetime) -> list[dict[str, Any]]:
    """The cases that were just registered. They are named by the session of who registered them, because
    in a sealed line the registrar loses sight of them at submit (R23)."""
    cases = registered_cases(public_ids)
    seen = still_seen(officer=officer, cases=cases)
    return [
        {
            "number": case.number,
            "business": words.say(
                policies.policy_version(case.policy_id).pack.business_types[case.business_type].label
            ),
            "promises": promises_of(case, now=now),
            "url": reverse("desk-case", args=[case.public_id]) if case.pk in seen else "",
        }
        for case in cases
    ]


def _crumbs(*more: str) -> list[pieces.Crumb]:
    home = pieces.Crumb(_("工作台"), reverse("desk"))
    return [
        home,
        pieces.Crumb(_("登记"), reverse("desk-register") if more else ""),
        *(pieces.Crumb(m) for m in more),
    ]

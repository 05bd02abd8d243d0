"""The pages of a filing around its form: choosing, starting, checking, sending, the receipt."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.cache import never_cache

from casework.public.papers import receipt_pdf
from cms.blocks.quotes import PortalLine, portal_line, portal_lines
from cms.filing import cookies
from cms.filing.addresses import address_of
from cms.filing.forms import DeclarationForm
from cms.filing.journey import Journey, read_journey
from cms.filing.pages import answer_groups, back_address, mixed_explanations, progress
from cms.filing.receipts import ShownReceipt, shown_receipt
from cms.filing.rules import CHECK_STEP, DraftState, is_named
from cms.filing.selectors import open_draft
from cms.filing.services import forget_draft, send_off
from cms.leaving import is_from_here, leave
from kernel import clock


def line_or_404(business: str, now: datetime) -> PortalLine:
    """The line of business of an address."""
    line = portal_line(code=business, now=now)
    if line is None:
        raise Http404
    return line


def see_other(address: str) -> HttpResponse:
    """A redirect after a POST, to a path or to a page by its name."""
    path = address if address.startswith("/") else reverse(address)
    return HttpResponseRedirect(path, status=303)


@method_decorator(never_cache, name="dispatch")
class ChooseBusiness(View):
    """Which line of business? Each card says what belongs there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        lines = portal_lines(now=now)
        draft = open_draft(token=cookies.draft_token(request), now=now)
        context = {
            "lines": lines,
            "explanations": mixed_explanations(lines, get_language() or "") if len(lines) > 1 else (),
            "under_way": next(
                (line for line in lines if draft is not None and line.code == draft.business), None
            ),
            "has_receipt": cookies.receipt_token(request) is not None,
        }
        return render(request, "cms/filing/choose.html", context)


@method_decorator(never_cache, name="dispatch")
class StartFiling(View):
    """What this line is for, what to have at hand, by when one hears, and how details are kept."""

    def get(self, request: HttpRequest, business: str) -> HttpResponse:
        now = clock.now()
        line = line_or_404(business, now)
        draft = open_draft(token=cookies.draft_token(request), now=now)
        is_under_way = draft is not None and draft.business == business
        journey = read_journey(line=line, state=draft or DraftState(business=business), now=now)
        address = address_of(business, journey.pages[0])
        context = {"line": line, "first_address": address, "is_under_way": is_under_way}
        return render(request, "cms/filing/start.html", context)


@method_decorator(never_cache, name="dispatch")
class CheckAnswers(View):
    """Everything once more, each answer with the way to change it; and the button that sends it."""

    def get(self, request: HttpRequest, business: str) -> HttpResponse:
        now = clock.now()
        line = line_or_404(business, now)
        state = open_draft(token=cookies.draft_token(request), now=now)
        if state is None or state.business != business:
            return redirect("file_start", business=business)
        journey = read_journey(line=line, state=state, now=now)
        if journey.first_problem is not None:
            return redirect(address_of(business, journey.first_problem, for_change=True))
        return self._page(request, journey, DeclarationForm())

    def post(self, request: HttpRequest, business: str) -> HttpResponse:
        """Send it off. The draft's row is held from reading to the receipt, so it is sent once."""
        now = clock.now()
        line = line_or_404(business, now)
        token = cookies.draft_token(request)
        with transaction.atomic():
            state = open_draft(token=token, now=now, lock=True)
            if token is None or state is None:
                return self._without_draft(request, now)
            if state.receipt is None:
                journey = read_journey(line=line, state=state.for_business(business), now=now)
                form = DeclarationForm(request.POST)
                if journey.first_problem is not None:
                    return see_other(address_of(business, journey.first_problem, for_change=True))
                if not form.is_valid():
                    return self._page(request, journey, form)
                send_off(
                    token=token,
                    state=journey.state,
                    values=journey.values,
                    channel=line.channel,
                    named=is_named(journey.state, line.spec),
                    now=now,
                )
        response = see_other("file_receipt")
        cookies.keep_receipt(response, token)
        return response

    def _page(self, request: HttpRequest, journey: Journey, form: DeclarationForm) -> HttpResponse:
        context = {
            "line": journey.line,
            "groups": answer_groups(journey),
            "form": form,
            "progress": progress(journey, CHECK_STEP),
            "back": back_address(journey, CHECK_STEP, to_check=False),
        }
        return render(request, "cms/filing/check.html", context)

    def _without_draft(self, request: HttpRequest, now: datetime) -> HttpResponse:
        """A second click after the receipt was seen, or a draft that expired."""
        if _receipt(request, now) is not None:
            return see_other("file_receipt")
        return render(request, "cms/filing/gone.html", status=410)


@method_decorator(never_cache, name="dispatch")
class ShowReceipt(View):
    """The receipt, until the visitor clears it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        receipt = _receipt(request, now)
        if receipt is None:
            return render(request, "cms/filing/no_receipt.html", status=404)
        return render(request, "cms/filing/receipt.html", {"receipt": receipt, "now": now})


@method_decorator(never_cache, name="dispatch")
class ReceiptPaper(View):
    """The receipt as a PDF."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        receipt = _receipt(request, now)
        if receipt is None:
            raise Http404
        address = request.build_absolute_uri("/track/")
        content = receipt_pdf(
            code=receipt.code, language=get_language() or "zh-hans", tracking_address=address, now=now
        )
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="receipt-{receipt.cases[0].number}.pdf"'
        return response


@method_decorator(never_cache, name="dispatch")
class ClearReceipt(View):
    """The visitor has noted everything: nothing stays."""

    def post(self, request: HttpRequest) -> HttpResponse:
        _forget(cookies.receipt_token(request))
        response = see_other("file")
        cookies.drop(response, cookies.RECEIPT)
        return response


@method_decorator(never_cache, name="dispatch")
class DiscardDraft(View):
    """Throw away what was typed."""

    def post(self, request: HttpRequest) -> HttpResponse:
        _forget(cookies.draft_token(request))
        response = see_other("file")
        cookies.drop(response, cookies.DRAFT)
        return response


@method_decorator(never_cache, name="dispatch")
class LeaveFiling(View):
    """Away at once, with nothing left behind (R43)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A plain link, so that it works everywhere; only our own pages can make it forget anything."""
        if not is_from_here(request):
            return leave(request)
        for token in (cookies.draft_token(request), cookies.receipt_token(request)):
            _forget(token)
        response = leave(request)
        cookies.drop(response, cookies.DRAFT, cookies.RECEIPT)
        return response


def _receipt(request: HttpRequest, now: datetime) -> ShownReceipt | None:
    state = open_draft(token=cookies.receipt_token(request), now=now)
    return shown_receipt(state.receipt) if state is not None and state.receipt is not None else None


def _forget(token: str | None) -> None:
    if token is not None:
        forget_draft(token=token)

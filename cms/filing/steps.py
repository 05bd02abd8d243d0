"""The pages that ask: whether the filer gives a name, and the steps of the pack's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cms.blocks.quotes import PortalLine
from cms.filing import cookies
from cms.filing.addresses import address_of
from cms.filing.forms import FilesForm, NamedForm
from cms.filing.journey import (
    Journey,
    missing_files,
    needs_identity_first,
    page_form,
    read_journey,
    typed_values,
    unseen,
)
from cms.filing.pages import back_address, progress
from cms.filing.rules import CHECK_STEP, MAX_FILES, NAMED_STEP, DraftState, asks_identity, file_fields
from cms.filing.selectors import open_draft
from cms.filing.services import FilesRefused, add_files, remove_file, save_draft
from cms.filing.uploads import MemoryUploadHandler
from cms.filing.views import line_or_404, see_other
from kernel import clock
from kernel.files import FileRefused, inspect
from policies.engine.pack import FieldSpec, Requirement

NO_ERRORS: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a posted page left: the draft under its token, and what is wrong with the files."""

    token: str
    journey: Journey
    file_errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


def draft_of(request: HttpRequest, business: str, now: datetime) -> DraftState:
    """The visitor's draft turned to this line of business, or an empty one."""
    state = open_draft(token=cookies.draft_token(request), now=now)
    return DraftState(business=business) if state is None or state.receipt else state.for_business(business)


def held_draft(request: HttpRequest, business: str, now: datetime) -> tuple[str | None, DraftState]:
    """As ``draft_of``, with the row held until the caller's transaction ends; and its token, if it stands."""
    token = cookies.draft_token(request)
    state = open_draft(token=token, now=now, lock=True)
    if state is None or state.receipt is not None:
        return None, DraftState(business=business)
    return token, state.for_business(business)


@method_decorator(never_cache, name="dispatch")
class AskNamed(View):
    """Real name or none, with what follows from either."""

    def get(self, request: HttpRequest, business: str) -> HttpResponse:
        now = clock.now()
        line = self._line(business, now)
        journey = read_journey(line=line, state=draft_of(request, business, now), now=now)
        initial = {None: "", True: NamedForm.NAMED, False: NamedForm.UNNAMED}[journey.state.is_named]
        return self._page(request, journey, NamedForm(initial={"named": initial}))

    def post(self, request: HttpRequest, business: str) -> HttpResponse:
        now = clock.now()
        line = self._line(business, now)
        form = NamedForm(request.POST)
        if not form.is_valid():
            return self._page(
                request, read_journey(line=line, state=draft_of(request, business, now), now=now), form
            )
        with transaction.atomic():
            token, state = held_draft(request, business, now)
            state = replace(state, is_named=form.cleaned_data["named"] == NamedForm.NAMED)
            token = save_draft(token=token, state=state, now=now)
        # A name that is now to be given, or no longer, changes what the next page asks: it is shown.
        journey = read_journey(line=line, state=state, now=now)
        following = journey.after(NAMED_STEP)
        to_check = _returns(request)
        response = see_other(address_of(business, following, for_change=to_check))
        cookies.keep_draft(response, token)
        return response

    def _line(self, business: str, now: datetime) -> PortalLine:
        line = line_or_404(business, now)
        if not asks_identity(line.spec):
            raise Http404
        return line

    def _page(self, request: HttpRequest, journey: Journey, form: NamedForm) -> HttpResponse:
        return render(
            request, "cms/filing/named.html", {**_frame(request, journey, NAMED_STEP), "form": form}
        )


@method_decorator(csrf_exempt, name="dispatch")
class AskStep(View):
    """One step of the pack's form. CSRF is checked as everywhere, but once the upload handler is in place."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [MemoryUploadHandler(request)]
        return self._protected(request, *args, **kwargs)

    @method_decorator([never_cache, csrf_protect])
    def _protected(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, business: str, step: str) -> HttpResponse:
        now = clock.now()
        line = line_or_404(business, now)
        _known_step(line, step)
        journey = read_journey(line=line, state=draft_of(request, business, now), now=now)
        if needs_identity_first(journey, step):
            return redirect(address_of(business, NAMED_STEP))
        if step not in journey.pages:
            return redirect(address_of(business, journey.after(step)))
        is_bound = _returns(request) and bool(journey.problems(step))
        return self._page(request, journey, step, page_form(journey=journey, page=step, is_bound=is_bound))

    def post(self, request: HttpRequest, business: str, step: str) -> HttpResponse:
        """Whatever was typed is kept, right or wrong; only what is right leads on."""
        now = clock.now()
        line = line_or_404(business, now)
        _known_step(line, step)
        taken = self._take(request, line, step, now)
        response = self._answer(request, taken, step)
        cookies.keep_draft(response, taken.token)
        return response

    def _answer(self, request: HttpRequest, taken: Taken, step: str) -> HttpResponse:
        journey, code = taken.journey, taken.journey.line.code
        asks_for_files = "upload" in request.POST or "remove" in request.POST
        if taken.file_errors and step in journey.pages:
            form = page_form(journey=journey, page=step, is_bound=not asks_for_files)
            return self._page(request, journey, step, form, file_errors=taken.file_errors)
        if asks_for_files:
            return see_other(address_of(code, step, for_change=_returns(request)) + "#files")
        if unseen(journey, step, request.POST.get("shown")):
            form = page_form(journey=journey, page=step, is_bound=False)
            return self._page(request, journey, step, form, has_more=True)
        if journey.problems(step):
            return self._page(request, journey, step, page_form(journey=journey, page=step, is_bound=True))
        return see_other(address_of(code, CHECK_STEP if _returns(request) else journey.after(step)))

    def _take(self, request: HttpRequest, line: PortalLine, step: str, now: datetime) -> Taken:
        names = line.pack.forms[line.spec.form].steps[step].fields
        with transaction.atomic():
            token, state = held_draft(request, line.code, now)
            state = state.typed(typed_values(names=names, posted=request.POST))
            errors: dict[str, list[str]] = {}
            if request.FILES or "remove" in request.POST or _refused_uploads(request):
                token = save_draft(token=token, state=state, now=now)
                state, errors = _take_files(request, line, names, token, state)
            token = save_draft(token=token, state=state, now=now)
        return Taken(token=token, journey=read_journey(line=line, state=state, now=now), file_errors=errors)

    def _page(
        self,
        request: HttpRequest,
        journey: Journey,
        step: str,
        form: forms.Form,
        *,
        file_errors: Mapping[str, Sequence[str]] = NO_ERRORS,
        has_more: bool = False,
    ) -> HttpResponse:
        pack_step = journey.line.pack.forms[journey.line.spec.form].steps[step]
        uploads = _uploads(journey, step, form.is_bound, file_errors)
        language = get_language() or ""
        context = {
            **_frame(request, journey, step),
            "step": pack_step,
            "form": form,
            "uploads": uploads,
            "files_form": FilesForm(
                labels={upload.name: upload.spec.label.in_language(language) for upload in uploads},
                errors={upload.name: upload.errors for upload in uploads},
            ),
            "shown": " ".join(journey.asked[step]),
            "has_more": has_more,
        }
        return render(request, "cms/filing/step.html", context)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file field on a page: what it holds and what is wrong."""

    name: str
    spec: FieldSpec
    notes: Sequence[Any]
    errors: Sequence[str]
    is_full: bool

    @property
    def is_required(self) -> bool:
        return self.spec.required is Requirement.HARD


def _uploads(
    journey: Journey, step: str, is_bound: bool, file_errors: Mapping[str, Sequence[str]]
) -> tuple[Upload, ...]:
    names = journey.asked[step]
    missing = missing_files(journey.line, journey.state, names) if is_bound else ()
    return tuple(
        Upload(
            name=name,
            spec=journey.spec(name),
            notes=journey.state.files_of(name),
            errors=[*file_errors.get(name, ()), *([_("请至少上传一个文件")] if name in missing else [])],
            is_full=len(journey.state.files) >= MAX_FILES,
        )
        for name in file_fields(journey.line.pack, names)
    )


def _take_files(
    request: HttpRequest, line: PortalLine, names: Sequence[str], token: str, state: DraftState
) -> tuple[DraftState, dict[str, list[str]]]:
    """Add what was uploaded, take away what was asked to; what is refused is told, the rest is kept."""
    state = remove_file(token=token, state=state, file_id=request.POST.get("remove", ""))
    errors: dict[str, list[str]] = {}
    for name in file_fields(line.pack, names):
        good, refused = _inspected(request.FILES.getlist(name))
        refused += [_refusal(too_large, "too-large") for too_large in _refused_uploads(request)]
        try:
            state = add_files(token=token, state=state, field=name, files=good)
        except FilesRefused:
            refused.append(_("一次提交最多 10 个文件、合计 60 MB，这次选的文件没有加进去。"))
        if refused:
            errors[name] = refused
    return state, errors


def _inspected(uploads: Sequence[UploadedFile[bytes]]) -> tuple[list[Any], list[str]]:
    good, refused = [], []
    for upload in uploads:
        try:
            good.append(inspect(name=upload.name or "", content=upload.read()))
        except FileRefused as error:
            refused.append(_refusal(error.name, error.reason))
    return good, refused


def _refusal(name: str, reason: str) -> str:
    words = {
        "empty": _("“%(name)s”是空文件，没有加进去。"),
        "too-large": _("“%(name)s”太大，单个文件不能超过 20 MB。"),
        "type": _("“%(name)s”的格式不能接收。可以上传照片、PDF、录音、录像、Word、Excel 或者纯文本文件。"),
    }
    return words[reason] % {"name": name}


def _refused_uploads(request: HttpRequest) -> list[str]:
    handler = request.upload_handlers[0]
    return handler.too_large if isinstance(handler, MemoryUploadHandler) else []


def _known_step(line: PortalLine, step: str) -> None:
    if step not in line.pack.forms[line.spec.form].steps:
        raise Http404


def _returns(request: HttpRequest) -> bool:
    """Whether the page was opened from the check page."""
    return request.GET.get("back") == "check"


def _frame(request: HttpRequest, journey: Journey, page: str) -> dict[str, Any]:
    return {
        "line": journey.line,
        "progress": progress(journey, page),
        "back": back_address(journey, page, to_check=_returns(request)),
    }

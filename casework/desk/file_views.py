"""Files on the desk: evidence in and out, letters out. Every one comes through the access door."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework.cases.access import CaseNotFound
from casework.correspondence import services as correspondence
from casework.evidence import services as evidence
from casework.organisation.access import at_desk
from casework.organisation.rules import Officer
from kernel import files
from kernel.files import FileRefused, IncomingFile

REFUSALS = {
    "empty": gettext_lazy("文件是空的"),
    "too-large": gettext_lazy("文件超过 20 MB"),
    "type": gettext_lazy("不接受这种类型的文件"),
}


@require_POST
@at_desk
def add_evidence(request: HttpRequest, officer: Officer, now: datetime, public_id: UUID) -> HttpResponse:
    """Add files to a case: all of them, or none with the reason."""
    try:
        taken = [files.inspect(name=f.name or "", content=f.read()) for f in request.FILES.getlist("files")]
        if not taken:
            messages.error(request, _("没有选择文件。"))
        else:
            evidence.add_evidence(public_id=public_id, officer=officer, incoming=taken, now=now)
            messages.success(request, _("已补充 %(count)d 份材料。") % {"count": len(taken)})
    except FileRefused as refused:
        reason = REFUSALS[refused.reason]
        messages.error(
            request, _("%(name)s：%(reason)s，没有上传任何文件。") % {"name": refused.name, "reason": reason}
        )
    except CaseNotFound as error:
        raise Http404 from error
    return redirect("desk-case", public_id)


@require_safe
@at_desk
def read_evidence(request: HttpRequest, officer: Officer, now: datetime, evidence_id: UUID) -> HttpResponse:
    """A piece of evidence."""
    try:
        return download(evidence.read_evidence(officer=officer, evidence_id=evidence_id))
    except CaseNotFound as error:
        raise Http404 from error


@require_safe
@at_desk
def read_letter(request: HttpRequest, officer: Officer, now: datetime, letter_id: UUID) -> HttpResponse:
    """A letter as PDF."""
    try:
        return download(correspondence.read_letter(officer=officer, letter_id=letter_id, now=now))
    except CaseNotFound as error:
        raise Http404 from error
    except correspondence.LetterNotPrinted as error:
        words = _("文书无法打印：字体中没有字符 %(characters)s。")
        messages.error(request, words % {"characters": error.failure})
        return redirect("desk-case", error.case_id)


def download(file: IncomingFile) -> HttpResponse:
    """A file that a browser may show but never run: PDF and pictures inline in a sandbox, all else as a download."""
    inline = file.media_type == "application/pdf" or file.media_type.startswith("image/")
    response = HttpResponse(file.content, content_type=file.media_type)
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(file.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; object-src 'self'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response

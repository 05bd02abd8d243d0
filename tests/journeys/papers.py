"""Papers, read as a person reads them."""

from __future__ import annotations

import io

import pypdf

from casework.cases.models import Case
from casework.correspondence.models import Letter, LetterStatus
from dengwen.machine.processes import wait_until
from kernel import tenancy
from tests.journeys.people import Officer
from tests.journeys.product import tenant_at

PRINTED_WITHIN = 120


def text_of(pdf: bytes) -> str:
    """The words of a PDF in reading order, without the line breaks of the layout."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def wait_printed(host: str, number: str, *codes: str) -> None:
    """Until the worker has printed exactly these letters of a case, nobody having opened one."""
    with tenancy.in_schema(tenant_at(host).schema):
        case = Case.objects.get(number=number)

        def printed() -> list[str]:
            rows = Letter.objects.filter(case=case, status=LetterStatus.RENDERED)
            return sorted(rows.values_list("code", flat=True))

        wait_until(lambda: printed() == sorted(codes), seconds=PRINTED_WITHIN)


def read(officer: Officer, label: str) -> str:
    """A letter of the open case, opened from its page."""
    status, content = officer.fetch(officer.letters()[label])
    assert status == 200
    return text_of(content)

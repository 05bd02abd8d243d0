"""What happens when two requests of one visitor arrive at the same moment, over real connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from casework.intake.models import Submission
from cms.blocks.quotes import portal_line
from cms.filing.rules import DraftState
from cms.filing.services import save_draft
from kernel import clock, tenancy
from policies.engine.pack import FieldKind
from tenants.models import Domain
from tests.cms.filing_driver import answer
from tests.journeys.conftest import HOST, Served

pytestmark = pytest.mark.journey
CSRF = "c" * 32
CLICKS = 4


def finished_draft(business: str) -> str:
    """The token of a draft that lacks nothing."""
    line = portal_line(code=business, now=clock.now())
    assert line is not None
    names = [name for step in line.pack.forms[line.spec.form].steps.values() for name in step.fields]
    specs = {name: line.pack.fields[name] for name in names}
    values = {name: [answer(spec)] for name, spec in specs.items() if spec.kind is not FieldKind.FILES}
    return save_draft(token=None, state=DraftState(business, is_named=True, values=values), now=clock.now())


def click(served: Served, business: str, token: str) -> tuple[int, str | None]:
    """Press 'send' once; returns status and where it leads."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    headers = {
        "Host": f"{HOST}:{served.port}",
        "Cookie": f"filing={token}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"csrfmiddlewaretoken": CSRF, "declared": "on"})
    connection.request("POST", f"/file/{business}/check/", body=body, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.getheader("Location")


def test_clicks_at_the_same_moment_file_once(served: Served) -> None:
    schema = Domain.objects.get(domain=HOST).tenant.schema_name
    with tenancy.in_schema(schema):
        token = finished_draft("fraud-report")
        before = Submission.objects.count()

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = list(pool.map(lambda _: click(served, "fraud-report", token), range(CLICKS)))

    assert answers == [(303, "/file/receipt/")] * CLICKS
    with tenancy.in_schema(schema):
        assert Submission.objects.count() == before + 1

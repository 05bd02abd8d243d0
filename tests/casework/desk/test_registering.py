"""Registering a call or a visit: everything on one page, gaps told, the code read out once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.cases.models import Case
from casework.intake.models import Submission
from casework.parties.models import Party
from kernel import clock
from tests.casework.desk.conftest import errors, page, typed
from tests.factories.filings import PERSON, VALUES
from tests.factories.people import colleague

pytestmark = pytest.mark.db

CALL = {**VALUES["quality-complaint"], **PERSON, "channel": "hotline"}
REPORT = {**VALUES["fraud-report"], **PERSON, "channel": "hotline", "is-named": "on"}


def _register(client, business_type: str, values: dict):
    return client.post(f"/desk/register/{business_type}/", values)


def test_every_line_that_staff_can_take_is_offered(signed_in):
    links = page(signed_in("receiver").get("/desk/register/")).select(".worklist__title a")

    assert [link["href"] for link in links] == [
        f"/desk/register/{line}/" for line in ("fraud-report", "quality-complaint", "enquiry", "conduct")
    ]


def test_somebody_without_a_duty_is_told_whom_to_ask(alpha, client_for):
    client = client_for(alpha).sign_in(colleague(name="新来的"))

    shown = client.get("/desk/register/")

    assert "您还没有岗位职责" in shown.content.decode()
    assert client.get("/desk/register/enquiry/").status_code == 404


def test_call_becomes_a_case_with_receiver_and_registrar(signed_in, team):
    client = signed_in("receiver")
    before = clock.now()

    response = _register(client, "quality-complaint", CALL)

    case, submission = Case.objects.get(), Submission.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/desk/registered/")
    assert (case.channel, case.is_named, case.title) == ("hotline", True, CALL["title"])
    assert {submission.receiver_id, submission.registrar_id} == {team.user("receiver").pk}
    assert before <= case.received_at <= clock.now()


def test_code_number_promises_and_gaps_are_shown_once(signed_in):
    client = signed_in("receiver")
    _register(client, "quality-complaint", CALL)

    first, second = client.get("/desk/registered/"), client.get("/desk/registered/")

    shown = page(first)
    code = shown.select_one(".big-code").get_text(" ", strip=True)
    assert Case.objects.get().number in shown.get_text()
    assert len([c for c in code if c.isalnum() and c.isascii()]) >= 20
    assert "还缺这些内容" in shown.select_one(".banner--amber").get_text()
    assert (second.status_code, second["Location"]) == (302, "/desk/")


def test_what_lacks_is_said_beside_the_fields_and_nothing_that_was_typed_is_lost(signed_in):
    sent = CALL | {"title": "", "filer-phone": "", "product-price": "很贵"}

    response = _register(signed_in("receiver"), "quality-complaint", sent)

    assert response.status_code == 422
    assert set(errors(response)) == {"title", "filer-phone", "product-price"}
    assert typed(response, "narrative").strip() == CALL["narrative"]
    assert typed(response, "filer-name") == "钱多多"
    assert typed(response, "product-price") == "很贵"
    assert (Case.objects.count(), Submission.objects.count()) == (0, 0)


def test_anonymous_caller_leaves_no_name_even_where_one_was_typed(signed_in):
    sent = {key: value for key, value in REPORT.items() if key != "is-named"}

    response = _register(signed_in("receiver"), "fraud-report", sent)

    assert response.status_code == 302
    assert Case.objects.get().is_named is False
    assert Party.objects.filter(role="FILER").exists() is False


def test_named_report_needs_a_name(signed_in):
    sent = {key: value for key, value in REPORT.items() if not key.startswith("filer-")}

    response = _register(signed_in("receiver"), "fraud-report", sent)

    assert (response.status_code, set(errors(response))) == (422, {"filer-name", "filer-phone"})


@pytest.mark.parametrize(
    ("channel", "reason"),
    [("web", "what comes from the web, staff do not register"), ("pigeon", "no such channel"), ("", "none")],
)
def test_channel_must_be_one_of_ours(signed_in, channel, reason):
    response = _register(signed_in("receiver"), "quality-complaint", CALL | {"channel": channel})

    assert (response.status_code, set(errors(response))) == (422, {"channel"}), reason


def test_mixed_call_becomes_two_cases_that_are_both_shown(signed_in):
    sent = {**VALUES["quality-complaint"], **REPORT, "also": "fraud-report"}
    client = signed_in("receiver")

    response = _register(client, "quality-complaint", sent)

    shown = page(client.get("/desk/registered/")).get_text()
    numbers = list(Case.objects.order_by("id").values_list("number", "business_type"))
    assert response.status_code == 302
    assert [business for _, business in numbers] == ["quality-complaint", "fraud-report"]
    assert all(number in shown for number, _ in numbers)


def test_registrar_of_a_sealed_line_reads_out_the_code_and_loses_sight_of_the_case(signed_in):
    """R23: taken by telephone, the receiver sees nothing of it after submit."""
    client = signed_in("receiver")
    sent = {**VALUES["conduct"], **PERSON, "channel": "hotline", "is-named": "on"}

    _register(client, "conduct", sent)

    case = Case.objects.get()
    shown = client.get("/desk/registered/").content.decode()
    assert case.number in shown
    assert client.get(f"/desk/case/{case.public_id}/").status_code == 404
    assert "没有找到" in client.get(f"/desk/search/?q={case.number}").content.decode()


def test_date_of_what_happened_does_not_lie_ahead(signed_in):
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()

    response = _register(signed_in("receiver"), "quality-complaint", CALL | {"bought-on": tomorrow})

    assert (response.status_code, errors(response)) == (422, {"bought-on": "日期不能晚于今天"})


def test_form_sent_twice_makes_two_filings_and_says_each_number(signed_in):
    """Two calls in a row may say the same; only the officer knows. Both get a number and a code."""
    client = signed_in("receiver")

    for _ in range(2):
        assert _register(client, "quality-complaint", CALL).status_code == 302

    assert Case.objects.values("number").distinct().count() == 2

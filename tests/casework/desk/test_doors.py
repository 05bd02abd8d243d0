"""Every page of the desk: to whom it opens, to whom it is not there, and who signs in first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.services import leave
from casework import urls
from casework.cases import moves
from casework.cases.models import Case, CaseExclusion
from casework.correspondence.models import Letter
from casework.evidence.models import EvidenceItem
from casework.organisation import selectors as organisation
from kernel import clock, files, tenancy
from policies.almanac.own import start_own_draft
from tests.casework.desk.conftest import page
from tests.factories.filings import case_of
from tests.factories.people import colleague
from tests.pages import without_token
from tests.work import deliver_events

pytestmark = pytest.mark.db

PHOTO = files.inspect(name="照片.txt", content="门面照片".encode())


@dataclass(frozen=True)
class Place:
    """What the addresses of the desk are filled with."""

    case: Case
    evidence: EvidenceItem
    letter: Letter
    person: object
    clock_run: object

    def address(self, name: str) -> str:
        """The address of a page of the desk about this case."""
        given = {
            "desk-worklist": ["mine"],
            "desk-register-form": ["enquiry"],
            "desk-case": [self.case.public_id],
            "desk-act": [self.case.public_id, "propose"],
            "desk-identity": [self.case.public_id],
            "desk-evidence-add": [self.case.public_id],
            "desk-evidence": [self.evidence.public_id],
            "desk-letter": [self.letter.public_id],
            "organisation-person": [self.person],
            "organisation-clock-run": [self.clock_run],
        }
        return reverse(name, args=given.get(name, []), urlconf="dengwen.urls.tenant")


@pytest.fixture
def place(alpha, team) -> Place:
    now = clock.now()
    case = case_of("fraud-report", now=now, files=(PHOTO,))
    deliver_events()
    return Place(
        case=case,
        evidence=EvidenceItem.objects.get(case=case),
        letter=Letter.objects.filter(case=case).order_by("id").first(),
        person=organisation.people()[0].public_id,
        clock_run=moves.begin_own(own=start_own_draft(by=team.user("leader").pk, now=now), now=now).public_id,
    )


NAMES = sorted(pattern.name for pattern in urls.urlpatterns)
POSTS = {"desk-identity", "desk-evidence-add"}
ROOM = {name for name in NAMES if name.startswith("organisation")}
ABOUT_A_CASE = {"desk-case", "desk-act", "desk-identity", "desk-evidence-add", "desk-evidence", "desk-letter"}


def _ask(client, name: str, address: str):
    return client.post(address) if name in POSTS else client.get(address)


def test_every_page_sends_who_is_not_signed_in_to_sign_in_and_back(visitor, place):
    answers = {name: _ask(visitor, name, place.address(name)) for name in NAMES}

    assert {name: (a.status_code, a["Location"]) for name, a in answers.items()} == {
        name: (302, f"/account/login/?next={place.address(name)}") for name in NAMES
    }


def test_every_page_sends_who_left_to_sign_in(signed_in, team, place):
    client = signed_in("receiver")
    leave(user_id=team.user("receiver").pk, now=clock.now())

    answers = {name: _ask(client, name, place.address(name)) for name in NAMES}

    led = {name: (a.status_code, a["Location"].partition("?")[0]) for name, a in answers.items()}
    assert led == dict.fromkeys(NAMES, (302, "/account/login/"))


LEADS_ON = {"desk", "desk-registered", "desk-identity", "desk-evidence-add"}
"""Pages that lead somewhere else; all others show something."""


def test_every_page_of_the_desk_opens_to_who_has_the_duty(signed_in, place):
    client = signed_in("intake-manager")

    statuses = {
        name: _ask(client, name, place.address(name)).status_code for name in NAMES if name not in ROOM
    }

    assert statuses == {name: 302 if name in LEADS_ON else 200 for name in statuses}


def test_organisation_room_opens_to_an_admin_and_is_not_there_for_others(admin, signed_in, place):
    leader = signed_in("leader")

    statuses = {
        name: [client.get(place.address(name)).status_code for client in (admin, leader)] for name in ROOM
    }

    assert statuses == {name: [200, 404] for name in ROOM}


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("discipline", "no part in reports"),
        ("unit-head", "not the unit's case"),
        ("excluded", "the duty, and shut out"),
    ],
)
def test_no_page_about_a_case_is_there_for_who_may_not_see_it(signed_in, team, place, who, why):
    if who == "excluded":
        user = team.user("intake-manager")
        CaseExclusion.objects.create(case=place.case, user=user, reason="RECUSED", since=clock.now())
    client = signed_in("intake-manager" if who == "excluded" else who)

    answers = {name: client.get(place.address(name)) for name in ABOUT_A_CASE - POSTS}
    answers["desk-identity"] = client.post(place.address("desk-identity"), {"reason": "看看"})
    answers["desk-evidence-add"] = client.post(place.address("desk-evidence-add"), {"files": [_upload()]})
    answers["step"] = client.post(place.address("desk-act"), {"proposal": "建议。"})

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404), why
    assert not any(place.case.number in answer.content.decode() for answer in answers.values())


def _upload():
    return SimpleUploadedFile("a.txt", b"text")


@pytest.mark.parametrize("name", ["desk-case", "desk-act", "desk-evidence", "desk-letter"])
def test_unknown_foreign_and_forbidden_look_alike(signed_in, place, organisations, name):
    """Nobody can tell whether a case is not there, another organisation's, or only not for oneself."""
    with tenancy.in_schema(organisations.beta.schema):
        foreign = str(case_of("consumer-complaint", now=clock.now()).public_id)
    client = signed_in("discipline")
    forbidden = place.address(name)
    own_id = forbidden.split("/")[3]
    ids = (own_id, str(uuid4()), foreign)

    answers = [client.get(forbidden.replace(own_id, one)) for one in ids]

    bodies = [without_token(answer).replace(one, "ID") for answer, one in zip(answers, ids, strict=True)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert bodies[0] == bodies[1] == bodies[2]
    assert dict(answers[0].headers) == dict(answers[1].headers) == dict(answers[2].headers)


NONSENSE = {
    "/desk/list/nothing/": 404,
    "/desk/list/mine/?after=x": 404,
    "/desk/list/finished/?after=WzcsIDVd": 404,
    "/desk/case/x/": 404,
    "/desk/register/no-such-line/": 404,
    "/desk/register/consumer-complaint/": 404,
    "/desk/search/": 200,
    "/desk/search/?q=%00": 200,
    "/desk/search/?q=" + "9" * 3000: 200,
}


def test_addresses_that_make_no_sense_are_answered_plainly(signed_in):
    client = signed_in("receiver")

    assert {address: client.get(address).status_code for address in NONSENSE} == NONSENSE


def test_posts_to_reading_pages_and_gets_of_writing_pages_are_refused(signed_in, place):
    client = signed_in("receiver")

    statuses = {
        name: (client.get if name in POSTS else client.post)(place.address(name)).status_code
        for name in (
            "desk-worklist",
            "desk-search",
            "desk-case",
            "desk-identity",
            "desk-evidence-add",
            "desk-letter",
        )
    }

    assert set(statuses.values()) == {405}


def test_home_leads_an_admin_without_duties_to_the_organisation_room(alpha, client_for):
    client = client_for(alpha).sign_in(colleague(name="只管人的", is_admin=True))

    assert client.get("/desk/")["Location"] == "/desk/organisation/"


def test_form_without_its_token_is_refused_in_words(alpha, client_for, team, place):
    client = client_for(alpha, enforce_csrf_checks=True).sign_in(team.user("receiver"))

    response = client.post(place.address("desk-identity"), {"reason": "看看"})

    assert response.status_code == 403
    assert page(response).select_one("h1").get_text(strip=True) != ""


# Headers.


PAGES = ("desk-worklist", "desk-case", "desk-act", "desk-search", "desk-register-form")


def test_pages_forbid_scripts_from_elsewhere_framing_caching_and_guessing(signed_in, place):
    client = signed_in("intake-manager")

    for response in (client.get(place.address(name)) for name in PAGES):
        policy = response["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response["Cache-Control"] == "no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"


def test_pages_have_no_inline_script_style_or_handler_and_nothing_from_elsewhere(signed_in, place):
    client = signed_in("intake-manager")

    for shown in (page(client.get(place.address(name))) for name in PAGES):
        inline = [tag for tag in shown(["script", "style"]) if not tag.get("src")]
        handlers = [tag for tag in shown(True) if any(a.startswith("on") or a == "style" for a in tag.attrs)]
        addresses = [tag.get(a) for tag in shown(True) for a in ("src", "href") if tag.get(a)]
        foreign = [address for address in addresses if address.startswith(("http", "//"))]
        assert (inline, handlers, foreign) == ([], [], [])


def test_evidence_can_be_shown_and_never_run(signed_in, place):
    response = signed_in("receiver").get(place.address("desk-evidence"))

    assert response.content == "门面照片".encode()
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E7%85%A7")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"

"""Every page of portal and desk: nothing inaccessible, nothing that sticks out, in both languages.

That no browser complains and nothing is asked from elsewhere is what the fixture ``people`` sees to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from accounts.invitations import invite
from accounts.services import create_person, user_by_address
from casework.cases import moves
from casework.cases.services import perform
from casework.organisation import selectors as organisation
from casework.public.filing import file_submission
from demo.build import address_of
from demo.organisations import BANK, COMPANY, COUNTY, OPS, REGULATOR
from kernel import clock, files, tenancy
from oversight.release import release_figures
from policies.almanac.own import set_own_days, start_own_draft
from policies.almanac.services import start_draft
from policies.loading import load_pack
from tests.isolation.routes import routes
from tests.journeys import papers
from tests.journeys.looking import Look
from tests.journeys.people import People, picture
from tests.journeys.product import host_of, tenant_at
from tests.journeys.test_county import REPORT

pytestmark = [pytest.mark.journey, pytest.mark.slow]

NO_PAGE = {
    "calendars:calendar": "leads on to a year",
    "brand_css": "a stylesheet",
    "brand_logo": "a picture",
    "desk": "leads on to a list",
    "desk-evidence": "a file",
    "desk-evidence-add": "takes a file and leads back",
    "desk-letter": "a file",
    "file_discard": "leads on",
    "file_leave": "leads away",
    "file_receipt_clear": "leads on",
    "file_receipt_paper": "a file",
    "health": "for machines",
    "oversight:live": "a part of the overview",
    "studio:act": "changes an entry and leads back",
    "studio:back": "begins a draft",
    "studio:baseline": "publishes and leads back",
    "studio:discard": "leads back",
    "studio:lines": "leads back",
    "studio:redo": "leads back",
    "studio:start": "begins a draft",
    "studio:undo": "leads back",
    "track_end": "leads back",
    "track_leave": "leads away",
}
LISTS = ("mine", "unit", "unassigned", "soon", "overdue", "all", "finished")
COUNTY_LINES = ("fraud-report", "quality-complaint", "enquiry", "conduct")
VALUES = {
    "title": "电热水器内胆渗水",
    "narrative": "安装三天后内胆渗水，商家拒绝退换。",
    "remedy": "退还货款。",
    "product-name": "储水式电热水器",
    "respondent-name": "惠民家电商行",
    "respondent-address": "东风路66号",
    "filer-name": "程岚",
    "filer-phone": "19000001234",
}
CONDITIONS = list(load_pack("demo-county-12365").business_types["quality-complaint"].conditions)
CONCERNED = ("intake-record", "triage-notice")


@dataclass(frozen=True, slots=True)
class Sample:
    """A case that has something of everything, and somebody who was invited."""

    case: UUID
    number: str
    person: UUID
    secret: str
    clock_run: UUID


def make_sample(now: datetime) -> Sample:
    """In the county bureau, through the services that people use."""
    with tenancy.in_schema(tenant_at(host_of(COUNTY)).schema), transaction.atomic():
        receipt = file_submission(
            business_type="quality-complaint",
            values=VALUES,
            files=[files.inspect(name="发票.pdf", content=b"%PDF-1.7\n")],
            channel="counter",
            is_named=True,
            now=now,
        )
        case = receipt.cases[0]
        for account, step, values in (
            ("manager", "propose", {"proposal": "建议调解。"}),
            ("leader", "sign-off", {"instruction": "同意。"}),
            (
                "manager",
                "accept",
                {"notice-body": "我们决定处理您的申诉。", "acceptance-checklist": CONDITIONS},
            ),
        ):
            user = user_by_address(address_of(COUNTY, account))
            officer = organisation.officer_for(user.pk, now=now)
            perform(public_id=case.public_id, officer=officer, transition=step, values=values, now=now)
        person = create_person(email=f"{case.number}@12365.example.cn".lower(), name="秦越", now=now)
        own = start_own_draft(by=person.pk, now=now)
        own = set_own_days(
            revision=own.revision,
            days=[now.date()],
            entry=["own-closed", "局庆", "Anniversary", ""],
            by=person.pk,
            now=now,
        )
        run = moves.begin_own(own=own, now=now)
        secret = invite(user_id=person.pk, now=now)
        return Sample(case.public_id, case.number, person.public_id, secret, run.public_id)


@pytest.fixture(scope="module")
def sample(running_product: object) -> Sample:
    made = make_sample(clock.now())
    papers.wait_printed(host_of(COUNTY), made.number, *CONCERNED)
    return made


def portal_paths(host: str) -> list[str]:
    """The pages that editors keep."""
    with tenancy.in_schema(tenant_at(host).schema):
        pages = Page.objects.live().exclude(depth=1).order_by("path")
        return [page.get_url_parts()[2] for page in pages]


def desk_paths(sample: Sample) -> dict[str, list[str]]:
    """What somebody with duties sees, by the names of the addresses."""
    return {
        "desk-worklist": [reverse("desk-worklist", args=[which]) for which in LISTS],
        "desk-search": ["/desk/search/", f"/desk/search/?q={sample.number}", "/desk/search/?q=没有这个"],
        "desk-register": [reverse("desk-register")],
        "desk-register-form": [reverse("desk-register-form", args=[line]) for line in COUNTY_LINES[:3]],
        "desk-case": [reverse("desk-case", args=[sample.case])],
        "desk-act": [
            reverse("desk-act", args=[sample.case, step]) for step in ("assign", "notify-acceptance")
        ],
    }


def room_paths(sample: Sample) -> dict[str, list[str]]:
    """What the organisation's admin arranges."""
    return {
        "organisation": [reverse("organisation")],
        "organisation-units": [reverse("organisation-units")],
        "organisation-invite": [reverse("organisation-invite")],
        "organisation-person": [reverse("organisation-person", args=[sample.person])],
        "organisation-duties": [reverse("organisation-duties")],
        "organisation-face": [reverse("organisation-face")],
        "organisation-calendar": [
            "/desk/organisation/calendar/?day=2026-05-01",
            "/desk/organisation/calendar/",
        ],
        "organisation-clock-run": [reverse("organisation-clock-run", args=[sample.clock_run])],
    }


DOOR = {
    "account_login": ["/account/login/"],
    "account_reset_password": ["/account/password/reset/"],
}
OVERSIGHT = {
    "oversight:overview": ["/desk/oversight/"],
    "oversight:definitions": ["/desk/oversight/definitions/"],
}
CALENDARS = {
    "calendars:list": ["/desk/calendars/"],
    "calendars:year": ["/desk/calendars/CN/2026/", "/desk/calendars/GB/2031/"],
    "calendars:version": ["/desk/calendars/CN/version/1/"],
    "calendars:draft": ["/desk/calendars/GB/draft/"],
    "calendars:draft-year": ["/desk/calendars/GB/draft/2027/?day=2027-01-01"],
}
STUDIO = {
    f"studio:{name}"
    for name in (
        "overview", "rules", "flow", "clocks", "update", "draft", "edit", "new", "yaml", "check", "changes", "dates",
        "preview", "replay", "propose", "decide", "merge", "history", "compare",
    )
}  # fmt: skip
"""Looked at in test_studio; what an update brings is shown by the page of a merge."""
BY_HAND = {
    "desk-identity", "desk-registered", "file", "file_check", "file_named", "file_receipt", "file_start",
    "file_step", "invitation", "track", "track_case",
}  # fmt: skip
"""Pages that have to be led up to."""


def test_no_page_is_left_out(sample: Sample) -> None:
    visited = {
        *desk_paths(sample),
        *room_paths(sample),
        *DOOR,
        *OVERSIGHT,
        *CALENDARS,
        *STUDIO,
        *BY_HAND,
        *NO_PAGE,
    }

    assert visited == {route.name for route in routes()} | {"account_login"}


def test_portal_pages(people: People) -> None:
    look = Look(people.citizen(COUNTY))

    look.pages([*portal_paths(host_of(COUNTY)), "/file/", "/track/"])
    look.pages([reverse("file_start", args=[line]) for line in COUNTY_LINES])
    look.pages(["/nowhere/"], status=404)

    assert (look.found, look.seen > 20) == ({}, True)


@pytest.mark.parametrize("one", [BANK, COMPANY, REGULATOR], ids=lambda one: one.slug)
def test_front_pages_in_every_colour(people: People, one: object) -> None:
    look = Look(people.citizen(one))  # type: ignore[arg-type]  # pytest's parameters have no type

    look.pages(["/", "/file/", "/track/"])

    assert look.found == {}


def test_filing_from_the_first_question_to_the_tracking_page(people: People, tmp_path: Path) -> None:
    citizen = people.citizen(COUNTY)
    look = Look(citizen)
    citizen.begin("打假举报")
    citizen.press("继续")
    look.here("a page with mistakes")
    citizen.begin("打假举报")
    citizen.answer_all({**REPORT, "filer-name": "程岚", "filer-phone": "19000001234",
                        "evidence-files": picture(tmp_path)}, named=True)  # fmt: skip
    steps = ("matter", "respondent", "evidence", "named-or-not", "filer", "check")
    look.pages([f"/file/fraud-report/{step}/" for step in steps])
    citizen.go("/file/fraud-report/check/")
    citizen.press("提交")
    look.here("not declared")
    code = citizen.send().code
    look.pages(["/file/receipt/", "/file/"])
    citizen.go("/track/")
    citizen.page.get_by_label("查询码").fill("0000")
    citizen.press("查询")
    look.here("a wrong code")
    citizen.track(code)
    look.pages(["/track/case/"])

    assert look.found == {}


def test_door(people: People, sample: Sample) -> None:
    look = Look(people.citizen(COUNTY))

    look.pages([path for paths in DOOR.values() for path in paths])
    look.pages([reverse("invitation", args=[sample.secret])])
    look.pages([reverse("invitation", args=["used"])], status=404)
    look.screen.go("/account/login/")
    look.screen.press("登录")
    look.here("nothing filled in")

    assert look.found == {}


def test_desk_pages(people: People, sample: Sample) -> None:
    desk = people.officer(COUNTY, "hotline")
    look = Look(desk)
    look.pages([path for paths in desk_paths(sample).values() for path in paths])
    look.pages(["/account/password/change/", "/account/2fa/", "/account/logout/"])
    desk.go(reverse("desk-act", args=[sample.case, "assign"]))
    desk.press("分发承办单位")
    look.here("a step with mistakes")
    desk.go(reverse("desk-register-form", args=["enquiry"]))
    desk.press("登记")
    look.here("a registration with mistakes")
    desk.fill({"title": "三包期限", "enquiry-topic": "法律法规", "question": "多久？", "is-named": False})
    desk.press("登记")
    look.here("registered")
    desk.go(reverse("desk-case", args=[sample.case]))
    desk.page.get_by_text("查阅身份信息", exact=True).click()
    desk.page.get_by_label("查阅理由").fill("联系来件人。")
    desk.press("打开")
    look.here("identity")

    assert look.found == {}


def test_organisation_room(people: People, sample: Sample) -> None:
    look = Look(people.officer(COUNTY, "admin"))

    look.pages([path for paths in room_paths(sample).values() for path in paths])
    look.screen.go(reverse("organisation-invite"))
    look.screen.press("生成邀请链接")
    look.here("an invitation with mistakes")

    assert look.found == {}


def test_regulators_pages(people: People, sample: Sample) -> None:
    regulator = tenant_at(host_of(REGULATOR))
    with tenancy.in_schema(regulator.schema):
        release_figures(regulator=regulator, now=clock.now())
    look = Look(people.officer(REGULATOR, "analyst"))

    look.pages([path for paths in OVERSIGHT.values() for path in paths])

    assert look.found == {}


def test_operators_calendars(people: People) -> None:
    with tenancy.in_schema(tenant_at(host_of(OPS)).schema):
        start_draft(code="GB", by="鲁班七", now=clock.now())
    look = Look(people.officer(OPS, "admin"))

    look.pages([path for paths in CALENDARS.values() for path in paths])
    look.screen.go("/desk/calendars/GB/draft/")
    look.screen.fill({"content": "2月30日放假"})
    look.screen.press("导入")
    look.here("a notice with mistakes")

    assert look.found == {}

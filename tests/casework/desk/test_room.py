"""The organisation room: units, people, duties, deputies, leaving, and the organisation's face."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from casework.cases.models import Case
from casework.cases.selectors import case_view
from casework.organisation.models import Deputy, Unit
from casework.organisation.selectors import officer_for
from kernel import clock
from tests.casework.desk.conftest import errors, messages, page, typed
from tests.factories.filings import TO_INVESTIGATION, Journey, case_of
from tests.factories.people import colleague, unit
from ui.selectors import current_branding

pytestmark = pytest.mark.db

ROOM = "/desk/organisation/"


# Units.


def test_unit_is_made_renamed_and_closed(alpha, admin):
    admin.post(f"{ROOM}units/", {"name": " 特设股 "})
    made = Unit.objects.get(name="特设股")
    admin.post(f"{ROOM}units/", {"unit": str(made.public_id), "name": "特种设备股"})
    admin.post(f"{ROOM}units/", {"close": str(made.public_id)})

    made.refresh_from_db()
    assert (made.name, made.is_active) == ("特种设备股", False)
    assert messages(admin.get(f"{ROOM}units/")) == [
        "单位已建立。",
        "单位已改名。",
        "单位已停用，它的历史和案件都保留。",
    ]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": "稽查队"}, "已经有同名的单位。"),
        ({"unit": "@other", "name": "稽查队"}, "已经有同名的单位。"),
        ({"close": "@staffed"}, "还有人在这个单位工作，请先把他们调到别的单位。"),
    ],
    ids=["name taken", "renamed to a name taken", "closing with people in it"],
)
def test_change_of_units_that_cannot_be_is_told_and_not_made(alpha, admin, sent, told):
    colleague(unit_name="稽查队")
    ids = {"@other": str(unit("质检股").public_id), "@staffed": str(unit("稽查队").public_id)}
    before = set(Unit.objects.values_list("name", "is_active"))

    admin.post(f"{ROOM}units/", {key: ids.get(value, value) for key, value in sent.items()})

    assert messages(admin.get(f"{ROOM}units/")) == [told]
    assert set(Unit.objects.values_list("name", "is_active")) == before


def test_unit_without_a_name_is_refused_beside_the_field(alpha, admin):
    response = admin.post(f"{ROOM}units/", {"name": "   "})

    assert errors(response) == {"name": "请填写单位名称"}


@pytest.mark.parametrize("public_id", ["x", "00000000-0000-0000-0000-000000000000"])
def test_unit_that_is_not_there_is_not_found(alpha, admin, public_id):
    statuses = [
        admin.post(f"{ROOM}units/", {"close": public_id}).status_code,
        admin.post(f"{ROOM}units/", {"unit": public_id, "name": "别名"}).status_code,
    ]

    assert statuses == [404, 404]


# People.


def _invitation(**changed):
    given = {"email": "neu@alpha.example", "name": "新人", "title": "科员", "unit": "", "roles": ["receiver"]}
    return given | changed


def test_invited_person_chooses_a_password_and_is_at_the_desk(alpha, admin, client_for):
    of = unit("12365中心")

    invited = admin.post(f"{ROOM}people/invite/", _invitation(unit=str(of.pk)))
    link = page(invited).select_one("[data-copy], .copyable").get_text(" ", strip=True)
    address = "/account/invitation/" + link.partition("/account/invitation/")[2].split()[0]
    newcomer = client_for(alpha)
    newcomer.post(address, {"password": "water the plants 7"})

    user = User.objects.get(email="neu@alpha.example")
    officer = officer_for(user.pk, now=clock.now())
    assert (officer.roles, officer.unit_ids, officer.is_admin) == ({"receiver"}, {of.pk}, False)
    assert newcomer.get("/desk/list/mine/").status_code == 200
    assert newcomer.get(ROOM).status_code == 404


def test_link_is_shown_once(alpha, admin):
    admin.post(f"{ROOM}people/invite/", _invitation())

    again = admin.get(f"{ROOM}people/invite/")

    assert "/account/invitation/" not in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"email": "admin@alpha.example"}, {"email": "已经有人用这个邮箱登录"}),
        ({"email": "ADMIN@alpha.example"}, {"email": "已经有人用这个邮箱登录"}),
        ({"email": "x"}, {"email": "请填写完整的电子邮箱，例如 name@example.cn"}),
        ({"email": "", "name": ""}, {"email": "请填写电子邮箱", "name": "请填写姓名"}),
    ],
)
def test_invitation_that_cannot_be_keeps_what_was_typed(alpha, admin, changed, told):
    response = admin.post(f"{ROOM}people/invite/", _invitation(**changed))

    assert (response.status_code, errors(response)) == (422, told)
    assert typed(response, "title") == "科员"
    assert page(response).select_one('[name="roles"][value="receiver"]').has_attr("checked")
    assert User.objects.filter(title="科员").exists() is False


@pytest.mark.parametrize(
    "changed", [{"unit": "999999"}, {"roles": ["king"]}, {"unit": "x"}], ids=["unit", "duty", "no number"]
)
def test_unit_or_duty_that_is_not_there_is_refused(alpha, admin, changed):
    response = admin.post(f"{ROOM}people/invite/", _invitation(**changed))

    assert (response.status_code, list(errors(response))) == (422, list(changed))


def test_person_is_moved_and_given_other_duties(alpha, admin):
    user = colleague("receiver", unit_name="稽查队", name="调动者")
    to = unit("质检股")

    admin.post(
        f"{ROOM}people/{user.public_id}/",
        {
            "what": "arrange",
            "name": "调动者",
            "title": "股长",
            "unit": str(to.pk),
            "roles": ["handler", "unit-head"],
        },
    )

    officer = officer_for(user.pk, now=clock.now() + timedelta(seconds=1))
    user.refresh_from_db()
    assert (officer.roles, officer.unit_ids, user.title) == ({"handler", "unit-head"}, {to.pk}, "股长")


def test_arrangement_without_a_name_is_refused_and_changes_nothing(alpha, admin):
    user = colleague("receiver", name="有名字")

    response = admin.post(
        f"{ROOM}people/{user.public_id}/", {"what": "arrange", "name": "", "roles": ["leader"]}
    )

    assert response.status_code == 422
    assert errors(response)["name"] == "请填写姓名"
    assert officer_for(user.pk, now=clock.now() + timedelta(seconds=1)).roles == {"receiver"}


def test_last_admin_keeps_the_key(alpha, admin):
    me = User.objects.get(is_admin=True)

    for sent in ({"what": "arrange", "name": me.name}, {"what": "leave"}):
        admin.post(f"{ROOM}people/{me.public_id}/", sent)

    me.refresh_from_db()
    assert (me.is_admin, me.is_active) == (True, True)
    assert messages(admin.get(f"{ROOM}people/{me.public_id}/")) == ["至少要有一位机构管理员。"] * 2


def test_whoever_leaves_cannot_sign_in_and_is_off_the_list(alpha, admin, client_for):
    user = colleague("receiver", name="要走的")
    leaver = client_for(alpha).sign_in(user)

    response = admin.post(f"{ROOM}people/{user.public_id}/", {"what": "leave"})

    assert (response.status_code, response["Location"]) == (302, ROOM)
    assert "要走的" not in page(admin.get(ROOM)).select_one("main").get_text().replace("已办理离职", "")
    assert leaver.get("/desk/list/mine/").status_code == 302
    assert admin.get(f"{ROOM}people/{user.public_id}/").status_code == 404


def test_cases_of_whoever_leaves_go_back_to_the_unit_and_somebody_else_goes_on(alpha, admin, team):
    journey = Journey(team, "fraud-report", now=clock.now() - timedelta(days=1))
    journey.steps(*TO_INVESTIGATION)
    stays = colleague("handler", unit_name="稽查队", name="接手者")

    admin.post(f"{ROOM}people/{team.user('handler').public_id}/", {"what": "leave"})

    journey.case.refresh_from_db()
    view = case_view(
        officer=officer_for(stays.pk, now=clock.now()), public_id=journey.case.public_id, now=clock.now()
    )
    assert messages(admin.get(ROOM))[-1] == "其承办的 1 件案件已退回单位，请单位另行安排。"
    assert (journey.case.handler_id, journey.case.unit_id) == (None, team.unit.pk)
    assert view.timeline[-1].label.zh_hans == "承办人离职，案件退回单位"
    assert "find" in [action.id for action in view.actions]


def test_last_admin_who_cannot_leave_keeps_the_cases_in_hand(alpha, admin, team):
    me = User.objects.get(is_admin=True)
    case = case_of("enquiry", now=clock.now())
    Case.objects.filter(pk=case.pk).update(handler=me)

    admin.post(f"{ROOM}people/{me.public_id}/", {"what": "leave"})

    assert Case.objects.get(pk=case.pk).handler_id == me.pk


def test_new_link_makes_the_old_one_useless(alpha, admin, client_for):
    user = colleague("receiver", name="忘了密码")
    links = []
    for _ in range(2):
        admin.post(f"{ROOM}people/{user.public_id}/", {"what": "link"})
        shown = page(admin.get(f"{ROOM}people/{user.public_id}/")).get_text()
        links.append("/account/invitation/" + shown.partition("/account/invitation/")[2].split()[0])

    assert [client_for(alpha).get(link).status_code for link in links] == [404, 200]


# Deputies.


def _day(offset: int) -> str:
    return (clock.now() + timedelta(hours=8, days=offset)).date().isoformat()


def test_deputy_is_appointed_through_the_last_day_and_ended_early(alpha, admin):
    away, stands_in = colleague("leader", name="外出者"), colleague(name="代理者")
    address = f"{ROOM}people/{away.public_id}/"

    admin.post(
        address, {"what": "deputy", "deputy": str(stands_in.public_id), "since": _day(0), "until": _day(2)}
    )
    row = Deputy.objects.get()
    held = "leader" in officer_for(stands_in.pk, now=clock.now()).roles
    admin.post(address, {"what": "end-deputy", "row": str(row.pk)})

    assert held
    assert row.until - row.since == timedelta(days=3)
    assert "leader" not in officer_for(stands_in.pk, now=clock.now()).roles


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"deputy": "", "since": 0, "until": 1}, "deputy"),
        ({"deputy": "@self", "since": 0, "until": 1}, "deputy"),
        ({"deputy": "@other", "since": 3, "until": 1}, "until"),
        ({"deputy": "@other", "since": -3, "until": -1}, "until"),
        ({"deputy": "@other", "since": 0, "until": "31.12."}, "until"),
    ],
    ids=["nobody", "oneself", "ends before it begins", "past", "no date"],
)
def test_deputyship_that_cannot_be_is_refused_beside_the_field(alpha, admin, sent, field):
    away, other = colleague("leader", name="外出者"), colleague(name="代理者")
    people = {"@self": str(away.public_id), "@other": str(other.public_id)}
    values = {
        "what": "deputy",
        "deputy": people.get(sent["deputy"], sent["deputy"]),
        **{k: _day(sent[k]) if isinstance(sent[k], int) else sent[k] for k in ("since", "until")},
    }

    response = admin.post(f"{ROOM}people/{away.public_id}/", values)

    assert (response.status_code, list(errors(response))) == (422, [field])
    assert Deputy.objects.exists() is False


@pytest.mark.parametrize("row", ["", "x", "-1", "999999999999999999999999"])
def test_end_of_a_deputyship_that_is_not_there_changes_nothing(alpha, admin, row):
    user = colleague("leader", name="外出者")

    response = admin.post(f"{ROOM}people/{user.public_id}/", {"what": "end-deputy", "row": row})

    assert response.status_code in (302, 404)
    assert Deputy.objects.exists() is False


def test_role_that_nobody_holds_is_said_to_be_a_hole(alpha, admin):
    rows = page(admin.get(f"{ROOM}duties/")).select(".summary__row")

    holes = {row.dt.find(string=True).strip() for row in rows if row.dd.get_text(strip=True) == "没有人"}
    assert holes == {"承办单位负责人", "主办人"}


# The face.


def _face(**changed):
    given = {
        "name_zh": "甲县质监局",
        "name_en": "Alpha Bureau",
        "short_zh": "甲质监",
        "colour": "#9b1c1f",
        "phone": "12365",
    }
    return given | changed


def _png(size: tuple[int, int] = (64, 64)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "#9b1c1f").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def test_face_is_saved_and_the_portal_wears_it(alpha, admin, visitor):
    response = admin.post(f"{ROOM}face/", _face(logo=_png()))

    assert (response.status_code, messages(admin.get(f"{ROOM}face/"))) == (
        302,
        ["已保存，门户和文书马上使用。"],
    )
    assert "甲县质监局" in visitor.get("/").content.decode()
    assert "#9b1c1f" in visitor.get("/brand.css").content.decode()
    assert visitor.get("/brand-logo/")["Content-Type"] == "image/png"


def test_logo_stays_unless_it_is_taken_away(alpha, admin, visitor):
    admin.post(f"{ROOM}face/", _face(logo=_png()))
    admin.post(f"{ROOM}face/", _face(name_zh="改名局"))
    kept = visitor.get("/brand-logo/").status_code
    admin.post(f"{ROOM}face/", _face(remove_logo="on"))

    assert (kept, visitor.get("/brand-logo/").status_code) == (200, 404)


def test_saving_the_face_keeps_what_the_page_does_not_ask(alpha, admin):
    from ui.models import Branding

    Branding.objects.update(intro_zh="有话请讲。", intro_en="Tell us.")

    admin.post(f"{ROOM}face/", _face())

    kept = Branding.objects.get()
    assert (kept.intro_zh, kept.intro_en) == ("有话请讲。", "Tell us.")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"name_zh": ""}, "name_zh"),
        ({"logo": SimpleUploadedFile("logo.svg", b"<svg onload=x>", "image/svg+xml")}, "logo"),
        ({"logo": SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\nbroken", "image/png")}, "logo"),
    ],
    ids=["no colour", "no name", "a drawing that can run", "a broken picture"],
)
def test_face_that_cannot_be_is_refused_beside_the_field(alpha, admin, changed, field):
    before = current_branding()

    response = admin.post(f"{ROOM}face/", _face(**changed))

    assert (response.status_code, list(errors(response))) == (422, [field])
    assert typed(response, "name_en") == "Alpha Bureau"
    assert current_branding() == before


def test_colour_on_which_no_text_can_be_read_is_darkened_and_said(alpha, admin):
    admin.post(f"{ROOM}face/", _face(colour="#e8743b"))

    assert messages(admin.get(f"{ROOM}face/")) == ["已保存。颜色太浅，显示时会加深，使白色文字看得清。"]

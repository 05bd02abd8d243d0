"""The organisation room: units, people, duties, deputies and the organisation's face. For the tenant's admins."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import AddressTaken, LastAdmin
from casework.cases.handover import let_go
from casework.desk.frame import frame
from casework.desk.room_forms import ArrangementForm, DeputyForm, FaceForm, InvitationForm, UnitForm
from casework.organisation import people as arranging
from casework.organisation import selectors as organisation
from casework.organisation import services
from casework.organisation.access import for_admins
from casework.organisation.rules import Officer
from kernel import tenancy
from policies import selectors as policies
from ui import pieces, words
from ui.selectors import current_branding
from ui.services import BrandingRefused, Face, save_branding

PAGES = (
    ("organisation", gettext_lazy("人员"), "users"),
    ("organisation-units", gettext_lazy("单位"), "building-2"),
    ("organisation-duties", gettext_lazy("职责"), "key-round"),
    ("organisation-face", gettext_lazy("形象"), "palette"),
    ("organisation-calendar", gettext_lazy("工作日历"), "calendar-days"),
)


@require_safe
@for_admins
def room(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """Everybody at work, unit by unit."""
    by_unit: dict[str, list[organisation.Person]] = {}
    for one in organisation.people():
        by_unit.setdefault(one.unit or _("暂未安排单位"), []).append(one)
    return room_page(
        request, officer, now, "people", {"by_unit": by_unit.items(), "duty_of": _duties_by_name()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def units(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """The units, with a form for a new one; renaming and closing in place."""
    form = UnitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (request.POST.get("close") or form.is_valid()):
        _change_unit(request, form)
        return redirect("organisation-units")
    staffed = {p.unit for p in organisation.people()}
    rows = [(unit, unit.name in staffed) for unit in organisation.active_units()]
    return room_page(request, officer, now, "units", {"form": form, "rows": rows})


def _change_unit(request: HttpRequest, form: UnitForm) -> None:
    try:
        if request.POST.get("close"):
            services.close_unit(unit_id=organisation.unit_by_public_id(request.POST["close"]).pk)
            messages.success(request, _("单位已停用，它的历史和案件都保留。"))
        elif request.POST.get("unit"):
            unit = organisation.unit_by_public_id(request.POST["unit"])
            services.rename_unit(unit_id=unit.pk, name=form.cleaned_data["name"])
            messages.success(request, _("单位已改名。"))
        else:
            services.create_unit(name=form.cleaned_data["name"])
            messages.success(request, _("单位已建立。"))
    except services.StillStaffed:
        messages.error(request, _("还有人在这个单位工作，请先把他们调到别的单位。"))
    except services.NameTaken:
        messages.error(request, _("已经有同名的单位。"))
    except organisation.NotFound as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def invite(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """Bring somebody in; the one-time link is shown once, to be handed over."""
    form = InvitationForm(request.POST if request.method == "POST" else None, units=_units(), roles=_roles())
    if request.method == "POST" and form.is_valid():
        try:
            _id, secret = arranging.invite_person(
                email=form.cleaned_data["email"], arrangement=form.arrangement(), now=now
            )
        except AddressTaken:
            form.add_error("email", _("已经有人用这个邮箱登录"))
        else:
            return room_page(
                request,
                officer,
                now,
                "invited",
                {"link": _link(request, secret), "name": form.cleaned_data["name"]},
            )
    return room_page(request, officer, now, "invite", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def person(request: HttpRequest, officer: Officer, now: datetime, person: UUID) -> HttpResponse:
    """One person: post, duties, deputies, a new link, leaving."""
    try:
        detail = arranging.person_detail(person=person, now=now)
    except organisation.NotFound as error:
        raise Http404 from error
    what = request.POST.get("what", "") if request.method == "POST" else ""
    form = ArrangementForm(
        request.POST if what == "arrange" else None,
        units=_units(),
        roles=_roles(),
        initial={
            "name": detail.name, "title": detail.title, "unit": str(detail.unit_id or ""),
            "roles": detail.roles, "is_admin": detail.is_admin,
        },
    )  # fmt: skip
    others = [
        (str(p.public_id), f"{p.name} {p.unit}") for p in organisation.people() if p.public_id != person
    ]
    deputy = DeputyForm(request.POST if what == "deputy" else None, people=others, today=_local(now).date())
    try:
        done = _arrange(request, what, person, form, deputy, now)
    except organisation.NotFound as error:
        raise Http404 from error
    except LastAdmin:
        messages.error(request, _("至少要有一位机构管理员。"))
        done = redirect("organisation-person", person)
    context = {"detail": detail, "form": form, "deputy_form": deputy}
    status = 422 if form.errors or deputy.errors else 200
    return done or room_page(request, officer, now, "person", context, status=status)


def _arrange(
    request: HttpRequest, what: str, person: UUID, form: ArrangementForm, deputy: DeputyForm, now: datetime
) -> HttpResponse | None:
    if what == "arrange" and form.is_valid():
        arranging.rearrange_person(person=person, arrangement=form.arrangement(), now=now)
        messages.success(request, _("已保存。"))
    elif what == "deputy" and deputy.is_valid():
        filled = deputy.cleaned_data
        since, until = _day_start(filled["since"]), _day_start(filled["until"] + timedelta(days=1))
        arranging.appoint(person=person, deputy=UUID(filled["deputy"]), since=since, until=until)
        messages.success(request, _("已安排代理。"))
    elif what == "end-deputy":
        arranging.end_deputyship(person=person, row=request.POST.get("row", ""), now=now)
        messages.success(request, _("代理已结束。"))
    elif what == "link":
        link = _link(request, arranging.invite_again(person=person, now=now))
        messages.success(request, _("新的邀请链接（只显示这一次）：%(link)s") % {"link": link})
    elif what == "leave":
        released = let_go(person=person, now=now)
        messages.success(request, _("已办理离职：不能再登录，经办记录保留姓名。"))
        if released:
            told = _("其承办的 %(count)d 件案件已退回单位，请单位另行安排。") % {"count": released}
            messages.warning(request, told)
        return redirect("organisation")
    else:
        return None
    return redirect("organisation-person", person)


@require_safe
@for_admins
def duties(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """Each role of the rulebooks with who holds it; a role without anybody is a hole, and said to be one."""
    held = arranging.holders()
    rows = [
        (
            pack.title,
            [(role.label, role.description, held.get(code, [])) for code, role in pack.roles.items()],
        )
        for pack in {v.pack.id: v.pack for v in policies.adopted_versions()}.values()
    ]
    return room_page(request, officer, now, "duties", {"packs": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def face(request: HttpRequest, officer: Officer, now: datetime) -> HttpResponse:
    """Names, colour, logo and how to reach the organisation."""
    brand = current_branding()
    shown = {
        name: getattr(brand, name, "") for name in FaceForm.base_fields if name not in ("logo", "remove_logo")
    }
    sent = request.method == "POST"
    form = FaceForm(request.POST if sent else None, request.FILES if sent else None, initial=shown)
    if sent and form.is_valid():
        filled = dict(form.cleaned_data)
        upload, removed = filled.pop("logo"), filled.pop("remove_logo")
        try:
            logo = upload.read() if upload else b"" if removed else None
            kept = {"intro_zh": brand.intro_zh, "intro_en": brand.intro_en}
            saved = save_branding(face=Face(**filled, **kept, logo=logo))
        except BrandingRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
        else:
            if saved.colour_adjusted:
                messages.warning(request, _("已保存。颜色太浅，显示时会加深，使白色文字看得清。"))
            else:
                messages.success(request, _("已保存，门户和文书马上使用。"))
            return redirect("organisation-face")
    return room_page(request, officer, now, "face", {"form": form}, status=422 if form.errors else 200)


def room_page(
    request: HttpRequest,
    officer: Officer,
    now: datetime,
    name: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page of the organisation room, with its tabs."""
    here = request.path
    tabs = [
        pieces.Tab(label=str(label), url=reverse(url), is_current=here == reverse(url))
        for url, label, _icon in PAGES
    ]
    shown = frame(officer=officer, now=now) | {"tabs": tabs} | context
    return render(request, f"casework/desk/room/{name}.html", shown, status=status)


def _units() -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in organisation.active_units()]


def _roles() -> list[tuple[str, str]]:
    roles = {code: role.label for v in policies.adopted_versions() for code, role in v.pack.roles.items()}
    return [(code, words.say(label)) for code, label in roles.items()]


def _duties_by_name() -> dict[str, list[str]]:
    labels = dict(_roles())
    by_name: dict[str, list[str]] = {}
    for role, names in arranging.holders().items():
        for name in names:
            by_name.setdefault(name, []).append(labels.get(role, role))
    return by_name


def _link(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[secret]))


def _local(now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(tenancy.current().zone))


def _day_start(day: Any) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(tenancy.current().zone))

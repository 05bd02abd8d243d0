"""The addresses of the desk, below ``/desk/``."""

from __future__ import annotations

from django.urls import path

from casework.desk import calendar_views, case_views, file_views, registration_views, room_views

urlpatterns = [
    path("", case_views.home, name="desk"),
    path("list/<slug:which>/", case_views.list_cases, name="desk-worklist"),
    path("search/", case_views.search, name="desk-search"),
    path("register/", registration_views.choose, name="desk-register"),
    path("register/<slug:business_type>/", registration_views.register, name="desk-register-form"),
    path("registered/", registration_views.registered, name="desk-registered"),
    path("case/<uuid:public_id>/", case_views.show_case, name="desk-case"),
    path("case/<uuid:public_id>/act/<slug:transition>/", case_views.act, name="desk-act"),
    path("case/<uuid:public_id>/identity/", case_views.identity, name="desk-identity"),
    path("case/<uuid:public_id>/evidence/", file_views.add_evidence, name="desk-evidence-add"),
    path("evidence/<uuid:evidence_id>/", file_views.read_evidence, name="desk-evidence"),
    path("letter/<uuid:letter_id>/", file_views.read_letter, name="desk-letter"),
    path("organisation/", room_views.room, name="organisation"),
    path("organisation/units/", room_views.units, name="organisation-units"),
    path("organisation/people/invite/", room_views.invite, name="organisation-invite"),
    path("organisation/people/<uuid:person>/", room_views.person, name="organisation-person"),
    path("organisation/duties/", room_views.duties, name="organisation-duties"),
    path("organisation/face/", room_views.face, name="organisation-face"),
    path("organisation/calendar/", calendar_views.calendar, name="organisation-calendar"),
    path("organisation/calendar/run/<uuid:run>/", calendar_views.run, name="organisation-clock-run"),
]

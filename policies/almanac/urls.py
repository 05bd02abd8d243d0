"""Addresses of the operators' calendars, included under /desk/calendars/."""

from django.urls import path, register_converter

from policies.almanac import views


class CodeConverter:
    """The code of a calendar: CN, GB …"""

    regex = "[A-Z]{2,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "calendar")

app_name = "calendars"

urlpatterns = [
    path("", views.overview, name="list"),
    path("<calendar:code>/", views.calendar, name="calendar"),
    path("<calendar:code>/<int:year>/", views.show_year, name="year"),
    path("<calendar:code>/version/<int:version>/", views.show_version, name="version"),
    path("<calendar:code>/draft/", views.draft, name="draft"),
    path("<calendar:code>/draft/<int:year>/", views.draft_year, name="draft-year"),
]
